use std::sync::Arc;

use jiff::civil::date;
use store::{Db, db_test, fetch, jobs::WorkerSettings};

use super::*;

const ERRAND: Daily = Daily {
    kind: "errand",
    hour: 6,
};

/// The rules' clock at this hour of a day in November 2026; the system's is ten days behind it.
fn at(day: i8, hour: i8) -> Now {
    let rules = Instant::from_eastern(date(2026, 11, day).at(hour, 0, 0, 0));
    Now {
        system: rules.plus_seconds(-10 * 86_400),
        rules,
    }
}

/// The days that have a job, and when it may run by the system's clock.
async fn days(db: &Db) -> Vec<(String, Instant)> {
    let mut tx = db.read().await.unwrap();
    let sql = "select dedupe_key, run_at from job order by run_at";
    let rows = fetch!(fetch_all, (String, i64), tx, sql).unwrap();
    rows.into_iter()
        .map(|(key, run_at)| (key, Instant(run_at)))
        .collect()
}

/// Runs the worker at this time, until a job of its kind has been tried.
async fn run(db: &Db, now: Now, work: fn() -> Result<(), JobError>) {
    let clock: Clock = Arc::new(move || now);
    let worker = Worker::new(
        db.clone(),
        Arc::new(move || now.system),
        WorkerSettings::default(),
    );
    let (tried, mut told) = tokio::sync::mpsc::unbounded_channel();
    let services = crate::tests::services(db.clone());
    let worker = ERRAND.on(worker, &services, &clock, move |services, job, clock| {
        let tried = tried.clone();
        Box::pin(async move {
            tried.send(()).unwrap();
            work()?;
            let mut tx = services.db.write().await?;
            let finished = jobs::finish(&mut tx, job, clock().system).await?;
            tx.commit().await?;
            Ok(finished)
        })
    });
    worker
        .run(async move {
            told.recv().await;
        })
        .await;
}

async fn enqueue(db: &Db, now: Now) {
    let mut tx = db.write().await.unwrap();
    ERRAND.enqueue(&mut tx, now.today(), now).await.unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn each_day_has_one_job_however_many_servers_start(db: Db) {
    let services = crate::tests::services(db.clone());
    for hour in [1, 9] {
        begin(&services, at(10, hour)).await.unwrap();
    }
    assert_eq!(
        days(&db).await,
        [
            ("housekeeping 2026-11-10".to_owned(), at(10, 3).system),
            ("verify_audit 2026-11-10".to_owned(), at(10, 4).system),
            ("recertification 2026-11-10".to_owned(), at(10, 7).system),
            ("daily_notices 2026-11-10".to_owned(), at(10, 8).system)
        ]
    );
}

#[db_test]
async fn a_days_job_enqueues_the_next_days(db: Db) {
    enqueue(&db, at(10, 9)).await;
    run(&db, at(10, 9), || Ok(())).await;
    assert_eq!(
        days(&db).await,
        [
            ("errand 2026-11-10".to_owned(), at(10, 6).system),
            ("errand 2026-11-11".to_owned(), at(11, 6).system),
        ]
    );
}

#[db_test]
async fn the_next_day_comes_also_when_the_work_of_one_fails(db: Db) {
    enqueue(&db, at(10, 9)).await;
    run(&db, at(10, 9), || {
        Err(JobError::Hopeless("no paper".into()))
    })
    .await;
    assert_eq!(days(&db).await[1].0, "errand 2026-11-11");
}

#[db_test]
async fn days_on_which_no_server_ran_are_not_caught_up_one_by_one(db: Db) {
    enqueue(&db, at(10, 9)).await;
    run(&db, at(15, 9), || Ok(())).await;
    let days: Vec<_> = days(&db).await.into_iter().map(|(key, _)| key).collect();
    assert_eq!(days, ["errand 2026-11-10", "errand 2026-11-16"]);
}
