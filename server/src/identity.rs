//! Logging in and out: plain forms, so that they work whatever the browser runs.

use app::paths;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::forms::{FieldError, ReturnedForm};
use domain::identity::SessionEnd;
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::identity::{self, LogIn, Session};
use services::token::Token;
use services::{ServiceError, flash};

use crate::client::ClientAddress;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{cookie, expired_cookie};
use crate::state::AppState;

pub fn routes() -> Routes {
    Routes::default()
        .get("/", home)
        .post(paths::LOG_IN, log_in)
        .post(paths::LOG_OUT, log_out)
        .post(paths::DEMO_LOG_IN, demo_log_in)
}

async fn home(session: Option<Extension<Session>>) -> Redirect {
    Redirect::to(if session.is_some() {
        paths::DASHBOARD
    } else {
        paths::LOG_IN
    })
}

#[derive(Deserialize)]
struct LogInForm {
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    password: String,
    /// Sent when the box is ticked, whatever it says.
    consent: Option<String>,
    #[serde(default)]
    next: String,
}

async fn log_in(
    State(state): State<AppState>,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    before: Option<Extension<Token>>,
    session: Option<Extension<Session>>,
    Form(form): Form<LogInForm>,
) -> Result<Response, Problem> {
    let log_in = LogIn {
        user_name: &form.user_name,
        password: &form.password,
        consent: form.consent.is_some(),
        address: &address,
        before: before.map(|Extension(token)| token),
    };
    match identity::log_in(&state.services, log_in, now.system).await {
        Ok(token) => Ok(let_in(&state, &token, &form.next)),
        Err(ServiceError::Refused(errors)) => {
            let owner = session.as_ref().map(|session| &session.token_hash);
            let returned = returned(&form, errors);
            let id = flash::keep(&state.services, owner, &returned, now.system).await?;
            let next = Some(form.next.as_str()).filter(|next| !next.is_empty());
            let query = Query::default().with("flash", Some(&id)).with("next", next);
            Ok(Redirect::to(&query.after(paths::LOG_IN)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, without the password.
fn returned(form: &LogInForm, errors: Vec<FieldError>) -> ReturnedForm {
    let mut values = vec![("user_name".to_owned(), form.user_name.clone())];
    values.extend(
        form.consent
            .clone()
            .map(|consent| ("consent".to_owned(), consent)),
    );
    ReturnedForm { values, errors }
}

#[derive(Deserialize)]
struct DemoLogInForm {
    user_name: String,
    #[serde(default)]
    next: String,
}

async fn demo_log_in(
    State(state): State<AppState>,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    before: Option<Extension<Token>>,
    Form(form): Form<DemoLogInForm>,
) -> Result<Response, Problem> {
    let before = before.as_ref().map(|Extension(token)| token);
    let person = &form.user_name;
    let token =
        identity::demo_log_in(&state.services, person, &address, before, now.system).await?;
    Ok(let_in(&state, &token, &form.next))
}

async fn log_out(
    State(state): State<AppState>,
    token: Option<Extension<Token>>,
) -> Result<Response, Problem> {
    if let Some(Extension(token)) = token {
        identity::log_out(&state.services, &token).await?;
    }
    let page = Query::default()
        .with("ended", Some(SessionEnd::LoggedOut.key()))
        .after(paths::LOG_IN);
    let mut response = Redirect::to(&page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, expired_cookie(&state.network));
    headers.insert(
        "clear-site-data",
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}

fn let_in(state: &AppState, token: &Token, next: &str) -> Response {
    let page = if is_page_of_ours(next) {
        next
    } else {
        paths::DASHBOARD
    };
    let mut response = Redirect::to(page).into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie(token, &state.network));
    response
}

/// Whether the browser stays on this site when it is sent there: a path, and nothing that browsers
/// read as the begin of another host (`//`, `/\`, and a tab between them, which they skip).
fn is_page_of_ours(next: &str) -> bool {
    let mut characters = next.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), Some('/' | '\\'))
        && next.chars().all(|c| c.is_ascii_graphic())
        && !next.starts_with(paths::LOG_IN)
}

#[cfg(test)]
mod tests {
    use super::is_page_of_ours;

    #[test]
    fn after_log_in_nobody_is_sent_to_another_site() {
        for page in [
            "/",
            "/dashboard",
            "/providers?q=oak&page=2",
            "/providers/16E724",
        ] {
            assert!(is_page_of_ours(page), "{page}");
        }
        for page in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "evil",
            "/login",
            "/ü",
        ] {
            assert!(!is_page_of_ours(page), "{page}");
        }
    }
}
