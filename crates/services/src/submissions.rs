//! Submissions: taking files in, checking them, and showing what became of them.

pub(crate) mod check;
mod edits;
mod read;
pub(crate) mod receive;
pub(crate) mod settle;

pub use receive::{Incoming, authorise, receive};

use store::jobs::Worker;

use crate::{Clock, Services};

/// Adds the handlers of this area's jobs.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let (services, clock) = (services.clone(), clock.clone());
    worker.on(check::CHECK, move |job| {
        let (services, clock) = (services.clone(), clock.clone());
        async move { check::check(&services, &job, &clock).await }
    })
}
