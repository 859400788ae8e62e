//! What the pages of registration and recovery and of one's password show, and which of them there are.

use domain::{
    forms::ReturnedForm,
    identity::{PasswordRules, Registration},
};
use serde::{Deserialize, Serialize};

/// Which page of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegistrationStep {
    Profile,
    /// The profile was sent off, and a mail is on its way.
    Sent,
    Account,
    Terms,
}

impl RegistrationStep {
    /// As the address says it; none for an address that no page has.
    #[must_use]
    pub fn parse(step: Option<&str>) -> Option<Self> {
        match step {
            None => Some(Self::Profile),
            Some("sent") => Some(Self::Sent),
            Some("account") => Some(Self::Account),
            Some("terms") => Some(Self::Terms),
            Some(_) => None,
        }
    }
}

/// What such a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegistrationView {
    Profile(ReturnedForm),
    Sent {
        is_demo: bool,
    },
    Account(AccountView),
    /// The link was used, or is too old.
    LinkIsOver,
    Terms(TermsView),
}

/// User ID and password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub form: ReturnedForm,
    /// The secret of the link, which the form sends along.
    pub link: String,
    pub full_name: String,
    pub email: String,
    pub rules: PasswordRules,
}

/// The terms, and whether it is their turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsView {
    pub form: ReturnedForm,
    pub paragraphs: Vec<String>,
    pub next: Registration,
}

/// Which page of a recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryStep {
    Ask,
    /// A mail is on its way, if there is such an account.
    Sent,
    /// The mail's link.
    Link,
    Password,
}

impl RecoveryStep {
    /// As the address says it; none for an address that no page has.
    #[must_use]
    pub fn parse(step: Option<&str>) -> Option<Self> {
        match step {
            None => Some(Self::Ask),
            Some("sent") => Some(Self::Sent),
            Some("link") => Some(Self::Link),
            Some("password") => Some(Self::Password),
            Some(_) => None,
        }
    }
}

/// What such a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryView {
    Ask(ReturnedForm),
    Sent { is_demo: bool },
    Link,
    Password(PasswordView),
}

/// A new password, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordView {
    pub form: ReturnedForm,
    pub rules: PasswordRules,
    /// One of the person's roles asks for a longer password than they have.
    pub is_too_short: bool,
}
