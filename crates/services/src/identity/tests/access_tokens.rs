use domain::{
    access::Grant,
    audit::Act,
    identity::{AccessTokenForm, TOKEN_PREFIX, TokenRight, TokenState},
    providers::ProviderId,
};

use super::{
    super::{
        Bearer, ChangePassword, change_password, disable, enable, list_tokens, make_token,
        present_token, revoke_token, token_rights,
    },
    *,
};

const HOMES: [(u128, &str); 2] = [(1, "165123"), (2, "165124")];

/// Anne, who sends staffing files for two homes, and is logged in.
async fn sender(db: Db) -> (Services, Session) {
    let (services, user) = installation(db, &[]).await;
    let mut tx = services.db.write().await.unwrap();
    let grant = Uuid::from_u128(100);
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, 'pbj_submitter', 0)",
        grant,
        user
    )
    .unwrap();
    for (number, ccn) in HOMES {
        exec!(
            tx,
            "insert into provider (id, ccn, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
             values ($1, $2, 'IA', 'nursing_home', $2, '', '', '', '', 0, 0)",
            Uuid::from_u128(number),
            ccn
        )
        .unwrap();
        exec!(
            tx,
            "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
            grant,
            Uuid::from_u128(number)
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    let token = logged_in(&services).await;
    let session = open(&services, &token, at(1)).await;
    (services, session)
}

fn asked(facilities: &str) -> AccessTokenForm {
    AccessTokenForm {
        name: "Payroll".to_owned(),
        days: "365".to_owned(),
        rights: vec!["submit".to_owned(), "read_reports".to_owned()],
        facilities: facilities.to_owned(),
    }
}

async fn made(services: &Services, session: &Session, facilities: &str) -> String {
    let token = make_token(services, session, &asked(facilities), at(1).system).await;
    token.unwrap().as_str().to_owned()
}

async fn bearer(services: &Services, token: &str, seconds: i64) -> Bearer {
    let bearer = present_token(services, token, at(seconds)).await.unwrap();
    bearer.expect("the token is not good")
}

async fn is_unknown(services: &Services, token: &str, seconds: i64) -> bool {
    let bearer = present_token(services, token, at(seconds)).await.unwrap();
    bearer.is_none()
}

async fn count(services: &Services, act: Act) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from audit_event where act = $1";
    fetch!(fetch_one, (i64,), tx, sql, act.key()).unwrap().0
}

const DAY: i64 = 24 * 60 * 60;

#[db_test]
async fn a_token_acts_for_its_owner_and_is_kept_nowhere(db: Db) {
    let (services, session) = sender(db).await;
    let token = made(&services, &session, "").await;
    assert!(token.starts_with(TOKEN_PREFIX), "{token}");
    assert_eq!(token.len(), TOKEN_PREFIX.len() + 43);
    let bearer = bearer(&services, &token, 2).await;
    assert_eq!(bearer.actor.user, session.actor.user);
    assert_eq!(bearer.actor.grants, session.actor.grants);
    assert!(bearer.may(TokenRight::Submit) && !bearer.may(TokenRight::Check));
    let lines = list_tokens(&services, &session, at(3).system)
        .await
        .unwrap();
    let [line] = lines.as_slice() else {
        panic!("one token: {lines:?}");
    };
    assert_eq!(line.name, "Payroll");
    assert!(line.hint.len() < 12 && token.ends_with(line.hint.rsplit('…').next().unwrap()));
    assert_eq!(line.ends_at, at(1).system.plus_seconds(365 * DAY));
    assert_eq!(
        (line.state, line.facilities.clone()),
        (TokenState::Good, None)
    );
    let mail = sent_to(&services, "anne@example.org").await;
    assert!(
        mail.iter()
            .any(|mail| mail.subject.contains("access token"))
    );
    assert!(
        mail.iter()
            .all(|mail| !format!("{mail:?}").contains(&token))
    );
    assert_eq!(count(&services, Act::TokenMade).await, 1);
}

#[db_test]
async fn a_role_that_is_removed_ends_for_the_token_at_once(db: Db) {
    let (services, session) = sender(db).await;
    let token = made(&services, &session, "").await;
    bearer(&services, &token, 2).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update role_grant set ended_at = 1").unwrap();
    tx.commit().await.unwrap();
    let bearer = bearer(&services, &token, 3).await;
    assert_eq!(bearer.actor.grants, Vec::<Grant>::new());
    bearer.actor.coverage(Action::SubmitStaffing).unwrap_err();
}

#[db_test]
async fn a_limited_token_reaches_its_facilities_alone(db: Db) {
    let (services, session) = sender(db).await;
    let token = made(&services, &session, " 165124,165124\n").await;
    let bearer = bearer(&services, &token, 2).await;
    let second = ProviderId(Uuid::from_u128(2));
    assert_eq!(bearer.limit, Some(vec![second]));
    assert!(bearer.reaches(second) && !bearer.reaches(ProviderId(Uuid::from_u128(1))));
    let scope = Scope::Providers(vec![second]);
    assert_eq!(bearer.actor.grants[0].scope, scope);
    let lines = list_tokens(&services, &session, at(3).system)
        .await
        .unwrap();
    let facilities = lines[0].facilities.clone().unwrap();
    assert_eq!(facilities[0].as_str(), "165124");
}

