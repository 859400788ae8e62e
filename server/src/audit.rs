//! The audit trail as a file: whole with its proof, or its lists as tables.

use axum::body::Body;
use axum::extract::RawQuery;
use axum::response::Response;
use domain::audit::AuditFilter;
use domain::listing::Query;
use services::audit::{self, Range};

use crate::downloads::{csv, ndjson};
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default()
        .get("/audit.ndjson", export)
        .get("/audit.csv", events)
        .get("/audit/organization.csv", access_record)
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

async fn events(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = AuditFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = audit::export_events(&state.services, &session.actor, &filter).await?;
    Ok(csv("audit.csv", bytes))
}

async fn access_record(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = AuditFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = audit::export_access_record(&state.services, &session.actor, &filter).await?;
    Ok(csv("who-saw-this.csv", bytes))
}
