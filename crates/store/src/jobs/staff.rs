//! What staff see of the jobs, and do about the dead ones.

use domain::{
    listing::{Page, PageRequest},
    support::JobState,
    time::Instant,
};
use serde_json::Value;
use uuid::Uuid;

use super::JobId;
use crate::{DbError, Tx, exec, fetch, row::Json};

crate::sql! {
    /// Served by the index `job_listed`.
    LIST = "
        select id, kind, payload, state, run_at, attempts, max_attempts, last_error, note, created_at, finished_at
        from job
        where (cast($1 as text) is null or state = $1) and (cast($2 as text) is null or kind = $2)
        order by created_at desc, id desc limit $3 offset $4";
    /// Served by the primary key.
    FIND = "
        select id, kind, payload, state, run_at, attempts, max_attempts, last_error, note, created_at, finished_at
        from job where id = $1";
    /// Served by the index `job_listed`.
    COUNT = "
        select count(*) from job
        where (cast($1 as text) is null or state = $1) and (cast($2 as text) is null or kind = $2)";
    /// Served by the index `job_listed`.
    COUNT_BY_STATE = "select state, count(*) from job group by state";
    /// Served by the primary key.
    RETRY = "
        update job set state = 'queued', attempts = 0, run_at = $2, note = null, finished_at = null
        where id = $1 and state in ('dead', 'given_up')";
    /// Served by the primary key.
    GIVE_UP = "update job set state = 'given_up', note = $2, finished_at = $3 where id = $1 and state = 'dead'";
    /// Served by the index `job_listed`.
    PRUNE = "delete from job where state = 'done' and created_at < $1 and finished_at < $1";
}

/// Which jobs to list; what is not set lets every job pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    pub state: Option<JobState>,
    pub kind: Option<String>,
}

/// A job as staff see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedJob {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub state: JobState,
    pub run_at: Instant,
    pub attempts: i32,
    pub max_attempts: i32,
    pub last_error: Option<String>,
    pub note: Option<String>,
    pub created_at: Instant,
    pub finished_at: Option<Instant>,
}

#[derive(store::FromRow)]
struct ListedRow {
    id: Uuid,
    kind: String,
    payload: Json<Value>,
    #[row(try_from = String)]
    state: JobState,
    run_at: i64,
    attempts: i32,
    max_attempts: i32,
    last_error: Option<String>,
    note: Option<String>,
    created_at: i64,
    finished_at: Option<i64>,
}

impl From<ListedRow> for ListedJob {
    fn from(row: ListedRow) -> Self {
        Self {
            id: JobId(row.id),
            kind: row.kind,
            payload: row.payload.0,
            state: row.state,
            run_at: Instant(row.run_at),
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            last_error: row.last_error,
            note: row.note,
            created_at: Instant(row.created_at),
            finished_at: row.finished_at.map(Instant),
        }
    }
}

/// Jobs, newest first.
///
/// # Errors
/// What the database answered.
pub async fn list(
    tx: &mut Tx,
    filter: &JobFilter,
    request: PageRequest,
) -> Result<Page<ListedJob>, DbError> {
    let state = filter.state.map(JobState::as_str);
    let kind = filter.kind.as_deref();
    let (total,) = fetch!(fetch_one, (i64,), tx, COUNT, state, kind)?;
    let request = request.within(total);
    let (size, offset) = (i64::from(request.size), request.offset());
    let rows = fetch!(fetch_all, ListedRow, tx, LIST, state, kind, size, offset)?;
    Ok(Page {
        rows: rows.into_iter().map(ListedJob::from).collect(),
        total,
        request,
    })
}

/// One job; none when there is none of this id.
///
/// # Errors
/// What the database answered.
pub async fn find(tx: &mut Tx, id: JobId) -> Result<Option<ListedJob>, DbError> {
    let row = fetch!(fetch_optional, ListedRow, tx, FIND, id.0)?;
    Ok(row.map(ListedJob::from))
}

/// How many jobs there are of each state, those with none left out.
///
/// # Errors
/// What the database answered.
pub async fn count_by_state(tx: &mut Tx) -> Result<Vec<(JobState, i64)>, DbError> {
    let rows = fetch!(fetch_all, (String, i64), tx, COUNT_BY_STATE)?;
    let known = rows
        .into_iter()
        .filter_map(|(word, jobs)| Some((JobState::of(&word)?, jobs)));
    let mut counts: Vec<_> = known.collect();
    counts.sort_unstable();
    Ok(counts)
}

/// Gives a dead job all its attempts again, at once. `false` when it is not dead (any more).
///
/// # Errors
/// What the database answered.
pub async fn retry(tx: &mut Tx, id: JobId, now: Instant) -> Result<bool, DbError> {
    let changed = exec!(tx, RETRY, id.0, now.0)? == 1;
    tx.adds_job |= changed;
    Ok(changed)
}

/// Lays a dead job aside with a note that says why. `false` when it is not dead (any more).
///
/// # Errors
/// What the database answered.
pub async fn give_up(tx: &mut Tx, id: JobId, note: &str, now: Instant) -> Result<bool, DbError> {
    Ok(exec!(tx, GIVE_UP, id.0, note, now.0)? == 1)
}

/// Deletes the jobs that were done before this time; their dedupe keys are free again.
///
/// # Errors
/// What the database answered.
pub async fn prune(tx: &mut Tx, before: Instant) -> Result<u64, DbError> {
    exec!(tx, PRUNE, before.0)
}
