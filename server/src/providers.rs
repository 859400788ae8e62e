//! The provider list as a file.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::listing::Query;
use domain::providers::ProviderFilter;
use services::providers;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default().get("/providers.csv", list)
}

async fn list(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = ProviderFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = providers::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("providers.csv", bytes))
}
