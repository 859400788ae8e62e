//! The answer about one file, in the shape of iQIES's Validation Utility Tool, so that programs
//! which read that tool's JSON read ours.

use serde::{Deserialize, Serialize};

use crate::time::Instant;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VutFile {
    pub filename: String,
    /// Not in the tool's own answer, which leaves it to be guessed.
    pub accepted: bool,
    pub validation_errors: Vec<VutError>,
    /// Of an assessment that could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json_payload: Option<VutPayload>,
}

/// The tool's answer to an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VutAnswer {
    /// `11/20/2019 06:21 AM`, in Eastern Time.
    pub submission_date: String,
    pub validation_results: Vec<VutFile>,
}

/// Whose assessment it is and what it is about, as submitted; empty where the file does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VutPayload {
    pub ssn: String,
    pub first_name: String,
    pub last_name: String,
    pub facility_name: String,
    pub state_code: String,
    /// YYYYMMDD.
    pub target_date: String,
    pub reason_type: String,
    pub medicare_id: String,
    pub transaction_type_code: String,
    pub system_code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VutError {
    pub results: VutResults,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VutResults {
    /// Counted from 1 in each file.
    pub message_number: usize,
    /// `-3676`, or `intake:<code>` where the file could not be read.
    pub error_id: String,
    /// `Fatal`, `Warning` or `Information`.
    pub severity: String,
    pub text: String,
    pub item: String,
    pub item_value: String,
}

impl VutAnswer {
    #[must_use]
    pub fn new(submitted_at: Instant, validation_results: Vec<VutFile>) -> Self {
        let submitted_at = submitted_at.eastern();
        Self {
            submission_date: submitted_at.strftime("%m/%d/%Y %I:%M %p").to_string(),
            validation_results,
        }
    }
}

impl VutFile {
    /// Numbers the results in their order.
    #[must_use]
    pub fn new(
        filename: String,
        accepted: bool,
        results: impl Iterator<Item = VutResults>,
    ) -> Self {
        let numbered = (1..)
            .zip(results)
            .map(|(message_number, results)| VutError {
                results: VutResults {
                    message_number,
                    ..results
                },
            });
        Self {
            filename,
            accepted,
            validation_errors: numbered.collect(),
            json_payload: None,
        }
    }
}
