//! Identity proofing: plain forms of whoever registers, and documents for whoever decides.

use std::time::Duration;

use app::error::ApiError;
use app::paths;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request};
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::forms::ReturnedForm;
use domain::identity::{DOCUMENT_BYTES, MOST_DOCUMENTS, ProofingReference, Registration};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::identity::Holder;
use services::identity::proofing::{self, Content, Document};
use services::{ServiceError, flash};
use tokio::time::timeout;

use crate::downloads::saved_as;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{Held, LoggedIn};
use crate::state::{AppState, Here};
use crate::submissions::content_length;

/// What a form says besides its files.
const FORM_BYTES: usize = 64 * 1024;
/// How many forms of documents are read at the same time: memory holds them whole.
pub const READERS: usize = 4;
/// In how many seconds somebody may come back who finds all of them busy.
const RETRY_AFTER_SECONDS: u32 = 30;
/// How long a form may take on its way: nobody keeps a reader for ever.
const LONGEST: Duration = Duration::from_mins(5);
const PAGE: &str = paths::registration(Registration::Proofing);

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::PROOFING_START, start)
        .post(paths::PROOFING_ANSWERS, answer)
        .post(paths::PROOFING_VIDEO_CALL, ask_for_video_call)
        .upload(paths::PROOFING_DOCUMENTS, send_documents)
        .get(
            "/support/proofing/{reference}/documents/{ordinal}",
            document,
        )
}

#[derive(Deserialize)]
struct StartForm {
    /// On its way to a service that asks for it; it is never sent back.
    #[serde(default)]
    social_security_number: String,
}

async fn start(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<StartForm>,
) -> Result<Response, Problem> {
    let number = &form.social_security_number;
    let begun = proofing::begin(&state.services, &holder, number, now.system).await;
    shown(&state, &holder, begun, now).await
}

/// `answer_1` and so on; what else a form says is not looked at.
async fn answer(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let chosen = |field: String| {
        let value = form.iter().find(|(name, _)| *name == field);
        value.map(|(_, value)| value.clone())
    };
    let choices: Vec<String> = (0..form.len())
        .map(|place| chosen(proofing::field_of(place)).unwrap_or_default())
        .collect();
    let answered = proofing::answer(&state.services, &holder, &choices, now.system).await;
    shown(&state, &holder, answered, now).await
}

async fn ask_for_video_call(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
) -> Result<Response, Problem> {
    let asked = proofing::ask_for_video_call(&state.services, &holder, now.system).await;
    shown(&state, &holder, asked, now).await
}

async fn send_documents(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    mut request: Request,
) -> Result<Response, Problem> {
    let most = MOST_DOCUMENTS * DOCUMENT_BYTES + FORM_BYTES;
    if content_length(request.headers()) > most as u64 {
        return Err(Problem(ApiError::too_large(most as u64)));
    }
    DefaultBodyLimit::max(most).apply(&mut request);
    let sent = match proofing::may_send_documents(&state.services, &holder, now.system).await {
        Ok(()) => {
            let Ok(_reader) = state.document_readers.try_acquire() else {
                return Err(Problem(ApiError::TooManyRequests {
                    retry_after_seconds: RETRY_AFTER_SECONDS,
                }));
            };
            let form = Multipart::from_request(request, &state)
                .await
                .map_err(|_| Problem(ApiError::BadRequest))?;
            let documents = timeout(LONGEST, documents(form))
                .await
                .map_err(|_| Problem(ApiError::BadRequest))??;
            proofing::send_documents(&state.services, &holder, documents, now.system).await
        }
        refused => refused,
    };
    shown(&state, &holder, sent, now).await
}

/// The page of proofing, which says how far it is or what was wrong. Whoever is further than their form sees that.
/// Nothing that was typed comes back: it would be kept meanwhile, and neither answers nor numbers ever are.
async fn shown(
    state: &AppState,
    holder: &Holder,
    done: Result<(), ServiceError>,
    now: Now,
) -> Result<Response, Problem> {
    match done {
        Ok(()) | Err(ServiceError::Conflict(_)) => Ok(Redirect::to(PAGE).into_response()),
        Err(ServiceError::Refused(errors)) => {
            let values = Vec::new();
            let form = ReturnedForm { values, errors };
            let owner = Some(&holder.token_hash);
            let id = flash::keep(&state.services, owner, &form, now.system).await?;
            let page = Query::default().with("flash", Some(&id)).after(PAGE);
            Ok(Redirect::to(&page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn documents(mut form: Multipart) -> Result<Vec<Document>, Problem> {
    let mut documents = Vec::new();
    while let Some(field) = form.next_field().await.map_err(problem)? {
        // A browser sends an empty name when nothing was chosen.
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("documents") && !name.is_empty() {
            let content = content(field).await?;
            documents.push(Document { name, content });
        }
    }
    Ok(documents)
}

/// All of a file, or of one that is too large nothing.
async fn content(mut field: Field<'_>) -> Result<Content, Problem> {
    let mut bytes = Vec::new();
    let mut is_too_large = false;
    while let Some(chunk) = field.chunk().await.map_err(problem)? {
        is_too_large |= bytes.len() + chunk.len() > DOCUMENT_BYTES;
        if is_too_large {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(if is_too_large {
        Content::TooLarge
    } else {
        Content::Bytes(bytes)
    })
}

fn problem(error: MultipartError) -> Problem {
    Problem(ApiError::from_status(error.status().as_u16()))
}

/// A document, to be saved: a browser shows nothing of it and guesses no kind (ASVS 5.4).
async fn document(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Path((reference, ordinal)): Path<(String, i32)>,
) -> Result<Response, Problem> {
    let reference =
        ProofingReference::parse(&reference).map_err(|_| Problem(ApiError::NotFound))?;
    let actor = &session.actor;
    let found = proofing::document(&state.services, actor, &reference, ordinal).await?;
    let name = format!("{}-{ordinal}.{}", reference.as_str(), found.kind.key());
    let kind = HeaderValue::from_static("application/octet-stream");
    let headers = [(header::CONTENT_TYPE, kind), saved_as(&name)];
    Ok((headers, found.bytes).into_response())
}
