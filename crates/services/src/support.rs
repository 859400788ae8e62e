//! Background jobs: staff see what failed, try it again or lay it aside. Tickets are in [`tickets`].

pub mod tickets;
pub mod viewing;

pub(crate) mod people;

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object},
    count::as_count,
    listing::Page,
    objection::Objection,
    submissions::{Facility, SubmissionNumber},
    support::{JobFacilities, JobFilter, JobLine, JobState, JobSubmission},
};
use serde_json::Value;
use store::{
    Tx, fetch,
    jobs::{self, JobId, ListedJob},
};
use uuid::Uuid;

use crate::{ServiceError, Services, audit, submissions::scope::facility_of};

pub use people::{find_person, list_people, reproof, start_reset, unlock};

/// What the note of a job given up may be long, in characters.
pub const LONGEST_NOTE: usize = 500;

store::sql! {
    /// Served by the unique `submission.number`.
    JOB_OF = "select job_id from submission where number = $1";
    /// Served by the primary key.
    NUMBER = "select number from submission where id = $1";
    /// Served by the unique index `submission_file(submission_id, ordinal)`.
    FACILITIES_OF_FILES = "
        select distinct p.id, p.name, p.ccn from submission_file f join provider p on p.id = f.provider_id
        where f.submission_id = $1 order by p.name, p.id limit $2";
    /// Served by the primary key of the submission and the indices of grants by person.
    FACILITIES_OF_SENDER = "
        select distinct p.id, p.name, p.ccn from submission s
        join role_grant g on g.user_id = s.user_id and g.role = s.role and g.ended_at is null
        join role_grant_provider gp on gp.grant_id = g.id join provider p on p.id = gp.provider_id
        where s.id = $1 order by p.name, p.id limit $2";
}

/// Jobs, the newest first.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ManageJobs`].
pub async fn list_jobs(
    services: &Services,
    actor: &Actor,
    filter: JobFilter,
) -> Result<Page<JobLine>, ServiceError> {
    actor.coverage(Action::ManageJobs)?;
    let mut tx = services.db.read().await?;
    let page = if let Some(number) = filter.submission {
        of_submission(&mut tx, number, filter).await?
    } else {
        let wanted = jobs::JobFilter {
            state: filter.state,
            kind: None,
        };
        jobs::list(&mut tx, &wanted, filter.page).await?
    };
    let mut rows = Vec::with_capacity(page.rows.len());
    for job in page.rows {
        rows.push(line(&mut tx, job).await?);
    }
    Ok(Page {
        rows,
        total: page.total,
        request: page.request,
    })
}

/// The job that checks the submission, where it is in the state that is asked for.
async fn of_submission(
    tx: &mut Tx,
    number: SubmissionNumber,
    filter: JobFilter,
) -> Result<Page<ListedJob>, ServiceError> {
    let job = match fetch!(fetch_optional, (Uuid,), tx, JOB_OF, number.0)? {
        Some((id,)) => jobs::find(tx, JobId(id)).await?,
        None => None,
    };
    let is_asked_for = |job: &ListedJob| filter.state.is_none_or(|state| state == job.state);
    let rows: Vec<ListedJob> = job.into_iter().filter(is_asked_for).collect();
    let total = i64::from(!rows.is_empty());
    Ok(Page {
        rows,
        total,
        request: filter.page.within(total),
    })
}

/// How many jobs there are of each state.
///
/// # Errors
/// As [`list_jobs`].
pub async fn count_jobs(
    services: &Services,
    actor: &Actor,
) -> Result<Vec<(JobState, i64)>, ServiceError> {
    actor.coverage(Action::ManageJobs)?;
    let mut tx = services.db.read().await?;
    let found = jobs::count_by_state(&mut tx).await?;
    let count = |state| {
        let of_state = found.iter().find(|(known, _)| *known == state);
        of_state.map_or(0, |(_, count)| *count)
    };
    Ok(JobState::ALL.map(|state| (state, count(state))).into())
}

