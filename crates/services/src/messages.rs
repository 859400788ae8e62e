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
    DbError, Tx, exec, fetch,
    jobs::{self, NewJob, Worker},
};
use uuid::Uuid;

use crate::{
    Clock, ServiceError, Services,
    keys::{Keys, Purpose},
    on,
};

pub use mailbox::mailbox;
pub use outbox::{Gateway, GatewayFault, Outbox, Outcome, Outgoing, SettingFault};
pub use smtp::Smtp;
pub use webhook::Webhook;

store::sql! {
    ADD = "insert into message (id, user_id, channel, recipient, subject, sealed, state, job_id, created_at)
        values ($1, $2, $3, $4, $5, $6, 'queued', $7, $8)";
    /// Served by the primary key.
    EMAIL = "select email from user_account where id = $1";
    /// Served by message_created.
    FORGET = "delete from message where created_at < $1";
    /// Reads the messages that are kept, once a day. Those whose job has ended without them: its process was killed.
    GIVE_UP = "update message set state = 'failed' where state = 'queued'
        and job_id in (select id from job where state in ('dead', 'given_up'))";
    /// Reads the messages that are kept, once a day. What came to nobody in time is tried no more.
    FORGET_WORDS = "update message set state = 'failed', sealed = null
        where state in ('queued', 'failed') and sealed is not null and created_at < $1";
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

impl<'a> To<'a> {
    #[must_use]
    pub const fn mail(user: Option<UserId>, email: &'a str) -> Self {
        Self {
            user,
            channel: Channel::Mail,
            recipient: email,
        }
    }
}

/// Writes a message down for which somebody waits; it goes out once the transaction is committed.
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
    write_down(tx, keys, deliver::kind(to.channel), to, words, now).await
}

/// Writes a mail down that nobody asked for. However many there are, no code waits for them.
///
/// # Errors
/// The database's.
pub(crate) async fn post_notice(
    tx: &mut Tx,
    keys: &Keys,
    user: UserId,
    email: &str,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    let to = To::mail(Some(user), email);
    write_down(tx, keys, deliver::DELIVER_NOTICE, to, words, now).await
}

/// Mails an account's owner what was done with it, so that a thief does not go unseen.
///
/// # Errors
/// The database's.
pub(crate) async fn mail_owner(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    let email = email_of(tx, user).await?;
    post(tx, &services.keys, To::mail(Some(user), &email), words, now).await
}

/// The address of an account.
///
/// # Errors
/// The database's.
pub(crate) async fn email_of(tx: &mut Tx, user: UserId) -> Result<String, ServiceError> {
    let (email,) = fetch!(fetch_one, (String,), tx, EMAIL, user.0)?;
    Ok(email)
}

async fn write_down(
    tx: &mut Tx,
    keys: &Keys,
    kind: &str,
    to: To<'_>,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    let id = Uuid::now_v7();
    let plain = serde_json::to_vec(words).map_err(|_| ServiceError::Corrupt { what: "message" })?;
    let sealed = keys.seal(Purpose::Mail, id.as_bytes(), &plain)?;
    let job = NewJob::new(kind, json!({ "message": id })).attempts(ATTEMPTS);
    let job = jobs::enqueue(tx, job, now).await?;
    exec!(
        tx,
        ADD,
        id,
        to.user.map(|user| user.0),
        to.channel.key(),
        to.recipient,
        words.subject.as_str(),
        sealed,
        job.map(|job| job.0),
        now.0
    )?;
    Ok(())
}

/// Deletes the messages of long ago, and the words of those that came to nobody. Those of the
/// demonstration stay: people read them.
pub(crate) async fn forget(tx: &mut Tx, is_demo: bool, now: Instant) -> Result<(), DbError> {
    exec!(tx, GIVE_UP)?;
    if !is_demo {
        let before = now.plus_seconds(-deliver::MAIL_LASTS_SECONDS);
        exec!(tx, FORGET_WORDS, before.0)?;
    }
    exec!(tx, FORGET, now.plus_seconds(-KEPT_SECONDS).0)?;
    Ok(())
}

/// What [`post`] wrote, read back from its row.
fn unseal(keys: &Keys, id: Uuid, sealed: &[u8]) -> Result<Words, ServiceError> {
    let plain = keys.open(Purpose::Mail, id.as_bytes(), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| ServiceError::Corrupt { what: "message" })
}

/// Adds the handlers of messages for which somebody waits. Messages of a channel that reaches nobody from here stay queued, for a
/// server that has a way.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let ways = [Channel::Mail, Channel::Text];
    let ways = ways
        .into_iter()
        .filter(|channel| services.partners.outbox.reaches(*channel));
    ways.fold(worker, |worker, channel| {
        delivers(worker, deliver::kind(channel), services, clock)
    })
}

/// Adds the handler of mails that nobody asked for.
#[must_use]
pub fn notice_handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    if services.partners.outbox.reaches(Channel::Mail) {
        delivers(worker, deliver::DELIVER_NOTICE, services, clock)
    } else {
        worker
    }
}

fn delivers(worker: Worker, kind: &'static str, services: &Services, clock: &Clock) -> Worker {
    on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(deliver::deliver(services, job, clock))
    })
}

#[cfg(test)]
pub(crate) mod tests;
