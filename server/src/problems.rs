//! Answers that are no answers: errors of plain routes, refused and unknown addresses, panics. A
//! browser gets a page in the frame of all pages, a page's program the error as its server functions write it,
//! anything else the error as JSON; all with the right status.

use std::any::Any;

use app::error::ApiError;
use app::{
    paths,
    server::{Answered, accepts_html, after_conflict, error_page, log_in_address, referrer},
};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json, Router};
use domain::identity::{DrawnFor, SessionEnd};
use domain::support::Incident;
use server_fn::codec::PostcardEncoding;
use server_fn::{ContentType as _, Encodes as _};
use services::ServiceError;
use tower::ServiceExt as _;

use crate::api;
use crate::router::REQUEST_BYTES;

/// What a plain route answers instead; [`show`] makes a page of it.
#[derive(Debug, Clone)]
pub struct Problem(pub ApiError);

/// Marks an answer whose status is an error's and that says itself what it means.
#[derive(Debug, Clone, Copy)]
pub struct Complete;

/// Where the page of an error leads back to, in an answer that has another page for it than the one it was sent from.
#[derive(Debug, Clone)]
pub struct Back(pub String);

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).expect("the table holds HTTP statuses");
        let mut response = (status, Json(&self.0)).into_response();
        if let Some(seconds) = self.0.retry_after_seconds() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self.0);
        response
    }
}

/// What a panic becomes: an incident, whose number the log has beside the panic's own message.
pub fn of_panic(_: Box<dyn Any + Send>) -> Response {
    let incident = services::incident::number();
    tracing::error!(%incident, "a request panicked; its message stands above");
    Problem(ApiError::Internal {
        incident: Some(incident),
    })
    .into_response()
}

/// Shows errors: those that routes answer with, and one that stands in the request's extensions already.
pub async fn show(State(pages): State<Router>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let answer = match parts.extensions.get::<ApiError>() {
        Some(error) => Problem(error.clone()).into_response(),
        None => next.run(Request::from_parts(parts, body)).await,
    };
    if api::tells_problems(&asked.uri) {
        return api::problem::instead(answer);
    }
    match problem_of(&answer, &asked) {
        Some(error) => {
            if let Some(answered) = asked.extensions.get::<Answered>() {
                answered.by(&error);
            }
            instead(answer, error, asked, pages).await
        }
        None => answer,
    }
}

/// The error in an answer, unless the answer shows it itself: as a page, or to a server function's caller.
fn problem_of(answer: &Response, asked: &Parts) -> Option<ApiError> {
    let status = answer.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || answer.extensions().get::<Complete>().is_some() {
        return None;
    }
    if let Some(error) = answer.extensions().get::<ApiError>() {
        return Some(error.clone());
    }
    let content = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    let is_page = content.is_some_and(|content| content.starts_with(b"text/html"));
    let is_server_functions =
        calls_server_function(asked) && content == Some(PostcardEncoding::CONTENT_TYPE.as_bytes());
    if is_server_functions || is_page && !is_told_to_program(status, asked) {
        return None;
    }
    if status.is_server_error() {
        return Some(ApiError::Internal {
            incident: Some(incident_of(status)),
        });
    }
    Some(match status {
        // Routes say so themselves; this stopped at the limit of forms.
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(REQUEST_BYTES as u64),
        _ => ApiError::from_status(status.as_u16()),
    })
}

/// Whether a program, which reads no page, is told that there is nothing at this address.
fn is_told_to_program(status: StatusCode, asked: &Parts) -> bool {
    status == StatusCode::NOT_FOUND && !accepts_html(&asked.headers)
}

/// The answer at an address that there is not. The app is not asked: its router could know the address by another spelling. The
/// program of one of our own pages, which asks for a function that is gone, is told to load its page again.
pub async fn nowhere(asked: Parts) -> Response {
    let is_of_older_page = calls_server_function(&asked)
        && !accepts_html(&asked.headers)
        && !api::tells_problems(&asked.uri);
    let error = if is_of_older_page {
        ApiError::Internal { incident: None }
    } else {
        ApiError::NotFound
    };
    (StatusCode::NOT_FOUND, Extension(error)).into_response()
}

