//! Records in the making: new ones, modifications and inactivations, until they are accepted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AssessmentNumber, PatientNumber, Transaction};
use crate::{
    access::Action,
    providers::{Ccn, ProviderId},
    submissions::{SubmissionNumber, SubmissionState},
    time::Instant,
};

/// A record in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftId(pub Uuid);

impl core::fmt::Display for DraftId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// It is being filled in.
    Open,
    /// It was sent, and is being checked.
    Sent,
    /// It was sent and accepted: there is a record.
    Accepted,
    /// It was sent and rejected; it can be mended and sent again.
    Rejected,
}

impl DraftState {
    /// By what became of the submission that it was sent as, if it was.
    #[must_use]
    pub const fn of(submission: Option<SubmissionState>) -> Self {
        match submission {
            None => Self::Open,
            Some(SubmissionState::Accepted | SubmissionState::AcceptedWithWarnings) => {
                Self::Accepted
            }
            Some(SubmissionState::Rejected | SubmissionState::PartlyRejected) => Self::Rejected,
            Some(_) => Self::Sent,
        }
    }

    /// Whether it may be changed, sent and deleted.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Rejected)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "In progress",
            Self::Sent => "Sent, being checked",
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected: to be mended",
        }
    }
}

/// Why nobody goes on with a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftEnd {
    /// It was sent, and is being checked or was accepted.
    Sent {
        submission: SubmissionNumber,
        is_accepted: bool,
    },
    /// By somebody, or by the program when nobody had saved it for long.
    Discarded { by: Option<String>, at: Instant },
}

impl DraftEnd {
    /// The submission that it was sent as.
    #[must_use]
    pub const fn submission(&self) -> Option<SubmissionNumber> {
        match self {
            Self::Sent { submission, .. } => Some(*submission),
            Self::Discarded { .. } => None,
        }
    }
}

impl core::fmt::Display for DraftEnd {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Sent {
                submission,
                is_accepted: true,
            } => write!(
                f,
                "This form was sent as submission {submission} and accepted: there is a record. What is wrong in it is corrected by a modification."
            ),
            Self::Sent { submission, .. } => write!(
                f,
                "This form was sent as submission {submission} and is being checked. It can be changed again if it is rejected."
            ),
            Self::Discarded { by: Some(by), at } => {
                write!(f, "{by} discarded this form on {}.", at.display())
            }
            Self::Discarded { by: None, at } => write!(
                f,
                "Nobody had saved this form for long, so it was deleted on {}.",
                at.display()
            ),
        }
    }
}

impl Transaction {
    /// The right to fill in a form of this kind.
    #[must_use]
    pub const fn entered_by(self) -> Action {
        match self {
            Self::New => Action::EnterAssessments,
            Self::Modification | Self::Inactivation => Action::CorrectAssessments,
        }
    }
}

/// A row of the list of drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    pub id: DraftId,
    pub facility: String,
    pub ccn: Option<Ccn>,
    /// `OASIS`, `MDS`.
    pub instrument: String,
    pub transaction: Transaction,
    /// What kind of record, in words: *Start of care*.
    pub kind: String,
    /// `LAST, FIRST`, as typed; empty while there is no name.
    pub patient: String,
    pub state: DraftState,
    /// The submission that it was last sent as.
    pub submission: Option<SubmissionNumber>,
    pub begun_by: String,
    pub touched_by: String,
    pub touched_at: Instant,
    /// The day on which it is deleted unless somebody goes on with it; none while somebody does.
    #[serde(with = "crate::time::wire")]
    pub expires_on: Option<Date>,
}

/// A draft with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub line: DraftLine,
    /// Of the data specifications: `3.02.0`.
    pub specification: String,
    /// `ID=value` lines.
    pub answers: String,
    /// Counted up by every change.
    pub version: i32,
}

/// What a form has taken over from the patient's record before it, and has as that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOver {
    pub from: AssessmentNumber,
    pub items: Vec<String>,
}

/// What begins a new record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDraft {
    pub provider: ProviderId,
    pub instrument: String,
    /// Items and values that say why the assessment is made.
    pub reasons: Vec<(String, String)>,
    /// Whose names and numbers are filled in.
    pub patient: Option<PatientNumber>,
}

/// One answer that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedAnswer {
    pub item: String,
    /// What stood there when it was changed; empty for nothing.
    pub before: String,
    pub after: String,
}

/// An answer that somebody else has changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    pub item: String,
    /// What is stored, by somebody else.
    pub stored: String,
    pub yours: String,
}

/// What became of answers that were to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saved {
    /// The version that they are part of.
    At(i32),
    /// None was saved: others stand in their place.
    Clashed { version: i32, clashes: Vec<Clash> },
}

/// A facility for which somebody may enter assessments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntersFor {
    pub provider: ProviderId,
    pub name: String,
    pub ccn: Option<Ccn>,
    pub instrument: String,
}

#[cfg(test)]
mod tests {
    use super::{DraftState, Transaction};
    use crate::{
        access::{Role, policy},
        submissions::SubmissionState,
    };

    #[test]
    fn what_is_underway_or_accepted_is_not_changed() {
        assert!(DraftState::of(None).is_open());
        assert!(DraftState::of(Some(SubmissionState::Rejected)).is_open());
        for state in [
            SubmissionState::Received,
            SubmissionState::Checking,
            SubmissionState::FailedRetrying,
            SubmissionState::Accepted,
            SubmissionState::AcceptedWithWarnings,
        ] {
            assert!(!DraftState::of(Some(state)).is_open(), "{state:?}");
        }
    }

    /// Seeds 001 and 003: who coordinates enters, and neither modifies nor inactivates.
    #[test]
    fn a_provider_assessment_coordinator_enters_and_does_not_correct() {
        let coordinator = Role::ProviderAssessmentCoordinator;
        assert!(policy(coordinator, Transaction::New.entered_by()).is_some());
        for correction in [Transaction::Modification, Transaction::Inactivation] {
            assert!(policy(coordinator, correction.entered_by()).is_none());
            assert!(policy(Role::ProviderAdministrator, correction.entered_by()).is_some());
        }
    }
}
