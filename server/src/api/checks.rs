//! Programs check files without sending them. Nothing is stored.

use axum::Json;
use axum::extract::{Request, State};
use domain::identity::TokenRight;
use domain::submissions::VutAnswer;
use services::limits;

use super::Caller;
use super::problem::ApiProblem;
use super::view::{CheckAnswer, CheckForm};
use crate::routes::Routes;
use crate::state::AppState;
use crate::submissions::{body_limit, limit_body};
use crate::vut::{about_any, checked, file_of};

pub fn routes() -> Routes {
    Routes::default().upload("/api/v1/checks", check)
}

/// Check a file without sending it
///
/// Says what `openqies validate` would, in the shape of CMS's Validation Utility Tool. Nothing is stored, and only the
/// server's own look at what is stored can say more.
#[utoipa::path(
    post,
    path = "/api/v1/checks",
    operation_id = "checkFile",
    tag = "Checks",
    request_body(content = CheckForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What was found", body = CheckAnswer)),
)]
pub async fn check(
    State(state): State<AppState>,
    caller: Caller,
    mut request: Request,
) -> Result<Json<VutAnswer>, ApiProblem> {
    caller.needs(TokenRight::Check)?;
    let services = &caller.services;
    let whom = caller.bearer.actor.user.0.to_string();
    limits::count(
        services,
        services.rules.limits.upload,
        &whom,
        caller.now.system,
    )
    .await?;
    limit_body(&mut request, body_limit(&services.rules.file_limits, true))?;
    let file = file_of(request, &state, "file").await?;
    Ok(Json(checked(services, file, caller.now, about_any).await?))
}
