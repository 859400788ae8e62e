//! Forms that come in after their session has ended: they are kept while their sender logs in again.

use app::{paths, server::log_in_address};
use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::forms::HeldForm;
use domain::identity::{SessionEnd, UserId};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::held_forms;

use crate::identity::is_page_of_ours;
use crate::problems::{Problem, accepts_html, page_of};
use crate::router::REQUEST_BYTES;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::AppState;

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

/// Keeps a plain form of someone whose session has ended, and sends them to log in and back to it. Everything else
/// goes on.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let ended = request.extensions().get::<EndedOf>().copied();
    let Some(EndedOf(user)) = ended.filter(|_| is_plain_form(&request)) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES).await else {
        return next.run(Request::from_parts(parts, Body::empty())).await;
    };
    let form = HeldForm {
        action: parts.uri.path().to_owned(),
        page: page_of(&parts).filter(|page| is_page_of_ours(page)),
        values: values_of(&body),
    };
    let now = parts.extensions.get::<Now>().copied();
    let Some(now) = now else {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    };
    match held_forms::keep(&state.services, user, &form, now.system).await {
        Ok(id) => {
            let why = parts.extensions.get::<SessionEnd>().copied();
            Redirect::to(&log_in_address(&paths::held(&id), why)).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// What a browser sends that shows the answer and whose sender must be logged in: no upload, and no program of a page.
fn is_plain_form(request: &Request) -> bool {
    let content = request.headers().get(header::CONTENT_TYPE);
    let encoded = content
        .map(HeaderValue::as_bytes)
        .is_some_and(|content| content.starts_with(b"application/x-www-form-urlencoded"));
    let path = request.uri().path();
    let before_log_in = [
        paths::LOG_IN,
        paths::REGISTER,
        paths::RECOVER,
        paths::OPENID,
    ];
    let needs_none = before_log_in.iter().any(|start| path.starts_with(start))
        || path == paths::LOG_OUT
        || path == paths::DEMO_LOG_IN
        || path == paths::USE_EMAIL_LINK;
    // The kept form is sent to its path once more: to this site, then.
    let keeps = is_page_of_ours(path) && !needs_none;
    request.method() == Method::POST && encoded && accepts_html(request.headers()) && keeps
}

fn values_of(body: &[u8]) -> Vec<(String, String)> {
    let query = Query::parse(&String::from_utf8_lossy(body));
    query
        .words()
        .filter(|(name, _)| !HeldForm::SECRETS.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
