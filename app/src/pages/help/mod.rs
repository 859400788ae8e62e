//! Help. It needs no log-in, but for one's own tickets.

mod getting_started;
mod own_tickets;
mod pbj_edits;
mod programs;
mod roles;

pub use getting_started::HelpPage;
pub use own_tickets::OwnTicketsPage;
pub use pbj_edits::PbjEditsPage;
pub use programs::ProgramsPage;
pub use roles::RolesMatrixPage;
