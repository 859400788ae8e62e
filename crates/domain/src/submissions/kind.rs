use serde::{Deserialize, Serialize};

use crate::access::Action;

/// What the files of a submission are: each kind is sent on its own page, by its own roles, and read by its own.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionKind {
    /// Payroll-based journal.
    #[default]
    Staffing,
    /// OASIS and MDS records.
    Assessments,
}

impl SubmissionKind {
    pub const ALL: [Self; 2] = [Self::Staffing, Self::Assessments];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Staffing => "pbj",
            Self::Assessments => "assessments",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Staffing => "Payroll-Based Journal",
            Self::Assessments => "Assessments",
        }
    }

    /// The right to send it.
    #[must_use]
    pub const fn sent_by(self) -> Action {
        match self {
            Self::Staffing => Action::SubmitStaffing,
            Self::Assessments => Action::SubmitAssessments,
        }
    }

    /// The right to see what was sent, and its reports.
    #[must_use]
    pub const fn seen_by(self) -> Action {
        match self {
            Self::Staffing => Action::ViewStaffingSubmissions,
            Self::Assessments => Action::ViewAssessmentSubmissions,
        }
    }
}
