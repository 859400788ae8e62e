//! Tabs that were drawn before a change of category: the mark of what they send, what their programs are told, and the
//! pages of someone whose last role in a category ended.

use app::error::ApiError;
use app::paths;
use app::server::accepts_html;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::{DrawnFor, SessionEnd};
use domain::listing::Query;
use domain::objection::Objection;
use domain::time::Now;
use services::identity::{self, Session};

use crate::drain;
use crate::identity::next_of;
use crate::problems::Problem;
use crate::state::AppState;

/// For whom the page of a request was drawn: a form's address says so, or a header of the page's program.
pub fn drawn_for(request: &Request) -> Option<DrawnFor> {
    let query = Query::parse(request.uri().query().unwrap_or_default());
    let header = request.headers().get(DrawnFor::HEADER);
    let word = query
        .get(DrawnFor::QUERY)
        .or_else(|| header.and_then(|value| value.to_str().ok()));
    word.and_then(DrawnFor::parse)
}

/// The answer to a page that is out of place in this session: its program loads it again.
pub async fn refuse(request: Request, then: DrawnFor, session: &Session) -> Response {
    drain::read_whole(request).await;
    out_of_place(then, session)
}

/// The same about a request whose body is read, or cannot be.
pub fn out_of_place(then: DrawnFor, session: &Session) -> Response {
    let now = DrawnFor::now(&session.actor);
    let error = if then.is_of(session.actor.user) {
        ApiError::Elsewhere {
            category: session.actor.category,
        }
    } else {
        ApiError::OfAnother {
            now: session.person.full_name.clone(),
        }
    };
    stale(error, HeaderValue::try_from(now.to_string()).ok())
}

/// Says for whom pages are drawn now, where that is known.
fn stale(error: ApiError, now: Option<HeaderValue>) -> Response {
    let mut answer = Problem(error).into_response();
    let now = now.unwrap_or(HeaderValue::from_static("true"));
    answer.headers_mut().insert(DrawnFor::STALE, now);
    answer
}

/// Leads on where a session has changed under a page: tabs share its cookie, and one of them may have brought a new one
/// while another was asking.
pub async fn lead_on(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let renewed = request.extensions().get::<SessionEnd>() == Some(&SessionEnd::Renewed);
    let by_program = request.headers().contains_key(DrawnFor::HEADER);
    if renewed && by_program {
        return stale(ApiError::Conflict(Objection::SessionWentOn.into()), None);
    }
    let is_page = request.method() == Method::GET && accepts_html(request.headers());
    let session = request.extensions().get::<Session>().filter(|_| is_page);
    let Some(session) = session.cloned() else {
        return next.run(request).await;
    };
    if let Some(page) = page_of_renewed(&request) {
        return Redirect::to(&page).into_response();
    }
    match (session.moved_from, request.extensions().get::<Now>()) {
        (Some(lost), Some(now)) => {
            match identity::go_on(&state.services, &session, now.system).await {
                Ok(()) => Redirect::to(&paths::profile_moved(lost)).into_response(),
                Err(error) => Problem::from(error).into_response(),
            }
        }
        _ => next.run(request).await,
    }
}

/// Whoever was sent to log in with a token that had just been renewed has the new one by now: they go on to their page.
fn page_of_renewed(request: &Request) -> Option<String> {
    let query = Query::parse(request.uri().query().unwrap_or_default());
    let sent_here = request.uri().path() == paths::LOG_IN
        && query.get("ended") == Some(SessionEnd::Renewed.key());
    let next = query.get("next").and_then(next_of);
    sent_here.then(|| next.unwrap_or(paths::DASHBOARD).to_owned())
}