fn incident_of(status: StatusCode) -> Incident {
    let incident = services::incident::number();
    tracing::error!(
        %incident,
        status = status.as_u16(),
        "a request failed without saying why"
    );
    incident
}

async fn instead(answer: Response, error: ApiError, asked: Parts, pages: Router) -> Response {
    let status = answer.status();
    let headers = kept(answer.headers());
    let back = answer.extensions().get::<Back>().cloned();
    let mut shown = if !accepts_html(&asked.headers) {
        to_program(error, &asked)
    } else if error == ApiError::Unauthenticated {
        return Redirect::to(&log_in_page(&asked)).into_response();
    } else if error == ApiError::Unconfirmed {
        let page = page_of(&asked);
        return Redirect::to(&paths::confirm(page.as_deref().unwrap_or("/"))).into_response();
    } else {
        page(error, asked, pages, back).await
    };
    *shown.status_mut() = status;
    shown.headers_mut().extend(headers);
    shown
}

/// What the program of a page reads, and any other program.
fn to_program(error: ApiError, asked: &Parts) -> Response {
    if calls_server_function(asked)
        && let Ok(body) = PostcardEncoding::encode(&error)
    {
        let content = [(header::CONTENT_TYPE, PostcardEncoding::CONTENT_TYPE)];
        return (content, body).into_response();
    }
    Problem(error).into_response()
}

fn calls_server_function(asked: &Parts) -> bool {
    asked.uri.path().starts_with("/api/")
}

/// What an error's first answer said beside its body.
pub fn kept(headers: &HeaderMap) -> HeaderMap {
    let names = [
        header::ALLOW,
        header::RETRY_AFTER,
        header::SET_COOKIE,
        HeaderName::from_static(DrawnFor::STALE),
    ];
    names
        .into_iter()
        .flat_map(|name| {
            headers
                .get_all(&name)
                .into_iter()
                .map(move |value| (name.clone(), value.clone()))
        })
        .collect()
}

/// The error page, made for the same visitor.
async fn page(error: ApiError, asked: Parts, pages: Router, back: Option<Back>) -> Response {
    let back = back.map(|Back(page)| page);
    let back = back.or_else(|| after_conflict(&error, &asked.headers));
    let address = error_page(&error, back.as_deref()).parse::<Uri>();
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = address.unwrap_or_else(|_| Uri::from_static(paths::ERROR));
    *request.headers_mut() = asked.headers;
    *request.extensions_mut() = asked.extensions;
    request.extensions_mut().insert(error);
    match pages.oneshot(request).await {
        Ok(page) => page,
        Err(never) => match never {},
    }
}

/// Where someone logs in and comes back from. Files are not kept as other forms are, so their sender is told.
fn log_in_page(asked: &Parts) -> String {
    // A file that a page of ours offers is not seen after the log-in: its page is.
    let offered = is_from_here(&asked.headers).then(|| referrer(&asked.headers));
    let page = offered.flatten().or_else(|| page_of(asked));
    let page = page.unwrap_or_else(|| "/".to_owned());
    let page = if brings_files(&asked.headers) {
        paths::unsent(&page)
    } else {
        page
    };
    log_in_address(&page, asked.extensions.get::<SessionEnd>().copied())
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site == "same-origin")
}

fn brings_files(headers: &HeaderMap) -> bool {
    let content = headers.get(header::CONTENT_TYPE);
    content.is_some_and(|content| content.as_bytes().starts_with(b"multipart/form-data"))
}

/// The page that someone is at. What was posted is not sent again: they come back to its page.
pub fn page_of(asked: &Parts) -> Option<String> {
    if asked.method == Method::GET {
        return asked.uri.path_and_query().map(ToString::to_string);
    }
    referrer(&asked.headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tower_http::catch_panic::CatchPanicLayer;

    #[tokio::test]
    async fn a_panic_becomes_an_incident_and_its_words_stay_inside() {
        let boom = || async {
            assert_eq!("resident in room 12", "");
        };
        let router: Router = Router::new()
            .route("/", get(boom))
            .layer(CatchPanicLayer::custom(of_panic));
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(answer.into_body(), 10_000)
            .await
            .unwrap();
        let error: ApiError = serde_json::from_slice(&body).unwrap();
        assert!(
            matches!(error, ApiError::Internal { incident: Some(_) }),
            "{body:?}"
        );
    }
}