/// One job.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none of this id, else as [`list_jobs`].
pub async fn find_job(
    services: &Services,
    actor: &Actor,
    id: Uuid,
) -> Result<JobLine, ServiceError> {
    actor.coverage(Action::ManageJobs)?;
    let mut tx = services.db.read().await?;
    let job = jobs::find(&mut tx, JobId(id)).await?;
    line(&mut tx, job.ok_or(ServiceError::NotFound)?).await
}

/// Gives a job that failed, or was given up, all its attempts again, at once.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is in another state, else as [`find_job`].
pub async fn retry_job(services: &Services, actor: &Actor, id: Uuid) -> Result<(), ServiceError> {
    find_job(services, actor, id).await?;
    let mut tx = services.db.write().await?;
    if !jobs::retry(&mut tx, JobId(id), actor.now.system).await? {
        return Err(Objection::JobGoesOn.into());
    }
    let event = changed(Act::JobRetried, actor, id);
    audit::commit(tx, services, event).await?;
    Ok(())
}

fn changed(act: Act, actor: &Actor, id: Uuid) -> Event {
    Event::by(act, actor, Action::ManageJobs).about(Object::Job(id))
}

/// Lays a job that failed aside, with a note that says why.
///
/// # Errors
/// [`ServiceError::Refused`] without a note or with one over [`LONGEST_NOTE`], else as [`retry_job`].
pub async fn give_up_job(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    note: &str,
) -> Result<(), ServiceError> {
    find_job(services, actor, id).await?;
    let note = note.trim();
    if note.is_empty() {
        return Err(ServiceError::field(
            "note",
            "Enter a note that says why this job will not run.",
        ));
    }
    if note.chars().count() > LONGEST_NOTE {
        let message = format!("Shorten the note to {LONGEST_NOTE} characters.");
        return Err(ServiceError::field("note", message));
    }
    let signed = format!("{}: {note}", actor.user_name);
    let mut tx = services.db.write().await?;
    if !jobs::give_up(&mut tx, JobId(id), &signed, actor.now.system).await? {
        return Err(Objection::JobGoesOn.into());
    }
    audit::commit(tx, services, changed(Act::JobGivenUp, actor, id)).await?;
    Ok(())
}

async fn line(tx: &mut Tx, job: ListedJob) -> Result<JobLine, ServiceError> {
    Ok(JobLine {
        id: job.id.0,
        kind: job.kind,
        submission: submission_of(tx, &job.payload).await?,
        subject: job.payload.to_string(),
        state: job.state,
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        created_at: job.created_at,
        run_at: job.run_at,
        finished_at: job.finished_at,
        last_error: job.last_error,
        note: job.note,
    })
}

/// The submission that a job works on, and its facilities: staff name both to whoever calls, and nothing of what was sent.
async fn submission_of(
    tx: &mut Tx,
    payload: &Value,
) -> Result<Option<JobSubmission>, ServiceError> {
    let named = payload.get("submission").and_then(Value::as_str);
    let Some(id) = named.and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(None);
    };
    let Some((number,)) = fetch!(fetch_optional, (i64,), tx, NUMBER, id)? else {
        return Ok(None);
    };
    let of_files = facilities(tx, FACILITIES_OF_FILES, id).await?;
    let facilities = if of_files.is_empty() {
        JobFacilities::OfSender(facilities(tx, FACILITIES_OF_SENDER, id).await?)
    } else {
        JobFacilities::OfFiles(of_files)
    };
    Ok(Some(JobSubmission {
        number: SubmissionNumber(number),
        facilities,
    }))
}

async fn facilities(
    tx: &mut Tx,
    sql: &'static str,
    submission: Uuid,
) -> Result<Vec<Facility>, ServiceError> {
    let limit = as_count(JobFacilities::ASKED);
    let rows = fetch!(
        fetch_all,
        (Uuid, String, Option<String>),
        tx,
        sql,
        submission,
        limit
    )?;
    let read = |(id, name, ccn)| facility_of(Some(id), Some(name), ccn);
    Ok(rows.into_iter().filter_map(read).collect())
}

#[cfg(test)]
mod tests;
