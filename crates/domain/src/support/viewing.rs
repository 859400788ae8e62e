//! Viewing as a role, as forms and the red bar have it (ADR 0026).

use serde::{Deserialize, Serialize};

use super::TicketNumber;
use crate::time::Instant;

/// Why somebody views as a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewingReason {
    Reproduce,
    Explain,
    Check,
}

impl ViewingReason {
    pub const ALL: [Self; 3] = [Self::Reproduce, Self::Explain, Self::Check];

    /// As stored and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reproduce => "reproduce",
            Self::Explain => "explain",
            Self::Check => "check",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Reproduce => "See the problem that a ticket tells of",
            Self::Explain => "Explain a page to the person who asks",
            Self::Check => "Check that a problem is gone",
        }
    }
}

/// The form that starts it, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewViewing {
    pub ticket: String,
    pub role: String,
    /// A CCN, the letters of a state, or the key of a region, an accrediting organization or a contract.
    pub organization: String,
    pub reason: String,
    pub words: String,
}

impl NewViewing {
    /// What the words may be long, in characters.
    pub const LONGEST: usize = 500;
    /// How long it lasts, and no longer.
    pub const MINUTES: i64 = 30;
}

/// What the red bar of every page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    pub role: String,
    pub place: String,
    pub reason: String,
    pub ticket: TicketNumber,
    pub ends_at: Instant,
    /// Whether identifiers are shown.
    pub is_revealed: bool,
}

impl Viewing {
    /// `14:32 ET`.
    #[must_use]
    pub fn ends(&self) -> String {
        let end = self.ends_at.eastern();
        format!("{:02}:{:02} ET", end.hour(), end.minute())
    }
}
