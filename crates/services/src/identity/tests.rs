use std::time::Duration;

use domain::{
    access::{Action, Category, Role, Scope},
    identity::{SessionEnd, SessionStage, UserId},
    time::{Instant, Now},
};
use store::{
    Connection, Db, db_test, exec, fetch,
    testing::{plan, until_none},
};
use uuid::Uuid;

use super::{
    AskedBy, Holder, LogIn, Presented, Session, Visitor, choose, demo_log_in, devices,
    lock_out::{Counted, attempt},
    log_in, log_out, profile, prove, session, sessions,
};
use crate::{ServiceError, Services, limits, messages::tests::sent_to, token::Token};

mod access_tokens;
mod accounts;
mod device_set_up;
mod enumeration;
mod lock_out;
mod new_password;
mod openid;
mod own_profile;
mod own_sessions;
mod passkeys;
mod passwords;
mod recovery;
mod registration;
mod second_factor;
mod switching;

const NOON: Instant = Instant(1_795_348_800_000_000);
const PASSWORD: &str = "correct horse battery staple";

fn at(seconds: i64) -> Now {
    let moment = NOON.plus_seconds(seconds);
    Now {
        system: moment,
        rules: moment,
    }
}

/// An installation with one account, which holds `roles` in Iowa.
async fn installation(db: Db, roles: &[Role]) -> (Services, Uuid) {
    let services = crate::tests::services(db);
    let user = Uuid::from_u128(7);
    let hash = services.passwords.hash(PASSWORD).await.unwrap();
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, password_hash, state, created_at)
         values ($1, 'ANNE.EXAMPLE', 'Anne Example', 'anne@example.org', $2, 'active', 0)",
        user,
        hash
    )
    .unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, target, confirmed_at, created_at)
         values ($1, $2, 'email', 'Work e-mail', 'anne@example.org', 0, 0)",
        Uuid::from_u128(70),
        user
    )
    .unwrap();
    for (number, role) in (0_u128..).zip(roles) {
        exec!(
            tx,
            "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, 'IA', 0)",
            Uuid::from_u128(100 + number),
            user,
            role.key()
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    (services, user)
}

fn form(user_name: &'static str, password: &'static str) -> LogIn<'static> {
    LogIn {
        user_name,
        password,
        consent: true,
        visitor: visitor("192.0.2.1"),
    }
}

fn visitor(address: &str) -> Visitor<'_> {
    Visitor {
        address,
        agent: "Mozilla/5.0",
        before: None,
    }
}

/// A log-in from its first step to its last.
async fn logged_in(services: &Services) -> Token {
    logged_in_at(services, NOON).await
}

async fn logged_in_at(services: &Services, now: Instant) -> Token {
    let form = form("anne.example", PASSWORD);
    let entered = log_in(services, form, now).await.unwrap();
    let holder = holder(services, &entered.token, now).await;
    let code = code_for(services, &holder, now).await;
    prove(services, &holder, &code, now).await.unwrap()
}

/// Whoever holds this token, at whatever stage.
async fn holder(services: &Services, token: &Token, now: Instant) -> Holder {
    let now = Now {
        system: now,
        rules: now,
    };
    match session(services, token, AskedBy::Person, now)
        .await
        .unwrap()
    {
        Presented::Open(session) => session.holder,
        Presented::Underway(underway) => underway.holder,
        other => panic!("there is no session: {other:?}"),
    }
}

/// The code that is mailed to Anne's first device.
async fn code_for(services: &Services, holder: &Holder, now: Instant) -> String {
    let first = devices(services, holder).await.unwrap().remove(0);
    choose(services, holder, first.id, now).await.unwrap();
    let mail = sent_to(services, "anne@example.org").await.remove(0);
    mail.code.unwrap()
}

async fn open(services: &Services, token: &Token, now: Now) -> Session {
    match session(services, token, AskedBy::Person, now)
        .await
        .unwrap()
    {
        Presented::Open(session) => *session,
        other => panic!("the session is not open: {other:?}"),
    }
}

