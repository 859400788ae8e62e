//! Forms that cannot be carried out when they come in: after their session has ended, from a page that was drawn for
//! another category or another person, or too long after the second factor that they need. They are kept, and their
//! sender is told why.

use app::{
    error::ApiError,
    paths::{self, is_page_of_ours},
    server::{accepts_html, log_in_address},
};
use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::forms::{HeldBecause, HeldForm};
use domain::identity::{DrawnFor, SessionEnd, UserId};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::held_forms;
use services::identity::{Session, confirmed};

use crate::problems::{Problem, page_of};
use crate::router::REQUEST_BYTES;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::AppState;
use crate::switching::{drawn_for, out_of_place, refuse};

/// Whose open session ended, in the extensions of what they sent.
#[derive(Debug, Clone, Copy)]
pub struct EndedOf(pub UserId);

pub fn routes() -> Routes {
    Routes::default().post(paths::HELD_DROP, throw_away)
}

#[derive(Deserialize)]
struct Dropped {
    #[serde(default)]
    id: String,
}

async fn throw_away(
    State(state): State<AppState>,
    LoggedIn(session): LoggedIn,
    Form(form): Form<Dropped>,
) -> Result<Redirect, Problem> {
    held_forms::drop_form(&state.services, session.actor.user, &form.id).await?;
    Ok(Redirect::to(paths::DASHBOARD))
}

/// Why a request is not carried out.
enum Hindrance {
    /// The session of this person has ended.
    Ended(UserId),
    /// The page was drawn for another category, or for somebody else, than this session is of.
    Stale(DrawnFor, Box<Session>),
    /// This person proved their second factor too long ago for what the form asks.
    Unproven(UserId),
}

impl Hindrance {
    const fn because(&self) -> HeldBecause {
        match self {
            Self::Ended(_) => HeldBecause::SessionEnded,
            Self::Stale(..) => HeldBecause::OutOfPlace,
            Self::Unproven(_) => HeldBecause::Unproven,
        }
    }

    fn sender(&self) -> UserId {
        match self {
            Self::Ended(user) | Self::Unproven(user) => *user,
            Self::Stale(_, session) => session.actor.user,
        }
    }
}

/// Keeps a plain form that cannot be carried out now, and sends its sender to log in, or to be told what changed, and
/// back to it. What else comes from a stale page is refused. Everything else goes on.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match hindrance(&request) {
        Some(hindrance) if is_plain_form(&request) => {
            let (parts, body) = request.into_parts();
            match (to_bytes(body, REQUEST_BYTES).await, &hindrance) {
                (Ok(body), _) => kept(&state, &parts, &body, &hindrance)
                    .await
                    .unwrap_or_else(IntoResponse::into_response),
                // Too large to be kept, or cut off.
                (Err(_), Hindrance::Stale(then, session)) => out_of_place(*then, session),
                // Without a session its route sends them to log in, whatever it said.
                (Err(_), _) => next.run(Request::from_parts(parts, Body::empty())).await,
            }
        }
        Some(Hindrance::Stale(then, session)) => refuse(request, then, &session).await,
        _ => next.run(request).await,
    }
}

/// Keeps a plain form that its route refuses because the second factor was proven too long ago, and leads its sender by
/// way of the second factor back to it. A password or a code is not kept, which the form's page says.
pub async fn keep_unproven(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let sender = unproven(&state, &request).filter(|_| is_plain_form(&request));
    let Some(user) = sender else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES).await else {
        return Problem(ApiError::too_large(REQUEST_BYTES as u64)).into_response();
    };
    let asked = parts.clone();
    let sent = Request::from_parts(parts, Body::from(body.clone()));
    let answer = next.run(sent).await;
    if !asks_second_factor(&answer) {
        return answer;
    }
    kept(&state, &asked, &body, &Hindrance::Unproven(user))
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

/// Whose session is open, without a second factor of a moment ago.
fn unproven(state: &AppState, request: &Request) -> Option<UserId> {
    if request.method() != Method::POST || stands_alone(request.uri().path()) {
        return None;
    }
    let session = request.extensions().get::<Session>()?;
    let now = request.extensions().get::<Now>()?.system;
    let is_proven = confirmed(&state.services, &session.holder, now).is_ok();
    (!is_proven).then_some(session.actor.user)
}

