//! Work that follows a change: rows of `job`, written in the same transaction as the change.
//!
//! A job is `queued` until its time has come, `running` under a lease, then `done`; or, after its
//! last attempt has failed, `dead` until staff retry it or give it up with a note. A process that
//! is killed lets its lease run out, and the job runs again. So a handler may start twice, but its
//! effect comes once: it calls [`finish`] in the transaction of its own changes, which fails when
//! the lease has gone to another.

pub(crate) mod staff;
mod worker;

use std::{error::Error, sync::Arc};

use domain::{support::JobState, time::Instant};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::{Connection, DbError, Tx, exec, fetch, row::Json};
pub use staff::{JobFilter, ListedJob, count_by_state, find, give_up, list, prune, retry};
pub use worker::{Worker, WorkerSettings};

/// System time, handed in: what leases and run times are measured by.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// With [`backoff`], eight attempts span about ten minutes.
const DEFAULT_ATTEMPTS: i32 = 8;
const LONGEST_BACKOFF_SECONDS: i64 = 60 * 60;
/// How soon a job that waits for another is looked at again.
const PUT_OFF_SECONDS: i64 = 1;

crate::sql! {
    /// Served by the unique index `job(dedupe_key)`.
    ENQUEUE = "
        insert into job (id, kind, payload, state, run_at, max_attempts, dedupe_key, created_at)
        values ($1, $2, $3, 'queued', $4, $5, $6, $7)
        on conflict (dedupe_key) do nothing";
    /// Served by the primary key.
    RENEW = "update job set lease_until = $3 where id = $1 and lease_token = $2";
    /// Served by the primary key.
    FINISH = "
        update job set state = 'done', lease_token = null, lease_until = null, last_error = null, finished_at = $3
        where id = $1 and lease_token = $2";
    /// Served by the primary key.
    FAIL = "
        update job set state = $3, run_at = $4, last_error = $5, finished_at = $6, lease_token = null, lease_until = null
        where id = $1 and lease_token = $2";
    /// Served by the primary key.
    RELEASE = "
        update job set state = 'queued', attempts = attempts - 1, run_at = coalesce($3, run_at), lease_token = null, lease_until = null
        where id = $1 and lease_token = $2";
    /// Served by the index `job_running`.
    REAP = "
        update job set
            state = case when attempts < max_attempts then 'queued' else 'dead' end,
            finished_at = case when attempts < max_attempts then null else lease_until end,
            last_error = 'the process ended while this job ran', lease_token = null, lease_until = null
        where state = 'running' and lease_until < $1";
}

crate::sql! { in sqlite
    /// Served by the index `job_queued`. The one writer lets nobody in between.
    CLAIM_IN_SQLITE = "
        update job set state = 'running', attempts = attempts + 1, lease_token = $1, lease_until = $2
        where id = (
            select id from job
            where state = 'queued' and run_at <= $3 and kind in (select value from json_each($4))
            order by run_at, id limit 1)
        returning id, kind, payload, attempts, max_attempts";
}

crate::sql! { in postgres
    /// Served by the index `job_queued`.
    CLAIM_IN_POSTGRES = "
        update job set state = 'running', attempts = attempts + 1, lease_token = $1, lease_until = $2
        where id = (
            select id from job
            where state = 'queued' and run_at <= $3 and kind in (select jsonb_array_elements_text($4))
            order by run_at, id limit 1 for update skip locked)
        returning id, kind, payload, attempts, max_attempts";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub Uuid);

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    kind: &'a str,
    payload: Value,
    run_at: Option<Instant>,
    max_attempts: i32,
    dedupe_key: Option<&'a str>,
}

impl<'a> NewJob<'a> {
    /// A job that runs as soon as its transaction commits. `payload` holds ids, no people's data:
    /// staff read it.
    #[must_use]
    pub fn new(kind: &'a str, payload: Value) -> Self {
        Self {
            kind,
            payload,
            run_at: None,
            max_attempts: DEFAULT_ATTEMPTS,
            dedupe_key: None,
        }
    }

