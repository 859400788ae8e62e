//! The job that takes a message to where it goes.

use std::panic::AssertUnwindSafe;

use domain::{
    messages::{Channel, Words},
    time::Instant,
};
use futures::FutureExt as _;
use serde::Deserialize;
use store::{
    exec, fetch,
    jobs::{self, Finished, Job, JobError},
};
use uuid::Uuid;

use super::{Outcome, Outgoing, compose::Letterhead, outbox::GatewayFault, unseal};
use crate::{Clock, ServiceError, Services};

const DELIVER_MAIL: &str = "deliver_mail";
const DELIVER_BY_TELEPHONE: &str = "deliver_by_telephone";
/// The kind of the job that delivers what nobody waits for.
pub const DELIVER_NOTICE: &str = "deliver_notice";

/// A code is of no use later than this.
const CODE_LASTS_SECONDS: i64 = 10 * 60;
/// What a mail says may no longer be so: it was written while there was no way out.
pub(super) const MAIL_LASTS_SECONDS: i64 = 3 * 24 * 60 * 60;

store::sql! {
    /// One that failed is here again because staff want it tried again. Served by the primary key.
    WAITING = "select channel, recipient, sealed, created_at from message
        where id = $1 and state in ('queued', 'failed') and sealed is not null";
    SETTLE = "update message set state = $2, sent_at = $3 where id = $1";
    FORGET_WORDS = "update message set sealed = null where id = $1";
}

/// The kind of the job that delivers messages of this channel, for which somebody waits.
pub const fn kind(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => DELIVER_MAIL,
        Channel::Text | Channel::Voice => DELIVER_BY_TELEPHONE,
    }
}

#[derive(Deserialize)]
struct Payload {
    message: Uuid,
}

#[derive(store::FromRow)]
struct WaitingRow {
    channel: String,
    recipient: String,
    sealed: Vec<u8>,
    created_at: i64,
}

/// How a message's row ends.
#[derive(Clone, Copy)]
enum End {
    Sent,
    Kept,
    /// Nothing was sent: the recipient cannot be reached, or it came too late.
    Failed,
}

impl End {
    const fn state(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Kept => "kept",
            Self::Failed => "failed",
        }
    }
}

/// Delivers one message to its end. Killed between the other side's yes and our writing it down, it is sent again,
/// under the same id.
pub async fn deliver(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    let Payload { message } = job.payload()?;
    // A fault of ours ends the message as any other does. What it had in hand goes with it: nothing of it is looked at again.
    let attempted = AssertUnwindSafe(attempt(services, job, message, clock)).catch_unwind();
    let delivered = attempted.await.unwrap_or(Err(JobError::Panicked));
    if let Err(error) = &delivered
        && error.is_final_for(job)
    {
        let mut tx = services.db.write().await?;
        exec!(tx, SETTLE, message, End::Failed.state(), None::<i64>)?;
        tx.commit().await?;
    }
    delivered
}

async fn attempt(
    services: &Services,
    job: &Job,
    message: Uuid,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let mut tx = services.db.read().await?;
    let waiting = fetch!(fetch_optional, WaitingRow, tx, WAITING, message)?;
    drop(tx);
    let Some(waiting) = waiting else {
        return end(services, job, message, None, clock().system).await;
    };
    let words = unseal(&services.keys, message, &waiting.sealed).map_err(hopeless)?;
    if is_too_late(&words, Instant(waiting.created_at), clock().system) {
        return end(services, job, message, Some(End::Failed), clock().system).await;
    }
    let ended = match carry(services, message, &waiting, &words).await? {
        Outcome::Sent => End::Sent,
        Outcome::Kept => End::Kept,
    };
    end(services, job, message, Some(ended), clock().system).await
}

async fn carry(
    services: &Services,
    id: Uuid,
    waiting: &WaitingRow,
    words: &Words,
) -> Result<Outcome, JobError> {
    let channel = Channel::from_key(&waiting.channel)
        .ok_or_else(|| hopeless(ServiceError::Corrupt { what: "channel" }))?;
    let way = services.partners.outbox.way(channel);
    let way = way.ok_or_else(|| JobError::Failed("nothing leads out of here".into()))?;
    let outgoing = Outgoing {
        id,
        channel,
        recipient: &waiting.recipient,
        words,
        letterhead: Letterhead {
            site: &services.site,
            origin: &services.public_origin,
        },
    };
    way.carry(outgoing).await.map_err(failed)
}

/// The job's last transaction. The words are forgotten, apart from the demonstration's, which people read.
async fn end(
    services: &Services,
    job: &Job,
    message: Uuid,
    end: Option<End>,
    now: Instant,
) -> Result<Finished, JobError> {
    let mut tx = services.db.write().await?;
    if let Some(end) = end {
        let sent_at = (!matches!(end, End::Failed)).then_some(now.0);
        exec!(tx, SETTLE, message, end.state(), sent_at)?;
        if !services.site.is_demo() {
            exec!(tx, FORGET_WORDS, message)?;
        }
    }
    let finished = jobs::finish(&mut tx, job, now).await?;
    tx.commit().await?;
    Ok(finished)
}

fn is_too_late(words: &Words, written_at: Instant, now: Instant) -> bool {
    let lasts = if words.code.is_some() {
        CODE_LASTS_SECONDS
    } else {
        MAIL_LASTS_SECONDS
    };
    now.seconds_since(written_at) > lasts
}

fn hopeless(error: ServiceError) -> JobError {
    JobError::Hopeless(error.into())
}

fn failed(fault: GatewayFault) -> JobError {
    if fault.is_final() {
        JobError::Hopeless(fault.into())
    } else {
        JobError::Failed(fault.into())
    }
}
