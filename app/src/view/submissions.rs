//! What the history of submissions shows, and the page of several that were sent without script.

use domain::{
    listing::{Page, Total},
    staffing::FiscalQuarter,
    submissions::{SentLine, SubmissionLine},
};
use serde::{Deserialize, Serialize};
use submission::Limits;

/// The history page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub lines: Page<SubmissionLine, Total>,
    /// Those that its filter offers, the latest first.
    pub quarters: Vec<FiscalQuarter>,
}

/// The page about files that were sent together without script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentView {
    pub files: Vec<SentLine>,
    pub limits: Limits,
}
