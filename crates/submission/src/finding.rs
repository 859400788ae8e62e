//! One thing that a check found, in words a person can act on.

use domain::submissions::Severity;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is wrong, where, and what to change. Ready to be shown; [`crate::Findings`] keeps them
/// in a smaller form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The official edit number (`-4025`), or ours: `intake:` before the content is read,
    /// `structure:` for the file's outline, `note:` for hints beyond CMS's edits, `server:`.
    pub code: String,
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to change.
    pub fix: String,
    /// The element or attribute, by its name in the file; empty when it is the file as a whole.
    pub item: String,
    /// The value as submitted, cut after 64 bytes.
    pub value: Option<String>,
    /// The values that would pass.
    pub allowed: Option<String>,
    pub place: Place,
}

/// Where a finding stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    /// Counted from 1; none when the finding is about the file as a whole.
    pub line: Option<u32>,
    /// In bytes, counted from 1.
    pub column: Option<u32>,
    /// `/nursingHomeData/header/facilityId`; an attribute ends with `/@processType`.
    pub path: String,
    pub employee: Option<String>,
    /// The work date concerned.
    #[serde(with = "domain::time::wire")]
    pub date: Option<Date>,
}

/// How often one code was found. Complete even where the findings themselves were not all kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeCount {
    pub code: String,
    pub severity: Severity,
    pub count: u64,
}
