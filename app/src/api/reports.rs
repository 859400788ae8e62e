//! Reports about assessments and their submissions.

use domain::listing::PageRequest;
use domain::reports::{ReportKind, ReportParameters, ReportRun, RunId};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::reports::{KeptView, ReportView},
};

/// The reports that somebody may run.
#[server(endpoint = "reports/list_reports", output = Postcard)]
pub async fn list_reports() -> Result<Vec<ReportKind>, ApiError> {
    let actor = crate::server::actor()?;
    let offered = ReportKind::ALL.into_iter();
    let offered: Vec<_> = offered.filter(|kind| kind.is_offered(&actor)).collect();
    if offered.is_empty() {
        let right = actor.coverage(ReportKind::FacilityValidation.right());
        right.map_err(services::ServiceError::from)?;
    }
    Ok(offered)
}

/// A report with its table, or that it takes long.
#[server(endpoint = "reports/find_table", input = Json, output = Postcard)]
pub async fn find_table(
    kind: ReportKind,
    parameters: ReportParameters,
) -> Result<ReportView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let table = if services::reports::is_long(&actor, kind, &parameters)? {
        None
    } else {
        Some(services::reports::table(&services, &actor, kind, &parameters).await?)
    };
    Ok(ReportView {
        read_only: actor.viewing.is_some(),
        states: services::reports::states(&services, &actor, kind).await?,
        kind,
        parameters,
        table,
    })
}

/// Has a report made that takes long, and shows how far it is. `filter` is what its address says.
#[server(endpoint = "reports/ask_for_report", output = Postcard)]
pub async fn ask_for_report(
    #[server(default)] report: String,
    #[server(default)] filter: String,
) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let kind = ReportKind::from_key(&report).ok_or(ApiError::BadRequest)?;
    let query = domain::listing::Query::parse(&filter);
    let parameters = ReportParameters::from_query(kind, &query);
    let run = services::reports::ask(&services, &actor, kind, &parameters).await?;
    leptos_axum::redirect(&crate::paths::kept_report(run));
    Ok(())
}

/// One's own reports of the last 30 days.
#[server(endpoint = "reports/list_kept", output = Postcard)]
pub async fn list_kept() -> Result<Vec<ReportRun>, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::reports::list(&services, &actor).await?)
}

/// One of one's own reports.
#[server(endpoint = "reports/find_kept", input = Json, output = Postcard)]
pub async fn find_kept(id: RunId, page: PageRequest) -> Result<KeptView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let run = services::reports::find(&services, &actor, id).await?;
    let table = if run.state == domain::reports::RunState::Done {
        services::reports::rows(&services, &actor, id).await?
    } else {
        domain::reports::KeptTable::default()
    };
    let total = domain::count::as_count(table.rows.len());
    let request = page.within(total);
    Ok(KeptView {
        run,
        columns: table.columns,
        rows: domain::listing::Page {
            rows: request.of(table.rows),
            total,
            request,
        },
    })
}
