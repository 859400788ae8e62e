//! Viewing as a role: its forms, and what is closed meanwhile (ADR 0026). The roles' own rights, and a database that only
//! reads, stand behind this.

pub mod pages;

use app::error::ApiError;
use app::paths;
use axum::Extension;
use axum::Form;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::listing::Query;
use domain::support::NewViewing;
use domain::time::Now;
use serde::Deserialize;
use services::identity::Session;
use services::support::viewing;
use services::{ServiceError, Services};

use crate::drain;
use crate::forms::{FormPage, send_back};
use crate::identity::{next_of, sent_on};
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{Held, LoggedIn};
use crate::state::{AppState, Here};

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::START_VIEWING, start)
        .post(paths::STOP_VIEWING, stop)
        .post(paths::REVEAL, reveal)
}

#[derive(Deserialize)]
struct StartForm {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    organization: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    elsewhere: String,
}

async fn start(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    held: Result<Held, Problem>,
    Form(form): Form<StartForm>,
) -> Result<Response, Problem> {
    let new = NewViewing {
        ticket: form.ticket,
        role: form.role,
        organization: form.organization,
        place: form.place,
        reason: form.reason,
        words: form.words,
        elsewhere: form.elsewhere,
    };
    match viewing::start(&state.services, &session, &new, now.system).await {
        Err(ServiceError::Refused(errors)) => {
            let values = [
                ("ticket", new.ticket.as_str()),
                ("role", new.role.as_str()),
                ("organization", new.organization.as_str()),
                ("place", new.place.as_str()),
                ("reason", new.reason.as_str()),
                ("words", new.words.as_str()),
                ("elsewhere", new.elsewhere.as_str()),
            ];
            let page = FormPage::from(paths::NEW_VIEWING);
            send_back(&state, held.ok().as_ref(), page, &values, errors, now).await
        }
        started => Ok(sent_on(&state, &started?, paths::DASHBOARD)),
    }
}

async fn stop(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
) -> Result<Response, Problem> {
    let token = viewing::stop(&state.services, &session, now.system).await?;
    let back = session.viewing.map(|running| running.shown.ticket);
    let page = back.map_or_else(|| paths::TICKETS.to_owned(), paths::ticket);
    Ok(sent_on(&state, &token, &page))
}

#[derive(Deserialize)]
struct RevealForm {
    #[serde(default)]
    words: String,
    /// The page on which one asked.
    #[serde(default)]
    next: String,
}

/// Leads back to the page on which one asked. A form that comes back is kept by the program's own database, not by the viewer's, which only reads.
async fn reveal(
    State(state): State<AppState>,
    Here(here): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    held: Result<Held, Problem>,
    Form(form): Form<RevealForm>,
) -> Result<Response, Problem> {
    match viewing::reveal(&here.services, &session, &form.words, now.system).await {
        Err(ServiceError::Refused(errors)) => {
            let values = [("words", form.words.as_str())];
            let page = FormPage {
                path: paths::REVEAL,
                query: Query::default().with("next", next_of(&form.next)),
            };
            send_back(&state, held.ok().as_ref(), page, &values, errors, now).await
        }
        done => {
            done?;
            Ok(Redirect::to(next_of(&form.next).unwrap_or(paths::DASHBOARD)).into_response())
        }
    }
}

/// Lets through, while somebody views as a role, what only shows that role's pages, and writes each page down before it
/// leaves: without its row it is not shown.
pub async fn hold(request: Request, next: Next) -> Response {
    let Some(session) = viewing_session(&request) else {
        return next.run(request).await;
    };
    if !is_open(request.method(), request.uri().path()) {
        drain::read_whole(request).await;
        return Problem(ApiError::Viewing).into_response();
    }
    let extensions = request.extensions();
    let (services, now) = (
        extensions.get::<Services>().cloned(),
        extensions.get::<Now>().copied(),
    );
    let page = page_of(&request);
    let answer = next.run(request).await;
    if !answer.status().is_success() {
        return answer;
    }
    match (page, services, now) {
        (Some(page), Some(services), Some(now)) => {
            match viewing::looked(&services, &session, page, now.system).await {
                Ok(()) => answer,
                Err(error) => Problem::from(error).into_response(),
            }
        }
        _ => answer,
    }
}

fn viewing_session(request: &Request) -> Option<Session> {
    let session = request.extensions().get::<Session>();
    session.filter(|session| session.viewing.is_some()).cloned()
}

/// The name of the page that a request shows: as a document, or by the function that its program asks.
fn page_of(request: &Request) -> Option<&'static str> {
    if *request.method() == Method::POST {
        return pages::of_function(request.uri().path());
    }
    let route = request.extensions().get::<MatchedPath>();
    route.and_then(|route| pages::of_route(route.as_str()))
}

/// What whoever views as a role may ask for. What is new is closed until it is named here, but for pages.
#[must_use]
pub fn is_open(method: &Method, path: &str) -> bool {
    if *method == Method::GET || *method == Method::HEAD {
        let is_file = path
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains('.'));
        return !is_file && !CLOSED_PAGES.iter().any(|page| is_below(path, page));
    }
    pages::is_open_function(path)
        || [paths::STOP_VIEWING, paths::REVEAL, paths::LOG_OUT].contains(&path)
}

fn is_below(path: &str, page: &str) -> bool {
    let rest = path.strip_prefix(page);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Pages of the person who views, and not of the role: profile, security, mails, tickets; and where one asks, sends or decides.
const CLOSED_PAGES: [&str; 18] = [
    paths::PROFILE,
    paths::DEVICES,
    paths::LOG_IN_DEVICE,
    paths::LOG_IN_CODE,
    paths::OPENID,
    "/register",
    paths::RECOVER,
    paths::REQUEST_ROLE,
    "/held",
    paths::MAILBOX,
    paths::OWN_TICKETS,
    paths::OWN_EVENTS,
    "/access",
    paths::JOBS,
    paths::TICKETS,
    paths::PROOFING_CASES,
    paths::PEOPLE,
    paths::NEW_VIEWING,
];
