//! Access tokens: what a program says in place of a log-in. It acts for the person who made it, within what they allowed it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{providers::Ccn, time::Instant};

/// A token. Inside only: nobody acts with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccessTokenId(pub Uuid);

/// Something that a token may be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenRight {
    /// Check files without sending them.
    Check,
    /// Send files.
    Submit,
    /// Follow what was sent, and read its reports.
    ReadReports,
}

impl TokenRight {
    pub const ALL: [Self; 3] = [Self::Check, Self::Submit, Self::ReadReports];

    /// As stored and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Submit => "submit",
            Self::ReadReports => "read_reports",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Check => "Check files",
            Self::Submit => "Send files",
            Self::ReadReports => "Read reports",
        }
    }

    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Check => "Checks a file and says what is wrong with it. Nothing is stored.",
            Self::Submit => "Sends files for the facilities that you may send for.",
            Self::ReadReports => {
                "Follows what was sent, and reads Final Validation Reports that you may read."
            }
        }
    }
}

/// Days after which a token ends. ARS AC-2 and IA-5 have no secret without an end.
pub const TOKEN_DAYS: [u16; 4] = [30, 90, 180, 365];

/// How every token begins, so that programs that look for secrets know one (`oqt_` and 43 characters of base64url).
pub const TOKEN_PREFIX: &str = "oqt_";

/// The form that makes a token, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessTokenForm {
    pub name: String,
    /// One of [`TOKEN_DAYS`].
    pub days: String,
    /// Keys of what it may do.
    pub rights: Vec<String>,
    /// CCNs of the facilities that it is for, apart by blanks, commas or line ends; empty for all of the person's.
    pub facilities: String,
}

/// Whether a token can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    Good,
    Ended,
    Revoked,
}

impl TokenState {
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Good => "In use",
            Self::Ended => "Ended",
            Self::Revoked => "Revoked",
        }
    }
}

/// A token, as the list of its owner has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenLine {
    pub id: AccessTokenId,
    pub name: String,
    /// `oqt_…x7Qa`
    pub hint: String,
    pub rights: Vec<TokenRight>,
    /// The facilities that it is for alone; none where it is for all of the person's.
    pub facilities: Option<Vec<Ccn>>,
    /// The name of the category whose roles it acts with.
    pub category: String,
    pub made_at: Instant,
    pub ends_at: Instant,
    pub last_used_at: Option<Instant>,
    pub state: TokenState,
}
