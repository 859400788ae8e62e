//! Taking files in, and handing out lists and reports as files.

use std::pin::pin;
use std::time::Duration;

use app::error::ApiError;
use app::paths;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, RawQuery, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use domain::forms::{FieldError, ReturnedForm};
use domain::listing::Query;
use domain::submissions::{
    Receiving, SentFile, SubmissionFilter, SubmissionKind, SubmissionNumber,
};
use domain::time::{Instant, Now};
use services::identity::{self, Session};
use services::submissions::{self, AllReports, Arrival, Incoming};
use services::{ServiceError, flash, limits};
use store::files::FileError;

use crate::downloads::{csv, json};
use crate::problems::{Complete, Problem};
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::{AppState, Here};

/// How many files a form without script sends at once.
const FILES_AT_ONCE: usize = 20;
/// What a form says besides its files.
const FORM_BYTES: u64 = 64 * 1024;
/// How often an upload under way is written down as a use of its session.
const BETWEEN_USES: Duration = Duration::from_mins(1);
const CHOOSE_FIRST: &str = "Choose a file first.";
const ONE_AT_A_TIME: &str = "Send one file in each request. Nothing of this one was received.";

pub fn routes() -> Routes {
    Routes::default()
        .upload(paths::SEND, send_staffing)
        .upload(paths::SEND_ASSESSMENTS, send_assessments)
        .get("/submissions.csv", history)
        .get(paths::ALL_REPORTS, all_reports)
        .get("/submissions/{number}/providers.csv", providers)
        .get(
            "/submissions/{number}/files/{ordinal}/report.csv",
            report_csv,
        )
        .get(
            "/submissions/{number}/files/{ordinal}/report.json",
            report_json,
        )
}

async fn send_staffing(
    here: Here,
    session: LoggedIn,
    now: Extension<Now>,
    request: Request,
) -> Result<Response, Problem> {
    send(SubmissionKind::Staffing, here, session, now, request).await
}

async fn send_assessments(
    here: Here,
    session: LoggedIn,
    now: Extension<Now>,
    request: Request,
) -> Result<Response, Problem> {
    send(SubmissionKind::Assessments, here, session, now, request).await
}

/// Takes in one file (JSON in, JSON out), or those of a plain form, and answers with receipts.
async fn send(
    kind: SubmissionKind,
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Extension(now): Extension<Now>,
    mut request: Request,
) -> Result<Response, Problem> {
    submissions::authorise(&session.actor, kind.sent_by())?;
    let one_file = !app::server::accepts_html(request.headers());
    let limit = body_limit(&state.services.rules.file_limits, one_file);
    limit_body(&mut request, limit)?;
    let upload = Upload {
        kind,
        state: &state,
        session: &session,
        now,
    };
    let form = Multipart::from_request(request, &state)
        .await
        .map_err(|_| Problem(ApiError::BadRequest))?;
    if one_file {
        upload.as_activity(Box::pin(upload.one(form))).await
    } else {
        upload.as_activity(Box::pin(upload.several(form))).await
    }
}

/// Refuses a request that says it is longer, and stops one that turns out to be.
///
/// # Errors
/// 413.
pub fn limit_body(request: &mut Request, limit: u64) -> Result<(), Problem> {
    if content_length(request.headers()) > limit {
        return Err(Problem(ApiError::too_large(limit)));
    }
    DefaultBodyLimit::max(usize::try_from(limit).unwrap_or(usize::MAX)).apply(request);
    Ok(())
}

/// Bytes that a request may have.
#[must_use]
pub fn body_limit(files: &submission::Limits, one_file: bool) -> u64 {
    let largest = files.zip_bytes.max(files.xml_bytes);
    let files = if one_file {
        largest
    } else {
        largest.max(SentFile::BYTES_AT_ONCE)
    };
    files.saturating_add(FORM_BYTES)
}

pub fn content_length(headers: &HeaderMap) -> u64 {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    length
        .and_then(|length| length.parse().ok())
        .unwrap_or_default()
}

/// One request that brings files.
struct Upload<'a> {
    kind: SubmissionKind,
    state: &'a AppState,
    session: &'a Session,
    now: Now,
}

/// What a form says before its files.
#[derive(Default)]
struct Manner {
    key: String,
    again: bool,
}

