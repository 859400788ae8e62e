//! Help that comes from the program itself.

use domain::access::{Category, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

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

/// The roles of one category, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMatrix {
    pub category: Category,
    pub roles: Vec<MatrixRole>,
    pub rows: Vec<MatrixRow>,
}

/// What is to be known of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRole {
    pub role: Role,
    /// Whether anybody may ask for it here.
    pub is_offered: bool,
    pub text: String,
    /// What the seeds put in brackets after it.
    pub warning: Option<String>,
    /// The organizations that a request names.
    pub asks: String,
    pub granted_by: String,
}

/// Something that roles may do, or will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// Of the action; of what is planned, a number.
    pub key: String,
    pub name: String,
    pub is_planned: bool,
    /// Where each of the category's roles may do it, in their order.
    pub cells: Vec<String>,
}

/// The User Roles Matrix, of one category or whole. It needs no log-in.
#[server(endpoint = "help/list_role_matrix", input = Json, output = Postcard)]
pub async fn list_role_matrix(category: Option<Category>) -> Result<Vec<RoleMatrix>, ApiError> {
    Ok(crate::server::role_matrix::parts(category))
}
