use std::sync::Arc;

use domain::access::Action;
use store::{
    Db, db_test,
    jobs::{Worker, WorkerSettings},
    testing::until,
};

use super::*;
use crate::{
    identity::{accounts::disable, log_out},
    support::viewing::tests::{NOON, at, help_desk, session, starts, wanted, world},
};

/// Each end in the record: who, for whom, as which role, when and how.
async fn ends(services: &Services) -> Vec<(String, Option<Uuid>, i64, String)> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select actor_kind, actor_id, happened_at, detail from audit_event
        where act = 'privilege_viewing_stopped' and viewed_role = 'pbj_viewer' and on_behalf_of is not null
        order by seq";
    fetch!(fetch_all, (String, Option<Uuid>, i64, String), tx, sql).unwrap()
}

async fn viewing(db: Db) -> (Services, TicketNumber, Token) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    (services, number, token)
}

/// The worker does what is due at this minute.
async fn work(services: &Services, minutes: i64) {
    let now = at(minutes);
    let clock: Clock = Arc::new(move || now);
    let worker = Worker::new(
        services.db.clone(),
        Arc::new(move || now.system),
        WorkerSettings::default(),
    );
    let sql = "select count(*) from job where kind = 'end_viewing' and state = 'done'";
    let done = until(&services.db, sql, |done| done > 0);
    crate::handlers(worker, services, &clock).run(done).await;
}

fn half_past() -> i64 {
    at(30).system.0
}

#[db_test]
async fn when_its_time_is_over_the_next_request_writes_it_down_and_the_job_does_not_again(db: Db) {
    let (services, _, token) = viewing(db).await;
    for minutes in [14, 28] {
        session(&services, &token, minutes).await;
    }
    assert_eq!(ends(&services).await, []);
    for _ in 0..2 {
        assert!(session(&services, &token, 31).await.viewing.is_none());
    }
    work(&services, 32).await;
    let helper = Some(Uuid::from_u128(2));
    let found = ends(&services).await;
    let [(kind, actor, happened_at, detail)] = found.as_slice() else {
        panic!("{found:?}");
    };
    // At the end of its time, whenever that is noticed.
    assert_eq!(
        (kind.as_str(), *actor, *happened_at),
        ("program", helper, half_past())
    );
    assert!(detail.contains(r#""ended":"time_over""#), "{detail}");
}

#[db_test]
async fn when_nobody_asks_the_job_writes_the_end_down(db: Db) {
    let (services, _, token) = viewing(db).await;
    work(&services, 31).await;
    assert_eq!(ends(&services).await.len(), 1);
    // Too late for the button: it ended by itself.
    for minutes in [14, 28] {
        session(&services, &token, minutes).await;
    }
    let over = session(&services, &token, 33).await;
    stop(&services, &over, at(33).system).await.unwrap();
    assert_eq!(ends(&services).await.len(), 1);
}

#[db_test]
async fn of_many_who_notice_at_once_one_writes_it_down(db: Db) {
    let (services, ..) = viewing(db).await;
    let mut tx = services.db.read().await.unwrap();
    let (id,) = fetch!(fetch_one, (Uuid,), tx, "select id from viewing").unwrap();
    drop(tx);
    let noted = (0..8).map(|_| note(&services, id, at(31).system));
    futures::future::join_all(noted).await;
    assert_eq!(ends(&services).await.len(), 1);
}

#[db_test]
async fn whoever_logs_out_or_stops_ends_it_at_that_moment(db: Db) {
    let (services, number, token) = viewing(db).await;
    let running = session(&services, &token, 3).await;
    let token = stop(&services, &running, at(3).system).await.unwrap();
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    log_out(&services, &token, at(5).system).await.unwrap();
    work(&services, 31).await;
    let found = ends(&services).await;
    let ended: Vec<_> = found
        .iter()
        .map(|(kind, _, at, detail)| (kind.as_str(), *at, detail.contains("logged_out")))
        .collect();
    let (stopped, out) = (at(3).system.0, at(5).system.0);
    assert_eq!(
        ended,
        [("owner", stopped, false), ("owner", out, true)],
        "{found:?}"
    );
}

#[db_test]
async fn what_is_stale_when_another_begins_is_ended_first(db: Db) {
    let (services, number, token) = viewing(db).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "update session set ends_at = $2 where token_hash = $1",
        token.hash().as_slice(),
        NOON.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let again = help_desk(&services).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    starts(&services, &again, &new).await.unwrap();
    let found = ends(&services).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].3.contains("session_over"), "{found:?}");
}

