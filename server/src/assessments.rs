//! The list of assessments as a file.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::assessments::AssessmentFilter;
use domain::listing::Query;
use services::assessments::stored;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default().get("/assessments.csv", list)
}

async fn list(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = AssessmentFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = stored::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("assessments.csv", bytes))
}
