//! People: accounts and what a screen shows of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{Category, Role};

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
    pub category: Category,
    pub roles: Vec<RoleHeld>,
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
    pub place: String,
}
