//! What goes out to people: mails, and codes to telephones. A message is written in the transaction of what it tells
//! about, and a job delivers it (ADR 0016).

pub mod compose;
pub(crate) mod deliver;
pub(crate) mod mailbox;
mod outbox;
mod smtp;
mod webhook;

use domain::{
    identity::UserId,
    messages::{Channel, Words},
    time::Instant,
};
use serde_json::json;
use store::{
    DbError, Tx, exec,
    jobs::{self, NewJob, Worker},
};
use uuid::Uuid;

use crate::{
    Clock, ServiceError, Services,
    keys::{Keys, Purpose},
};

pub use mailbox::mailbox;
pub use outbox::{Gateway, GatewayFault, Outbox, Outcome, Outgoing, SettingFault};
pub use smtp::Smtp;
pub use webhook::Webhook;

store::sql! {
    ADD = "insert into message (id, user_id, channel, recipient, subject, sealed, state, created_at)
        values ($1, $2, $3, $4, $5, $6, 'queued', $7)";
    /// Served by message_created.
    FORGET = "delete from message where created_at < $1";
}

/// Three hours of attempts: a mail server may be away for some time.
const ATTEMPTS: i32 = 14;
/// Staff may ask for so long whether somebody was written to.
const KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// Whom a message is for.
#[derive(Debug, Clone, Copy)]
pub struct To<'a> {
    /// None for someone who has no account yet.
    pub user: Option<UserId>,
    pub channel: Channel,
    /// An e-mail address or a telephone number.
    pub recipient: &'a str,
}

/// Writes a message down; it goes out once the transaction is committed.
///
/// # Errors
/// The database's.
pub async fn post(
    tx: &mut Tx,
    keys: &Keys,
    to: To<'_>,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    let id = Uuid::now_v7();
    let plain = serde_json::to_vec(words).map_err(|_| ServiceError::Corrupt { what: "message" })?;
    let sealed = keys.seal(Purpose::Mail, id.as_bytes(), &plain)?;
    exec!(
        tx,
        ADD,
        id,
        to.user.map(|user| user.0),
        to.channel.key(),
        to.recipient,
        words.subject.as_str(),
        sealed,
        now.0
    )?;
    let job = NewJob::new(deliver::kind(to.channel), json!({ "message": id })).attempts(ATTEMPTS);
    jobs::enqueue(tx, job, now).await?;
    Ok(())
}

/// Deletes the messages of long ago.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.plus_seconds(-KEPT_SECONDS).0)?;
    Ok(())
}

/// What [`post`] wrote, read back from its row.
fn unseal(keys: &Keys, id: Uuid, sealed: &[u8]) -> Result<Words, ServiceError> {
    let plain = keys.open(Purpose::Mail, id.as_bytes(), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| ServiceError::Corrupt { what: "message" })
}

/// Adds the handlers of this area's jobs. Messages of a channel that reaches nobody from here stay queued, for a
/// server that has a way.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let ways = [Channel::Mail, Channel::Text];
    let ways = ways
        .into_iter()
        .filter(|channel| services.outbox.reaches(*channel));
    ways.fold(worker, |worker, channel| {
        let (services, clock) = (services.clone(), clock.clone());
        worker.on(deliver::kind(channel), move |job| {
            let (services, clock) = (services.clone(), clock.clone());
            async move { deliver::deliver(&services, &job, &clock).await }
        })
    })
}

#[cfg(test)]
pub(crate) mod tests;
