//! The audit trail: all of it for auditors, what concerns their organizations for security officials, one's own for
//! everybody.

use domain::{
    audit::{AuditFilter, EventDetail, EventList},
    listing::Page,
    support::{ViewingFilter, ViewingLine, ViewingRecord},
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::error::ApiError;

/// The events that the filter lets through, the newest first.
#[server(endpoint = "audit/list_events", input = Json, output = Postcard)]
pub async fn list_events(filter: AuditFilter) -> Result<EventList, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::audit::list_events(&services, &actor, &filter).await?)
}

/// One event, with everything that is known of it.
#[server(endpoint = "audit/find_event", input = Json, output = Postcard)]
pub async fn find_event(seq: i64) -> Result<EventDetail, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::audit::find_event(&services, &actor, seq).await?)
}

/// Who saw and changed what at the providers whose security official one is.
#[server(endpoint = "audit/list_record", input = Json, output = Postcard)]
pub async fn list_record(filter: AuditFilter) -> Result<EventList, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::audit::list_access_record(&services, &actor, &filter).await?)
}

/// What one did oneself, and what was done with one's account; from the event `before` on.
#[server(endpoint = "audit/list_own", input = Json, output = Postcard)]
pub async fn list_own(before: Option<i64>) -> Result<EventList, ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let services = crate::server::services();
    Ok(services::audit::list_own_events(&services, &session, before).await?)
}

/// When the Help Desk viewed as a role of the organizations that one decides for.
#[server(endpoint = "audit/list_viewings", input = Json, output = Postcard)]
pub async fn list_viewings(filter: ViewingFilter) -> Result<Page<ViewingLine>, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::support::viewing::list_viewings(&services, &actor, filter).await?)
}

/// One of these viewings with what was looked at; from the event `before` on.
#[server(endpoint = "audit/find_viewing", input = Json, output = Postcard)]
pub async fn find_viewing(id: Uuid, before: Option<i64>) -> Result<ViewingRecord, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::support::viewing::find_viewing(&services, &actor, id, before).await?)
}