    /// Not before this time.
    #[must_use]
    pub fn at(self, run_at: Instant) -> Self {
        Self {
            run_at: Some(run_at),
            ..self
        }
    }

    /// One job of this key only, also when it has long been done (until it is pruned).
    #[must_use]
    pub fn once(self, dedupe_key: &'a str) -> Self {
        Self {
            dedupe_key: Some(dedupe_key),
            ..self
        }
    }

    /// How often it is tried before it is dead.
    #[must_use]
    pub fn attempts(self, max_attempts: i32) -> Self {
        Self {
            max_attempts: max_attempts.max(1),
            ..self
        }
    }
}

/// A job under lease.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    /// 1 at the first.
    pub attempt: i32,
    pub max_attempts: i32,
    lease_token: Uuid,
    /// For so long it was taken, and is with each renewal.
    lease_micros: i64,
}

impl Job {
    /// The payload as the handler's own type.
    ///
    /// # Errors
    /// [`JobError::Hopeless`]: another attempt would read the same.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        T::deserialize(&self.payload).map_err(|error| JobError::Hopeless(error.into()))
    }
}

/// Proof that a job was finished in its handler's transaction; only [`finish`] makes one.
#[derive(Debug)]
#[must_use = "commit the transaction, then return this from the handler"]
pub struct Finished(());

