//! Patients of providers: who counts as the same patient, and what people see and type of them (ADR 34).

mod birth;
mod exclusion;
mod filter;
mod form;
mod identifier;
mod matching;
mod view;

pub use birth::{Birth, NotABirthDate};
pub use exclusion::{
    Exclusion, ExclusionCode, ExclusionForm, ExclusionId, ExclusionLine, Exclusions,
    NotAnExclusionCode,
};
pub use filter::{PatientFilter, PatientSort};
pub use form::{Change, EditForm, PatientDetails, PatientForm};
pub use identifier::{Identifier, Medicaid, Medicare, NotAnIdentifier, SocialSecurity};
pub use matching::{Identity, MatchKeys, NotMatchKeys};
pub use view::{
    AssessmentLine, ChangeLine, MergeId, MergeLine, MergePreview, PatientDetail, PatientHistory,
    PatientLine, PatientList, Side,
};

use serde::{Deserialize, Serialize};

/// What is stored of a patient, each with its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    FirstName,
    LastName,
    Birth,
    Sex,
    SocialSecurity,
    Medicare,
    Medicaid,
}

impl Field {
    /// In the order of the profile.
    pub const ALL: [Self; 7] = [
        Self::FirstName,
        Self::LastName,
        Self::Birth,
        Self::Sex,
        Self::SocialSecurity,
        Self::Medicare,
        Self::Medicaid,
    ];

    /// As in forms and in the history.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Birth => "birth",
            Self::Sex => "sex",
            Self::SocialSecurity => "ssn",
            Self::Medicare => "medicare",
            Self::Medicaid => "medicaid",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::Birth => "Date of birth",
            Self::Sex => "Sex",
            Self::SocialSecurity => "Social Security number",
            Self::Medicare => "Medicare number",
            Self::Medicaid => "Medicaid number",
        }
    }

    /// Whether it is a number that stands masked on screens.
    #[must_use]
    pub const fn is_identifier(self) -> bool {
        matches!(self, Self::SocialSecurity | Self::Medicare | Self::Medicaid)
    }

    /// A stored value as people read it.
    #[must_use]
    pub fn words(self, stored: &str) -> String {
        match self {
            Self::Birth => Birth::stored(stored),
            Self::Sex => sex_words(stored).to_owned(),
            _ => stored.to_owned(),
        }
    }
}

/// What the instruments' code for the sex says; other codes as they are.
#[must_use]
pub fn sex_words(code: &str) -> &str {
    match code {
        "1" => "Male",
        "2" => "Female",
        other => other,
    }
}

#[cfg(test)]
mod tests;