fn ended_by(why: SessionEnd) -> Presented {
    Presented::Ended {
        user: UserId(Uuid::from_u128(7)),
        why,
        stage: SessionStage::Open,
    }
}

fn field_errors<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Vec<(String, String)> {
    match result {
        Err(ServiceError::Refused(errors)) => errors
            .into_iter()
            .map(|error| (error.field, error.message))
            .collect(),
        other => panic!("not refused: {other:?}"),
    }
}

#[db_test]
async fn the_right_password_opens_a_session_whatever_the_case_of_the_user_id(db: Db) {
    let (services, user) = installation(db, &[Role::StateAgencyGeneralUser]).await;
    for name in ["ANNE.EXAMPLE", " anne.example "] {
        let entered = log_in(&services, form(name, PASSWORD), NOON).await.unwrap();
        assert_eq!(entered.stage, SessionStage::SecondFactor);
        let holder = holder(&services, &entered.token, NOON).await;
        let code = code_for(&services, &holder, NOON).await;
        let token = prove(&services, &holder, &code, NOON).await.unwrap();
        let session = open(&services, &token, at(1)).await;
        assert_eq!(session.actor.user.0, user);
        assert_eq!(session.actor.category, Category::StateAgency);
        assert_eq!(session.person.full_name, "Anne Example");
        assert_eq!(session.person.roles[0].place, "Iowa");
    }
}

#[db_test]
async fn an_unknown_user_and_a_wrong_password_are_told_the_same(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let wrong = field_errors(log_in(&services, form("ANNE.EXAMPLE", "wrong"), NOON).await);
    let unknown = field_errors(log_in(&services, form("NOBODY.HERE", "wrong"), NOON).await);
    let no_name = field_errors(log_in(&services, form("' or 1=1 --", "wrong"), NOON).await);
    assert_eq!(wrong, unknown);
    assert_eq!(wrong, no_name);
    assert_eq!(wrong[0].0, "user_name");
}

#[db_test]
async fn an_account_without_a_password_cannot_log_in_with_any(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "update user_account set password_hash = null where id = $1",
        user
    )
    .unwrap();
    tx.commit().await.unwrap();
    // What the check without an account hashes against.
    field_errors(
        log_in(
            &services,
            form("ANNE.EXAMPLE", "pppppppppppppppppppppppppppppppp"),
            NOON,
        )
        .await,
    );
}

#[db_test]
async fn every_field_of_the_form_is_asked_for(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let empty = LogIn {
        user_name: " ",
        password: "",
        consent: false,
        visitor: visitor("192.0.2.1"),
    };
    let fields: Vec<String> = field_errors(log_in(&services, empty, NOON).await)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(fields, ["user_name", "password", "consent"]);
}

#[db_test]
async fn a_disabled_account_logs_in_no_more_and_its_sessions_are_over(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "update user_account set state = 'disabled' where id = $1",
        user
    )
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        session(&services, &token, AskedBy::Person, at(1))
            .await
            .unwrap(),
        Presented::Unknown
    );
    field_errors(log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await);
}

#[db_test]
async fn the_token_from_before_log_in_never_works_after_it(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let before = logged_in(&services).await;
    let again = LogIn {
        visitor: Visitor {
            before: Some(&before),
            ..visitor("192.0.2.1")
        },
        ..form("ANNE.EXAMPLE", PASSWORD)
    };
    let after = log_in(&services, again, NOON).await.unwrap().token;
    assert_ne!(before, after);
    assert_eq!(
        session(&services, &before, AskedBy::Person, at(1))
            .await
            .unwrap(),
        Presented::Unknown
    );
    holder(&services, &after, NOON).await;
}

