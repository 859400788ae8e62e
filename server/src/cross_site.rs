//! Requests that change something come from our own pages only. `tower-http` decides by
//! Sec-Fetch-Site, then Origin; where both are missing (an old browser, or a program) it lets the
//! request pass, and we do not if it carries a cookie of ours (reference: OWASP, Fetch Metadata).

use anyhow::Context;
use app::error::ApiError;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::CsrfLayer;

use crate::config::Network;
use crate::problems::Problem;
use crate::session::has_cookie;
use crate::state::AppState;

/// # Errors
/// When the public origin is none that a browser would send.
pub fn layer(network: &Network) -> anyhow::Result<CsrfLayer> {
    CsrfLayer::new()
        .add_trusted_origin(&network.public_origin)
        .context("the public origin")
}

/// Refuses a changing request that carries a cookie of ours and does not say where it comes from.
pub async fn refuse_unsaid(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let says = headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN);
    if request.method().is_safe() || says || !has_cookie(headers, &state.network) {
        next.run(request).await
    } else {
        Problem(ApiError::CrossSite).into_response()
    }
}