/// A plain route answers with the error, a server function leads to the second factor itself.
fn asks_second_factor(answer: &Response) -> bool {
    let location = answer.headers().get(header::LOCATION);
    let leads_there = location
        .map(HeaderValue::as_bytes)
        .is_some_and(|page| page.starts_with(paths::LOG_IN_DEVICE.as_bytes()));
    leads_there || answer.extensions().get::<ApiError>() == Some(&ApiError::Unconfirmed)
}

/// Nothing hinders what needs no session, nor what a page asks about its session itself.
fn hindrance(request: &Request) -> Option<Hindrance> {
    if request.method() != Method::POST || stands_alone(request.uri().path()) {
        return None;
    }
    let extensions = request.extensions();
    if let Some(EndedOf(user)) = extensions.get::<EndedOf>() {
        return Some(Hindrance::Ended(*user));
    }
    let session = extensions.get::<Session>()?;
    let now = DrawnFor::now(&session.actor);
    let then = drawn_for(request).filter(|then| then.is_stale(now))?;
    Some(Hindrance::Stale(then, Box::new(session.clone())))
}

async fn kept(
    state: &AppState,
    parts: &Parts,
    body: &[u8],
    hindrance: &Hindrance,
) -> Result<Response, Problem> {
    let now = parts.extensions.get::<Now>().copied();
    let now = now.ok_or(Problem(ApiError::BadRequest))?;
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let form = HeldForm {
        because: hindrance.because(),
        action: parts.uri.path().to_owned(),
        page: page_of(parts).filter(|page| is_page_of_ours(page)),
        drawn_for: query.get(DrawnFor::QUERY).map(str::to_owned),
        values: values_of(body),
        had_secret: has_secret(body),
    };
    let sender = hindrance.sender();
    let id = held_forms::keep(&state.services, sender, &form, now.system).await?;
    let held = paths::held(&id);
    let page = match hindrance {
        Hindrance::Ended(_) => log_in_address(&held, parts.extensions.get::<SessionEnd>().copied()),
        Hindrance::Stale(..) => held,
        Hindrance::Unproven(_) => paths::confirm(&held),
    };
    Ok(Redirect::to(&page).into_response())
}

/// What a browser sends that shows the answer: no upload, and no program of a page.
fn is_plain_form(request: &Request) -> bool {
    let content = request.headers().get(header::CONTENT_TYPE);
    let encoded = content
        .map(HeaderValue::as_bytes)
        .is_some_and(|content| content.starts_with(b"application/x-www-form-urlencoded"));
    // The kept form is sent to its path once more: to this site, then.
    encoded && accepts_html(request.headers()) && is_page_of_ours(request.uri().path())
}

/// What is sent before a log-in, or to end or change a session: it needs none, and no certain one. So does what a page
/// asks about the session, which is true of every tab.
fn stands_alone(path: &str) -> bool {
    let beginnings = [
        paths::LOG_IN,
        paths::REGISTER,
        paths::RECOVER,
        paths::OPENID,
    ];
    let whole = [
        paths::LOG_OUT,
        paths::DEMO_LOG_IN,
        paths::SWITCH_CATEGORY,
        paths::STOP_VIEWING,
        paths::USE_EMAIL_LINK,
        "/api/identity/find_visit",
        "/api/identity/find_session_end",
        "/api/identity/extend_session",
    ];
    beginnings.iter().any(|start| path.starts_with(start)) || whole.contains(&path)
}

fn has_secret(body: &[u8]) -> bool {
    let query = Query::parse(&String::from_utf8_lossy(body));
    query
        .words()
        .any(|(name, value)| HeldForm::SECRETS.contains(&name) && !value.is_empty())
}

fn values_of(body: &[u8]) -> Vec<(String, String)> {
    let query = Query::parse(&String::from_utf8_lossy(body));
    query
        .words()
        .filter(|(name, _)| !HeldForm::SECRETS.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
