//! Lists of those who decide on roles, as files.

use axum::extract::RawQuery;
use axum::response::Response;
use domain::access::{UnattendedFilter, UserFilter};
use domain::listing::Query;
use services::access;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default()
        .get("/access/organizations.csv", unattended)
        .get("/access/users.csv", users)
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

async fn users(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = UserFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = access::export_users(&state.services, &session.actor, &filter).await?;
    Ok(csv("users.csv", bytes))
}
