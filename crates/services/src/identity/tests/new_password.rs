use super::super::{ChangePassword, change_password, needs_longer_password, password_rules};
use super::*;

const NEW: &str = "seven green kettles sing";

/// Anne in an open session, whose second factor was proven at noon.
async fn anne(services: &Services) -> Holder {
    let token = logged_in(services).await;
    open(services, &token, at(0)).await.holder
}

fn to(password: &str) -> ChangePassword<'_> {
    ChangePassword {
        old_password: PASSWORD,
        password,
        ends_others: true,
    }
}

async fn refused(services: &Services, holder: &Holder, password: &str) -> String {
    // One after the other minute, as often as a minute allows.
    let outcome = change_password(services, holder, &to(password), NOON).await;
    assert!(outcome.is_err(), "{password} is taken");
    let errors = field_errors(outcome);
    assert_eq!(errors[0].0, "password", "{password}");
    errors[0].1.clone()
}

async fn installation_for_many(db: Db, roles: &[Role]) -> Services {
    let (mut services, _) = installation(db, roles).await;
    services.rules.limits = services.rules.limits.raised(100);
    services
}

#[db_test]
async fn a_password_that_a_guesser_tries_first_is_refused(db: Db) {
    let services = installation_for_many(db, &[]).await;
    let holder = anne(&services).await;
    for password in [
        "password1234",
        "Password123!",
        "qwertyuiop",
        "letmein2026",
        "11111112",
        "abcdefgh",
        "iqies2026",
        "IQIES-harp",
        "openqies-cms",
        "Openqies CMS Harp",
        "harp-cms-2026",
        "medicare1",
    ] {
        let words = refused(&services, &holder, password).await;
        assert!(words.contains("too easy to guess"), "{password}: {words}");
    }
}

#[db_test]
async fn a_password_without_a_rule_of_characters_is_taken(db: Db) {
    let services = installation_for_many(db, &[]).await;
    let mut before = PASSWORD.to_owned();
    let long = "kettle zebra ".repeat(9) + "mop 4 you!!";
    assert_eq!(long.chars().count(), 128);
    for password in [
        "kqzwxvjb7",
        "двадцать синих чайников",
        "  spaces at both ends  ",
        &long,
    ] {
        let token = logged_in_with(&services, &before).await;
        let holder = open(&services, &token, at(0)).await.holder;
        let form = ChangePassword {
            old_password: &before,
            ..to(password)
        };
        change_password(&services, &holder, &form, NOON)
            .await
            .unwrap_or_else(|error| panic!("{password}: {error}"));
        before = password.to_owned();
    }
}

async fn logged_in_with(services: &Services, password: &str) -> Token {
    let form = LogIn {
        user_name: "ANNE.EXAMPLE",
        password,
        consent: true,
        visitor: visitor("192.0.2.1"),
    };
    let entered = log_in(services, form, NOON).await.unwrap();
    let holder = holder(services, &entered.token, NOON).await;
    let code = code_for(services, &holder, NOON).await;
    prove(services, &holder, &code, NOON).await.unwrap()
}

#[db_test]
async fn length_own_words_and_the_old_password_are_said_by_themselves(db: Db) {
    let services = installation_for_many(db, &[]).await;
    let holder = anne(&services).await;
    for (password, words) in [
        ("", "Enter a password"),
        ("kqzwxvj", "8 to 128"),
        (&*"kettle zebra ".repeat(10), "8 to 128"),
        ("my-anne-kettle-zebra", "Leave out your user ID"),
        // Wide letters are the same letters.
        ("\u{ff21}nne kettle zebra mop", "Leave out your user ID"),
        ("zzzzzzzzzzzz", "more than one character"),
        (PASSWORD, "the password that you have now"),
    ] {
        let said = refused(&services, &holder, password).await;
        assert!(said.contains(words), "{password}: {said}");
    }
}

#[db_test]
async fn who_decides_about_others_needs_fifteen_characters(db: Db) {
    let services = installation_for_many(db, &[Role::StateAgencySecurityOfficial]).await;
    let holder = anne(&services).await;
    let rules = password_rules(&services, &holder, NOON).await.unwrap();
    assert_eq!(rules.shortest, 15);
    let said = refused(&services, &holder, "kqzwxvjbmtpgrs").await;
    assert!(said.contains("15 to 128"), "{said}");
    change_password(&services, &holder, &to(NEW), NOON)
        .await
        .unwrap();
}

