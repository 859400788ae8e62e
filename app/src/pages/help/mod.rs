//! Help. It needs no log-in, but for one's own tickets.

mod account;
mod assessments;
mod getting_started;
mod own_tickets;
mod patients;
mod pbj_edits;
mod programs;
mod roles;

use domain::access::{Action, Role, roles_that_may};

pub use account::AccountHelpPage;
pub use assessments::AssessmentsHelpPage;
pub use getting_started::HelpPage;
pub use own_tickets::OwnTicketsPage;
pub use patients::PatientsHelpPage;
pub use pbj_edits::PbjEditsPage;
pub use programs::ProgramsPage;
pub use roles::RolesMatrixPage;

/// The names of the roles that may do it, somewhere.
fn roles_for(action: Action) -> String {
    let names: Vec<&str> = roles_that_may(action).map(Role::name).collect();
    names.join(", ")
}
