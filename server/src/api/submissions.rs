//! Programs send files, follow them, and read their reports.

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest as _, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::count::as_count;
use domain::identity::TokenRight;
use domain::listing::Query;
use domain::programs::ProblemKind;
use domain::submissions::{SubmissionKind, SubmissionNumber};
use domain::time::{Instant, day_of};
use jiff::{Timestamp, ToSpan as _};
use services::submissions::program::{self, MOST_LISTED, Since};
use services::submissions::{self, AllReports, Arrival, Incoming, Recorded, ReportsPage};
use services::{ServiceError, limits};

use super::Caller;
use super::problem::{ASK_AGAIN_SECONDS, ApiProblem};
use super::view::{
    Files, Head, Received, ReportAnswer, Submission, Submissions, SubmitForm, url_of,
};
use crate::downloads::{csv, json};
use crate::routes::Routes;
use crate::state::AppState;
use crate::submissions::{body_limit, cut, limit_body, next, problem};

/// The sender's name for one act of sending (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that the answer is the one of before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const LONGEST_KEY: usize = 64;
/// Submissions on a page, unless the program says otherwise.
const USUAL_PAGE: i64 = 50;
/// Days before today with which the table of all reports begins, unless the program says otherwise.
const USUAL_DAYS: i64 = 30;

pub fn routes() -> Routes {
    Routes::default()
        .upload("/api/v1/submissions", submit)
        .get("/api/v1/submissions", list)
        .get("/api/v1/submissions/{number}", show)
        .get("/api/v1/submissions/{number}/files", files)
        .get(
            "/api/v1/submissions/{number}/files/{ordinal}/report.json",
            report_json,
        )
        .get(
            "/api/v1/submissions/{number}/files/{ordinal}/report.csv",
            report_csv,
        )
        .get("/api/v1/reports.csv", all_reports)
}

/// Send a file
///
/// The file is stored before the answer, and checked after it: follow the submission until its state is final. The same key
/// with the same bytes and kind is answered with the receipt that there is, so that a request whose answer was lost can be repeated.
#[utoipa::path(
    post,
    path = "/api/v1/submissions",
    operation_id = "submitFile",
    tag = "Submissions",
    params(("Idempotency-Key" = String, Header, description = "Your name for this act of sending: at most 64 visible characters, a new one for each file, the same one when you repeat it")),
    request_body(content = SubmitForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Received", body = Received, headers(
            ("Location" = String, description = "Where its state is asked for"),
            ("Retry-After" = u32, description = "Seconds after which to ask for its state"),
        )),
        (status = 200, description = "Received before, with the same key, bytes and kind", body = Received, headers(
            ("Location" = String, description = "Where its state is asked for"),
            ("Retry-After" = u32, description = "Seconds after which to ask for its state"),
            ("Idempotency-Replayed" = String, description = "`true`"),
        )),
    ),
)]
pub async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, ApiProblem> {
    caller.needs(TokenRight::Submit)?;
    let key = key_of(request.headers())?;
    limit_body(
        &mut request,
        body_limit(&caller.services.rules.file_limits, true),
    )?;
    let form = Multipart::from_request(request, &state).await;
    let mut form = form.map_err(|_| {
        ApiProblem::new(
            ProblemKind::BadRequest,
            "Send the file as multipart/form-data.",
        )
    })?;
    let arrival = arrive(&state, &caller, key, &mut form).await?;
    let arrival =
        arrival.ok_or_else(|| ApiProblem::invalid("file", "Send a file in the field \"file\"."))?;
    let (services, actor) = (&caller.services, &caller.bearer.actor);
    match arrival.record_once(services, actor).await {
        Ok(Recorded::New(number)) => Ok(received(StatusCode::CREATED, number)),
        Ok(Recorded::Known(number)) => {
            let mut answer = received(StatusCode::OK, number);
            let replayed = HeaderValue::from_static("true");
            answer.headers_mut().insert(REPLAYED, replayed);
            Ok(answer)
        }
        Ok(Recorded::SentBefore(number)) => Err(ApiProblem::sent_before(number.0)),
        Err(error) => Err(key_or(error)),
    }
}

/// Maps the refusal of an idempotency key that was used otherwise to [`ProblemKind::KeyReused`]; other errors pass.
fn key_or(error: ServiceError) -> ApiProblem {
    match &error {
        ServiceError::Refused(fields) if fields.iter().any(|field| field.field == "key") => {
            ApiProblem::new(
                ProblemKind::KeyReused,
                "This key was sent with another file, or with this one as another kind. Each act of sending has a key of its own.",
            )
        }
        _ => error.into(),
    }
}

