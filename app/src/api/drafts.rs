//! Assessments that are entered in the browser: beginning a form, filling it in, looking at it once more, sending it.

use domain::{
    assessments::{AssessmentNumber, ChangedAnswer, DraftId, Saved, Transaction},
    listing::SealedSearch,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::drafts::{DraftReviewView, DraftView, DraftsView, NewDraftView},
};

/// `facility` is a CCN, `patient` a Patient ID, `search` sealed; `flash` names the form that came back.
#[server(endpoint = "drafts/view_new", input = Json, output = Postcard)]
pub async fn view_new(
    facility: Option<String>,
    patient: Option<String>,
    search: Option<SealedSearch>,
    flash: Option<String>,
) -> Result<NewDraftView, ApiError> {
    let facility = facility.as_deref();
    crate::server::drafts::view_new(facility, patient.as_deref(), search, flash.as_deref()).await
}

/// The forms that somebody may go on with.
#[server(endpoint = "drafts/list_drafts", output = Postcard)]
pub async fn list_drafts() -> Result<DraftsView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(DraftsView {
        drafts: services::assessments::drafts::list(&services, &actor).await?,
        kept_days: services.rules.drafts.kept_days,
        may_begin: actor.sees_form(domain::access::Action::EnterAssessments),
        told_days: services::assessments::drafts::DraftRules::TOLD_DAYS,
    })
}

/// A form that is being filled in, at a section or where the first answer is missing. `flash` names the section's form when it came back.
#[server(endpoint = "drafts/find_draft", input = Json, output = Postcard)]
pub async fn find_draft(
    id: DraftId,
    section: Option<String>,
    flash: Option<String>,
) -> Result<DraftView, ApiError> {
    crate::server::drafts::find_draft(id, section.as_deref(), flash.as_deref()).await
}

/// Saves answers: all, or none where others stand in the place of what they were changed from.
#[server(endpoint = "drafts/save_answers", input = Json, output = Postcard)]
pub async fn save_answers(id: DraftId, changes: Vec<ChangedAnswer>) -> Result<Saved, ApiError> {
    let actor = crate::server::actor()?;
    let services = crate::server::services();
    Ok(services::assessments::drafts::save(&services, &actor, id, &changes).await?)
}

#[server(endpoint = "drafts/find_review", input = Json, output = Postcard)]
pub async fn find_review(id: DraftId, flash: Option<String>) -> Result<DraftReviewView, ApiError> {
    crate::server::drafts::find_review(id, flash.as_deref()).await
}

/// Sends a form in the version that was looked at, and shows the receipt.
#[server(endpoint = "drafts/submit_draft", output = Postcard)]
pub async fn submit_draft(id: DraftId, version: i32) -> Result<(), ApiError> {
    crate::server::drafts::submit_draft(id, version).await
}

/// Throws a form away, and shows the list.
#[server(endpoint = "drafts/discard_draft", output = Postcard)]
pub async fn discard_draft(id: DraftId) -> Result<(), ApiError> {
    crate::server::drafts::discard_draft(id).await
}

/// Begins the correction of a stored record, and shows its form.
#[server(endpoint = "drafts/correct_record", output = Postcard)]
pub async fn correct_record(
    number: AssessmentNumber,
    transaction: Transaction,
) -> Result<(), ApiError> {
    crate::server::drafts::correct_record(number, transaction).await
}
