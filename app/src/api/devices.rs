//! One's second factors, and the steps of setting one up.

use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::devices::{DeviceStep, DevicesData},
};

/// A page of the devices. All but the list ask for a second factor that was proven a moment ago.
#[server(endpoint = "identity/find_device_step", input = Json, output = Postcard)]
pub async fn find_device_step(
    step: DeviceStep,
    flash: Option<String>,
) -> Result<DevicesData, ApiError> {
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    let (devices, set_up) = match step {
        DeviceStep::List => (
            services::identity::devices_to_list(&services, &holder).await?,
            None,
        ),
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