/// Reads the form to its end: two files are one too many, and there is no receipt before it has ended.
async fn arrive(
    state: &AppState,
    caller: &Caller,
    key: String,
    form: &mut Multipart,
) -> Result<Option<Arrival>, ApiProblem> {
    let (mut kind, mut again, mut arrival) = (None, false, None);
    while let Some(field) = next(form).await? {
        match field.name().unwrap_or_default() {
            "kind" => kind = Some(kind_of(field).await?),
            "again" => again = true,
            "file" if arrival.is_some() => {
                let message = "Send one file in each request. Nothing of this one was received.";
                return Err(ApiProblem::invalid("file", message));
            }
            "file" => {
                let kind = kind.ok_or_else(|| {
                    ApiProblem::invalid("kind", "Send the field \"kind\" before the file.")
                })?;
                let incoming = Incoming {
                    kind,
                    right: kind.sent_by(),
                    // Apart from the keys of pages.
                    key: format!("program {key}"),
                    file_name: field.file_name().unwrap_or_default().to_owned(),
                    again,
                    started_at: caller.now.rules,
                };
                arrival = Some(of_field(state, caller, incoming, field).await?);
            }
            _ => {}
        }
    }
    Ok(arrival)
}

async fn of_field(
    state: &AppState,
    caller: &Caller,
    incoming: Incoming,
    field: Field<'_>,
) -> Result<Arrival, ApiProblem> {
    let (services, actor) = (&caller.services, &caller.bearer.actor);
    submissions::authorise(actor, incoming.right)?;
    let whom = actor.user.0.to_string();
    limits::count(
        services,
        services.rules.limits.upload,
        &whom,
        caller.now.system,
    )
    .await?;
    let arrival = submissions::arrive(services, actor, incoming, field, || state.now()).await;
    arrival.map_err(|error| problem(error).into())
}

async fn kind_of(field: Field<'_>) -> Result<SubmissionKind, ApiProblem> {
    let text = field.text().await.map_err(|error| cut(&error))?;
    SubmissionKind::from_key(text.trim()).ok_or_else(unknown_kind)
}

fn unknown_kind() -> ApiProblem {
    ApiProblem::invalid("kind", "The kind is \"pbj\" or \"assessments\".")
}

/// The key as the header has it, with or without quotation marks.
fn key_of(headers: &HeaderMap) -> Result<String, ApiProblem> {
    let line = headers.get(&IDEMPOTENCY_KEY);
    let line = line.map(|line| String::from_utf8_lossy(line.as_bytes()));
    let key = line.as_deref().unwrap_or_default();
    let key = key.trim().trim_matches('"');
    let is_key = key.chars().all(|c| c.is_ascii_graphic()) && key.len() <= LONGEST_KEY;
    if key.is_empty() {
        let detail = "Send the header Idempotency-Key with a key of at most 64 visible characters, a new one for each act of \
                      sending, and the same one when you repeat it.";
        return Err(ApiProblem::new(ProblemKind::KeyMissing, detail));
    }
    if !is_key {
        let message = "A key has at most 64 visible characters of ASCII.";
        return Err(ApiProblem::invalid("Idempotency-Key", message));
    }
    Ok(key.to_owned())
}

fn received(status: StatusCode, number: SubmissionNumber) -> Response {
    let headers = [
        (header::LOCATION, url_of(number)),
        (header::RETRY_AFTER, ASK_AGAIN_SECONDS.to_string()),
    ];
    (status, headers, Json(Received::new(number))).into_response()
}

/// A submission and its files
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{number}",
    operation_id = "findSubmission",
    tag = "Submissions",
    params(("number" = i64, Path, description = "The Submission ID")),
    responses((status = 200, description = "Its state and its files", body = Submission, headers(("Retry-After" = u32, description = "Seconds after which to ask again, while the state is not final")))),
)]
pub async fn show(caller: Caller, Path(number): Path<i64>) -> Result<Response, ApiProblem> {
    let submission = found(&caller, number).await?;
    Ok(until_final(submission.is_final, Json(submission)))
}

/// The files of a submission
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{number}/files",
    operation_id = "listFiles",
    tag = "Submissions",
    params(("number" = i64, Path, description = "The Submission ID")),
    responses((status = 200, description = "Those that the token may see", body = Files, headers(("Retry-After" = u32, description = "Seconds after which to ask again, while the state is not final")))),
)]
pub async fn files(caller: Caller, Path(number): Path<i64>) -> Result<Response, ApiProblem> {
    let submission = found(&caller, number).await?;
    let files = Files {
        files: submission.files,
    };
    Ok(until_final(submission.is_final, Json(files)))
}

