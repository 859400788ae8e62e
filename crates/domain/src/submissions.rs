//! Submissions: what a person sends, its number, and the states it passes through.

mod edit_name;
mod filter;
mod kind;
mod sample;
mod sent;
mod state;
mod view;
mod vut;

pub use edit_name::edit_named;
pub use filter::{Progress, SubmissionFilter, SubmissionSort};
pub use kind::SubmissionKind;
pub use sample::Sample;
pub use sent::{SentFile, SentLine};
pub use state::{FileState, NotAState, SubmissionState};
pub use view::{
    EditCount, Facility, LiveState, Message, OfficialText, ProviderCounts, Receipt, ReceiptFile,
    Receiving, Report, SendsFor, SentRecord, SubmissionLine,
};
pub use vut::{VutAnswer, VutError, VutFile, VutPayload, VutResults};

use serde::{Deserialize, Serialize};

/// How grave a finding is. Fatal rejects the file; a warning lets it through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Information,
    Warning,
    Fatal,
}

impl Severity {
    /// Gravest first, as every list shows them.
    pub const ALL: [Self; 3] = [Self::Fatal, Self::Warning, Self::Information];

    /// The word that reports show.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Fatal => "Fatal",
            Self::Warning => "Warning",
            Self::Information => "Information",
        }
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.as_str() == text)
    }
}

/// The number on the receipt, by which everyone speaks of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubmissionNumber(pub i64);

impl core::fmt::Display for SubmissionNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests;