#[db_test]
async fn a_session_ends_after_fifteen_idle_minutes_and_slides_until_then(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    open(&services, &token, at(14 * 60)).await;
    open(&services, &token, at(28 * 60)).await;
    let ended = session(&services, &token, AskedBy::Person, at(43 * 60))
        .await
        .unwrap();
    assert_eq!(ended, ended_by(SessionEnd::Idle));
    // Over is over, also for a clock that runs behind.
    assert_eq!(
        ended,
        session(&services, &token, AskedBy::Person, at(43 * 60 + 1))
            .await
            .unwrap()
    );
}

#[db_test]
async fn a_session_ends_after_twelve_hours_however_busy(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let minutes = 12 * 60;
    for minute in (0..minutes).step_by(10) {
        open(&services, &token, at(minute * 60)).await;
    }
    assert_eq!(
        session(&services, &token, AskedBy::Person, at(minutes * 60))
            .await
            .unwrap(),
        ended_by(SessionEnd::Lasted)
    );
}

#[db_test]
async fn the_last_use_is_written_at_most_every_thirty_seconds(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let last_seen = async || {
        let mut tx = services.db.read().await.unwrap();
        let (seen,) = fetch!(fetch_one, (i64,), tx, "select last_seen_at from session").unwrap();
        Instant(seen).seconds_since(NOON)
    };
    open(&services, &token, at(29)).await;
    assert_eq!(last_seen().await, 0);
    open(&services, &token, at(30)).await;
    assert_eq!(last_seen().await, 30);
}

#[db_test]
async fn whoever_asks_does_not_wait_until_the_last_use_is_written(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    // SQLite's one writer, and the lock on a row of PostgreSQL.
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update session set agent = agent").unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(5), open(&services, &token, at(60)));
    asked.await.expect("it is answered meanwhile");
    drop(tx);
    // A minute after noon.
    let written = "select 1 - count(*) from session where last_seen_at = 1795348860000000";
    until_none(&services.db, written).await;
}

#[db_test]
async fn a_session_is_found_by_reading_one_row_of_it_and_one_of_its_account(db: Db) {
    let mut statements = sessions::STATEMENTS.iter();
    let (_, find) = statements
        .find(|(name, _)| name.ends_with("::FIND"))
        .unwrap();
    let plan = plan(&db, find, [7_u8; 32].as_slice()).await;
    let keys = if db.is_postgres() {
        ["Index Cond: (token_hash = ", "Index Cond: (id = s.user_id)"]
    } else {
        [
            "INDEX sqlite_autoindex_session_1 (token_hash=?)",
            "INDEX sqlite_autoindex_user_account_1 (id=?)",
        ]
    };
    for key in keys {
        let reads = plan.iter().filter(|line| line.contains(key)).count();
        assert_eq!(reads, 1, "{key}: {plan:#?}");
    }
    for whole in ["SCAN ", "Seq Scan"] {
        assert!(!plan.iter().any(|line| line.contains(whole)), "{plan:#?}");
    }
}

#[db_test]
async fn a_removed_grant_is_gone_at_the_next_request(db: Db) {
    let (services, _) = installation(db, &[Role::StateAgencyGeneralUser]).await;
    let token = logged_in(&services).await;
    let session_before = open(&services, &token, at(1)).await;
    assert!(session_before.actor.may(Action::ViewProviders));
    assert!(matches!(
        session_before.actor.grants[0].scope,
        Scope::State(_)
    ));
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update role_grant set ended_at = 1").unwrap();
    tx.commit().await.unwrap();
    let session_after = open(&services, &token, at(2)).await;
    assert!(!session_after.actor.may(Action::ViewProviders));
}

#[db_test]
async fn a_session_carries_the_grants_of_its_own_category_only(db: Db) {
    let (services, _) =
        installation(db, &[Role::StateAgencyGeneralUser, Role::CmsViewOnlyUser]).await;
    let token = logged_in(&services).await;
    let actor = open(&services, &token, at(1)).await.actor;
    let roles: Vec<Role> = actor.grants.iter().map(|grant| grant.role).collect();
    assert_eq!(roles, [Role::StateAgencyGeneralUser]);
}

