use std::{convert::Infallible, sync::Arc, time::SystemTime};

use bytes::Bytes;
use domain::{
    forms::ReturnedForm,
    time::{Instant, Now},
};
use futures::stream;
use jiff::ToSpan;
use serde_json::json;
use store::{
    Db, db_test, exec, fetch,
    files::{FileError, StoredFile},
    jobs::{NewJob, WorkerSettings, enqueue},
};
use uuid::Uuid;

use super::*;
use crate::daily;

/// Noon, so many days after the day that the machine's clock shows: files are as old as that says.
fn in_days(days: i64) -> Now {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let today = Instant(i64::try_from(since.as_micros()).unwrap())
        .eastern()
        .date();
    let noon = Instant::from_eastern((today + days.days()).at(12, 0, 0, 0));
    Now {
        system: noon,
        rules: noon,
    }
}

async fn keep(services: &Services, text: &'static str) -> StoredFile {
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from_static(text.as_bytes()))]);
    let staged = services.files.stage(bytes, 100).await.unwrap();
    services.files.keep(staged).await.unwrap()
}

async fn record(services: &Services, file: &StoredFile, at: Instant) {
    let mut tx = services.db.write().await.unwrap();
    services.files.record(&mut tx, file, at).await.unwrap();
    tx.commit().await.unwrap();
}

async fn add_done_job(services: &Services, at: Instant) {
    let mut tx = services.db.write().await.unwrap();
    let job = enqueue(&mut tx, NewJob::new("mail", json!(null)), at).await;
    exec!(
        tx,
        "update job set state = 'done', finished_at = $2 where id = $1",
        job.unwrap().unwrap().0,
        at.0
    )
    .unwrap();
    tx.commit().await.unwrap();
}

async fn add_session(services: &Services, ends_at: Instant) {
    let user = Uuid::now_v7();
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at) \
         values ($1, $2, 'Some One', 'a@example.org', 'active', 0)",
        user,
        user.to_string()
    )
    .unwrap();
    exec!(
        tx,
        "insert into session (token_hash, user_id, category, created_at, last_seen_at, ends_at) \
         values ($1, $2, 'provider', 0, 0, $3)",
        user.as_bytes().as_slice(),
        user,
        ends_at.0
    )
    .unwrap();
    tx.commit().await.unwrap();
}

async fn count(services: &Services, sql: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, sql).unwrap().0
}

/// The program starts, and its worker does what is due.
async fn work(services: &Services, now: Now) {
    daily::begin(services, now).await.unwrap();
    let clock: Clock = Arc::new(move || now);
    let system = Arc::new(move || now.system);
    let worker = Worker::new(services.db.clone(), system, WorkerSettings::default());
    let sql = "select count(*) from job where kind = 'housekeeping' and state = 'done'";
    let done = async {
        while count(services, sql).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    crate::handlers(worker, services, &clock).run(done).await;
}

#[db_test]
async fn the_worker_removes_files_that_no_row_names_for_a_day(db: Db) {
    let services = crate::tests::services(db);
    let (named, unnamed) = (
        keep(&services, "named").await,
        keep(&services, "not named").await,
    );
    record(&services, &named, in_days(0).system).await;
    work(&services, in_days(2)).await;
    assert!(services.files.open(&named.hash).await.is_ok());
    let gone = services.files.open(&unnamed.hash).await;
    assert!(matches!(gone, Err(FileError::Missing)), "{gone:?}");
}

#[db_test]
async fn the_worker_prunes_jobs_that_were_done_a_month_ago(db: Db) {
    let services = crate::tests::services(db);
    add_done_job(&services, in_days(0).system).await;
    add_done_job(&services, in_days(2).system).await;
    work(&services, in_days(31)).await;
    let sql = "select count(*) from job where kind = 'mail'";
    assert_eq!(count(&services, sql).await, 1);
    let sql = "select count(*) from job where kind = 'housekeeping'";
    assert_eq!(count(&services, sql).await, 2, "today's and tomorrow's");
}

#[db_test]
async fn the_worker_forgets_rows_whose_time_is_over_also_where_nobody_comes_any_more(db: Db) {
    let services = crate::tests::services(db);
    let (long_ago, now) = (in_days(0).system, in_days(2));
    for at in [long_ago, now.system] {
        add_session(&services, at).await;
        let mut tx = services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into rate_count (bucket, window_start, requests) values ('log-in:somebody', $1, 1)",
            at.0
        )
        .unwrap();
        tx.commit().await.unwrap();
    }
    let form = ReturnedForm::default();
    crate::flash::keep(&services, None, &form, long_ago)
        .await
        .unwrap();
    let mut tx = services.db.write().await.unwrap();
    for (name, expires_at) in [(1_u8, long_ago), (2, now.system.plus_seconds(60))] {
        for sql in [
            "insert into mail_link (token_hash, purpose, expires_at) values ($1, 'recover', $2)",
            "insert into held_form (id_hash, user_id, sealed, expires_at)
                values ($1, (select id from user_account limit 1), $1, $2)",
        ] {
            exec!(tx, sql, [name; 32].as_slice(), expires_at.0).unwrap();
        }
    }
    tx.commit().await.unwrap();
    work(&services, now).await;
    for (sql, left) in [
        ("select count(*) from mail_link", 1),
        ("select count(*) from held_form", 1),
        ("select count(*) from session", 1),
        ("select count(*) from rate_count", 1),
        ("select count(*) from flash", 0),
    ] {
        assert_eq!(count(&services, sql).await, left, "{sql}");
    }
}