impl Upload<'_> {
    /// Whoever waits for an upload is not idle meanwhile, however long it takes.
    async fn as_activity<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let done = tokio::time::timeout(BETWEEN_USES, &mut work).await;
            self.is_used().await;
            if let Ok(done) = done {
                return done;
            }
        }
    }

    async fn is_used(&self) {
        let (services, holder) = (&self.state.services, &self.session.holder);
        let now = self.state.now().system;
        if let Err(error) = identity::used(services, &holder.token_hash, now).await {
            tracing::warn!(%error, "an upload was not written to its session as a use");
        }
    }

    /// The only file of a form, answered as JSON. There is no receipt before the form has ended: of two files
    /// nobody would know which has it.
    async fn one(&self, mut form: Multipart) -> Result<Response, Problem> {
        let mut manner = Manner::default();
        let mut arrival = None;
        while let Some(field) = next(&mut form).await? {
            if field.name() != Some("file") {
                manner.read(field).await?;
            } else if arrival.is_some() {
                return Err(ServiceError::field("file", ONE_AT_A_TIME).into());
            } else {
                arrival = Some(self.arrive(field, &manner, 0).await.map_err(problem)?);
            }
        }
        let arrival = arrival.ok_or_else(|| ServiceError::field("file", CHOOSE_FIRST))?;
        let (services, actor) = (&self.state.services, &self.session.actor);
        Ok(answer(arrival.record(services, actor).await?))
    }

    /// Every file of a form, answered with a page about them. What stops the form is the last thing it says:
    /// whoever has receipts must see them.
    async fn several(&self, mut form: Multipart) -> Result<Response, Problem> {
        let (mut files, mut names) = (Vec::new(), Vec::new());
        if let Err(stop) = self.each(&mut form, &mut files, &mut names).await {
            if files.is_empty() {
                return Err(stop);
            }
            files.push(stopped(&stop));
        }
        Ok(Redirect::to(&match files.as_slice() {
            [] => self.ask_for_a_file().await?,
            [SentFile::Received(number)] => paths::submission(*number),
            files => paths::sent(self.kind, files, self.keep_names(&names).await.as_deref()),
        })
        .into_response())
    }

    /// Keeps what the files are called, in their order, for the page about them, which is shown without them, too.
    async fn keep_names(&self, names: &[String]) -> Option<String> {
        let field = |name: &String| ("file".to_owned(), crate::forms::cut(name));
        let form = ReturnedForm {
            values: names.iter().map(field).collect(),
            ..ReturnedForm::default()
        };
        let owner = Some(&self.session.holder.token_hash);
        let kept = flash::keep(&self.state.services, owner, &form, self.now.system).await;
        kept.inspect_err(|error| tracing::warn!(%error, "the names of sent files were not kept"))
            .ok()
    }

    /// Takes in one file after the other, as far as the form goes.
    async fn each(
        &self,
        form: &mut Multipart,
        files: &mut Vec<SentFile>,
        names: &mut Vec<String>,
    ) -> Result<(), Problem> {
        let mut manner = Manner::default();
        while let Some(field) = next(form).await? {
            if field.name() != Some("file") {
                manner.read(field).await?;
                continue;
            }
            let name = field.file_name().unwrap_or_default();
            if name.is_empty() {
                // A browser sends this when nothing was chosen.
                continue;
            }
            names.push(name.to_owned());
            if files.len() == FILES_AT_ONCE {
                files.push(SentFile::TooMany);
                break;
            }
            let received = self.receive(field, &manner, files.len()).await;
            files.push(outcome(received)?);
        }
        Ok(())
    }

    /// The page of the form, which says what is missing.
    async fn ask_for_a_file(&self) -> Result<String, ServiceError> {
        let form = ReturnedForm {
            errors: vec![FieldError::new("file", CHOOSE_FIRST)],
            ..ReturnedForm::default()
        };
        let owner = Some(&self.session.holder.token_hash);
        let id = flash::keep(&self.state.services, owner, &form, self.now.system).await?;
        let query = Query::default().with("flash", Some(&id));
        Ok(query.after(paths::upload(self.kind)))
    }

    async fn receive(
        &self,
        field: Field<'_>,
        manner: &Manner,
        before: usize,
    ) -> Result<Receiving, ServiceError> {
        let arrival = self.arrive(field, manner, before).await?;
        let (services, actor) = (&self.state.services, &self.session.actor);
        arrival.record(services, actor).await
    }

    async fn arrive(
        &self,
        field: Field<'_>,
        manner: &Manner,
        before: usize,
    ) -> Result<Arrival, ServiceError> {
        let services = &self.state.services;
        let user = self.session.actor.user.0.to_string();
        limits::count(
            services,
            services.rules.limits.upload,
            &user,
            self.now.system,
        )
        .await?;
        let incoming = Incoming {
            kind: self.kind,
            right: self.kind.sent_by(),
            key: if before == 0 {
                manner.key.clone()
            } else {
                format!("{}/{before}", manner.key)
            },
            file_name: field.file_name().unwrap_or_default().to_owned(),
            again: manner.again,
            started_at: self.now.rules,
        };
        submissions::arrive(services, &self.session.actor, incoming, field, || {
            self.state.now()
        })
        .await
    }
}

