use futures::future::join_all;

use super::super::{
    proofing::{Restart, reproof},
    recover, recover_password, use_link,
};
use super::registration::{NEW_PASSWORD, link_to, work};
use super::*;

const ANNE: &str = "anne@example.org";

/// What the mail's link leads to.
async fn asked(services: &Services, typed: &str) -> String {
    recover(services, typed, "192.0.2.1", NOON).await.unwrap();
    work(services, NOON).await;
    link_to(services, ANNE).await
}

async fn follow(services: &Services, link: &str) -> Holder {
    let recovering = use_link(services, link, visitor("192.0.2.1"), NOON)
        .await
        .unwrap();
    holder(services, &recovering.token, NOON).await
}

async fn change(services: &Services, sql: &'static str) {
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn the_mail_tells_the_user_id_however_the_account_was_named(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for typed in ["ANNE.EXAMPLE", " anne.example ", "Anne@Example.org"] {
        asked(&services, typed).await;
        let mail = sent_to(&services, ANNE).await.remove(0);
        assert!(
            mail.paragraphs.join(" ").contains("ANNE.EXAMPLE"),
            "{mail:?}"
        );
        assert!(!mail.subject.contains("ANNE"), "{mail:?}");
    }
}

#[db_test]
async fn nobody_is_mailed_about_an_account_that_is_not_there(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for typed in ["NOBODY.HERE", "nobody@example.org"] {
        recover(&services, typed, "192.0.2.1", NOON).await.unwrap();
    }
    work(&services, NOON).await;
    let mut tx = services.db.read().await.unwrap();
    for sql in [
        "select count(*) from message",
        "select count(*) from mail_link",
    ] {
        let (rows,) = fetch!(fetch_one, (i64,), tx, sql).unwrap();
        assert_eq!(rows, 0, "{sql}");
    }
}

#[db_test]
async fn what_can_be_no_user_id_and_no_address_is_refused(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for typed in ["", "  ", "a", "a@b", "anne\0example", "' or 1=1 --"] {
        let errors = field_errors(recover(&services, typed, "192.0.2.1", NOON).await);
        assert_eq!(errors[0].0, "who", "{typed}");
    }
}

#[db_test]
async fn a_new_password_needs_the_mailbox_and_the_second_factor(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let elsewhere = logged_in(&services).await;
    let mut tx = services.db.write().await.unwrap();
    let token = "insert into access_token (id, user_id, category, name, token_hash, tail, rights, is_limited, created_at, ends_at)
        values ($1, $2, 'provider', 'Of a thief', $3, 'abcd', 'submit', $4, 0, $5)";
    let (id, ends_at) = (Uuid::from_u128(90), NOON.plus_days(300).0);
    exec!(tx, token, id, user, [7_u8; 32].as_slice(), false, ends_at).unwrap();
    tx.commit().await.unwrap();
    let link = asked(&services, ANNE).await;
    let holder_before = follow(&services, &link).await;
    assert_eq!(holder_before.stage, SessionStage::Recovering);
    let early = recover_password(&services, &holder_before, NEW_PASSWORD, NOON).await;
    assert!(matches!(early, Err(ServiceError::Unconfirmed)), "{early:?}");

    let code = code_for(&services, &holder_before, NOON).await;
    let token = prove(&services, &holder_before, &code, NOON).await.unwrap();
    let confirmed = holder(&services, &token, NOON).await;
    assert_eq!(confirmed.stage, SessionStage::Recovering);
    recover_password(&services, &confirmed, NEW_PASSWORD, NOON)
        .await
        .unwrap();

    // No session is left, neither this nor another; the old password is none.
    for (token, presented) in [
        (&elsewhere, ended_by(SessionEnd::PasswordChanged)),
        (&token, Presented::Unknown),
    ] {
        let found = session(&services, token, AskedBy::Person, at(0)).await;
        assert_eq!(found.unwrap(), presented);
    }
    field_errors(log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await);
    let later = NOON.plus_seconds(60);
    log_in(&services, form("ANNE.EXAMPLE", NEW_PASSWORD), later)
        .await
        .unwrap();
    let mail = sent_to(&services, ANNE).await.remove(0);
    assert_eq!(mail.subject, "Your password was changed");
    // Whoever held a token has nothing left, either.
    let said = mail.paragraphs.join(" ");
    assert!(
        said.contains("The access token of your account was revoked"),
        "{said}"
    );
    let mut tx = services.db.read().await.unwrap();
    let sql = "select revoked_at from access_token";
    let revoked = fetch!(fetch_one, (Option<i64>,), tx, sql).unwrap();
    assert_eq!(revoked, (Some(NOON.0),));
    drop(tx);
    // And the recovery is over.
    let again = recover_password(&services, &confirmed, "another one entirely", NOON).await;
    assert!(again.is_err(), "{again:?}");
}

#[db_test]
async fn a_recovery_removes_the_persons_link_to_the_identity_provider_and_no_other(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let berta = Uuid::from_u128(8);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'BERTA.EXAMPLE', 'Berta Example', 'berta@example.org', 'active', 0)",
        berta
    )
    .unwrap();
    for (subject, user) in [("anne", user), ("berta", berta)] {
        exec!(
            tx,
            "insert into openid_link (issuer, subject, user_id, linked_at)
             values ('https://login.example.org', $1, $2, 0)",
            subject,
            user
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    let link = asked(&services, ANNE).await;
    let begun = follow(&services, &link).await;
    let code = code_for(&services, &begun, NOON).await;
    let token = prove(&services, &begun, &code, NOON).await.unwrap();
    let confirmed = holder(&services, &token, NOON).await;
    recover_password(&services, &confirmed, NEW_PASSWORD, NOON)
        .await
        .unwrap();
    let mut tx = services.db.read().await.unwrap();
    let left = fetch!(fetch_all, (String,), tx, "select subject from openid_link").unwrap();
    assert_eq!(left, [("berta".to_owned(),)]);
}

#[db_test]
async fn a_link_works_once_however_many_use_it_at_once(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, ANNE).await;
    let racing = (0..4).map(|_| use_link(&services, &link, visitor("192.0.2.1"), NOON));
    let outcomes = join_all(racing).await;
    let won = outcomes.iter().filter(|outcome| outcome.is_ok());
    assert_eq!(won.count(), 1, "{outcomes:?}");
}

