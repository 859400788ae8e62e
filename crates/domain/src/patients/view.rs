use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Field;
use crate::{
    assessments::{AssessmentNumber, AssessmentState, PatientNumber},
    listing::Page,
    providers::{Ccn, StateCode},
    time::Instant,
};

/// A row of the list. What somebody may not see of a patient is masked already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientLine {
    pub number: PatientNumber,
    pub last_name: String,
    pub first_name: String,
    /// As people read it; empty while none is known.
    pub birth: String,
    /// In words; empty while it is not known.
    pub sex: String,
    pub provider: String,
    pub ccn: Option<Ccn>,
    pub place: StateCode,
    /// Target date of the newest assessment that counts.
    #[serde(with = "crate::time::wire")]
    pub last_assessment: Option<Date>,
    /// The patient that this one turned out to be.
    pub merged_into: Option<PatientNumber>,
}

impl PatientLine {
    /// `ABLE, RUTH`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}, {}", self.last_name, self.first_name)
    }
}

/// The list of patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientList {
    pub lines: Page<PatientLine>,
    /// What is searched for.
    pub search: String,
    /// Whether whoever looks may make patients.
    pub may_make: bool,
    /// Whether whoever looks decides on excluded codes.
    pub manages_exclusions: bool,
    /// Whether it is shown to somebody who views as the role, and searches for nobody.
    pub read_only: bool,
}

/// An assessment of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentLine {
    pub number: AssessmentNumber,
    pub instrument: String,
    /// The codes of the reasons, as the record has them.
    pub reasons: String,
    #[serde(with = "crate::time::wire")]
    pub target_date: Date,
    pub correction: i32,
    pub state: AssessmentState,
    pub accepted_at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MergeId(pub Uuid);

/// Another patient that was merged into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeLine {
    pub id: MergeId,
    pub merged: PatientNumber,
    pub name: String,
    pub merged_at: Instant,
    pub merged_by: String,
    /// Records that moved.
    pub records: i64,
    /// When it was undone, if it was.
    pub undone_at: Option<Instant>,
}

/// One patient.
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientDetail {
    pub line: PatientLine,
    /// Each as people read it, numbers masked unless [`Self::is_shown`]; none where it is not known.
    pub values: Vec<(Field, Option<String>)>,
    /// Whether numbers are shown whole, for a few minutes after a reason was given.
    pub is_shown: bool,
    /// Whether the forms for changing, merging and undoing a merge are shown.
    pub may_edit: bool,
    /// Whether an assessment of theirs may be entered.
    pub may_enter: bool,
    /// Whether the forms are shown to somebody who views as the role, and changes nothing.
    pub read_only: bool,
    /// Whether a change needs a reason: for people of a state agency.
    pub needs_reason: bool,
    /// The newest first, so many as a page has.
    pub assessments: Vec<AssessmentLine>,
    /// How many there are.
    pub assessment_count: i64,
    pub merges: Vec<MergeLine>,
    /// Counted up by every change.
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl PatientDetail {
    /// A value as people read it; empty where it is not known.
    #[must_use]
    pub fn value(&self, field: Field) -> &str {
        let found = self.values.iter().find(|(known, _)| *known == field);
        found
            .and_then(|(_, value)| value.as_deref())
            .unwrap_or_default()
    }
}

/// A row of a patient's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLine {
    pub at: Instant,
    /// What was changed or done, in words.
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Who typed it, or the submission whose record said it.
    pub source: String,
}

/// What became of a patient, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientHistory {
    pub number: PatientNumber,
    pub name: String,
    pub lines: Page<ChangeLine>,
}

/// One of two patients who may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    pub line: PatientLine,
    pub values: Vec<(Field, Option<String>)>,
    /// Records, each counted once however often it was corrected.
    pub records: i64,
    pub version: i32,
}

/// What merging two patients would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePreview {
    pub kept: Side,
    pub merged: Side,
    /// Two Social Security numbers that differ: two people, as a rule.
    pub contradicts: bool,
    /// Assessments that both have: while there are any, they cannot be merged.
    pub clashes: Vec<(AssessmentNumber, AssessmentNumber)>,
}
