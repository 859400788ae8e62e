//! Assessments that are entered in the browser: beginning a form, filling it in, looking at it once more, sending it.

use domain::{
    assessments::{
        AnswerLine, AssessmentNumber, ChangedAnswer, Draft, DraftId, DraftLine, EntersFor, Saved,
        Transaction,
    },
    forms::ReturnedForm,
    listing::{Page, SealedSearch},
    patients::PatientLine,
};
use jiff::civil::Date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use submission::assessments::{
    PackLabel,
    entry::{Field, Question, SectionLabel, SectionProblems, Standing, shown},
};

use crate::error::ApiError;

/// *Enter an assessment*: whose, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDraftView {
    /// By name, as far as they are few.
    pub facilities: Vec<EntersFor>,
    /// Whether there are more, of which one is named by its CCN.
    pub has_more: bool,
    pub chosen: Option<EntersFor>,
    /// What the facility's patients are searched for.
    pub search: String,
    /// Whom that finds; none while nothing is searched for.
    pub patients: Option<Page<PatientLine>>,
    /// Whom the address or the form that came back names, if the facility has them.
    pub patient: Option<PatientLine>,
    /// What says why, of the chosen facility's instrument.
    pub reasons: Vec<Field>,
    /// Whether it is shown to somebody who views as the role, and begins nothing.
    pub read_only: bool,
    pub form: ReturnedForm,
}

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

/// *Assessment Forms*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftsView {
    pub drafts: Vec<DraftLine>,
    /// Days without being saved after which one is deleted.
    pub kept_days: i64,
    /// Days before that, in which its day is told.
    pub told_days: i64,
    /// Whether new records are theirs to enter, or corrections alone.
    pub may_begin: bool,
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

/// A form that is being filled in: one of its sections, and how all of it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    pub draft: Draft,
    pub sections: Vec<SectionLabel>,
    /// The section that is shown.
    pub section: SectionLabel,
    pub questions: Vec<Question>,
    /// Items of it that the program says and nobody answers.
    pub fixed: Vec<String>,
    /// Those of them by which a modification finds its record.
    pub finding: Vec<String>,
    pub standing: Standing,
    /// Each item that the form asks for, and its section.
    pub places: Vec<(String, String)>,
    /// The rules, which a browser fetches.
    pub pack: PackLabel,
    #[serde(with = "domain::time::wire")]
    pub today: Date,
    /// Whether it can be changed: it is not underway or accepted.
    pub is_open: bool,
    /// Whether it is shown to somebody who views as the role, and changes nothing.
    pub read_only: bool,
    /// The section's form, when it came back.
    pub form: ReturnedForm,
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

/// An answer in the words of the form, as far as it asks for the item.
#[must_use]
pub fn answer_line(item: &str, answer: &str, field: Option<&Field>) -> AnswerLine {
    let Some(field) = field else {
        return AnswerLine {
            item: item.to_owned(),
            name: String::new(),
            value: answer.to_owned(),
            words: String::new(),
        };
    };
    let mut choices = field.choices.iter();
    let chosen = choices.find(|choice| choice.value == answer);
    AnswerLine {
        item: item.to_owned(),
        name: field.name.clone(),
        value: shown(field.control, answer),
        words: chosen.map_or_else(String::new, |choice| choice.label.clone()),
    }
}

/// A form before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReviewView {
    pub line: DraftLine,
    pub version: i32,
    /// By section: what will be sent, without what is blank.
    pub answers: Vec<(SectionLabel, Vec<AnswerLine>)>,
    /// Items that will be sent blank.
    pub blank: u32,
    /// By section, without those that nothing is wrong with.
    pub problems: Vec<SectionProblems>,
    pub is_open: bool,
    /// As in [`DraftView`].
    pub read_only: bool,
    pub form: ReturnedForm,
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
