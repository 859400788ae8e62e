use std::{
    sync::atomic::{AtomicI64, AtomicU32, Ordering},
    time::Duration,
};

use serde_json::json;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::*;
use crate::{db_test, jobs::WorkerSettings};

/// A worker whose clock the test moves.
struct Bench {
    db: Db,
    clock: Arc<AtomicI64>,
    settings: WorkerSettings,
}

impl Bench {
    /// Polls and beats so rarely that only what the test does can move a job.
    fn new(db: Db) -> Self {
        let settings = WorkerSettings {
            concurrency: 2,
            lease: Duration::from_hours(3),
            poll: Duration::from_hours(1),
            grace: Duration::from_hours(1),
        };
        Self {
            db,
            clock: Arc::default(),
            settings,
        }
    }

    fn clock(&self) -> Clock {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || Instant(clock.load(Ordering::SeqCst)))
    }

    fn worker(&self) -> Worker {
        Worker::new(self.db.clone(), self.clock(), self.settings)
    }

    fn start(worker: Worker) -> (JoinHandle<()>, oneshot::Sender<()>) {
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(worker.run(async move {
            let _ = stopped.await;
        }));
        (running, stop)
    }
}

async fn done(db: &Db, job: &Job) -> Result<Finished, JobError> {
    let mut tx = db.write().await?;
    let finished = finish(&mut tx, job, Instant(1)).await?;
    tx.commit().await?;
    Ok(finished)
}

#[db_test]
async fn a_committed_job_starts_at_once_and_is_done(db: Db) {
    let bench = Bench::new(db.clone());
    let (seen, mut told) = mpsc::unbounded_channel();
    let handler_db = db.clone();
    let worker = bench.worker().on("mail", move |job| {
        let (db, seen) = (handler_db.clone(), seen.clone());
        async move {
            let finished = done(&db, &job).await;
            seen.send(job.payload).unwrap();
            finished
        }
    });
    let (running, stop) = Bench::start(worker);
    for number in 0..3 {
        let id = add(&db, NewJob::new("mail", json!(number))).await.unwrap();
        assert_eq!(told.recv().await, Some(json!(number)));
        assert_eq!(listed(&db, id).await.state, JobState::Done);
    }
    stop.send(()).unwrap();
    running.await.unwrap();
}

#[db_test]
async fn a_commit_wakes_each_worker_of_the_process_and_a_job_that_hangs_holds_up_its_own_alone(
    db: Db,
) {
    let bench = Bench::new(db.clone());
    let (seen, mut told) = mpsc::unbounded_channel();
    let hanging = bench.worker().on("hang", |_| std::future::pending());
    let handler_db = db.clone();
    let other = bench.worker().on("check", move |job| {
        let (db, seen) = (handler_db.clone(), seen.clone());
        async move {
            let finished = done(&db, &job).await;
            seen.send(()).unwrap();
            finished
        }
    });
    let workers = [hanging, other].map(Bench::start);
    for _ in 0..bench.settings.concurrency {
        let hangs = add(&db, NewJob::new("hang", json!(null))).await.unwrap();
        while listed(&db, hangs).await.state != JobState::Running {
            tokio::task::yield_now().await;
        }
    }
    for _ in 0..2 {
        add(&db, NewJob::new("check", json!(null))).await.unwrap();
        told.recv().await.unwrap();
    }
    for (running, _stop) in workers {
        running.abort();
    }
}

#[db_test]
async fn a_job_that_failed_runs_again_when_its_delay_is_over(db: Db) {
    let mut bench = Bench::new(db.clone());
    bench.settings.poll = Duration::from_millis(5);
    let (seen, mut told) = mpsc::unbounded_channel();
    let (handler_db, clock) = (db.clone(), Arc::clone(&bench.clock));
    let worker = bench.worker().on("mail", move |job| {
        let (db, seen, clock) = (handler_db.clone(), seen.clone(), Arc::clone(&clock));
        async move {
            if job.attempt == 1 {
                // Its delay is reckoned from the clock after this.
                clock.store(SECOND, Ordering::SeqCst);
                seen.send(1).unwrap();
                return Err(JobError::Failed("not yet".into()));
            }
            let finished = done(&db, &job).await;
            seen.send(job.attempt).unwrap();
            finished
        }
    });
    let (running, stop) = Bench::start(worker);
    let id = add(&db, NewJob::new("mail", json!(null))).await.unwrap();
    assert_eq!(told.recv().await, Some(1));
    while listed(&db, id).await.state != JobState::Queued {
        tokio::task::yield_now().await;
    }
    bench.clock.store(10 * SECOND, Ordering::SeqCst);
    assert_eq!(told.recv().await, Some(2));
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(listed(&db, id).await.state, JobState::Done);
}

#[db_test]
async fn a_job_that_waits_for_another_leaves_its_place_to_it(db: Db) {
    let mut bench = Bench::new(db.clone());
    bench.settings.concurrency = 1;
    bench.settings.poll = Duration::from_millis(5);
    let (seen, mut told) = mpsc::unbounded_channel();
    let (handler_db, clock) = (db.clone(), Arc::clone(&bench.clock));
    let worker = bench.worker().on("mail", move |job| {
        let (db, seen, clock) = (handler_db.clone(), seen.clone(), Arc::clone(&clock));
        async move {
            seen.send(job.payload.clone()).unwrap();
            if job.payload == json!("waits") && clock.load(Ordering::SeqCst) < SECOND {
                return Err(JobError::NotYet);
            }
            done(&db, &job).await
        }
    });
    let waits = add(&db, NewJob::new("mail", json!("waits")).attempts(1))
        .await
        .unwrap();
    add(&db, NewJob::new("mail", json!("awaited"))).await;
    let (running, stop) = Bench::start(worker);
    assert_eq!(told.recv().await, Some(json!("waits")));
    assert_eq!(told.recv().await, Some(json!("awaited")));
    assert_eq!(listed(&db, waits).await.state, JobState::Queued);
    bench.clock.store(SECOND, Ordering::SeqCst);
    assert_eq!(told.recv().await, Some(json!("waits")));
    stop.send(()).unwrap();
    running.await.unwrap();
    let job = listed(&db, waits).await;
    assert_eq!((job.state, job.attempts), (JobState::Done, 1));
}

