use serde::{Deserialize, Serialize};

/// The state of a submission: one upload, one receipt, be it a ZIP of many files or one XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    Received,
    Checking,
    Accepted,
    AcceptedWithWarnings,
    PartlyRejected,
    Rejected,
    FailedRetrying,
    FailedNeedsStaff,
}

/// The state of one file of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    Received,
    Accepted,
    AcceptedWithWarnings,
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is not a state of a submission.")]
pub struct NotAState;

use SubmissionState::{
    Accepted, AcceptedWithWarnings, Checking, FailedNeedsStaff, FailedRetrying, PartlyRejected,
    Received, Rejected,
};

impl SubmissionState {
    pub const ALL: [Self; 8] = [
        Received,
        Checking,
        Accepted,
        AcceptedWithWarnings,
        PartlyRejected,
        Rejected,
        FailedRetrying,
        FailedNeedsStaff,
    ];

    /// Whether the submission has had its answer, which is final.
    #[must_use]
    pub const fn is_decided(self) -> bool {
        matches!(
            self,
            Accepted | AcceptedWithWarnings | PartlyRejected | Rejected
        )
    }

    /// What a submission becomes when all its files are decided. None while one is not, or when
    /// there is no file at all.
    #[must_use]
    pub fn of_files(files: &[FileState]) -> Option<Self> {
        let count = |state| files.iter().filter(|file| **file == state).count();
        if files.is_empty() || count(FileState::Received) > 0 {
            return None;
        }
        let rejected = count(FileState::Rejected);
        Some(if rejected == files.len() {
            Rejected
        } else if rejected > 0 {
            PartlyRejected
        } else if count(FileState::AcceptedWithWarnings) > 0 {
            AcceptedWithWarnings
        } else {
            Accepted
        })
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Received => "received",
            Checking => "checking",
            Accepted => "accepted",
            AcceptedWithWarnings => "accepted_with_warnings",
            PartlyRejected => "partly_rejected",
            Rejected => "rejected",
            FailedRetrying => "failed_retrying",
            FailedNeedsStaff => "failed_needs_staff",
        }
    }

    /// # Errors
    /// [`NotAState`] for any other word than those of [`Self::as_str`].
    pub fn parse(text: &str) -> Result<Self, NotAState> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(NotAState)
    }

    /// The words that people see.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Received => "Received",
            Checking => "Checking",
            Accepted => "Accepted",
            AcceptedWithWarnings => "Accepted with warnings",
            PartlyRejected => "Partly rejected",
            Rejected => "Rejected",
            FailedRetrying => "Delayed: trying again",
            FailedNeedsStaff => "Stopped: staff will look at it",
        }
    }
}

impl FileState {
    pub const ALL: [Self; 4] = [
        Self::Received,
        Self::Accepted,
        Self::AcceptedWithWarnings,
        Self::Rejected,
    ];

    /// What a checked file becomes: rejected by one fatal finding, else accepted.
    #[must_use]
    pub const fn decided(fatal: u64, warnings: u64) -> Self {
        match (fatal, warnings) {
            (0, 0) => Self::Accepted,
            (0, _) => Self::AcceptedWithWarnings,
            _ => Self::Rejected,
        }
    }

    #[must_use]
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedWithWarnings)
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::AcceptedWithWarnings => "accepted_with_warnings",
            Self::Rejected => "rejected",
        }
    }

    /// # Errors
    /// [`NotAState`] for any other word than those of [`Self::as_str`].
    pub fn parse(text: &str) -> Result<Self, NotAState> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(NotAState)
    }

    /// The words that people see.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::Accepted => "Accepted",
            Self::AcceptedWithWarnings => "Accepted with warnings",
            Self::Rejected => "Rejected",
        }
    }
}
