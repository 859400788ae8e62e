//! People: accounts and what a screen shows of them.

mod access_token;
mod account_state;
mod contact;
mod contact_form;
mod device;
mod drawn_for;
mod identity_provider;
mod password_rules;
mod person_name;
mod proofing;
mod registration_form;
mod session_line;
mod stage;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{Category, Role, RolesLost},
    time::{Instant, Zone},
};

pub use access_token::{
    AccessTokenForm, AccessTokenId, AccessTokenLine, TOKEN_DAYS, TOKEN_PREFIX, TokenRight,
    TokenState,
};
pub use account_state::{AccountState, NotAnAccountState};
pub use contact::{EmailAddress, NotATelephone, NotAnEmailAddress, Telephone};
pub use contact_form::{Contact, ContactForm, EmailForm, NewEmail};
pub use device::{DeviceId, DeviceKind, DeviceLine, DeviceSetUp, QrDrawing, Waiting, mask};
pub use drawn_for::DrawnFor;
pub use identity_provider::{Arrival, ProviderLink};
pub use password_rules::{
    LONG as LONG_PASSWORD, PasswordRule, PasswordRules, own_words, shortest as shortest_password,
};
pub use person_name::{NAME_SIGNS, is_name};
pub use proofing::{
    Claimed, DOCUMENT_BYTES, DocumentKind, DocumentLine, Evidence, IdentityCheck, LONGEST_REASON,
    MOST_DOCUMENTS, MOST_FAILURES, NotAProofingReference, ProofingCase, ProofingCaseLine,
    ProofingChoice, ProofingFilter, ProofingMethod, ProofingOutcome, ProofingQuestion,
    ProofingReference, ProofingView, Standing, Unsuccessful,
};
pub use registration_form::{NewProfile, ProfileForm};
pub use session_line::{SessionLine, browser_of};
pub use stage::{Registration, SessionStage};

/// A person's account. Inside only; people see the user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserId(pub Uuid);

/// A HARP user ID: 6 to 30 letters, digits, `.`, `-` or `_`, compared without case (seed 004:
/// no special characters such as `#` or `&`; never changeable).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A user ID has 6 to 30 letters, digits, periods, hyphens or underscores.")]
pub struct NotAUserName;

impl UserName {
    /// # Errors
    /// [`NotAUserName`] when the length or a character is outside the rule.
    pub fn parse(text: &str) -> Result<Self, NotAUserName> {
        let text = text.trim();
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if (6..=30).contains(&text.len()) && text.chars().all(allowed) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(NotAUserName)
        }
    }

    /// Upper case, as stored and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserName {
    type Error = NotAUserName;
    fn try_from(text: String) -> Result<Self, NotAUserName> {
        Self::parse(&text)
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}

/// Who is logged in, as the header and the pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user_name: UserName,
    pub full_name: String,
    /// The one in which they are at work.
    pub category: Category,
    /// Those of that category.
    pub roles: Vec<RoleHeld>,
    /// Other categories in which they have roles.
    pub others: Vec<Category>,
}

impl Person {
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held.role == role)
    }
}

/// A role with the words for where it holds: `2 providers`, `Iowa`, `Nationwide`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleHeld {
    pub role: Role,
    /// The role's, for the frame of every page: the names of all roles are not loaded for it.
    pub name: String,
    pub place: String,
}

/// My Profile: the account beside the roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub person: Person,
    /// Roles of other categories than the active one.
    pub elsewhere: Vec<RoleHeld>,
    /// Roles of every category that they hold no more.
    pub lost: RolesLost,
    pub email: String,
    pub time_zone: Zone,
    /// None for accounts that came without a profile.
    pub contact: Option<ContactForm>,
    /// This session's log-in, or a later one elsewhere.
    pub last_log_in_at: Option<Instant>,
    /// None where no provider is configured.
    pub provider: Option<ProviderLink>,
}

/// Why someone is no longer logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Nothing was asked for as long as an idle session lasts (ARS AC-11).
    Idle,
    /// The session was as old as one may become.
    Lasted,
    LoggedOut,
    /// The first second factor is set up; an account from EIDM logs in a second time (seed 001).
    SetUp,
    /// A new password was chosen after a recovery.
    Recovered,
    /// From another session of the same person.
    Elsewhere,
    /// The password was changed in another session, or after a recovery.
    PasswordChanged,
    /// The Help Desk began identity proofing anew.
    BegunAnew,
    /// It goes on under a new token, which another tab of the browser brought.
    Renewed,
}

impl SessionEnd {
    pub const ALL: [Self; 9] = [
        Self::Idle,
        Self::Lasted,
        Self::LoggedOut,
        Self::SetUp,
        Self::Recovered,
        Self::Elsewhere,
        Self::PasswordChanged,
        Self::BegunAnew,
        Self::Renewed,
    ];

    /// The word in the log-in page's address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Lasted => "lasted",
            Self::LoggedOut => "logged_out",
            Self::SetUp => "set_up",
            Self::Recovered => "recovered",
            Self::Elsewhere => "elsewhere",
            Self::PasswordChanged => "password_changed",
            Self::BegunAnew => "begun_anew",
            Self::Renewed => "renewed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.key() == key)
    }

    /// What the log-in page says.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Idle => {
                "You were logged out because nothing was asked of the system for a while."
            }
            Self::Lasted => "You were logged out because a session lasts one working day at most.",
            Self::LoggedOut => "You are logged out.",
            Self::SetUp => "Your device is set up. Log in once more, with its code.",
            Self::Recovered => "Your password is changed. Log in with the new one.",
            Self::Elsewhere => "You were logged out from another place where you are logged in.",
            Self::PasswordChanged => "You were logged out because your password was changed.",
            Self::BegunAnew => {
                "You were logged out because the Help Desk has your identity proofed again."
            }
            Self::Renewed => "Your session went on in another tab, and this browser has lost it.",
        }
    }
}
