//! Roles that are to be confirmed, by those who decide, and how far one's own are.

use domain::access::{GrantAt, OwnConfirmation, RecertificationFilter};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::recertification::{RemovalView, UnconfirmedView},
};

/// The roles that wait to be confirmed, as the filter lets them through. `flash` names the form that came back.
#[server(endpoint = "access/list_unconfirmed", input = Json, output = Postcard)]
pub async fn list_unconfirmed(
    filter: RecertificationFilter,
    flash: Option<String>,
) -> Result<UnconfirmedView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(UnconfirmedView {
        found: services::access::list_unconfirmed(&services, &actor, &filter).await?,
        is_confirmed: crate::server::is_confirmed(),
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Keeps the roles that were ticked and shows the list again, or leads on to what removing them would come to. The form
/// comes back without any. `list` is what the list's address says.
#[server(endpoint = "access/confirm_roles", output = Postcard)]
pub async fn confirm_roles(
    #[server(default)] rows: Vec<String>,
    #[server(default)] change: String,
    #[server(default)] list: String,
) -> Result<(), ApiError> {
    crate::server::recertification::confirm_roles(&rows, &change, &list).await
}

/// Those of these roles that still wait to be confirmed. `flash` names the form that came back.
#[server(endpoint = "access/find_unconfirmed", input = Json, output = Postcard)]
pub async fn find_unconfirmed(
    grants: Vec<GrantAt>,
    flash: Option<String>,
) -> Result<RemovalView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(RemovalView {
        lines: services::access::find_unconfirmed(&services, &actor, &grants).await?,
        is_confirmed: crate::server::is_confirmed(),
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Takes these roles away, and shows the list. The form comes back without a reason.
#[server(endpoint = "access/remove_roles", output = Postcard)]
pub async fn remove_roles(
    #[server(default)] rows: Vec<String>,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    crate::server::recertification::remove_roles(&rows, &reason).await
}

/// How far one's own roles are confirmed.
#[server(endpoint = "access/list_own_confirmations", output = Postcard)]
pub async fn list_own_confirmations() -> Result<Vec<OwnConfirmation>, ApiError> {
    crate::server::recertification::own_confirmations().await
}
