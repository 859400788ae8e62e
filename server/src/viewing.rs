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
    let route = request.extensions().get::<MatchedPath>().cloned();
    let Some(route) = route.filter(|route| is_open(request.method(), route.as_str())) else {
        drain::read_whole(request).await;
        return Problem(ApiError::Viewing).into_response();
    };
    let extensions = request.extensions();
    let (services, now) = (
        extensions.get::<Services>().cloned(),
        extensions.get::<Now>().copied(),
    );
    let page = page_of(route.as_str());
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

/// The name of the page that a route shows: as a document, or by the function that its program asks.
fn page_of(route: &str) -> Option<&'static str> {
    pages::of_route(route).or_else(|| pages::of_function(route))
}

/// The routes that whoever views as a role may ask for. What is new is closed until it is named here or among the pages: profile,
/// security, mails and tickets are the viewer's and not the role's, and nothing is asked for, sent or decided.
#[must_use]
pub fn is_open(method: &Method, route: &str) -> bool {
    if *method == Method::GET || *method == Method::HEAD {
        // The first shows nothing, and leads to the dashboard.
        return route == "/" || pages::of_route(route).is_some();
    }
    pages::is_open_function(route)
        || [paths::STOP_VIEWING, paths::REVEAL, paths::LOG_OUT].contains(&route)
}
