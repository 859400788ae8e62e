//! What the upload page and the public checker ask the server. None of it takes a file.

use domain::staffing::FileFigures;
use domain::submissions::{SubmissionKind, SubmissionNumber};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::uploads::{CheckerView, Compared, Followed, UploadView},
};

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