async fn found(caller: &Caller, number: i64) -> Result<Submission, ApiProblem> {
    caller.needs(TokenRight::ReadReports)?;
    let number = SubmissionNumber(number);
    let receipt = program::receipt_for(&caller.services, &caller.bearer, number).await;
    Ok(receipt.map_err(of_number)?.into())
}

/// A number does not say of which kind the submission is, so that no role of one kind is named as missing.
fn of_number(error: ServiceError) -> ApiProblem {
    match error {
        ServiceError::Denied(_) => ApiProblem::new(
            ProblemKind::Forbidden,
            "No role of the token's owner shows submissions.",
        ),
        other => other.into(),
    }
}

/// What is not the last answer says when to ask again.
fn until_final(is_final: bool, answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    if !is_final {
        let seconds = HeaderValue::from(ASK_AGAIN_SECONDS);
        answer.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    answer
}

/// The report of a file as JSON
///
/// In the shape of CMS's Validation Utility Tool: of an assessment its whole answer, without Social Security and Medicare number; of a
/// staffing file, which that tool does not know, an array of one file.
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{number}/files/{ordinal}/report.json",
    operation_id = "readReport",
    tag = "Reports",
    params(("number" = i64, Path, description = "The Submission ID"), ("ordinal" = i32, Path, description = "The file of the submission, counted from 1")),
    responses((status = 200, description = "Its messages", body = ReportAnswer)),
)]
pub async fn report_json(
    caller: Caller,
    Path((number, ordinal)): Path<(i64, i32)>,
) -> Result<Response, ApiProblem> {
    caller.needs(TokenRight::ReadReports)?;
    let (services, id) = (&caller.services, SubmissionNumber(number));
    let parts = program::report_json_for(services, &caller.bearer, id, ordinal).await;
    let parts = parts.map_err(of_number)?;
    let name = format!("report-{number}-{ordinal}.json");
    Ok(json(&name, Body::from_stream(parts)))
}

/// The report of a file as CSV
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{number}/files/{ordinal}/report.csv",
    operation_id = "readReportTable",
    tag = "Reports",
    params(("number" = i64, Path, description = "The Submission ID"), ("ordinal" = i32, Path, description = "The file of the submission, counted from 1")),
    responses((status = 200, description = "A row for each message; one with empty message columns where there is none (RFC 4180, UTF-8)", body = String, content_type = "text/csv")),
)]
pub async fn report_csv(
    caller: Caller,
    Path((number, ordinal)): Path<(i64, i32)>,
) -> Result<Response, ApiProblem> {
    caller.needs(TokenRight::ReadReports)?;
    let (services, id) = (&caller.services, SubmissionNumber(number));
    let parts = program::report_csv_for(services, &caller.bearer, id, ordinal).await;
    let parts = parts.map_err(of_number)?;
    let name = format!("report-{number}-{ordinal}.csv");
    Ok(csv(&name, Body::from_stream(parts)))
}

