//! Dashboards.

use domain::dashboards::{Dashboard, DashboardFilter};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// The dashboard of the active category.
#[server(endpoint = "dashboards/find_dashboard", input = Json, output = Postcard)]
pub async fn find_dashboard(filter: DashboardFilter) -> Result<Dashboard, ApiError> {
    let actor = crate::server::actor().await?;
    Ok(services::dashboards::find(&crate::server::services(), &actor, &filter).await?)
}
