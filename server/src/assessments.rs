//! The lists of assessments and of their inbox as files.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::assessments::{AssessmentFilter, InboxFilter};
use domain::listing::Query;
use services::assessments::{inbox, stored};

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default()
        .get("/assessments.csv", list)
        .get("/assessments/inbox.csv", list_inbox)
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

async fn list_inbox(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = InboxFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = inbox::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("assessment-inbox.csv", bytes))
}
