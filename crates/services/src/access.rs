//! Who gets which role: requests, the decisions on them, and what is taken away again (seeds 000 to 003, ADR 0020).
//!
//! A request is a row for each role and organization. Whoever decides on it is found by [`place::deciders_of`]; what a
//! decider sees is the scope of [`Action::DecideRequests`](domain::access::Action), in the SQL of each list.

pub(crate) mod ask;
mod bulk;
mod conflicts;
pub(crate) mod decide;
pub(crate) mod gift;
pub(crate) mod grants;
pub(crate) mod guarded;
pub(crate) mod handover;
pub(crate) mod lost;
mod mails;
mod offered;
pub(crate) mod organizations;
pub(crate) mod own;
pub(crate) mod place;
pub(crate) mod queue;
pub(crate) mod recertification;
pub(crate) mod removal;
pub(crate) mod second_official;
pub(crate) mod unattended;
pub(crate) mod users;

use domain::access::{Actor, Role};

use crate::Services;

pub use ask::{NOT_OFFERED, find_organization, request};
pub use bulk::{Decided, Tally, approve_all, preview, reject_all};
pub use decide::{approve, reject};
pub use grants::count_grants;
pub(crate) use grants::take_turn;
pub use lost::{has_lost_all, roles_lost};
pub use offered::{Offer, OfferError, read_offer};
pub use organizations::organizations;
pub use own::{awaits_decision, own_requests, remind, withdraw};
pub use queue::{count_requests, find_request, list_requests, roles_in_scope};
pub(crate) use recertification::{RECERTIFICATION, look as recertify};
pub use recertification::{
    RecertificationRules,
    confirm::{count_unconfirmed, find_unconfirmed, keep, list_unconfirmed, remove_unconfirmed},
    handlers,
    own::own_confirmations,
};
pub use removal::{remove, resume, suspend};
pub(crate) use removal::{suspend_last_officials, tell_of_switched_off, tell_of_unused};
pub use unattended::{count_unattended, export_unattended, list_unattended};
pub(crate) use users::held_and_asked;
pub use users::{count_users, export_users, find_user, list_users, verify_surveyor};

/// The roles that whoever is logged in may ask for here.
#[must_use]
pub fn offered_roles(services: &Services, _actor: &Actor) -> Vec<Role> {
    let is_training = services.site.is_training;
    let offers = |role: &Role| services.rules.withheld.offers(*role, is_training);
    Role::ALL.into_iter().filter(offers).collect()
}

/// Whether somebody acts as Production Control, which steps in where an organization cannot help itself.
pub(crate) fn is_production_control(actor: &Actor) -> bool {
    let role = Role::HelpDeskProductionControl;
    actor.grants.iter().any(|grant| grant.role == role)
}

#[cfg(test)]
mod tests;
