//! Dashboards.

use domain::dashboards::DashboardFilter;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{error::ApiError, view::dashboards::DashboardView};

/// The dashboard of the active category.
#[server(endpoint = "dashboards/find_dashboard", input = Json, output = Postcard)]
pub async fn find_dashboard(filter: DashboardFilter) -> Result<DashboardView, ApiError> {
    crate::server::dashboards::dashboard(&filter).await
}
