//! Logging in, and the pages about oneself.

mod code;
mod demo_people;
mod device;
mod log_in;
mod privacy_notice;
mod profile;
mod request_role;

pub use code::CodePage;
pub use device::DevicePage;
pub use log_in::LogInPage;
pub use profile::ProfilePage;
pub use request_role::RequestRolePage;
