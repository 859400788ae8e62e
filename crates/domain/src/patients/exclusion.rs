//! ICD-10 codes that a state's law keeps out of the system (OASIS information edit -9110).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    assessments::DiagnosisCode,
    forms::{FieldError, Reader},
    providers::StateCode,
    time::{Instant, day_of},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExclusionId(pub Uuid);

/// The beginning of ICD-10-CM codes, without the dot: every code that begins so is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExclusionCode(DiagnosisCode);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Enter an ICD-10 code or its beginning, such as B20 or A51.3: a letter, a digit, then a digit or A or B; and after the point up to four \
     letters and digits."
)]
pub struct NotAnExclusionCode;

impl ExclusionCode {
    /// As people type it, with or without the dot. Categories end with a digit, A or B: who types another letter, such as an O for a zero,
    /// would exclude nothing and believe that they do.
    ///
    /// # Errors
    /// [`NotAnExclusionCode`].
    pub fn parse(text: &str) -> Result<Self, NotAnExclusionCode> {
        let code = Self::stored(text)?;
        let third = code.as_str().as_bytes().get(2);
        if third.is_some_and(|byte| byte.is_ascii_digit() || b"AB".contains(byte)) {
            Ok(code)
        } else {
            Err(NotAnExclusionCode)
        }
    }

    /// As it is stored: what was added while nobody looked at its category so closely stays.
    ///
    /// # Errors
    /// [`NotAnExclusionCode`] for what is no code at all.
    pub fn stored(text: &str) -> Result<Self, NotAnExclusionCode> {
        let code = DiagnosisCode::parse(text).map_err(|_| NotAnExclusionCode)?;
        Ok(Self(code))
    }

    /// Without the dot, as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// With the dot, as people know it: `A51.3`.
    #[must_use]
    pub fn words(&self) -> String {
        self.0.words()
    }
}

/// An exclusion to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    pub state: StateCode,
    pub code: ExclusionCode,
    pub from: Date,
    /// The last day; none while it is open.
    pub until: Option<Date>,
}

/// An exclusion as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExclusionForm {
    pub state: String,
    pub code: String,
    pub from: String,
    pub until: String,
}

const NO_DAY: &str = "Enter the day as month, day and year, such as 11/22/2026.";

impl ExclusionForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 4] {
        [
            ("state", &self.state),
            ("excluded", &self.code),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self) -> Result<Exclusion, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let state = StateCode::parse(&self.state).map_err(|_| "Select the state.");
        let state = reader.result("state", state);
        let code = reader.result("excluded", ExclusionCode::parse(&self.code));
        let from = reader.result("from", day_of(self.from.trim()).ok_or(NO_DAY));
        let until = match self.until.trim() {
            "" => Some(None),
            typed => reader
                .result("until", day_of(typed).ok_or(NO_DAY))
                .map(Some),
        };
        match (state, code, from, until) {
            (Some(state), Some(code), Some(from), Some(until)) => {
                if until.is_some_and(|until| until < from) {
                    let message = "Enter a last day that is not before the first.";
                    return Err(vec![FieldError::new("until", message)]);
                }
                Ok(Exclusion {
                    state,
                    code,
                    from,
                    until,
                })
            }
            _ => Err(reader.0),
        }
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionLine {
    pub id: ExclusionId,
    pub state: StateCode,
    pub code: ExclusionCode,
    #[serde(with = "crate::time::wire")]
    pub from: Date,
    #[serde(with = "crate::time::wire")]
    pub until: Option<Date>,
    pub added_by: String,
    pub added_at: Instant,
    /// Who gave it its last day, if that was later.
    pub ended_by: Option<String>,
    /// Whether a last day may be set, or another one.
    pub may_end: bool,
    /// When it first took a code out of a record; until then it may be deleted.
    pub applied_at: Option<Instant>,
}

/// The codes of the states that one may decide for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusions {
    /// In force first, then to come, then ended; each by the state's name and the code.
    pub lines: Vec<ExclusionLine>,
    /// The states that one may add codes for.
    pub states: Vec<StateCode>,
    /// The state that is shown alone, if one is.
    pub state: Option<StateCode>,
    /// Whether the forms are shown to somebody who views as the role, and changes nothing.
    pub read_only: bool,
}
