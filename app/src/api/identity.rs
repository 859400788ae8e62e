//! Who is here, and what the log-in and profile pages show.

use domain::{identity::SessionLine, site::Visit};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::identity::{CodeData, DeviceData, HeldView, LogInData, ProfileView, SessionLeft},
};

/// What header, side navigation and footer show: the site, today, and who is logged in, if anyone.
#[server(endpoint = "identity/find_visit", output = Postcard)]
pub async fn find_visit() -> Result<Visit, ApiError> {
    crate::server::visit().await
}

/// The log-in page: its form when it came back, and the demonstration's people.
#[server(endpoint = "identity/find_log_in", input = Json, output = Postcard)]
pub async fn find_log_in(flash: Option<String>) -> Result<LogInData, ApiError> {
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(LogInData {
        form,
        notice: crate::server::notice(),
        provider: crate::server::provider(),
        demo: crate::server::demo(),
    })
}

/// My Profile.
#[server(endpoint = "identity/find_profile", input = Json, output = Postcard)]
pub async fn find_profile(flash: Option<String>) -> Result<ProfileView, ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let services = crate::server::services();
    Ok(ProfileView {
        form: crate::server::returned_form(flash.as_deref()).await?,
        profile: services::identity::profile(&services, &session).await?,
    })
}

/// Nothing but whether someone is logged in, for pages that show nothing of their own from the server.
#[server(endpoint = "identity/check_logged_in", output = Postcard)]
pub async fn check_logged_in() -> Result<(), ApiError> {
    crate::server::actor().map(drop)
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

/// Enter Code: the device that was chosen.
#[server(endpoint = "identity/find_waiting", input = Json, output = Postcard)]
pub async fn find_waiting(flash: Option<String>) -> Result<CodeData, ApiError> {
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    Ok(CodeData {
        form: crate::server::returned_form(flash.as_deref()).await?,
        waiting: services::identity::waiting(&services, &holder, now).await?,
        is_demo: services.site.is_demo(),
    })
}

/// A form that was kept, because its session had ended or its page was drawn for something else.
#[server(endpoint = "identity/find_held_form", input = Json, output = Postcard)]
pub async fn find_held_form(id: String) -> Result<HeldView, ApiError> {
    crate::server::held::held_form(&id).await
}

/// Where one is logged in.
#[server(endpoint = "identity/list_sessions", output = Postcard)]
pub async fn list_sessions() -> Result<Vec<SessionLine>, ApiError> {
    crate::server::actor()?;
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    Ok(services::identity::own_sessions(&services, &holder, now).await?)
}

/// Ends one of one's sessions.
#[server(endpoint = "identity/end_session", output = Postcard)]
pub async fn end_session(id: String) -> Result<(), ApiError> {
    crate::server::actor()?;
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    services::identity::end_own_session(&services, &holder, &id, now).await?;
    leptos_axum::redirect(crate::paths::SESSIONS);
    Ok(())
}

/// Ends all of one's sessions but this one.
#[server(endpoint = "identity/end_other_sessions", output = Postcard)]
pub async fn end_other_sessions() -> Result<(), ApiError> {
    crate::server::actor()?;
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    services::identity::end_other_sessions(&services, &holder, now).await?;
    leptos_axum::redirect(crate::paths::SESSIONS);
    Ok(())
}

/// How long the session lasts. Asking keeps no session alive.
#[server(endpoint = "identity/find_session_end", output = Postcard)]
pub async fn find_session_end() -> Result<SessionLeft, ApiError> {
    Ok(crate::server::session_left())
}

/// The same, and keeps the session alive, as everything does that a person asks. One that has ended is no error, which
/// would send the browser away from what is on its page.
#[server(endpoint = "identity/extend_session", output = Postcard)]
pub async fn extend_session() -> Result<SessionLeft, ApiError> {
    Ok(crate::server::session_left())
}
