//! Lets the story happen: every file goes through the same hands as one that is sent today.

use std::{collections::BTreeMap, convert::Infallible, sync::Arc};

use bytes::Bytes;
use domain::{
    access::{Action, Actor},
    identity::UserId,
    messages::Channel,
    submissions::SubmissionKind,
    time::{Instant, Now},
};
use store::{
    fetch,
    jobs::{self, Job, JobError},
};
use submission::generate::{Plan, zip};
use uuid::Uuid;

use super::story::{Fate, Sending};
use crate::{
    Clock, ServiceError, Services,
    identity::grants,
    messages::deliver,
    staffing::generation,
    submissions::{Incoming, check, receive},
};

store::sql! {
    /// Served by the unique user name.
    SENDER = "select id from user_account where user_name = $1";
}

/// Seconds from a file's last byte to its answer.
const CHECKING_SECONDS: i64 = 25;
const LEASE_SECONDS: i64 = 60;
/// Seconds until staff look at a job that has failed.
const LOOKED_AT_SECONDS: i64 = 3_600;
/// After so many the next attempt is more than an hour away.
const FAILED_ATTEMPTS: u32 = 12;
const MAIL: &str = deliver::kind(Channel::Mail);
const KINDS: [&str; 4] = [
    check::CHECK,
    generation::REMOVE_GENERATION,
    MAIL,
    deliver::DELIVER_NOTICE,
];
const GIVEN_UP: &str = "SAM.OKAFOR: The home has sent the file again.";

/// The two clocks when the rules' clock stood at `rules`.
pub(super) fn back_then(now: Now, rules: Instant) -> Now {
    Now {
        system: now.system.plus_micros(rules.0 - now.rules.0),
        rules,
    }
}

/// Sends everything, one after the other. What was sent before an interruption keeps its receipt.
pub async fn happen(
    services: &Services,
    story: Vec<Sending>,
    now: Now,
) -> Result<(), ServiceError> {
    let mut senders = BTreeMap::new();
    for (number, sending) in story.into_iter().enumerate() {
        if !senders.contains_key(&sending.sender) {
            let sender = sender(services, &sending.sender, now).await?;
            senders.insert(sending.sender.clone(), sender);
        }
        let received = back_then(now, sending.at);
        let actor = Actor {
            now: received,
            ..senders[&sending.sender].clone()
        };
        let incoming = Incoming {
            kind: SubmissionKind::Staffing,
            right: Action::SubmitStaffing,
            key: format!("demo-{number}"),
            file_name: sending.file_name.clone(),
            again: true,
            started_at: sending.at.plus_seconds(-3),
        };
        if sending.fate != Fate::Checked {
            // What an interruption left under its lease is not to share that fate.
            work(services, received).await?;
        }
        let bytes = futures::stream::iter([Ok::<_, Infallible>(Bytes::from(bytes(&sending)?))]);
        receive(services, &actor, incoming, bytes, || received).await?;
        let checked = back_then(now, sending.at.plus_seconds(CHECKING_SECONDS));
        match sending.fate {
            Fate::Checked => work(services, checked).await?,
            Fate::Dead => die(services, checked.system, None).await?,
            Fate::GivenUp => die(services, checked.system, Some(GIVEN_UP)).await?,
            Fate::Waiting => return keep_waiting(services, checked.system, now).await,
        }
    }
    // What an interruption left under its lease.
    work(services, now).await
}

pub(super) async fn sender(
    services: &Services,
    user_name: &str,
    now: Now,
) -> Result<Actor, ServiceError> {
    let mut tx = services.db.read().await?;
    let (id,) = fetch!(fetch_one, (Uuid,), tx, SENDER, user_name)?;
    let held = grants::of(&mut tx, UserId(id)).await?;
    let category = grants::first_category(&held);
    let (grants, _) = grants::of_category(held, category);
    Ok(Actor {
        user: UserId(id),
        user_name: user_name.to_owned(),
        category,
        grants,
        now,
        viewing: None,
    })
}

fn bytes(sending: &Sending) -> Result<Vec<u8>, ServiceError> {
    if let ([file], false) = (sending.files.as_slice(), sending.zipped) {
        return Ok(file.to_vec());
    }
    let name = |file: &Plan| format!("{}.xml", file.facility_id.to_lowercase());
    let files: Vec<_> = sending
        .files
        .iter()
        .map(|file| (name(file), file.to_vec()))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zip(&files).map_err(|_| ServiceError::Corrupt {
        what: "sample file",
    })
}

/// Does the jobs that are due, as the worker would have then.
pub(super) async fn work(services: &Services, now: Now) -> Result<(), ServiceError> {
    let clock: Clock = Arc::new(move || now);
    while let Some(job) = claim(services, &KINDS, now.system).await? {
        let finished = match job.kind.as_str() {
            check::CHECK => check::check(services, &job, &clock).await,
            MAIL | deliver::DELIVER_NOTICE => deliver::deliver(services, &job, &clock).await,
            _ => generation::remove(&services.db, &job, || now.system).await,
        };
        match finished {
            // What it waits for is under the lease of a program that was interrupted.
            Err(JobError::NotYet) => {
                let mut tx = services.db.write().await?;
                jobs::put_off(&mut tx, &job, now.system).await?;
                tx.commit().await?;
            }
            finished => drop(finished?),
        }
    }
    Ok(())
}

/// Delivers the mails that are due by the system's clock: later they would be too old to be sent.
pub(super) async fn send_mails(services: &Services, at: Instant) -> Result<(), ServiceError> {
    let then = Now {
        system: at,
        rules: at,
    };
    let clock: Clock = Arc::new(move || then);
    while let Some(job) = claim(services, &[MAIL, deliver::DELIVER_NOTICE], at).await? {
        drop(deliver::deliver(services, &job, &clock).await?);
    }
    Ok(())
}

/// The jobs that are due fail for good, and staff may lay them aside.
async fn die(services: &Services, at: Instant, note: Option<&str>) -> Result<(), ServiceError> {
    while let Some(job) = claim(services, &KINDS, at).await? {
        let mut tx = services.db.write().await?;
        let error = JobError::Hopeless("the folder of files cannot be read".into());
        jobs::fail(&mut tx, &job, &error, at, 0).await?;
        if let Some(note) = note {
            jobs::give_up(&mut tx, job.id, note, at.plus_seconds(LOOKED_AT_SECONDS)).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The job that is due fails again and again, the last time now.
async fn keep_waiting(services: &Services, first: Instant, now: Now) -> Result<(), ServiceError> {
    for attempt in 1..=FAILED_ATTEMPTS {
        let at = if attempt == FAILED_ATTEMPTS {
            now.system
        } else {
            // Later than the delay that the attempt before has brought.
            first.plus_seconds(2_i64.pow(attempt))
        };
        if let Some(job) = claim(services, &KINDS, at).await? {
            let mut tx = services.db.write().await?;
            let error = JobError::Failed("the folder of files did not answer".into());
            jobs::fail(&mut tx, &job, &error, at, 0).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn claim(
    services: &Services,
    kinds: &[&str],
    now: Instant,
) -> Result<Option<Job>, ServiceError> {
    let mut tx = services.db.write().await?;
    jobs::reap(&mut tx, now).await?;
    let job = jobs::claim(&mut tx, kinds, now, now.plus_seconds(LEASE_SECONDS)).await?;
    tx.commit().await?;
    Ok(job)
}
