//! The audit trail as a file.

use axum::body::Body;
use axum::extract::RawQuery;
use axum::response::Response;
use domain::listing::Query;
use services::audit::{self, Range};

use crate::downloads::ndjson;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default().get("/audit.ndjson", export)
}

/// All of it, or the rows from `?from=` to `&to=`.
async fn export(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = Query::parse(&query.unwrap_or_default());
    let number = |name| query.get(name).and_then(|text| text.parse().ok());
    let range = Range {
        from: number("from"),
        to: number("to"),
    };
    let lines = audit::export(&state.services, &session.actor, range).await?;
    Ok(ndjson("audit.ndjson", Body::from_stream(lines)))
}
