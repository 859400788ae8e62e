//! What people are told without asking, and what they choose of it.

mod ended_roles;
mod notifications;

pub use ended_roles::EndedRolesAlert;
pub use notifications::NotificationsPage;