/// The reports of all clients as one CSV
///
/// A row for each message, and one for each file without any, of 200 submissions where nothing is said. While there are more, the header
/// `Link` leads to the next page (RFC 8288). What is still being checked is not in it, and comes with a later look from its day on.
#[utoipa::path(
    get,
    path = "/api/v1/reports.csv",
    operation_id = "readAllReports",
    tag = "Reports",
    params(
        ("kind" = Option<String>, Query, description = "`pbj`, which is meant where nothing is said, or `assessments`"),
        ("since" = Option<String>, Query, description = "Received then or later: a moment (RFC 3339), or a day, which begins at midnight Eastern Time; where nothing is said, the day 30 days ago", example = "2026-11-10"),
        ("after" = Option<i64>, Query, description = "Goes on after this Submission ID"),
        ("limit" = Option<i64>, Query, description = "Submissions on a page: 200 where nothing is said, at most 1,000"),
    ),
    responses((status = 200, description = "Decided files that the token may see (RFC 4180, UTF-8)", body = String, content_type = "text/csv", headers(
        ("Link" = String, description = "`<…>; rel=\"next\"`: where the table goes on; missing on its last page"),
    ))),
)]
pub async fn all_reports(
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiProblem> {
    caller.needs(TokenRight::ReadReports)?;
    let query = Query::parse(&query.unwrap_or_default());
    let usual = caller.now.today().saturating_sub(USUAL_DAYS.days());
    let asked = AllReports {
        kind: query_kind(&query)?,
        since: moment(&query)?.unwrap_or_else(|| Instant::start_of(usual)),
    };
    let page = ReportsPage {
        after: SubmissionNumber(number(&query, "after", 0)?),
        limit: limit(&query, ReportsPage::USUAL)?,
    };
    let (services, bearer) = (&caller.services, &caller.bearer);
    let (last, parts) = submissions::all_reports_for(services, bearer, asked, page).await?;
    let link = last.map(|last| {
        // The same days, also when the next page is asked for tomorrow.
        let since = query
            .get("since")
            .map_or_else(|| usual.to_string(), str::to_owned);
        let next = query
            .with("since", Some(&since))
            .with("after", Some(&last.to_string()))
            .after("/api/v1/reports.csv");
        [(header::LINK, format!("<{next}>; rel=\"next\""))]
    });
    let table = csv("reports.csv", Body::from_stream(parts));
    Ok((link, table).into_response())
}

/// Submissions in the order of their numbers
#[utoipa::path(
    get,
    path = "/api/v1/submissions",
    operation_id = "listSubmissions",
    tag = "Submissions",
    params(
        ("kind" = Option<String>, Query, description = "`pbj`, which is meant where nothing is said, or `assessments`"),
        ("since" = Option<String>, Query, description = "Received then or later: a moment (RFC 3339), or a day, which begins at midnight Eastern Time", example = "2026-11-10"),
        ("after" = Option<i64>, Query, description = "Goes on after this Submission ID"),
        ("limit" = Option<i64>, Query, description = "Submissions on a page: 50 where nothing is said, at most 200"),
    ),
    responses((status = 200, description = "A page, and where the list goes on", body = Submissions)),
)]
pub async fn list(
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Submissions>, ApiProblem> {
    caller.needs(TokenRight::ReadReports)?;
    let query = Query::parse(&query.unwrap_or_default());
    let asked = since_of(&query)?;
    let heads = program::list_since(&caller.services, &caller.bearer, asked).await?;
    let is_whole = as_count(heads.len()) < asked.limit;
    let last = heads.last().filter(|_| !is_whole);
    let next = last.map(|last| {
        let after = last.number.to_string();
        query
            .with("after", Some(&after))
            .after("/api/v1/submissions")
    });
    Ok(Json(Submissions {
        submissions: heads
            .into_iter()
            .map(|head| Head::new(asked.kind, head))
            .collect(),
        next,
    }))
}

fn since_of(query: &Query) -> Result<Since, ApiProblem> {
    Ok(Since {
        kind: query_kind(query)?,
        since: moment(query)?.unwrap_or(Instant(0)),
        after: SubmissionNumber(number(query, "after", 0)?),
        limit: limit(query, USUAL_PAGE)?.min(MOST_LISTED),
    })
}

fn number(query: &Query, name: &str, usual: i64) -> Result<i64, ApiProblem> {
    match query.get(name) {
        None => Ok(usual),
        Some(text) => text
            .parse()
            .map_err(|_| ApiProblem::invalid(name, "Enter a number.")),
    }
}

/// How many on a page: more than there may be are as many as may be, and none is no page.
fn limit(query: &Query, usual: i64) -> Result<i64, ApiProblem> {
    match number(query, "limit", usual)? {
        limit @ 1.. => Ok(limit),
        _ => Err(ApiProblem::invalid("limit", "Enter 1 or more.")),
    }
}

/// The kind that is asked about; staffing files where nothing is said.
fn query_kind(query: &Query) -> Result<SubmissionKind, ApiProblem> {
    let Some(text) = query.get("kind") else {
        return Ok(SubmissionKind::default());
    };
    SubmissionKind::from_key(text).ok_or_else(unknown_kind)
}

/// `since`: a moment (RFC 3339), or a day, which begins at midnight Eastern Time.
fn moment(query: &Query) -> Result<Option<Instant>, ApiProblem> {
    let Some(text) = query.get("since") else {
        return Ok(None);
    };
    let moment = text.parse::<Timestamp>().ok();
    let moment = moment.map(|at| Instant(at.as_microsecond()));
    let found = moment
        .or_else(|| day_of(text).map(Instant::start_of))
        .ok_or_else(|| {
            let message =
                "Enter a moment such as 2026-11-22T19:32:05Z, or a day such as 2026-11-22.";
            ApiProblem::invalid("since", message)
        });
    found.map(Some)
}

#[cfg(test)]
mod tests;