#[db_test]
async fn after_logging_out_the_token_works_no_more(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    log_out(&services, &token, NOON).await.unwrap();
    assert_eq!(
        session(&services, &token, AskedBy::Person, at(1))
            .await
            .unwrap(),
        Presented::Unknown
    );
}

#[db_test]
async fn the_database_does_not_hold_the_token(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let mut tx = services.db.read().await.unwrap();
    let (stored,) = fetch!(fetch_one, (Vec<u8>,), tx, "select token_hash from session").unwrap();
    assert_eq!(stored, token.hash());
    assert_eq!(token.as_str().len(), 43);
    assert_eq!(format!("{token:?}"), "Token(…)");
}

#[db_test]
async fn sessions_that_ended_a_day_ago_are_forgotten(db: Db) {
    let (services, _) = installation(db, &[]).await;
    logged_in(&services).await;
    let two_days_later = NOON.plus_seconds(2 * 86_400);
    log_in(&services, form("ANNE.EXAMPLE", PASSWORD), two_days_later)
        .await
        .unwrap();
    let mut tx = services.db.write().await.unwrap();
    sessions::forget(&mut tx, two_days_later).await.unwrap();
    let (rows,) = fetch!(fetch_one, (i64,), tx, "select count(*) from session").unwrap();
    assert_eq!(rows, 1);
}

#[db_test]
async fn a_step_up_makes_no_session_last_longer(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let hour = 60 * 60;
    for seconds in (0..11 * hour).step_by(600) {
        open(&services, &token, at(seconds)).await;
    }
    let late = NOON.plus_seconds(11 * hour);
    let before = holder(&services, &token, late).await;
    let code = code_for(&services, &before, late).await;
    let token = prove(&services, &before, &code, late).await.unwrap();
    let now = at(11 * hour);
    let session_after = open(&services, &token, now).await;
    let listed = crate::identity::own_sessions(&services, &session_after.holder, now.system).await;
    assert_eq!(listed.unwrap()[0].started_at, NOON);
    for seconds in (11 * hour..12 * hour).step_by(600) {
        open(&services, &token, at(seconds)).await;
    }
    let ended = session(&services, &token, AskedBy::Person, at(12 * hour)).await;
    assert_eq!(ended.unwrap(), ended_by(SessionEnd::Lasted));
}

