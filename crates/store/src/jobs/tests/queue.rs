use std::collections::BTreeSet;

use domain::listing::PageRequest;
use serde_json::json;

use super::*;
use crate::{db_test, jobs};

fn mail() -> NewJob<'static> {
    NewJob::new("mail", json!({"to": 7}))
}

fn failed() -> JobError {
    JobError::Failed("no route".into())
}

/// Fails the job once, with a lease of one second taken at `now`.
async fn fail_once(db: &Db, now: i64, error: &JobError) -> JobState {
    let job = take(db, now, now + SECOND).await.expect("a job is due");
    let mut tx = db.write().await.unwrap();
    let state = fail(&mut tx, &job, error, Instant(now), 0).await.unwrap();
    tx.commit().await.unwrap();
    state
}

#[db_test]
async fn a_job_comes_with_its_transaction_or_not_at_all(db: Db) {
    let mut tx = db.write().await.unwrap();
    enqueue(&mut tx, mail(), Instant(0)).await.unwrap();
    drop(tx);
    assert!(take(&db, 1, 2).await.is_none());
    let id = add(&db, mail()).await.unwrap();
    let job = take(&db, 1, 2).await.unwrap();
    assert_eq!((job.id, job.attempt, job.kind.as_str()), (id, 1, "mail"));
    assert_eq!(job.payload, json!({"to": 7}));
}

#[db_test]
async fn a_job_waits_for_its_time_and_its_kind(db: Db) {
    add(&db, mail().at(Instant(10))).await;
    add(&db, NewJob::new("other", json!(null))).await;
    assert!(take(&db, 9, 20).await.is_none());
    assert!(take(&db, 10, 20).await.is_some());
}

#[db_test]
async fn the_job_that_is_due_the_longest_comes_first(db: Db) {
    let later = add(&db, mail().at(Instant(5))).await.unwrap();
    let sooner = add(&db, mail().at(Instant(3))).await.unwrap();
    assert_eq!(take(&db, 10, 20).await.unwrap().id, sooner);
    assert_eq!(take(&db, 10, 20).await.unwrap().id, later);
}

#[db_test]
async fn a_job_that_was_put_off_comes_before_what_is_added_later_and_loses_no_attempt(db: Db) {
    let waits = add(&db, mail().attempts(1)).await.unwrap();
    let job = take(&db, 1, SECOND).await.unwrap();
    let other = add(&db, mail().at(Instant(2))).await.unwrap();
    let mut tx = db.write().await.unwrap();
    put_off(&mut tx, &job, Instant(3)).await.unwrap();
    tx.commit().await.unwrap();
    let later = add(&db, mail().at(Instant(4 + SECOND))).await.unwrap();

    let seen = listed(&db, waits).await;
    assert_eq!((seen.state, seen.attempts), (JobState::Queued, 0));
    assert_eq!(seen.last_error, None);
    assert_eq!(take(&db, 2 + SECOND, 9 * SECOND).await.unwrap().id, other);
    assert!(take(&db, 2 + SECOND, 9 * SECOND).await.is_none());
    let again = take(&db, 4 + SECOND, 9 * SECOND).await.unwrap();
    assert_eq!((again.id, again.attempt), (waits, 1));
    assert_eq!(take(&db, 4 + SECOND, 9 * SECOND).await.unwrap().id, later);
}

#[db_test]
async fn two_workers_never_claim_the_same_job(db: Db) {
    for _ in 0..40 {
        add(&db, mail()).await;
    }
    let worker = async || {
        let mut ids = Vec::new();
        while let Some(job) = take(&db, 1, 1_000).await {
            ids.push(job.id);
        }
        ids
    };
    let (a, b, c) = tokio::join!(worker(), worker(), worker());
    let all = [a, b, c].concat();
    assert_eq!(all.len(), 40);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40);
}

