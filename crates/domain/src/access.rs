//! Who may do what: categories, roles, grants and the policy table that server and page share.

mod actor;
mod description;
mod policy;
mod role;

pub use actor::{Actor, Coverage, Denial, Grant, Scope};
pub use policy::{Action, Reach, policy, roles_that_may};
pub use role::{Category, NotARole, Role};

#[cfg(test)]
mod tests;
