//! The list of patients as a file.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::listing::Query;
use domain::patients::PatientFilter;
use services::patients;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default().get("/patients.csv", list)
}

async fn list(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = PatientFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = patients::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("patients.csv", bytes))
}