#[db_test]
async fn a_dedupe_key_lets_one_job_in_until_it_is_pruned(db: Db) {
    assert!(add(&db, mail().once("digest 2026-11-22")).await.is_some());
    assert!(add(&db, mail().once("digest 2026-11-22")).await.is_none());
    let job = take(&db, 1, 2).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let _ = finish(&mut tx, &job, Instant(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(add(&db, mail().once("digest 2026-11-22")).await.is_none());
    let mut tx = db.write().await.unwrap();
    assert_eq!(
        prune(&mut tx, Instant(1)).await.unwrap(),
        0,
        "done at that moment, not before"
    );
    assert_eq!(prune(&mut tx, Instant(2)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(add(&db, mail().once("digest 2026-11-22")).await.is_some());
}

#[db_test]
async fn a_job_whose_lease_ran_out_runs_again_and_the_first_cannot_finish_it(db: Db) {
    let id = add(&db, mail()).await.unwrap();
    let first = take(&db, 1, 10).await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert_eq!(
        reap(&mut tx, Instant(10)).await.unwrap(),
        0,
        "the lease holds until its end"
    );
    assert_eq!(reap(&mut tx, Instant(11)).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let second = take(&db, 11, 30).await.unwrap();
    assert_eq!((second.id, second.attempt), (id, 2));
    let mut tx = db.write().await.unwrap();
    assert!(matches!(
        renew(&mut tx, &first, Instant(12)).await,
        Err(JobError::LeaseLost)
    ));
    assert!(matches!(
        finish(&mut tx, &first, Instant(12)).await,
        Err(JobError::LeaseLost)
    ));
    drop(tx);
    let mut tx = db.write().await.unwrap();
    let _ = finish(&mut tx, &second, Instant(12)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(&db, id).await.state, JobState::Done);
}

#[db_test]
async fn a_renewed_lease_holds_for_as_long_again(db: Db) {
    add(&db, mail()).await;
    let job = take(&db, 1, 10).await.unwrap();
    let mut tx = db.write().await.unwrap();
    renew(&mut tx, &job, Instant(8)).await.unwrap();
    assert_eq!(reap(&mut tx, Instant(17)).await.unwrap(), 0);
    assert_eq!(reap(&mut tx, Instant(18)).await.unwrap(), 1);
}

#[db_test]
async fn an_error_is_final_when_no_attempt_is_left_or_none_would_help(db: Db) {
    add(&db, mail().attempts(1)).await;
    let last = take(&db, 1, 10).await.unwrap();
    for (error, is_final) in [
        (JobError::LeaseLost, false),
        (JobError::NotYet, false),
        (failed(), true),
        (JobError::Panicked, true),
    ] {
        assert_eq!(error.is_final_for(&last), is_final, "{error}");
    }
    let first = Job {
        max_attempts: 2,
        ..last
    };
    assert!(!failed().is_final_for(&first));
    assert!(JobError::Hopeless("no address".into()).is_final_for(&first));
}

#[db_test]
async fn a_job_that_failed_waits_longer_each_time_and_is_dead_after_its_last_attempt(db: Db) {
    let id = add(&db, mail().attempts(3)).await.unwrap();
    assert_eq!(fail_once(&db, 0, &failed()).await, JobState::Queued);
    assert!(take(&db, 2 * SECOND - 1, 9).await.is_none());
    assert_eq!(
        fail_once(&db, 2 * SECOND, &failed()).await,
        JobState::Queued
    );
    assert!(take(&db, 6 * SECOND - 1, 9).await.is_none());
    assert_eq!(fail_once(&db, 6 * SECOND, &failed()).await, JobState::Dead);
    let job = listed(&db, id).await;
    assert_eq!((job.state, job.attempts), (JobState::Dead, 3));
    assert_eq!(job.last_error.as_deref(), Some("the job failed: no route"));
    assert!(take(&db, i64::MAX, 9).await.is_none());
}

#[db_test]
async fn a_hopeless_job_is_dead_at_once(db: Db) {
    add(&db, mail()).await;
    let job = take(&db, 0, 1).await.unwrap();
    let error = job.payload::<Vec<String>>().unwrap_err();
    let mut tx = db.write().await.unwrap();
    assert_eq!(
        fail(&mut tx, &job, &error, Instant(0), 0).await.unwrap(),
        JobState::Dead
    );
}

#[db_test]
async fn a_job_that_kills_its_process_each_time_ends_among_the_dead(db: Db) {
    let id = add(&db, mail().attempts(2)).await.unwrap();
    for round in 0..2 {
        take(&db, round * 10, round * 10 + 5).await.unwrap();
        let mut tx = db.write().await.unwrap();
        assert_eq!(reap(&mut tx, Instant(round * 10 + 6)).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
    let job = listed(&db, id).await;
    assert_eq!(
        (job.state, job.finished_at),
        (JobState::Dead, Some(Instant(15)))
    );
    assert_eq!(
        job.last_error.as_deref(),
        Some("the process ended while this job ran")
    );
}

#[test]
fn back_off_grows_to_an_hour_and_jitter_adds_at_most_half() {
    let delay = |attempt, jitter| backoff(attempt, Instant(0), jitter).0;
    assert_eq!(
        [1, 2, 3].map(|attempt| delay(attempt, 0)),
        [2, 4, 8].map(|s| s * SECOND)
    );
    assert_eq!(delay(i32::MAX, 0), 3600 * SECOND);
    for jitter in [1, 999_999, u64::MAX] {
        assert!((2 * SECOND..3 * SECOND).contains(&delay(1, jitter)));
        assert!((3600 * SECOND..5400 * SECOND).contains(&delay(20, jitter)));
    }
}

#[db_test]
async fn staff_retry_a_dead_job_or_give_it_up_with_a_note(db: Db) {
    let id = add(&db, mail().attempts(1)).await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(
        !retry(&mut tx, id, Instant(0)).await.unwrap(),
        "it is not dead yet"
    );
    assert!(!give_up(&mut tx, id, "note", Instant(0)).await.unwrap());
    drop(tx);
    assert_eq!(fail_once(&db, 0, &failed()).await, JobState::Dead);

    let mut tx = db.write().await.unwrap();
    assert!(retry(&mut tx, id, Instant(3)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(listed(&db, id).await.attempts, 0);
    assert_eq!(fail_once(&db, 3, &failed()).await, JobState::Dead);

    let mut tx = db.write().await.unwrap();
    assert!(
        give_up(&mut tx, id, "the address is gone", Instant(9))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let job = listed(&db, id).await;
    assert_eq!(
        (job.state, job.note.as_deref()),
        (JobState::GivenUp, Some("the address is gone"))
    );
}

#[db_test]
async fn the_list_filters_counts_and_pages(db: Db) {
    for at in 0..30 {
        add(&db, mail().at(Instant(at))).await;
    }
    add(&db, NewJob::new("other", json!(null)).attempts(1)).await;
    assert_eq!(fail_once(&db, 50, &failed()).await, JobState::Queued);
    take(&db, 50, 60).await.unwrap();

    let mut tx = db.read().await.unwrap();
    let mut page = async |filter: JobFilter, number| {
        jobs::list(&mut tx, &filter, PageRequest::new(number, 25))
            .await
            .unwrap()
    };
    let all = page(JobFilter::default(), 2).await;
    assert_eq!((all.rows.len(), all.total), (6, 31));
    let running = JobFilter {
        state: Some(JobState::Running),
        kind: None,
    };
    assert_eq!(page(running, 1).await.total, 1);
    let other = JobFilter {
        kind: Some("other".to_owned()),
        ..JobFilter::default()
    };
    assert_eq!(page(other, 1).await.rows[0].kind, "other");
    let counts = count_by_state(&mut tx).await.unwrap();
    assert_eq!(counts, [(JobState::Queued, 30), (JobState::Running, 1)]);
}
