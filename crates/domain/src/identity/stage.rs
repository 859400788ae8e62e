//! What a session is for, and how far a registration has come.

use serde::{Deserialize, Serialize};

/// What the holder of a session may do with it. Each step to the next gives it a new token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStage {
    /// The password was right; the second factor is still to be proven.
    SecondFactor,
    /// To end a registration, and nothing else.
    Registering,
    /// A link from a mail was opened; with the second factor a new password may be chosen.
    Recovering,
    /// Logged in.
    Open,
}

impl SessionStage {
    pub const ALL: [Self; 4] = [
        Self::SecondFactor,
        Self::Registering,
        Self::Recovering,
        Self::Open,
    ];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::Registering => "registering",
            Self::Recovering => "recovering",
            Self::Open => "open",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

/// The step of a registration that comes next (HARP: profile, account, terms, proofing, second factor). The first
/// two are over once there is an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    Terms,
    Proofing,
    Device,
    Complete,
}

impl Registration {
    pub const ALL: [Self; 4] = [Self::Terms, Self::Proofing, Self::Device, Self::Complete];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Proofing => "proofing",
            Self::Device => "device",
            Self::Complete => "complete",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }
}
