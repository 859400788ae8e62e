use serde::{Deserialize, Serialize};

/// The number a facility gives a member of its staff: 1 to 30 of letters, digits, `_ , . - \`
/// and single inner spaces (item employeeId, PBJ edits -4018 and -3793). Case counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmployeeId(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEmployeeId {
    #[error("An employee ID has at least one character.")]
    Blank,
    #[error("An employee ID has at most 30 characters.")]
    TooLong,
    #[error("An employee ID has only letters, digits, spaces and _ , . - \\.")]
    Character,
}

impl EmployeeId {
    pub const MAX_LENGTH: usize = 30;

    /// # Errors
    /// What stands in the way: blank, a character that is not allowed, or more than 30 of them.
    pub fn parse(text: &str) -> Result<Self, NotAnEmployeeId> {
        Self::check(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The rule of [`Self::parse`] without keeping the text.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn check(text: &str) -> Result<(), NotAnEmployeeId> {
        let allowed = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'_' | b',' | b'.' | b'-' | b'\\' | b' ')
        };
        if text.is_empty() {
            Err(NotAnEmployeeId::Blank)
        } else if !text.bytes().all(allowed)
            || text.starts_with(' ')
            || text.ends_with(' ')
            || text.as_bytes().windows(2).any(|pair| pair == b"  ")
        {
            Err(NotAnEmployeeId::Character)
        } else if text.len() > Self::MAX_LENGTH {
            Err(NotAnEmployeeId::TooLong)
        } else {
            Ok(())
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Display for EmployeeId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EmployeeId {
    type Error = NotAnEmployeeId;
    fn try_from(text: String) -> Result<Self, NotAnEmployeeId> {
        Self::parse(&text)
    }
}

impl From<EmployeeId> for String {
    fn from(id: EmployeeId) -> Self {
        id.0
    }
}
