//! One's second factors, and the steps of setting one up.

use domain::{
    forms::ReturnedForm,
    identity::{DeviceId, DeviceKind, DeviceLine, DeviceSetUp, SessionStage},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::error::ApiError;

/// Which page of the devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceStep {
    List,
    Add(DeviceKind),
    Confirm(DeviceId),
    Rename(DeviceId),
    Remove(DeviceId),
    /// Backup codes that were just made.
    BackupCodes,
}

impl DeviceStep {
    /// As the address says it; none for an address that no page has.
    #[must_use]
    pub fn parse(step: Option<&str>, about: Option<&str>) -> Option<Self> {
        let device = || about.and_then(|id| Uuid::parse_str(id).ok()).map(DeviceId);
        match (step, about) {
            (None, None) => Some(Self::List),
            (Some("add"), Some(kind)) => DeviceKind::from_key(kind).map(Self::Add),
            (Some("confirm"), _) => device().map(Self::Confirm),
            (Some("rename"), _) => device().map(Self::Rename),
            (Some("remove"), _) => device().map(Self::Remove),
            (Some("show"), Some("backup-codes")) => Some(Self::BackupCodes),
            _ => None,
        }
    }
}

/// What such a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesData {
    pub form: ReturnedForm,
    /// A registration sets up its first device.
    pub stage: SessionStage,
    pub devices: Vec<DeviceLine>,
    /// The kinds that this site can reach.
    pub kinds: Vec<DeviceKind>,
    pub set_up: Option<DeviceSetUp>,
    pub is_demo: bool,
}

/// A page of the devices. All but the list ask for a second factor that was proven a moment ago.
#[server(endpoint = "identity/find_device_step", input = Json, output = Postcard)]
pub async fn find_device_step(
    step: DeviceStep,
    flash: Option<String>,
) -> Result<DevicesData, ApiError> {
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    let (devices, set_up) = match step {
        DeviceStep::List => (services::identity::devices(&services, &holder).await?, None),
        DeviceStep::Add(_) => {
            services::identity::may_add_device(&services, &holder, now).await?;
            (Vec::new(), None)
        }
        DeviceStep::Confirm(id) => {
            let set_up = services::identity::device_set_up(&services, &holder, id, now).await?;
            (Vec::new(), Some(set_up))
        }
        _ => (
            services::identity::devices_to_change(&services, &holder, now).await?,
            None,
        ),
    };
    Ok(DevicesData {
        form: crate::server::returned_form(flash.as_deref()).await?,
        stage: holder.stage,
        devices,
        kinds: services::identity::kinds(&services),
        set_up,
        is_demo: services.site.is_demo(),
    })
}
