//! What the list of assessments and the page of one record show.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AssessmentNumber, AssessmentState, PatientNumber, Transaction};
use crate::{
    listing::{Page, Total},
    submissions::{Facility, SubmissionNumber},
    time::Instant,
};

/// A row of the list: one version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentLine {
    pub number: AssessmentNumber,
    pub patient: PatientNumber,
    /// `LAST, FIRST`; hidden, where whoever looks views as a role.
    pub patient_name: String,
    pub instrument: String,
    /// In words.
    pub reasons: String,
    #[serde(with = "crate::time::wire")]
    pub target: Date,
    pub state: AssessmentState,
    pub transaction: Transaction,
    /// 0 for the first version of the record.
    pub correction: i32,
    pub facility: Facility,
    pub accepted_at: Instant,
    pub warnings: i64,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentList {
    pub lines: Page<AssessmentLine, Total>,
    /// What is searched for, opened for whoever searches.
    pub search: String,
    /// Whether it is shown to somebody who views as the role, and searches for nobody.
    pub read_only: bool,
}

/// One version of a record, with one section of what it says.
#[expect(clippy::struct_excessive_bools, reason = "each is asked of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentDetail {
    pub line: AssessmentLine,
    /// The version of the data specifications.
    pub specification: String,
    /// The item subset, in words.
    pub subset: String,
    #[serde(with = "crate::time::wire")]
    pub completed_on: Option<Date>,
    /// All versions of the record, the latest first.
    pub versions: Vec<VersionLine>,
    pub sections: Vec<SectionLink>,
    /// The section that `answers` has; none where it has all.
    pub section: Option<String>,
    pub answers: Vec<AnswerLine>,
    /// Whether the rules of its version are held here, which say what items and codes mean.
    pub is_explained: bool,
    /// Whether numbers by which others know the patient stand masked, for the patient's profile to show.
    pub is_masked: bool,
    /// Whether the forms that modify and inactivate it are shown.
    pub may_correct: bool,
    /// Whether they are shown to somebody who views as the role, and corrects nothing.
    pub read_only: bool,
}

/// A section of the record, with how many of its items are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionLink {
    /// As in the item master: `A`, `GG`, `Control`.
    pub code: String,
    pub title: String,
    pub items: i64,
}

/// What a record says about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLine {
    pub item: String,
    /// CMS's short name; empty where it is not known here.
    pub name: String,
    /// As people write it: dates are MM/DD/YYYY.
    pub value: String,
    /// What the code means; empty where the value says it itself.
    pub words: String,
}

/// One version of the record, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    pub number: AssessmentNumber,
    pub correction: i32,
    pub transaction: Transaction,
    pub state: AssessmentState,
    pub accepted_at: Instant,
    pub warnings: i64,
    /// The submission that brought it, the place of the file in it, and its name; none where whoever looks may not see
    /// submissions.
    pub brought_by: Option<(SubmissionNumber, i32, String)>,
    /// Against the version before it.
    pub changes: Vec<ItemChange>,
}

/// An item that a modification changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChange {
    pub item: String,
    pub name: String,
    /// With their meanings; empty where the version does not have the item.
    pub before: String,
    pub after: String,
}
