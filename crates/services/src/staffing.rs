//! Payroll-based staffing hours: the stored quarters, what files made of them, and who has submitted.

pub(crate) mod change;
pub(crate) mod compare;
pub(crate) mod generation;
pub(crate) mod hours;
pub(crate) mod quarter;
pub(crate) mod status;
pub(crate) mod week;

pub use compare::compare;
pub use quarter::{export, quarter};
pub use status::{count_by_state, export as export_status, status};
pub use week::latest_weeks;

use store::jobs::Worker;

use crate::{Clock, Services, on};

/// The condition that provider `p` has staffing hours here: its kind sends them
/// ([`sends_staffing`](domain::providers::ProviderType::sends_staffing)), and it has the CCN without which nothing
/// is stored (edit -3693).
macro_rules! has_staffing {
    () => {
        "p.kind = 'nursing_home' and p.ccn is not null"
    };
}
pub(crate) use has_staffing;

/// Adds the handlers of this area's jobs.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let kind = generation::REMOVE_GENERATION;
    on(worker, kind, services, clock, |services, job, clock| {
        let now = move || clock().system;
        Box::pin(generation::remove(&services.db, job, now))
    })
}

#[cfg(test)]
mod tests;
