//! Logging in, and the pages about oneself.

mod code;
mod contact;
mod demo_people;
mod device;
mod devices;
mod email;
mod held;
mod log_in;
mod openid;
mod passkey;
mod password;
mod privacy_notice;
mod profile;
mod proofing;
mod proofing_manual;
mod recovery;
mod registration;
mod sessions;
mod set_up;
mod tokens;

pub use code::CodePage;
pub use contact::ContactPage;
pub use device::DevicePage;
pub use devices::DevicesPage;
pub use email::EmailPage;
pub use held::HeldPage;
pub use log_in::LogInPage;
pub use openid::OpenIdPage;
pub use password::PasswordPage;
pub use profile::ProfilePage;
pub use proofing::ProofingPage;
pub use recovery::RecoveryPage;
pub use registration::RegistrationPage;
pub use sessions::SessionsPage;
pub use tokens::TokensPage;