/// Who wrote an end down, when it was, and whether the session ended it.
async fn moments(services: &Services) -> Vec<(String, i64, bool)> {
    let ends = ends(services).await.into_iter();
    let moments = ends.map(|(kind, _, at, detail)| (kind, at, detail.contains("session_over")));
    moments.collect()
}

#[db_test]
async fn whom_nobody_sees_any_more_stopped_at_the_idle_limit_whenever_that_is_noticed(db: Db) {
    let (services, number, token) = viewing(db).await;
    session(&services, &token, 3).await;
    let idle_since = (
        "program".to_owned(),
        at(3)
            .system
            .plus_seconds(services.rules.sessions.idle_seconds)
            .0,
        true,
    );
    work(&services, 31).await;
    let ended = moments(&services).await;
    assert_eq!(ended.as_slice(), std::slice::from_ref(&idle_since));
    // And by the next start, which it does not hinder.
    let again = help_desk(&services).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    starts(&services, &again, &new).await.unwrap();
    let user = UserId(Uuid::from_u128(2));
    let later = services.rules.sessions.idle_seconds / 60 + 1;
    end_stale(&services, user, at(later).system).await.unwrap();
    let of_second = ("program".to_owned(), at(later - 1).system.0, true);
    assert_eq!(moments(&services).await, [idle_since, of_second]);
}

#[db_test]
async fn a_role_that_is_given_back_takes_up_no_viewing(db: Db) {
    let (services, number, token) = viewing(db).await;
    let helper = Uuid::from_u128(2);
    let mut tx = services.db.write().await.unwrap();
    let suspended = "update role_grant set ended_at = $2, ended_why = 'suspended', taken_up_at = $3 where user_id = $1";
    let (then, back) = (at(1).system.0, at(2).system.0);
    exec!(tx, suspended, helper, then, back).unwrap();
    let given_back =
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, 'help_desk', $3)";
    exec!(tx, given_back, Uuid::from_u128(900), helper, back).unwrap();
    tx.commit().await.unwrap();
    // The page after it is the helper's own, and the end stands at the moment of the suspension.
    let mut own = session(&services, &token, 3).await;
    for _ in 0..2 {
        assert!(own.viewing.is_none() && own.actor.may(Action::ViewAs));
        own = session(&services, &token, 4).await;
    }
    let found = ends(&services).await;
    let [(kind, _, happened_at, detail)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!((kind.as_str(), *happened_at), ("program", then));
    assert!(detail.contains(r#""ended":"role_over""#), "{detail}");
    // Another one begins as each does.
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = crate::support::viewing::start(&services, &own, &new, at(4).system).await;
    let viewing = session(&services, &token.unwrap(), 5).await;
    assert!(viewing.viewing.is_some());
}

#[db_test]
async fn an_account_that_is_switched_off_views_no_longer(db: Db) {
    let (services, ..) = viewing(db).await;
    let mut tx = services.db.read().await.unwrap();
    let sql = "select user_name from user_account where id = $1";
    let (name,) = fetch!(fetch_one, (String,), tx, sql, Uuid::from_u128(2)).unwrap();
    drop(tx);
    disable(&services, &name, "operator", at(4).system)
        .await
        .unwrap();
    let then = ("program".to_owned(), at(4).system.0, true);
    assert_eq!(moments(&services).await, [then]);
}
