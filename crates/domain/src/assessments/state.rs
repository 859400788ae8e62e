use serde::{Deserialize, Serialize};

/// What a record wants to be (`TRANS_TYPE_CD` of OASIS, A0050 of MDS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transaction {
    New,
    Modification,
    Inactivation,
}

/// What has become of one version of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentState {
    /// It counts.
    Current,
    /// A modification has taken its place.
    Replaced,
    /// It was taken back.
    Inactivated,
    /// The version that took the record back; it says nothing of the patient's condition.
    Inactivation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no word of an assessment.")]
pub struct NotAnAssessmentWord;

impl Transaction {
    pub const ALL: [Self; 3] = [Self::New, Self::Modification, Self::Inactivation];

    /// As records have it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "1",
            Self::Modification => "2",
            Self::Inactivation => "3",
        }
    }

    /// # Errors
    /// [`NotAnAssessmentWord`] for any other code.
    pub fn parse(code: &str) -> Result<Self, NotAnAssessmentWord> {
        Self::ALL
            .into_iter()
            .find(|transaction| transaction.code() == code)
            .ok_or(NotAnAssessmentWord)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::New => "New record",
            Self::Modification => "Modification",
            Self::Inactivation => "Inactivation",
        }
    }
}

impl AssessmentState {
    pub const ALL: [Self; 4] = [
        Self::Current,
        Self::Replaced,
        Self::Inactivated,
        Self::Inactivation,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Replaced => "replaced",
            Self::Inactivated => "inactivated",
            Self::Inactivation => "inactivation",
        }
    }

    /// # Errors
    /// [`NotAnAssessmentWord`] for any other word.
    pub fn parse(word: &str) -> Result<Self, NotAnAssessmentWord> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or(NotAnAssessmentWord)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Current => "Current",
            Self::Replaced => "Replaced",
            Self::Inactivated => "Inactivated",
            Self::Inactivation => "Inactivation",
        }
    }
}
