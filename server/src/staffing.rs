//! Staffing lists as files.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::listing::Query;
use domain::staffing::{QuarterFilter, StatusFilter};
use services::staffing;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default()
        .get("/staffing.csv", hours)
        .get("/staffing/status.csv", status)
}

async fn hours(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = QuarterFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = staffing::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("staffing-hours.csv", bytes))
}

async fn status(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = StatusFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = staffing::export_status(&state.services, &session.actor, &filter).await?;
    Ok(csv("staffing-status.csv", bytes))
}