#[db_test]
async fn a_handler_that_panics_has_failed_and_its_words_stay_inside(db: Db) {
    let bench = Bench::new(db.clone());
    let worker = bench
        .worker()
        .on("mail", |_| async { panic!("resident in room 12") });
    let id = add(&db, NewJob::new("mail", json!(null)).attempts(1))
        .await
        .unwrap();
    let (running, stop) = Bench::start(worker);
    while listed(&db, id).await.state != JobState::Dead {
        tokio::task::yield_now().await;
    }
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(
        listed(&db, id).await.last_error.as_deref(),
        Some("the work panicked; its message is on standard error")
    );
}

#[db_test]
async fn stopping_waits_for_running_jobs(db: Db) {
    let bench = Bench::new(db.clone());
    let (started, mut told) = mpsc::unbounded_channel();
    let (go, gone) = oneshot::channel::<()>();
    let gone = Arc::new(tokio::sync::Mutex::new(Some(gone)));
    let handler_db = db.clone();
    let worker = bench.worker().on("mail", move |job| {
        let (db, started, gone) = (handler_db.clone(), started.clone(), Arc::clone(&gone));
        async move {
            started.send(()).unwrap();
            gone.lock().await.take().unwrap().await.unwrap();
            done(&db, &job).await
        }
    });
    let (running, stop) = Bench::start(worker);
    let id = add(&db, NewJob::new("mail", json!(null))).await.unwrap();
    told.recv().await.unwrap();
    stop.send(()).unwrap();
    let unclaimed = add(&db, NewJob::new("mail", json!(null))).await.unwrap();
    go.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(listed(&db, id).await.state, JobState::Done);
    assert_eq!(listed(&db, unclaimed).await.state, JobState::Queued);
}

#[db_test]
async fn a_job_that_outlasts_the_grace_is_handed_back_without_losing_an_attempt(db: Db) {
    let mut bench = Bench::new(db.clone());
    bench.settings.grace = Duration::ZERO;
    let (started, mut told) = mpsc::unbounded_channel();
    let worker = bench.worker().on("mail", move |_| {
        started.send(()).unwrap();
        std::future::pending()
    });
    let (running, stop) = Bench::start(worker);
    let id = add(&db, NewJob::new("mail", json!(null))).await.unwrap();
    told.recv().await.unwrap();
    stop.send(()).unwrap();
    running.await.unwrap();
    let job = listed(&db, id).await;
    assert_eq!((job.state, job.attempts), (JobState::Queued, 0));
}

#[db_test]
async fn a_job_of_a_killed_process_runs_again_elsewhere(db: Db) {
    let bench = Bench::new(db.clone());
    let (started, mut told) = mpsc::unbounded_channel();
    let killed = bench.worker().on("mail", move |_| {
        started.send(()).unwrap();
        std::future::pending()
    });
    let (running, _stop) = Bench::start(killed);
    let id = add(&db, NewJob::new("mail", json!(null))).await.unwrap();
    told.recv().await.unwrap();
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert_eq!(listed(&db, id).await.state, JobState::Running);

    bench.clock.store(4 * 3600 * SECOND, Ordering::SeqCst);
    let attempts = Arc::new(AtomicU32::new(0));
    let (seen, mut told) = mpsc::unbounded_channel();
    let (handler_db, tally) = (db.clone(), Arc::clone(&attempts));
    let worker = bench.worker().on("mail", move |job| {
        tally.fetch_add(1, Ordering::SeqCst);
        let (db, seen) = (handler_db.clone(), seen.clone());
        async move {
            let finished = done(&db, &job).await;
            seen.send(job.attempt).unwrap();
            finished
        }
    });
    let (running, stop) = Bench::start(worker);
    assert_eq!(told.recv().await, Some(2));
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(listed(&db, id).await.state, JobState::Done);
    assert_eq!(attempts.load(Ordering::SeqCst), 1);
}

#[db_test]
async fn a_handler_that_lost_its_lease_is_aborted_and_the_job_left_to_the_other(db: Db) {
    /// Tells when it is dropped.
    struct Dropped(mpsc::UnboundedSender<&'static str>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            let _ = self.0.send("aborted");
        }
    }

    let mut bench = Bench::new(db.clone());
    bench.settings.lease = Duration::from_millis(30);
    let (seen, mut told) = mpsc::unbounded_channel();
    let worker = bench.worker().on("mail", move |_| {
        let guard = Dropped(seen.clone());
        seen.send("started").unwrap();
        async move {
            let _guard = guard;
            std::future::pending().await
        }
    });
    let (running, stop) = Bench::start(worker);
    let id = add(&db, NewJob::new("mail", json!(null))).await.unwrap();
    assert_eq!(told.recv().await, Some("started"));
    let mut tx = db.write().await.unwrap();
    let other = Uuid::new_v4();
    exec!(
        tx,
        "update job set lease_token = $2, lease_until = $3 where id = $1",
        id.0,
        other,
        i64::MAX
    )
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(told.recv().await, Some("aborted"));
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(listed(&db, id).await.state, JobState::Running);
}
