//! Help. It needs no log-in.

mod getting_started;
mod pbj_edits;
mod roles;

pub use getting_started::HelpPage;
pub use pbj_edits::PbjEditsPage;
pub use roles::RolesMatrixPage;
