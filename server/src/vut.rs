//! iQIES's Validation Utility Tool as a service: an assessment, or a ZIP of them, comes in; what is wrong with each goes
//! out as JSON. Nothing is stored, and nothing is written down but that it was asked.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use app::error::ApiError;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::{Extension, Json};
use domain::programs::ProblemKind;
use domain::submissions::{VutAnswer, VutFile, VutPayload, VutResults};
use domain::time::Now;
use services::assessments::not_an_assessment;
use services::identity::Session;
use services::{Services, limits};
use submission::assessments::{Assessments, RecordSummary};
use submission::{FileCheck, Finding, Options};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::api::problem::ApiProblem;
use crate::api::view::{CheckAnswer, VutForm};
use crate::client::ClientAddress;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::state::{AppState, Here};
use crate::submissions::{body_limit, cut, limit_body, next};

/// How many files are checked at the same time: memory holds them whole.
pub const CHECKERS: usize = 4;
/// How long a file may take on its way: nobody keeps a place for ever.
const LONGEST: Duration = Duration::from_mins(5);
const BUSY: &str =
    "Other files are being checked. Try again in a few seconds. Nothing of this one was checked.";

/// Where its addresses begin.
pub const ROOT: &str = "/api/vut/v1";
const TWO_FILES: &str =
    "Send one file in each request, or a ZIP of several. Nothing of this one was checked.";

pub fn routes() -> Routes {
    Routes::default().upload("/api/vut/v1/assessmentUpload", check)
}

/// Check a file as CMS's Validation Utility Tool does
///
/// For programs that were made for that tool: the same address and field, and no token. In a demonstration anybody may ask,
/// elsewhere whoever is logged in. It takes assessments alone, as the upload of assessments does. Nothing is stored.
#[utoipa::path(
    post,
    path = "/api/vut/v1/assessmentUpload",
    operation_id = "uploadAssessment",
    tag = "Checks",
    request_body(content = VutForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What was found", body = CheckAnswer)),
    security((), ("session" = [])),
)]
pub async fn check(
    Here(state): Here,
    ClientAddress(address): ClientAddress,
    Extension(now): Extension<Now>,
    session: Option<Extension<Session>>,
    mut request: Request,
) -> Result<Json<VutAnswer>, ApiProblem> {
    let services = &state.services;
    if session.is_none() && !services.site.is_demo() {
        return Err(ApiProblem::new(
            ProblemKind::Unauthenticated,
            "This site checks files for whoever is logged in. Programs with an access token send them to /api/v1/checks.",
        ));
    }
    // Whoever is logged in is known by name; everybody else by where they come from.
    let (limit, whom) = match &session {
        Some(Extension(session)) => (
            services.rules.limits.upload,
            session.actor.user.0.to_string(),
        ),
        None => (services.rules.limits.public_check, address),
    };
    limits::count(services, limit, &whom, now.system).await?;
    limit_body(&mut request, body_limit(&services.rules.file_limits, true))?;
    let file = file_of(request, &state, "assessmentFile").await?;
    Ok(Json(checked(services, file, now, about_assessment).await?))
}

/// A file to be checked, with its place among the few that are at the same time.
pub struct FileToCheck {
    name: String,
    bytes: Bytes,
    place: OwnedSemaphorePermit,
}

/// The tool's answer about the bytes of a file, with what is said `about` each file that it holds.
///
/// # Errors
/// A fault of ours.
pub async fn checked(
    services: &Services,
    file: FileToCheck,
    now: Now,
    about: fn(&FileCheck) -> VutFile,
) -> Result<VutAnswer, ApiProblem> {
    let options = Options {
        today: now.today(),
        limits: services.rules.file_limits,
    };
    let library = Arc::clone(&services.packs.library);
    let checked = tokio::task::spawn_blocking(move || {
        // The place is held as long as the bytes are, also when nobody waits for the answer any more.
        let FileToCheck {
            name,
            bytes,
            place: _place,
        } = file;
        submission::check(
            &mut &bytes[..],
            &name,
            &options,
            Assessments::Checked(&*library),
            &mut (),
            &mut |_| ControlFlow::Continue(()),
        )
    });
    // It reads from memory, and all packs are at hand: whatever fails is a fault of ours.
    let checked = checked
        .await
        // What a panic says may be of the patient: it stays out of the log.
        .map_err(|_| fault(&"the check panicked"))?
        .map_err(|error| fault(&error))?;
    let answers = checked.files.iter().map(about);
    Ok(VutAnswer::new(now.rules, answers.collect()))
}

