//! Who gets which role: requests, the decisions on them, and what is taken away again (seeds 000 to 003, ADR 0020).
//!
//! A request is a row for each role and organization. Whoever decides on it is found by [`place::deciders_of`]; what a
//! decider sees is the scope of [`Action::DecideRequests`](domain::access::Action), in the SQL of each list.

pub(crate) mod ask;
mod conflicts;
pub(crate) mod decide;
pub(crate) mod grants;
pub(crate) mod handover;
mod mails;
pub(crate) mod organizations;
pub(crate) mod own;
pub(crate) mod place;
pub(crate) mod queue;

use domain::access::{Actor, Role};

pub use ask::request;
pub use decide::{approve, reject};
pub use grants::{list_grants, remove, resume, suspend};
pub(crate) use grants::{suspend_last_officials, take_turn};
pub use organizations::{find_organization, organizations};
pub use own::{own_requests, remind, withdraw};
pub use queue::{count_requests, find_request, list_requests};

/// Whether somebody acts as Production Control, which steps in where an organization cannot help itself.
fn is_production_control(actor: &Actor) -> bool {
    let role = Role::HelpDeskProductionControl;
    actor.grants.iter().any(|grant| grant.role == role)
}

#[cfg(test)]
mod tests;
