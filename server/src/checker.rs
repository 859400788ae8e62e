//! The public checker's limit. Whoever is not logged in may load its page so often from one address; the checks
//! themselves run in the visitor's browser and cost the server nothing.

use app::{api::uploads::ViewChecker, paths};
use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::time::Now;
use server_fn::ServerFn;
use services::identity::Session;
use services::limits;

use crate::client::ClientAddress;
use crate::problems::Problem;
use crate::state::AppState;

/// Counts a load of the page: as a document, or as what its own program asks for on the way from another page.
///
/// # Errors
/// 429 beyond the limit.
pub async fn count(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Extension(now): Extension<Now>,
    session: Option<Extension<Session>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let is_checker = [paths::CHECKER, ViewChecker::PATH].contains(&request.uri().path());
    if is_checker && session.is_none() {
        let services = &state.services;
        let limit = services.rules.limits.public_check;
        limits::count(services, limit, &address, now.system).await?;
    }
    Ok(next.run(request).await)
}
