//! The walk over the audit trail that nobody has to ask for: each night what was added since the last one, and on Sundays
//! all of it, so that a change to what was walked over before is found within a week. What it finds is an event.

use domain::{
    access::Role,
    audit::{Act, Event, Outcome, Verification, Who},
    count::as_count,
    messages::Words,
    time::Instant,
};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use store::{
    Tx, fetch,
    jobs::{self, Finished, Job, JobError},
};

use super::{
    Break, Range,
    checkpoint::{self, Checkpoint},
    commit, verify,
};
use crate::{
    Clock, ServiceError, Services,
    access::place::holders,
    daily::{Daily, scheduled_day},
    messages,
};

/// After what is cleared away, and before people begin to work.
pub(crate) const VERIFICATION: Daily = Daily {
    kind: "verify_audit",
    hour: 4,
};

store::sql! {
    /// What the last walk has found. Served by audit_event_act.
    LAST = "select happened_at, outcome, detail from audit_event where act = $1 order by seq desc limit 1";
}

/// The facts of a walk's event.
#[derive(Deserialize)]
struct Walked {
    first: i64,
    last: i64,
    broken: Option<i64>,
}

/// What the last walk has found; none while there was none.
pub(super) async fn last(tx: &mut Tx) -> Result<Option<Verification>, ServiceError> {
    let act = Act::AuditVerified.key();
    let Some((at, outcome, detail)) = fetch!(fetch_optional, (i64, String, String), tx, LAST, act)?
    else {
        return Ok(None);
    };
    // What was forged is no walk: the next one begins with the first row, and finds it.
    let walked: Option<Walked> = serde_json::from_str(&detail).ok();
    let is_known = Outcome::from_key(&outcome).is_some();
    Ok(walked.filter(|_| is_known).map(|walked| Verification {
        at: Instant(at),
        first: walked.first,
        last: walked.last,
        broken: walked.broken,
    }))
}

/// Where a walk begins. While the trail is broken each one is over the whole, and tells of it again.
fn begins_at(day: Date, last: Option<Verification>) -> i64 {
    match last {
        Some(last) if last.broken.is_none() && day.weekday() != Weekday::Sunday => last.last + 1,
        _ => 1,
    }
}

/// The job.
pub(super) async fn work(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let day = scheduled_day(job)?;
    // Read before the rows are: none of them names a row that comes later.
    let checkpoints = checkpoint::kept(services)
        .await
        .map_err(|error| JobError::Failed(error.into()))?;
    let failed = |error: ServiceError| JobError::Failed(error.into());
    let (event, broken) = walk(services, day, &checkpoints, clock().system)
        .await
        .map_err(failed)?;
    if let Some(broken) = &broken {
        tracing::error!(%broken, "the audit trail is not as it was written");
    }
    let now = clock().system;
    let mut tx = services.db.write().await?;
    if let Some(broken) = broken {
        tell(&mut tx, services, &broken, now)
            .await
            .map_err(failed)?;
    }
    let finished = jobs::finish(&mut tx, job, now).await?;
    commit(tx, services, event).await?;
    Ok(finished)
}

/// What there is to record, and where the trail is broken.
pub(super) async fn walk(
    services: &Services,
    day: Date,
    checkpoints: &[Checkpoint],
    now: Instant,
) -> Result<(Event, Option<Break>), ServiceError> {
    let mut tx = services.db.read().await?;
    let first = begins_at(day, last(&mut tx).await?);
    drop(tx);
    let range = Range {
        from: Some(first),
        to: None,
    };
    let verdict = verify(services, range, checkpoints).await?;
    let whole = as_count(verdict.rows);
    let event = Event::new(Act::AuditVerified, Who::Program, now)
        .count("first", first)
        .count("last", first - 1 + whole);
    let event = match &verdict.broken {
        Some(broken) => event.failed().count("broken", broken.row()),
        None => event,
    };
    Ok((event, verdict.broken))
}

/// Those who read the trail, and those who can reach whoever operates the installation.
async fn tell(
    tx: &mut Tx,
    services: &Services,
    broken: &Break,
    now: Instant,
) -> Result<(), ServiceError> {
    let words = words(broken);
    for role in [Role::Auditor, Role::HelpDeskProductionControl] {
        for one in holders(tx, role).await? {
            messages::post_notice(tx, &services.keys, one.user(), &one.email, &words, now).await?;
        }
    }
    Ok(())
}

fn words(broken: &Break) -> Words {
    Words::new("The audit trail is not as it was written")
        .say(format!("The nightly check has found this: {broken}."))
        .say(
            "Somebody may have changed the database past the program. Keep the database, its copies and the log as they are, \
             and have whoever operates the installation run openqies audit verify.",
        )
        .say("You are told each night until it is whole again.")
}
