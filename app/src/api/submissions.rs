//! Submissions: the history, receipts and reports.

use domain::{
    listing::PageRequest,
    submissions::{Receipt, Report, SubmissionFilter, SubmissionNumber},
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::submissions::{History, SentView},
};

/// The files that this person may see and that the filter lets through.
#[server(endpoint = "submissions/list_submissions", input = Json, output = Postcard)]
pub async fn list_submissions(filter: SubmissionFilter) -> Result<History, ApiError> {
    const QUARTERS: usize = 12;
    let actor = crate::server::actor()?;
    let lines = services::submissions::list(&crate::server::services(), &actor, &filter).await?;
    let quarters = domain::staffing::FiscalQuarter::latest(actor.now.today()).take(QUARTERS);
    Ok(History {
        lines,
        quarters: quarters.collect(),
    })
}

/// One submission's receipt with how far it is.
#[server(endpoint = "submissions/find_receipt", input = Json, output = Postcard)]
pub async fn find_receipt(number: SubmissionNumber) -> Result<Receipt, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::submissions::receipt(&crate::server::services(), &actor, number).await?)
}

/// What became of files that were sent together without script, as the address says it. `flash` names what they were called, in their order.
#[server(endpoint = "submissions/find_sent", input = Json, output = Postcard)]
pub async fn find_sent(results: String, flash: Option<String>) -> Result<SentView, ApiError> {
    let actor = crate::server::actor()?;
    let services = crate::server::services();
    let files = domain::submissions::SentFile::from_list(&results);
    let mut files = services::submissions::sent(&services, &actor, &files).await?;
    let called = crate::server::returned_form(flash.as_deref()).await?;
    for (line, (_, name)) in files.iter_mut().zip(called.values) {
        line.name.get_or_insert(name);
    }
    Ok(SentView {
        files,
        limits: services.rules.file_limits,
    })
}

/// One file's Final Validation Report with a page of its messages: of all edits, or of one.
#[server(endpoint = "submissions/find_report", input = Json, output = Postcard)]
pub async fn find_report(
    number: SubmissionNumber,
    ordinal: i32,
    edit: Option<String>,
    page: PageRequest,
) -> Result<Report, ApiError> {
    let actor = crate::server::actor()?;
    let services = crate::server::services();
    Ok(services::submissions::report(&services, &actor, number, ordinal, edit, page).await?)
}
