//! The audit trail (ADR 0024): each change that a person makes, and each look at what concerns people, is a row that is
//! written in the same transaction, chained to the row before it by a keyed hash.
//!
//! - [`commit`] ends a writing transaction with its event. No row, no change.
//! - [`read`] writes that something is looked at, and commits that before the answer leaves. No row, no answer.
//! - [`refused`] writes what somebody was refused, while the answer leaves.
//! - [`verify`] walks the chain, [`checkpoint`] signs its end outside of the database, [`export`](export()) writes it out;
//!   [`export_events`] writes a filtered list out as a table, which proves nothing.
//!
//! What ends a transaction in any other way is listed in ADR 0024, with the reason; a test compares.

pub(crate) mod chain;
pub mod checkpoint;
pub(crate) mod export;
pub(crate) mod failures;
pub(crate) mod nightly;
pub(crate) mod pages;
mod refusals;
mod table;
pub(crate) mod verify;
mod words;

use std::sync::Arc;

use domain::{
    access::Role,
    audit::{Act, Event, SessionMark, Who},
    identity::{AccessTokenId, UserId},
    time::Instant,
};
use store::{DbError, Tx, jobs::Worker};

use crate::{Clock, ServiceError, Services, on};

pub use export::{Range, export, export_by};
pub(crate) use failures::failures_of;
pub use pages::{find_event, list_access_record, list_events, list_own_events};
pub use refusals::{Refusal, Refusals, refused};
pub use table::{export_access_record, export_events};
pub use verify::{Break, TrailVerdict, last_row, verify};

/// Where a request comes from; nothing for jobs and for the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The session's mark, when somebody holds one.
    pub session: Option<SessionMark>,
    /// The client's address, as limits count it.
    pub address: Option<Arc<str>>,
    /// Who typed the command, where it is one.
    pub operator: Option<Arc<str>>,
    /// The access token that a program came with.
    pub token: Option<AccessTokenId>,
    /// As whom the request looks, where somebody views as a role.
    pub viewer: Option<Viewer>,
}

/// Somebody who views as a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Who it is.
    pub user: UserId,
    /// For whom they do it: the asker of the ticket.
    pub on_behalf_of: UserId,
    pub role: Role,
}

/// Who typed the command that is being done.
pub(crate) fn operator(services: &Services) -> Who {
    let name = services.origin.operator.as_deref();
    Who::Operator(name.unwrap_or("unknown").to_owned())
}

/// Writes an event as the last statement of a transaction, and commits it.
///
/// # Errors
/// The database's; nothing of the transaction is left then.
pub async fn commit(tx: Tx, services: &Services, event: Event) -> Result<(), DbError> {
    commit_all(tx, services, [event]).await
}

/// The same for several events, or none where nothing was changed.
///
/// # Errors
/// As [`commit`].
pub async fn commit_all(
    tx: Tx,
    services: &Services,
    events: impl IntoIterator<Item = Event>,
) -> Result<(), DbError> {
    let events: Vec<Event> = events.into_iter().collect();
    if events.is_empty() {
        return tx.commit().await;
    }
    let (tx, end) = chain::append(tx, services, &events).await?;
    tx.commit().await?;
    services.last_end.set(end);
    Ok(())
}

/// Ends a batch of a file that an operator imports: with an event that says how many went in, where any did.
///
/// # Errors
/// As [`commit`].
pub(crate) async fn commit_import(
    tx: Tx,
    services: &Services,
    act: Act,
    (what, count): (&'static str, u64),
    now: Instant,
) -> Result<(), ServiceError> {
    let event = (count > 0).then(|| Event::new(act, operator(services), now).count(what, count));
    Ok(commit_all(tx, services, event).await?)
}

/// Writes that somebody looks at something, in a transaction of its own. To be called when the answer is known, and
/// before any of it leaves; no other transaction may be open.
///
/// # Errors
/// [`ServiceError::Unrecorded`] when it could not be written: nothing may be shown then.
pub async fn read(services: &Services, event: Event) -> Result<(), ServiceError> {
    let recorded = async { commit(services.db.record().await?, services, event).await };
    recorded.await.map_err(ServiceError::Unrecorded)
}

/// Adds the handlers of the jobs that sign the end of the chain, and walk over it.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let kind = checkpoint::CHECKPOINT;
    let worker = on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(checkpoint::work(services, job, clock))
    });
    nightly::VERIFICATION.on(worker, services, clock, |services, job, clock| {
        Box::pin(nightly::work(services, job, clock))
    })
}

#[cfg(test)]
mod tests;
