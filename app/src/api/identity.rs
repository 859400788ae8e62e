//! Who is here, and what the log-in and profile pages show.

use domain::{
    forms::ReturnedForm,
    identity::{DeviceLine, Profile, SessionStage, Waiting},
    site::Visit,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// What the log-in page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogInData {
    pub form: ReturnedForm,
    /// In the demonstration only.
    pub demo: Option<DemoData>,
}

/// Whom one can log in as with one click, and the password of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoData {
    pub people: Vec<DemoChoice>,
    pub password: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoChoice {
    pub user_name: String,
    pub full_name: String,
    pub good_for: String,
}

/// What header, side navigation and footer show: the site, today, and who is logged in, if anyone.
#[server(endpoint = "identity/find_visit", output = Postcard)]
pub async fn find_visit() -> Result<Visit, ApiError> {
    Ok(crate::server::visit())
}

/// The log-in page: its form when it came back, and the demonstration's people.
#[server(endpoint = "identity/find_log_in", input = Json, output = Postcard)]
pub async fn find_log_in(flash: Option<String>) -> Result<LogInData, ApiError> {
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(LogInData {
        form,
        demo: crate::server::demo(),
    })
}

/// My Profile.
#[server(endpoint = "identity/find_profile", output = Postcard)]
pub async fn find_profile() -> Result<Profile, ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    Ok(services::identity::profile(&crate::server::services(), &session).await?)
}

/// Nothing but whether someone is logged in, for pages that show nothing of their own from the server.
#[server(endpoint = "identity/check_logged_in", output = Postcard)]
pub async fn check_logged_in() -> Result<(), ApiError> {
    crate::server::actor().await.map(drop)
}

/// The page on which a device is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceData {
    pub form: ReturnedForm,
    pub devices: Vec<DeviceLine>,
    /// What the second factor is proven for.
    pub stage: SessionStage,
}

/// Two-Factor Authentication: the devices of whoever is on the way in.
#[server(endpoint = "identity/find_devices", input = Json, output = Postcard)]
pub async fn find_devices(flash: Option<String>) -> Result<DeviceData, ApiError> {
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    Ok(DeviceData {
        form: crate::server::returned_form(flash.as_deref()).await?,
        devices: services::identity::devices(&services, &holder).await?,
        stage: holder.stage,
    })
}

/// The page on which a code is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeData {
    pub form: ReturnedForm,
    /// None until a device was chosen.
    pub waiting: Option<Waiting>,
    pub is_demo: bool,
}

/// Enter Code: the device that was chosen.
#[server(endpoint = "identity/find_waiting", input = Json, output = Postcard)]
pub async fn find_waiting(flash: Option<String>) -> Result<CodeData, ApiError> {
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    Ok(CodeData {
        form: crate::server::returned_form(flash.as_deref()).await?,
        waiting: services::identity::waiting(&services, &holder).await?,
        is_demo: services.site.is_demo(),
    })
}
