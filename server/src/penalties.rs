//! The list of penalty cases as a file.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::listing::Query;
use domain::penalties::CaseFilter;
use services::penalties;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default().get("/penalties.csv", list)
}

async fn list(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = CaseFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = penalties::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("penalties.csv", bytes))
}
