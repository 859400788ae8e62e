//! What the upload page and the public checker ask the server. None of it takes a file.

use crate::error::ApiError;
use domain::forms::ReturnedForm;
use domain::staffing::{Comparison, FileFigures};
use domain::submissions::{LiveState, SendsFor, SubmissionKind, SubmissionNumber};
use jiff::civil::Date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use submission::assessments::Catalogue;
use submission::checker::Enclosed;
use submission::{Limits, Options};

/// What a check in the browser needs, and what the page around it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckerView {
    /// Today by the rules' clock.
    #[serde(with = "domain::time::wire")]
    pub today: Date,
    pub limits: Limits,
    /// The rules of assessments, which are fetched when one is checked; none where they cannot be sent.
    pub packs: Option<Enclosed<Catalogue>>,
}

impl CheckerView {
    #[must_use]
    pub const fn options(&self) -> Options {
        Options {
            today: self.today,
            limits: self.limits,
        }
    }
}

/// The upload page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadView {
    pub kind: SubmissionKind,
    pub checker: CheckerView,
    pub facilities: Vec<SendsFor>,
    /// Whether it is shown to somebody who views as the role, and sends nothing.
    pub read_only: bool,
    /// Whether there are sample files.
    pub demo: bool,
    /// The word for one act of sending, for the form without script.
    pub key: String,
    /// That form, when it came back.
    pub form: ReturnedForm,
}

/// A file's figures beside the stored quarters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// One for each file; none where the person may not send for its facility.
    With(Vec<Option<Comparison>>),
    /// The session has ended. Not an error: the page keeps its files.
    LoggedOut,
}

/// How far a submission is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    At(LiveState),
    /// The session has ended. Not an error: the page keeps its files.
    LoggedOut,
}

#[server(endpoint = "uploads/view_checker", output = Postcard)]
pub async fn view_checker() -> Result<CheckerView, ApiError> {
    let services = crate::server::services();
    let today = crate::server::now().today();
    Ok(CheckerView {
        today,
        limits: services.rules.file_limits,
        packs: services.packs.library.enclosed_catalogue(),
    })
}

/// `flash` names the form that came back.
#[server(endpoint = "uploads/view_upload", input = Json, output = Postcard)]
pub async fn view_upload(
    kind: SubmissionKind,
    flash: Option<String>,
) -> Result<UploadView, ApiError> {
    let actor = crate::server::actor()?;
    let services = crate::server::services();
    let facilities = services::submissions::sends_for(&services, &actor, kind).await?;
    let mut checker = view_checker().await?;
    if kind == SubmissionKind::Staffing {
        checker.packs = None;
    }
    Ok(UploadView {
        kind,
        checker,
        facilities,
        read_only: actor.viewing.is_some(),
        demo: services.site.is_demo(),
        key: uuid::Uuid::now_v7().to_string(),
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Compares what files say with what is stored. The figures may name employees' counts, never employees.
#[server(endpoint = "uploads/compare", input = Json, output = Postcard)]
pub async fn compare(figures: Vec<FileFigures>) -> Result<Compared, ApiError> {
    let Ok(actor) = crate::server::actor() else {
        return Ok(Compared::LoggedOut);
    };
    let services = crate::server::services();
    let mut comparisons = Vec::new();
    for file in &figures {
        comparisons.push(services::staffing::compare(&services, &actor, file).await?);
    }
    Ok(Compared::With(comparisons))
}

#[server(endpoint = "uploads/follow", output = Postcard)]
pub async fn follow(number: SubmissionNumber) -> Result<Followed, ApiError> {
    let Ok(actor) = crate::server::actor() else {
        return Ok(Followed::LoggedOut);
    };
    Ok(Followed::At(
        services::submissions::live_state(&crate::server::services(), &actor, number).await?,
    ))
}