#[db_test]
async fn a_role_that_came_after_a_short_password_asks_for_a_longer_one(db: Db) {
    let services = installation_for_many(db, &[Role::PbjSubmitter]).await;
    let holder = anne(&services).await;
    let needs = async || needs_longer_password(&services, holder.user).await.unwrap();
    change_password(&services, &holder, &to("kqzwxvjb7"), NOON)
        .await
        .unwrap();
    assert!(!needs().await);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "update role_grant set role = 'help_desk', state_code = null"
    )
    .unwrap();
    tx.commit().await.unwrap();
    assert!(needs().await);
    let form = ChangePassword {
        old_password: "kqzwxvjb7",
        ..to(NEW)
    };
    change_password(&services, &holder, &form, NOON)
        .await
        .unwrap();
    assert!(!needs().await);
}

#[db_test]
async fn names_and_ccns_of_ones_facilities_make_no_password_however_many_they_are(db: Db) {
    let services = installation_for_many(db, &[Role::PbjSubmitter]).await;
    let mut tx = services.db.write().await.unwrap();
    for (number, ccn, name) in [
        (1_u128, "165123", "Maple Ridge Care Center"),
        (2, "365123", "Faraway Hills Manor"),
    ] {
        exec!(
            tx,
            "insert into provider (id, ccn, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
             values ($1, $2, 'IA', 'nursing_home', $3, '', '', '', '', 0, 0)",
            Uuid::from_u128(number),
            ccn,
            name
        )
        .unwrap();
        exec!(
            tx,
            "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
            Uuid::from_u128(100),
            Uuid::from_u128(number)
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    let holder = anne(&services).await;
    for password in [
        "MapleRidgeCareCenter",
        "faraway-hills-manor",
        "165123-365123",
    ] {
        let words = refused(&services, &holder, password).await;
        assert!(words.contains("too easy to guess"), "{password}: {words}");
    }
}

#[db_test]
async fn other_sessions_end_unless_one_says_otherwise_and_a_mail_tells_of_it(db: Db) {
    let services = installation_for_many(db, &[]).await;
    let [here, elsewhere] = [logged_in(&services).await, logged_in(&services).await];
    let holder = open(&services, &here, at(0)).await.holder;
    let form = ChangePassword {
        ends_others: false,
        ..to(NEW)
    };
    change_password(&services, &holder, &form, NOON)
        .await
        .unwrap();
    open(&services, &elsewhere, at(0)).await;
    let form = ChangePassword {
        old_password: NEW,
        ..to("nine yellow ladders hum")
    };
    change_password(&services, &holder, &form, NOON)
        .await
        .unwrap();
    open(&services, &here, at(0)).await;
    let ended = session(&services, &elsewhere, AskedBy::Person, at(0)).await;
    assert_eq!(ended.unwrap(), ended_by(SessionEnd::PasswordChanged));
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(mail.subject, "Your password was changed");
    assert!(!mail.paragraphs.join(" ").contains("ladders"));
}

#[db_test]
async fn a_password_is_changed_only_a_moment_after_the_second_factor(db: Db) {
    let services = installation_for_many(db, &[]).await;
    let holder = anne(&services).await;
    let late = NOON.plus_seconds(5 * 60);
    for refused in [
        change_password(&services, &holder, &to(NEW), late).await,
        password_rules(&services, &holder, late).await.map(drop),
    ] {
        assert!(
            matches!(refused, Err(ServiceError::Unconfirmed)),
            "{refused:?}"
        );
    }
}

#[db_test]
async fn guessing_the_old_password_locks_like_any_guessing(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let holder = anne(&services).await;
    let guess = ChangePassword {
        old_password: "wrong",
        ..to(NEW)
    };
    for number in 0..5 {
        let now = NOON.plus_seconds(20 * number);
        let errors = field_errors(change_password(&services, &holder, &guess, now).await);
        assert!(errors[0].1.contains("not the password"), "{errors:?}");
    }
    let now = NOON.plus_seconds(100);
    let errors = field_errors(change_password(&services, &holder, &to(NEW), now).await);
    assert_eq!(errors[0].0, "old_password");
    assert!(errors[0].1.contains("locked"), "{errors:?}");
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(mail.subject, "Log-in to your account is locked");
}
