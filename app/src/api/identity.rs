//! Who is here, and what the log-in and profile pages show.

use domain::{
    forms::{HeldForm, ReturnedForm},
    identity::{DeviceLine, Profile, SessionEnd, SessionLine, SessionStage, Waiting},
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
    pub notice: NoticeData,
    /// The identity provider that one may log in through; none where none is configured.
    pub provider: Option<String>,
    /// In the demonstration only.
    pub demo: Option<DemoData>,
}

/// What people consent to at log-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeData {
    /// The installation's own words; without any, the page has some.
    pub paragraphs: Vec<String>,
    /// Seconds without use after which a session ends.
    pub idle_seconds: i64,
    /// Seconds after which every session ends.
    pub lasting_seconds: i64,
}

/// Whom one can log in as with one click, and the password of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoData {
    pub people: Vec<DemoChoice>,
    /// Accounts to try a log-in step by step with.
    pub unfinished: Vec<DemoChoice>,
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

/// What My Profile shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// Why the account could not be linked to the identity provider, if it could not.
    pub form: ReturnedForm,
    pub profile: Profile,
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
    let now = crate::server::now().system;
    Ok(CodeData {
        form: crate::server::returned_form(flash.as_deref()).await?,
        waiting: services::identity::waiting(&services, &holder, now).await?,
        is_demo: services.site.is_demo(),
    })
}

/// A form that was kept, and what may be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldView {
    pub form: HeldForm,
    /// What the person typed: the fields in words, and their values.
    pub typed: Vec<(String, String)>,
    pub standing: HeldStanding,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldStanding {
    /// It goes on with one press.
    Ready,
    /// Its page was drawn for another category than the one that is active now, in words.
    Elsewhere {
        then: String,
        now: String,
        /// The key of the other category, while the person still holds a role there.
        back: Option<String>,
    },
    /// Its page was drawn for somebody else than the one who is logged in now.
    OfAnother { now: String },
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

/// What is left of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionLeft {
    /// Until it ends unless something is asked before.
    Seconds(u32),
    /// It has ended, and why; nobody knows that of a session that was never one.
    Ended(Option<SessionEnd>),
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