/// Why a handler did not finish its job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Another worker has the job now; roll back.
    #[error("the lease of this job has run out")]
    LeaseLost,
    /// Another job is to end first: this one is put off.
    #[error("the job waits for another")]
    NotYet,
    #[error(transparent)]
    Database(#[from] DbError),
    /// Worth another attempt.
    #[error("the job failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// Worth another attempt. What the panic said may tell of people: it is no part of the error, which staff read.
    #[error("the work panicked; its message is on standard error")]
    Panicked,
    /// No attempt will succeed: dead at once.
    #[error("the job cannot succeed")]
    Hopeless(#[source] Box<dyn Error + Send + Sync>),
}

impl JobError {
    /// Whether there will be no other attempt, unless staff want one.
    #[must_use]
    pub fn is_final_for(&self, job: &Job) -> bool {
        match self {
            Self::LeaseLost | Self::NotYet => false,
            Self::Hopeless(_) => true,
            Self::Database(_) | Self::Failed(_) | Self::Panicked => job.attempt >= job.max_attempts,
        }
    }
}

/// Adds a job to the caller's transaction, whose commit wakes the worker. `None` when one of the
/// same dedupe key exists.
///
/// # Errors
/// What the database answered.
pub async fn enqueue(tx: &mut Tx, new: NewJob<'_>, now: Instant) -> Result<Option<JobId>, DbError> {
    let id = Uuid::now_v7();
    let run_at = new.run_at.unwrap_or(now).0;
    let payload = Json(new.payload);
    let added = exec!(
        tx,
        ENQUEUE,
        id,
        new.kind,
        &payload,
        run_at,
        new.max_attempts,
        new.dedupe_key,
        now.0
    )?;
    tx.adds_job = true;
    Ok((added == 1).then_some(JobId(id)))
}

#[derive(store::FromRow)]
struct JobRow {
    id: Uuid,
    kind: String,
    payload: Json<Value>,
    attempts: i32,
    max_attempts: i32,
}

/// Takes the job of these kinds that has been due the longest, under a lease until `lease_until`.
///
/// # Errors
/// What the database answered.
pub async fn claim(
    tx: &mut Tx,
    kinds: &[&str],
    now: Instant,
    lease_until: Instant,
) -> Result<Option<Job>, DbError> {
    let sql = match tx.connection {
        Connection::Sqlite(_) => CLAIM_IN_SQLITE,
        Connection::Postgres(_) => CLAIM_IN_POSTGRES,
    };
    let lease_token = Uuid::new_v4();
    let row = fetch!(
        fetch_optional,
        JobRow,
        tx,
        sql,
        lease_token,
        lease_until.0,
        now.0,
        Json(kinds)
    )?;
    Ok(row.map(|row| Job {
        id: JobId(row.id),
        kind: row.kind,
        payload: row.payload.0,
        attempt: row.attempts,
        max_attempts: row.max_attempts,
        lease_token,
        lease_micros: lease_until.0 - now.0,
    }))
}

/// Holds the lease for as long again as it was taken for.
///
/// # Errors
/// [`JobError::LeaseLost`] when another worker has it: roll back.
pub async fn renew(tx: &mut Tx, job: &Job, now: Instant) -> Result<(), JobError> {
    let lease_until = now.plus_micros(job.lease_micros).0;
    match exec!(tx, RENEW, job.id.0, job.lease_token, lease_until)? {
        1 => Ok(()),
        _ => Err(JobError::LeaseLost),
    }
}

/// Marks the job done in the handler's own transaction, which the handler then commits.
///
/// # Errors
/// [`JobError::LeaseLost`] when another worker has it: roll back.
pub async fn finish(tx: &mut Tx, job: &Job, now: Instant) -> Result<Finished, JobError> {
    match exec!(tx, FINISH, job.id.0, job.lease_token, now.0)? {
        1 => Ok(Finished(())),
        _ => Err(JobError::LeaseLost),
    }
}

/// Puts a failed job back with a growing delay, or among the dead after its last attempt.
/// `jitter` is any random number: it spreads jobs that failed together. Says where the job went;
/// nothing happens when the lease is lost.
///
/// # Errors
/// What the database answered.
pub async fn fail(
    tx: &mut Tx,
    job: &Job,
    error: &JobError,
    now: Instant,
    jitter: u64,
) -> Result<JobState, DbError> {
    let (state, run_at, finished_at) = if error.is_final_for(job) {
        (JobState::Dead, now, Some(now.0))
    } else {
        (JobState::Queued, backoff(job.attempt, now, jitter), None)
    };
    let text = chain(error);
    exec!(
        tx,
        FAIL,
        job.id.0,
        job.lease_token,
        state.as_str(),
        run_at.0,
        text,
        finished_at
    )?;
    Ok(state)
}

/// Hands back a job that a stopping worker could not end; the attempt does not count.
///
/// # Errors
/// What the database answered.
pub async fn release(tx: &mut Tx, job: &Job) -> Result<(), DbError> {
    exec!(tx, RELEASE, job.id.0, job.lease_token, None::<i64>)?;
    tx.adds_job = true;
    Ok(())
}

/// Puts back a job that waits for another, behind those that are due now; the attempt does not count. What is added later
/// comes after it, so that it has its turn however much there is to do.
///
/// # Errors
/// What the database answered.
pub async fn put_off(tx: &mut Tx, job: &Job, now: Instant) -> Result<(), DbError> {
    let run_at = now.plus_seconds(PUT_OFF_SECONDS).0;
    exec!(tx, RELEASE, job.id.0, job.lease_token, Some(run_at))?;
    Ok(())
}

/// Puts back the jobs whose lease has run out, or among the dead after their last attempt.
///
/// # Errors
/// What the database answered.
pub async fn reap(tx: &mut Tx, now: Instant) -> Result<u64, DbError> {
    let reaped = exec!(tx, REAP, now.0)?;
    tx.adds_job |= reaped > 0;
    Ok(reaped)
}

/// 2 s, 4 s, 8 s … an hour, and up to half of that again by `jitter`.
fn backoff(attempt: i32, now: Instant, jitter: u64) -> Instant {
    let seconds = 2_i64
        .saturating_pow(attempt.unsigned_abs())
        .min(LONGEST_BACKOFF_SECONDS);
    let spread = jitter % (seconds.unsigned_abs() * 500_000);
    now.plus_seconds(seconds)
        .plus_micros(i64::try_from(spread).unwrap_or(0))
}

/// The error and its causes, for staff. Handlers keep people's data out of their errors.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
