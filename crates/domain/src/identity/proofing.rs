//! Identity proofing: finding out whether a person is who they say (ARS IA-12; HARP's step between terms and device).
//!
//! Kept of it are outcome, method, time and reference number. Answers and social security numbers are kept nowhere.

mod case;
mod document;
mod reference;

use serde::{Deserialize, Serialize};

use crate::time::Instant;

pub use case::{Claimed, ProofingCase, ProofingCaseLine, ProofingFilter};
pub use document::{DOCUMENT_BYTES, DocumentKind, DocumentLine, MOST_DOCUMENTS};
pub use reference::{NotAProofingReference, ProofingReference};

/// Failed attempts after which a person decides (HARP: two, then manual proofing).
pub const MOST_FAILURES: i64 = 2;
/// Characters of a reason or a record.
pub const LONGEST_REASON: usize = 1000;

/// Who or what decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofingMethod {
    /// Questions about an invented person; proves nothing.
    Simulated,
    /// A person, who looks at documents or holds a video call.
    Manual,
    /// A proofing service.
    Service,
}

impl ProofingMethod {
    pub const ALL: [Self; 3] = [Self::Simulated, Self::Manual, Self::Service];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Simulated => "simulated",
            Self::Manual => "manual",
            Self::Service => "service",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.key() == key)
    }
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofingOutcome {
    /// Questions wait for answers.
    Open,
    /// Waits for a person's decision.
    Waiting,
    Passed,
    Failed,
    /// It was not held to its end, and counts for nothing.
    Void,
}

impl ProofingOutcome {
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Waiting,
        Self::Passed,
        Self::Failed,
        Self::Void,
    ];

    /// What a case of manual proofing can be: it is never open.
    pub const OF_CASES: [Self; 4] = [Self::Waiting, Self::Passed, Self::Failed, Self::Void];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Void => "void",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }

    /// What the queue calls it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Under way",
            Self::Waiting => "Waits for a decision",
            Self::Passed => "Approved",
            Self::Failed => "Rejected",
            Self::Void => "Closed without a decision",
        }
    }
}

/// What a person decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    Documents,
    VideoCall,
}

impl Evidence {
    pub const ALL: [Self; 2] = [Self::Documents, Self::VideoCall];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::VideoCall => "video_call",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|evidence| evidence.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "Documents",
            Self::VideoCall => "Video call",
        }
    }
}

/// How the Help Desk knew whom it spoke with, before it began somebody's proofing anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityCheck {
    CalledBack,
    VideoCall,
    SecurityOfficial,
    InPerson,
}

impl IdentityCheck {
    pub const ALL: [Self; 4] = [
        Self::CalledBack,
        Self::VideoCall,
        Self::SecurityOfficial,
        Self::InPerson,
    ];

    /// As stored, and as forms say it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::CalledBack => "called_back",
            Self::VideoCall => "video_call",
            Self::SecurityOfficial => "security_official",
            Self::InPerson => "in_person",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CalledBack => "Called back at a telephone number that was known before",
            Self::VideoCall => "Video call with an identity document",
            Self::SecurityOfficial => "The security official of the organization vouched",
            Self::InPerson => "In person with an identity document",
        }
    }
}

/// A question with the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingQuestion {
    /// As the service calls it.
    pub id: String,
    pub text: String,
    pub choices: Vec<ProofingChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingChoice {
    pub id: String,
    pub text: String,
}

/// What whoever is being proofed sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingView {
    /// How this installation proofs.
    pub method: ProofingMethod,
    pub asks_social_security_number: bool,
    pub standing: Standing,
}

/// How far a person's proofing has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is under way.
    ToBegin {
        /// Attempts with questions that are left; at zero a person decides.
        attempts_left: i64,
        /// The attempt before, when it did not succeed.
        last: Option<Unsuccessful>,
    },
    /// Questions wait for answers.
    Asked {
        reference: ProofingReference,
        /// What the simulation has invented; empty anywhere else.
        facts: Vec<String>,
        questions: Vec<ProofingQuestion>,
    },
    /// The service asks on pages of its own.
    Elsewhere {
        reference: ProofingReference,
        address: String,
    },
    /// The service does not answer at the moment.
    Silent { reference: ProofingReference },
    /// A person is to decide.
    Waiting {
        reference: ProofingReference,
        evidence: Evidence,
        since: Instant,
    },
    Passed {
        reference: ProofingReference,
        at: Instant,
    },
}

/// An attempt that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsuccessful {
    pub reference: ProofingReference,
    /// Why a person rejected it, in their words.
    pub reason: Option<String>,
    /// Nobody decided in time; the documents are deleted.
    pub is_undecided: bool,
}

#[cfg(test)]
mod tests;
