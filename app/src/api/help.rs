//! Help that comes from the program itself.

use domain::access::Category;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::help::{EditLine, RoleMatrix},
};

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

/// The User Roles Matrix, of one category or whole. It needs no log-in.
#[server(endpoint = "help/list_role_matrix", input = Json, output = Postcard)]
pub async fn list_role_matrix(category: Option<Category>) -> Result<Vec<RoleMatrix>, ApiError> {
    Ok(crate::server::role_matrix::parts(category))
}