impl Manner {
    async fn read(&mut self, field: Field<'_>) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        let text = field.text().await.map_err(|error| cut(&error))?;
        match name.as_str() {
            "key" => self.key = text,
            "again" => self.again = true,
            _ => {}
        }
        Ok(())
    }
}

pub async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, Problem> {
    form.next_field().await.map_err(|error| cut(&error))
}

fn answer(received: Receiving) -> Response {
    match received {
        Receiving::Received(number) => {
            let location =
                HeaderValue::try_from(paths::submission(number)).expect("a number is ASCII");
            (
                StatusCode::CREATED,
                [(header::LOCATION, location)],
                Json(received),
            )
                .into_response()
        }
        Receiving::SentBefore(_) => {
            (StatusCode::CONFLICT, Extension(Complete), Json(received)).into_response()
        }
    }
}

/// What goes into the page about several files; what concerns all of them goes on as it is.
fn outcome(received: Result<Receiving, ServiceError>) -> Result<SentFile, Problem> {
    match received {
        Ok(Receiving::Received(number)) => Ok(SentFile::Received(number)),
        Ok(Receiving::SentBefore(number)) => Ok(SentFile::SentBefore(number)),
        Err(ServiceError::TooLarge { .. }) => Ok(SentFile::TooLarge),
        Err(ServiceError::Refused(fields)) if fields.iter().any(|field| field.field == "file") => {
            Ok(SentFile::Empty)
        }
        Err(ServiceError::Refused(_)) => Ok(SentFile::Failed),
        Err(error) => Err(problem(error)),
    }
}

/// The last word of the page about several files, whose form this ended.
fn stopped(stop: &Problem) -> SentFile {
    match &stop.0 {
        ApiError::TooManyRequests { .. } => SentFile::TooOften,
        ApiError::TooLarge { .. } => SentFile::TogetherTooLarge,
        ApiError::BadRequest => SentFile::CutOff,
        ApiError::NoRoom => SentFile::NoRoom,
        ApiError::Internal { incident } => SentFile::Fault(*incident),
        _ => SentFile::Fault(None),
    }
}

/// A request that was cut off or larger than its limit is not our fault.
pub fn problem(error: ServiceError) -> Problem {
    match &error {
        ServiceError::File(FileError::Interrupted(cause)) => cause
            .downcast_ref()
            .map_or(Problem(ApiError::BadRequest), cut),
        _ => error.into(),
    }
}

pub fn cut(error: &MultipartError) -> Problem {
    Problem(match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge { kilobytes: None },
        _ => ApiError::BadRequest,
    })
}

async fn history(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = SubmissionFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let bytes = submissions::export(&state.services, &session.actor, &filter).await?;
    Ok(csv("submissions.csv", bytes))
}

/// The reports of every file of the history's kind, from its first day on.
async fn all_reports(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let filter = SubmissionFilter::from_query(&Query::parse(&query.unwrap_or_default()));
    let asked = AllReports {
        kind: filter.kind,
        since: filter.from.map_or(Instant(0), Instant::start_of),
    };
    let parts = submissions::all_reports(&state.services, &session.actor, asked).await?;
    Ok(csv("reports.csv", Body::from_stream(parts)))
}

async fn providers(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let id = SubmissionNumber(number);
    let table = submissions::providers_csv(&state.services, &session.actor, id).await?;
    Ok(csv(&format!("providers-{number}.csv"), table))
}

async fn report_csv(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Path((number, ordinal)): Path<(i64, i32)>,
) -> Result<Response, Problem> {
    let id = SubmissionNumber(number);
    let parts = submissions::report_csv(&state.services, &session.actor, id, ordinal).await?;
    let name = format!("report-{number}-{ordinal}.csv");
    Ok(csv(&name, Body::from_stream(parts)))
}

async fn report_json(
    Here(state): Here,
    LoggedIn(session): LoggedIn,
    Path((number, ordinal)): Path<(i64, i32)>,
) -> Result<Response, Problem> {
    let id = SubmissionNumber(number);
    let parts = submissions::report_json(&state.services, &session.actor, id, ordinal).await?;
    let name = format!("report-{number}-{ordinal}.json");
    Ok(json(&name, Body::from_stream(parts)))
}