/// Makes every writing to the table of sessions fail.
async fn refuse_writing(services: &Services) {
    let mut tx = services.db.write().await.unwrap();
    match &tx.connection {
        Connection::Sqlite(_) => {
            exec!(
                tx,
                "create trigger refuse before update on session begin select raise(abort, 'full'); end"
            )
            .unwrap();
        }
        Connection::Postgres(_) => {
            exec!(
                tx,
                "create function refuse() returns trigger language plpgsql as 'begin raise disk_full; end'"
            )
            .unwrap();
            exec!(
                tx,
                "create trigger refuse before update on session for each row execute function refuse()"
            )
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

#[db_test]
async fn whoever_asks_is_answered_also_when_it_cannot_be_written_down(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    refuse_writing(&services).await;
    open(&services, &token, at(60)).await;
}

#[db_test]
async fn a_password_that_was_changed_meanwhile_lets_nobody_in(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let counted = Counted::password(&services.keys, "ANNE.EXAMPLE");
    let attempt = attempt(&services, counted, "user_name", NOON)
        .await
        .unwrap();
    let checked = log_in::check(&services, "ANNE.EXAMPLE", PASSWORD, attempt, NOON)
        .await
        .unwrap();
    let new_hash = services.passwords.hash("another one").await.unwrap();
    let mut tx = services.db.write().await.unwrap();
    let change = "update user_account set password_hash = $2 where id = $1";
    exec!(tx, change, user, new_hash.as_str()).unwrap();
    tx.commit().await.unwrap();
    let entered = log_in::admit(&services, &checked, visitor("192.0.2.1"), NOON).await;
    let errors = field_errors(entered);
    assert!(errors[0].1.contains("do not belong together"), "{errors:?}");
    assert_eq!(stored_hash(&services).await, new_hash);
}

async fn stored_hash(services: &Services) -> String {
    let mut tx = services.db.read().await.unwrap();
    let (hash,) = fetch!(
        fetch_one,
        (String,),
        tx,
        "select password_hash from user_account where user_name = 'ANNE.EXAMPLE'"
    )
    .unwrap();
    hash
}

#[db_test]
async fn a_hash_of_other_work_is_replaced_at_the_next_log_in(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.passwords = services.passwords.with_passes(3);
    logged_in(&services).await;
    let hash = stored_hash(&services).await;
    assert!(hash.contains("m=19456,t=3,p=1"), "{hash}");
    logged_in_at(&services, NOON.plus_seconds(60)).await;
    assert_eq!(stored_hash(&services).await, hash);
}

async fn failures(services: &Services) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    let (failures,) = fetch!(fetch_one, (i64,), tx, "select count(*) from log_in_failure").unwrap();
    failures
}

#[db_test]
async fn a_right_password_is_no_failure_when_the_browser_hangs_up_meanwhile(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let counted = async {
        while failures(&services).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = counted => {}
        entered = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON) => panic!("not cut off: {entered:?}"),
    }
    let taken_back = async {
        while failures(&services).await > 0 {
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_mins(1);
    tokio::time::timeout(patience, taken_back).await.unwrap();
}

#[db_test]
async fn the_right_password_of_a_disabled_account_is_no_failure(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let mut tx = services.db.write().await.unwrap();
    let disable = "update user_account set state = 'disabled' where id = $1";
    exec!(tx, disable, user).unwrap();
    tx.commit().await.unwrap();
    for _ in 0..6 {
        let errors = field_errors(log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await);
        assert!(errors[0].1.contains("switched off"), "{errors:?}");
    }
}

#[db_test]
async fn log_ins_are_limited_for_each_address_and_for_each_user_id(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let too_many = |outcome: Result<_, ServiceError>| {
        let outcome = outcome.map(|_: crate::identity::Entered| ());
        assert!(
            matches!(outcome, Err(ServiceError::TooMany { .. })),
            "{outcome:?}"
        );
    };
    for number in 0..10 {
        let address = format!("192.0.2.{number}");
        let attempt = LogIn {
            visitor: visitor(&address),
            ..form("ANNE.EXAMPLE", PASSWORD)
        };
        log_in(&services, attempt, NOON).await.unwrap();
    }
    let elsewhere = LogIn {
        visitor: visitor("198.51.100.1"),
        ..form(" anne.example", PASSWORD)
    };
    too_many(log_in(&services, elsewhere, NOON).await);
    for number in 0..9 {
        limits::count(
            &services,
            services.rules.limits.log_in,
            "address:198.51.100.2",
            NOON,
        )
        .await
        .unwrap_or_else(|error| panic!("{number}: {error}"));
    }
    let from_there = |user_name| LogIn {
        visitor: visitor("198.51.100.2"),
        ..form(user_name, "wrong")
    };
    field_errors(log_in(&services, from_there("SOMEBODY.ELSE"), NOON).await);
    too_many(log_in(&services, from_there("ANOTHER.ONE"), NOON).await);
}

#[db_test]
async fn one_click_logs_in_the_demonstrations_people_and_nobody_else(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let refused = demo_log_in(&services, "ANNE.EXAMPLE", visitor("192.0.2.1"), NOON).await;
    assert!(
        matches!(refused, Err(ServiceError::NotFound)),
        "{refused:?}"
    );
}

#[db_test]
async fn my_profile_shows_the_account(db: Db) {
    let (services, _) = installation(db, &[Role::StateAgencyGeneralUser]).await;
    let token = logged_in(&services).await;
    let profile = profile(&services, &open(&services, &token, at(1)).await)
        .await
        .unwrap();
    assert_eq!(profile.email, "anne@example.org");
    assert_eq!(profile.last_log_in_at, Some(NOON));
}