#[db_test]
async fn a_link_works_for_half_an_hour_and_for_its_own_purpose(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, ANNE).await;
    let other_purpose = crate::identity::profile_of_link(&services, &link, NOON).await;
    assert!(matches!(other_purpose, Err(ServiceError::NotFound)));
    let late = NOON.plus_seconds(30 * 60);
    let over = use_link(&services, &link, visitor("192.0.2.1"), late).await;
    assert!(matches!(over, Err(ServiceError::NotFound)), "{over:?}");
    let in_time = use_link(
        &services,
        &link,
        visitor("192.0.2.1"),
        late.plus_seconds(-1),
    )
    .await;
    assert!(in_time.is_ok(), "{in_time:?}");
}

#[db_test]
async fn a_recovery_takes_a_lock_away(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for number in 0..6 {
        let guess = LogIn {
            visitor: visitor("192.0.2.9"),
            ..form("ANNE.EXAMPLE", "wrong")
        };
        field_errors(log_in(&services, guess, NOON.plus_seconds(20 * number - 200)).await);
    }
    let locked = field_errors(log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await);
    assert!(locked[0].1.contains("locked"), "{locked:?}");
    let link = asked(&services, ANNE).await;
    let holder_before = follow(&services, &link).await;
    let code = code_for(&services, &holder_before, NOON).await;
    let token = prove(&services, &holder_before, &code, NOON).await.unwrap();
    let confirmed = holder(&services, &token, NOON).await;
    recover_password(&services, &confirmed, NEW_PASSWORD, NOON)
        .await
        .unwrap();
    log_in(&services, form("ANNE.EXAMPLE", NEW_PASSWORD), NOON)
        .await
        .unwrap();
}

#[db_test]
async fn a_link_alone_takes_no_lock_away(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for number in 0..6 {
        let guess = LogIn {
            visitor: visitor("192.0.2.9"),
            ..form("ANNE.EXAMPLE", "wrong")
        };
        field_errors(log_in(&services, guess, NOON.plus_seconds(20 * number - 200)).await);
    }
    let link = asked(&services, ANNE).await;
    follow(&services, &link).await;
    let locked = field_errors(log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await);
    assert!(locked[0].1.contains("locked"), "{locked:?}");
}

#[db_test]
async fn a_link_gives_nobody_more_guesses_at_the_second_factor(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, ANNE).await;
    let thief = follow(&services, &link).await;
    code_for(&services, &thief, NOON).await;
    for number in 0..5 {
        let now = NOON.plus_seconds(20 * number);
        field_errors(prove(&services, &thief, "00000000", now).await);
    }
    let link = asked(&services, ANNE).await;
    let again = follow(&services, &link).await;
    let code = code_for(&services, &again, NOON).await;
    let later = NOON.plus_seconds(200);
    let errors = field_errors(prove(&services, &again, &code, later).await);
    assert!(errors[0].1.contains("locked"), "{errors:?}");
}

#[db_test]
async fn a_new_password_is_the_end_of_all_links_to_another(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let (first, second) = (
        asked(&services, ANNE).await,
        asked(&services, "ANNE.EXAMPLE").await,
    );
    let before = follow(&services, &second).await;
    let code = code_for(&services, &before, NOON).await;
    let token = prove(&services, &before, &code, NOON).await.unwrap();
    let confirmed = holder(&services, &token, NOON).await;
    recover_password(&services, &confirmed, NEW_PASSWORD, NOON)
        .await
        .unwrap();
    let dead = use_link(&services, &first, visitor("192.0.2.1"), NOON).await;
    assert!(matches!(dead, Err(ServiceError::NotFound)), "{dead:?}");
}

