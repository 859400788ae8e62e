//! What is cleared away once a day: files that no row names, jobs long done, and rows whose time is over.

use store::jobs::{self, Finished, Job, JobError, Worker};

use crate::{
    Clock, Services,
    assessments::drafts,
    audit,
    daily::Daily,
    flash, held_forms,
    identity::{mail_links, openid, proofing::undecided, sessions},
    limits, messages, reports,
};

/// While most of the country sleeps.
pub(crate) const HOUSEKEEPING: Daily = Daily {
    kind: "housekeeping",
    hour: 3,
};

/// Staff may ask for a month what a job did.
const DONE_JOBS_KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

/// Adds the handler of this job.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    HOUSEKEEPING.on(worker, services, clock, |services, job, clock| {
        Box::pin(keep_house(services, job, clock))
    })
}

/// Run twice, it finds nothing left.
async fn keep_house(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    let swept = services
        .files
        .sweep(&services.db, clock().system)
        .await
        .map_err(|error| JobError::Failed(error.into()))?;
    let drafts = drafts::expire::expire(services, clock())
        .await
        .map_err(|error| JobError::Failed(error.into()))?;
    let mut tx = services.db.write().await?;
    let now = clock().system;
    flash::forget(&mut tx, now).await?;
    sessions::forget(&mut tx, now).await?;
    limits::forget(&mut tx, now).await?;
    mail_links::forget(&mut tx, now).await?;
    held_forms::forget(&mut tx, now).await?;
    openid::forget(&mut tx, now).await?;
    let events = undecided::close(&mut tx, services, now)
        .await
        .map_err(|error| JobError::Failed(error.into()))?;
    reports::kept::forget(&mut tx, now)
        .await
        .map_err(|error| JobError::Failed(error.into()))?;
    messages::forget(&mut tx, services.site.is_demo(), now).await?;
    let jobs = jobs::prune(&mut tx, now.plus_seconds(-DONE_JOBS_KEPT_SECONDS)).await?;
    let finished = jobs::finish(&mut tx, job, now).await?;
    audit::commit_all(tx, services, events).await?;
    tracing::info!(swept.staged, swept.unnamed, jobs, drafts, "cleared away");
    Ok(finished)
}

#[cfg(test)]
mod tests;
