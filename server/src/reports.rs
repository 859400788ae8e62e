//! Reports as files.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use domain::audit::Act;
use domain::listing::Query;
use domain::reports::{ReportKind, ReportParameters, RunId};
use services::{ServiceError, reports};
use uuid::Uuid;

use crate::downloads::csv;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default()
        .get("/reports/{report}/table.csv", table)
        .get("/reports/mine/{id}/report.csv", kept)
}

async fn table(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Path(report): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let kind = ReportKind::from_key(&report).ok_or(ServiceError::NotFound)?;
    let query = Query::parse(&query.unwrap_or_default());
    ReportParameters::check(&query).map_err(|wrong| ServiceError::Refused(vec![wrong]))?;
    let parameters = ReportParameters::from_query(kind, &query);
    let bytes = reports::export(&state.services, &session.actor, kind, &parameters).await?;
    Ok(csv(&format!("{}.csv", kind.key()), bytes))
}

async fn kept(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let (services, actor) = (&state.services, &session.actor);
    let (run, content) = reports::content(services, actor, RunId(id), Act::Exported).await?;
    Ok(csv(&format!("{}.csv", run.kind.key()), content))
}