/// The answer about a file of either kind.
#[must_use]
pub fn about_any(file: &FileCheck) -> VutFile {
    answer(file, file.state().is_accepted(), None)
}

/// The answer where assessments alone are taken.
fn about_assessment(file: &FileCheck) -> VutFile {
    if file.summary.is_none() {
        return about_any(file);
    }
    let refusal = std::iter::once(results(not_an_assessment()));
    VutFile::new(file.file_name.clone(), false, refusal)
}

fn fault(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "a file could not be checked");
    Problem(ApiError::Internal { incident: None })
}

/// The only file of a form: in this field, or in whichever brings one.
///
/// # Errors
/// 429 while as many as may be are being checked; 400 without a file, where the request is cut off, and where it takes too long;
/// 413 beyond the limit; 422 with a second one.
pub async fn file_of(
    request: Request,
    state: &AppState,
    expected: &str,
) -> Result<FileToCheck, ApiProblem> {
    let place = Arc::clone(&state.checkers)
        .try_acquire_owned()
        .map_err(|_| ApiProblem::new(ProblemKind::RateLimited, BUSY))?;
    let (name, bytes) = timeout(LONGEST, only_file(request, state, expected))
        .await
        .map_err(|_| Problem(ApiError::BadRequest))??;
    Ok(FileToCheck { name, bytes, place })
}

async fn only_file(
    request: Request,
    state: &AppState,
    expected: &str,
) -> Result<(String, Bytes), ApiProblem> {
    let bad = || Problem(ApiError::BadRequest);
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|_| bad())?;
    let mut file = None;
    // To its end: what was cut off behind a file may have been another.
    while let Some(field) = next(&mut form).await? {
        if field.name() != Some(expected) && field.file_name().is_none() {
            continue;
        }
        if file.is_some() {
            return Err(ApiProblem::invalid(expected, TWO_FILES));
        }
        let name = field.file_name().unwrap_or("assessment.xml").to_owned();
        let bytes = field.bytes().await.map_err(|error| cut(&error))?;
        file = Some((name, bytes));
    }
    file.ok_or_else(|| bad().into())
}

/// The tool's answer about one file, with what is found beside it in the files around it.
#[must_use]
pub fn answer(file: &FileCheck, accepted: bool, beside: Option<Finding>) -> VutFile {
    let results = file.findings.iter().chain(beside).map(results);
    VutFile {
        json_payload: file.record.as_ref().map(payload),
        ..VutFile::new(file.file_name.clone(), accepted, results)
    }
}

fn results(finding: Finding) -> VutResults {
    VutResults {
        message_number: 0,
        error_id: finding.code,
        severity: finding.severity.title().to_owned(),
        text: format!("{} {}", finding.message, finding.fix)
            .trim_end()
            .to_owned(),
        item: finding.item,
        item_value: finding.value.unwrap_or_default(),
    }
}

fn payload(record: &RecordSummary) -> VutPayload {
    VutPayload {
        ssn: record.ssn.clone(),
        first_name: record.first_name.clone(),
        last_name: record.last_name.clone(),
        facility_name: record.facility_id.clone(),
        state_code: record.state.clone(),
        target_date: record
            .target
            .map(|date| date.strftime("%Y%m%d").to_string())
            .unwrap_or_default(),
        reason_type: record.reason.clone(),
        medicare_id: record.medicare_id.clone(),
        transaction_type_code: record.transaction.clone(),
        system_code: record.instrument.clone(),
    }
}
