//! Background jobs: staff see what failed, try it again or lay it aside. Tickets are in [`tickets`].

pub mod tickets;
pub mod viewing;

pub(crate) mod people;

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object},
    listing::Page,
    objection::Objection,
    support::{JobFilter, JobLine, JobState},
};
use store::jobs::{self, JobId, ListedJob};
use uuid::Uuid;

use crate::{ServiceError, Services, audit};

pub use people::{find_person, list_people, reproof, start_reset, unlock};

/// What the note of a job given up may be long, in characters.
pub const LONGEST_NOTE: usize = 500;

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
    let wanted = jobs::JobFilter {
        state: filter.state,
        kind: None,
    };
    let page = jobs::list(&mut tx, &wanted, filter.page).await?;
    Ok(Page {
        rows: page.rows.into_iter().map(line).collect(),
        total: page.total,
        request: page.request,
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
    job.map(line).ok_or(ServiceError::NotFound)
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

fn line(job: ListedJob) -> JobLine {
    JobLine {
        id: job.id.0,
        kind: job.kind,
        subject: job.payload.to_string(),
        state: job.state,
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        created_at: job.created_at,
        run_at: job.run_at,
        finished_at: job.finished_at,
        last_error: job.last_error,
        note: job.note,
    }
}

#[cfg(test)]
mod tests;
