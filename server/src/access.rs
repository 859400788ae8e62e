//! Organizations without a security official, as a file.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::access::UnattendedFilter;
use domain::listing::Query;
use services::access;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default().get("/access/organizations.csv", unattended)
}

async fn unattended(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = UnattendedFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = access::export_unattended(&state.services, &session.actor, &filter).await?;
    Ok(csv("organizations.csv", bytes))
}