#[db_test]
async fn what_is_revoked_over_or_of_a_closed_account_is_no_token(db: Db) {
    let (services, session) = sender(db).await;
    let (first, second) = (
        made(&services, &session, "").await,
        made(&services, &session, "").await,
    );
    assert!(is_unknown(&services, "oqt_nothing", 2).await);
    let lines = list_tokens(&services, &session, at(2).system)
        .await
        .unwrap();
    for line in &lines {
        bearer(&services, &first, 2).await;
        if line.hint.ends_with(&first[first.len() - 4..]) {
            revoke_token(&services, &session, line.id, at(2).system)
                .await
                .unwrap();
            let again = revoke_token(&services, &session, line.id, at(3).system).await;
            assert!(matches!(again, Err(ServiceError::NotFound)));
            break;
        }
    }
    assert!(is_unknown(&services, &first, 3).await);
    assert_eq!(count(&services, Act::TokenRevoked).await, 1);
    bearer(&services, &second, 3).await;
    disable(&services, "ANNE.EXAMPLE", "a test", at(4).system)
        .await
        .unwrap();
    assert!(is_unknown(&services, &second, 5).await);
    enable(&services, "ANNE.EXAMPLE", "a test", at(6).system)
        .await
        .unwrap();
    bearer(&services, &second, 7).await;
    assert!(is_unknown(&services, &second, 365 * DAY + 1).await);
}

#[db_test]
async fn a_new_password_that_logs_out_everywhere_else_revokes_the_tokens(db: Db) {
    let (services, session) = sender(db).await;
    let [first, second] = [
        made(&services, &session, "").await,
        made(&services, &session, "165124").await,
    ];
    let change = async |old_password: &'static str,
                        password: &'static str,
                        ends_others: bool,
                        seconds: i64| {
        let form = ChangePassword {
            old_password,
            password,
            ends_others,
        };
        let now = at(seconds).system;
        change_password(&services, &session.holder, &form, now)
            .await
            .unwrap();
        sent_to(&services, "anne@example.org").await.remove(0)
    };
    let mail = change(PASSWORD, "seven green kettles sing", false, 2).await;
    assert!(!mail.paragraphs.join(" ").contains("token"), "{mail:?}");
    for token in [&first, &second] {
        bearer(&services, token, 3).await;
    }
    let mail = change(
        "seven green kettles sing",
        "nine yellow ladders hum",
        true,
        4,
    )
    .await;
    let words = mail.paragraphs.join(" ");
    assert!(
        words.contains("The 2 access tokens of your account were revoked"),
        "{words}"
    );
    for token in [&first, &second] {
        assert!(is_unknown(&services, token, 5).await);
    }
    assert_eq!(count(&services, Act::TokenRevoked).await, 2);
    let lines = list_tokens(&services, &session, at(5).system)
        .await
        .unwrap();
    assert!(lines.iter().all(|line| line.state == TokenState::Revoked));
}

#[db_test]
async fn wrong_passwords_of_anybody_stop_no_program(db: Db) {
    let (services, session) = sender(db).await;
    let token = made(&services, &session, "").await;
    for number in 1..=5 {
        // What anybody can type who knows the user ID.
        let wrong = log_in(
            &services,
            form("anne.example", "wrong"),
            at(20 * number).system,
        )
        .await;
        field_errors(wrong);
    }
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from log_in_guard where locked_until > $1";
    let locked = fetch!(fetch_one, (i64,), tx, sql, at(101).system.0).unwrap();
    assert_eq!(locked, (1,));
    drop(tx);
    bearer(&services, &token, 101).await;
}

#[db_test]
async fn the_first_use_of_a_day_is_recorded_and_the_last_one_shown(db: Db) {
    let (services, session) = sender(db).await;
    let token = made(&services, &session, "").await;
    for seconds in [2, 3, 200, DAY + 2, DAY + 3] {
        bearer(&services, &token, seconds).await;
    }
    assert_eq!(count(&services, Act::TokenUsed).await, 2);
    let lines = list_tokens(&services, &session, at(DAY + 4).system)
        .await
        .unwrap();
    assert_eq!(lines[0].last_used_at, Some(at(DAY + 2).system));
}

#[db_test]
async fn a_form_with_mistakes_is_told_all_of_them(db: Db) {
    let (services, session) = sender(db).await;
    let form = AccessTokenForm {
        name: " ".to_owned(),
        days: "366".to_owned(),
        rights: Vec::new(),
        facilities: "365123".to_owned(),
    };
    let errors = field_errors(make_token(&services, &session, &form, at(1).system).await);
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["name", "days", "rights", "facilities"]);
    // One that is not hers, and one that is nobody's, are told alike.
    assert!(
        errors[3]
            .1
            .contains("None of your roles is at a facility with the CCN 365123")
    );
    let form = AccessTokenForm {
        rights: vec!["everything".to_owned()],
        ..asked("")
    };
    let errors = field_errors(make_token(&services, &session, &form, at(1).system).await);
    assert_eq!(errors[0].0, "rights");
}

#[db_test]
async fn making_a_token_asks_for_the_second_factor_and_has_an_end(db: Db) {
    let (services, session) = sender(db).await;
    let late = at(services.rules.sessions.confirmed_seconds + 2).system;
    let refused = make_token(&services, &session, &asked(""), late).await;
    assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
    for _ in 0..20 {
        made(&services, &session, "").await;
    }
    let errors = field_errors(make_token(&services, &session, &asked(""), at(1).system).await);
    assert!(errors[0].1.contains("You have 20 tokens"), "{errors:?}");
}

#[db_test]
async fn whoever_has_no_role_checks_files_and_no_more(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let session = open(&services, &token, at(1)).await;
    assert_eq!(token_rights(&session.actor), [TokenRight::Check]);
    let errors = field_errors(make_token(&services, &session, &asked(""), at(1).system).await);
    assert_eq!(errors[0].0, "rights");
}
