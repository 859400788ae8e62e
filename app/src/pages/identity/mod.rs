//! Logging in, and the pages about oneself.

mod demo_people;
mod log_in;
mod privacy_notice;
mod profile;
mod request_role;

pub use log_in::LogInPage;
pub use profile::ProfilePage;
pub use request_role::RequestRolePage;