#[db_test]
async fn whoever_is_proofed_anew_recovers_nothing_by_the_mailbox_alone(db: Db) {
    let (services, _) = installation(db, &[Role::HelpDesk]).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'RITA.EXAMPLE', 'Rita Example', 'rita@example.org', 'active', 0)",
        Uuid::from_u128(8)
    )
    .unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, target, confirmed_at, created_at)
         values ($1, $2, 'email', 'Work e-mail', 'rita@example.org', 0, 0)",
        Uuid::from_u128(80),
        Uuid::from_u128(8)
    )
    .unwrap();
    tx.commit().await.unwrap();
    recover(&services, "RITA.EXAMPLE", "192.0.2.1", NOON)
        .await
        .unwrap();
    work(&services, NOON).await;
    let link_before = link_to(&services, "rita@example.org").await;

    let token = logged_in(&services).await;
    let helper = open(&services, &token, at(0)).await;
    let restart = Restart {
        user_name: "RITA.EXAMPLE",
        check: "video_call",
        record: "Video call at 11:40, state ID shown.",
    };
    reproof(&services, &helper, restart, NOON).await.unwrap();

    let dead = use_link(&services, &link_before, visitor("192.0.2.1"), NOON).await;
    assert!(matches!(dead, Err(ServiceError::NotFound)), "{dead:?}");
    recover(&services, "RITA.EXAMPLE", "192.0.2.1", NOON)
        .await
        .unwrap();
    work(&services, NOON).await;
    let mail = sent_to(&services, "rita@example.org").await.remove(0);
    assert!(
        mail.paragraphs.join(" ").contains("Service Center"),
        "{mail:?}"
    );
    assert_eq!(mail.link.unwrap().path, "/login");
}

#[db_test]
async fn a_registration_that_was_left_before_its_second_factor_needs_the_mailbox_alone(db: Db) {
    let (services, _) = installation(db, &[]).await;
    change(&services, "delete from device").await;
    change(
        &services,
        "update user_account set registration = 'proofing'",
    )
    .await;
    let link = asked(&services, "ANNE.EXAMPLE").await;
    let recovering = use_link(&services, &link, visitor("192.0.2.1"), NOON)
        .await
        .unwrap();
    assert!(!recovering.asks_second_factor);
    let holder = holder(&services, &recovering.token, NOON).await;
    recover_password(&services, &holder, NEW_PASSWORD, NOON)
        .await
        .unwrap();
    let entered = log_in(&services, form("ANNE.EXAMPLE", NEW_PASSWORD), NOON).await;
    assert_eq!(entered.unwrap().stage, SessionStage::Registering);
}

#[db_test]
async fn a_mailbox_alone_recovers_no_account_that_had_or_needs_a_second_factor(db: Db) {
    let (services, _) = installation(db, &[]).await;
    change(&services, "delete from device").await;
    for state in [
        "update user_account set registration = 'complete'",
        "update user_account set state = 'disabled', registration = 'terms'",
    ] {
        change(&services, state).await;
        recover(&services, "ANNE.EXAMPLE", "192.0.2.1", NOON)
            .await
            .unwrap();
        work(&services, NOON).await;
        let mail = sent_to(&services, ANNE).await.remove(0);
        assert!(
            mail.paragraphs.join(" ").contains("Service Center"),
            "{mail:?}"
        );
        assert_eq!(mail.link.unwrap().path, "/login");
    }
}

#[db_test]
async fn a_link_that_was_mailed_before_the_account_was_switched_off_is_dead(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, ANNE).await;
    change(&services, "update user_account set state = 'disabled'").await;
    let dead = use_link(&services, &link, visitor("192.0.2.1"), NOON).await;
    assert!(matches!(dead, Err(ServiceError::NotFound)), "{dead:?}");
}

#[db_test]
async fn a_recovery_that_is_asked_for_is_recorded_without_what_was_typed(db: Db) {
    let (services, user) = installation(db, &[]).await;
    for typed in ["anne@example.org", "NOBODY.HERE"] {
        recover(&services, typed, "192.0.2.1", NOON).await.unwrap();
    }
    work(&services, NOON).await;
    let mut tx = services.db.read().await.unwrap();
    let sql = "select act, actor_kind, account_id, detail from audit_event
        where act like 'authn_recovery%' order by seq";
    let rows = fetch!(fetch_all, (String, String, Option<Uuid>, String), tx, sql).unwrap();
    let row =
        |act: &str, who: &str, account| (act.to_owned(), who.to_owned(), account, "{}".to_owned());
    assert_eq!(
        rows,
        [
            row("authn_recovery_asked", "unknown", None),
            row("authn_recovery_asked", "unknown", None),
            row("authn_recovery_mailed", "program", Some(user)),
        ]
    );
}
