//! Staffing: the stored quarter of a facility, and who has submitted.

use domain::staffing::{QuarterFilter, StaffingPage, StatusFilter};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{error::ApiError, view::staffing::StatusView};

/// A facility's stored quarter, or the facilities to choose from.
#[server(endpoint = "staffing/find_quarter", input = Json, output = Postcard)]
pub async fn find_quarter(filter: QuarterFilter) -> Result<StaffingPage, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::staffing::quarter(&crate::server::services(), &actor, &filter).await?)
}

/// Who has submitted for a quarter.
#[server(endpoint = "staffing/list_status", input = Json, output = Postcard)]
pub async fn list_status(filter: StatusFilter) -> Result<StatusView, ApiError> {
    const QUARTERS: usize = 8;
    let actor = crate::server::actor()?;
    let list = services::staffing::status(&crate::server::services(), &actor, &filter).await?;
    let quarters = domain::staffing::FiscalQuarter::latest(actor.now.today()).take(QUARTERS);
    Ok(StatusView {
        list,
        quarters: quarters.collect(),
    })
}
