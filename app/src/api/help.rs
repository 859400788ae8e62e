//! Help that comes from the program itself.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::ApiError;

/// One edit of the PBJ data specifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditLine {
    pub number: i16,
    pub severity: String,
    /// Where it is checked: "browser and server".
    pub checked: String,
    /// What it asks, or why it is not checked.
    pub reason: String,
}

/// All edits of the PBJ data specifications, checked here or not.
#[server(endpoint = "help/list_pbj_edits", output = Postcard)]
pub async fn list_pbj_edits() -> Result<Vec<EditLine>, ApiError> {
    let line = |edit: &submission::edits::Edit| EditLine {
        number: edit.number,
        severity: edit.severity.title().to_owned(),
        checked: edit.checked.title().to_owned(),
        reason: edit.reason.to_owned(),
    };
    Ok(submission::edits::EDITS.iter().map(line).collect())
}
