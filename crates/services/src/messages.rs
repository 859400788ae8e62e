//! What goes out to people: mails, and codes to telephones. A message is written in the transaction of what it tells
//! about, and a job delivers it.

pub(crate) mod deliver;

use domain::{
    identity::UserId,
    messages::{Channel, Words},
    time::Instant,
};
use serde_json::json;
use store::{
    Tx, exec,
    jobs::{self, NewJob, Worker},
};
use uuid::Uuid;

use crate::{
    Clock, ServiceError, Services,
    keys::{Keys, Purpose},
};

store::sql! {
    ADD = "insert into message (id, user_id, channel, recipient, subject, sealed, state, created_at)
        values ($1, $2, $3, $4, $5, $6, 'queued', $7)";
}

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
    let job = NewJob::new(deliver::DELIVER, json!({ "message": id }));
    jobs::enqueue(tx, job, now).await?;
    Ok(())
}

/// Adds the handlers of this area's jobs.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let (services, clock) = (services.clone(), clock.clone());
    worker.on(deliver::DELIVER, move |job| {
        let (services, clock) = (services.clone(), clock.clone());
        async move { deliver::deliver(&services, &job, &clock).await }
    })
}

#[cfg(test)]
pub(crate) mod tests;
