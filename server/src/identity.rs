//! Logging in and out: plain forms, so that they work whatever the browser runs.

use app::error::ApiError;
use app::paths::{self, is_page_of_ours};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::access::Category;
use domain::forms::{FieldError, ReturnedForm};
use domain::identity::{DeviceId, SessionEnd, SessionStage, UserId};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::identity::openid::Ticket;
use services::identity::{self, Entered, LogIn, Visitor};
use services::token::Token;
use services::{ServiceError, access, flash, notices};
use uuid::Uuid;

use crate::client::ClientAddress;
use crate::forms::cut;
use crate::openid::end_ticket;
use crate::problems::{Back, Problem};
use crate::routes::Routes;
use crate::session::{Held, LoggedIn, cookie, expired_cookie};
use crate::state::{AppState, Here};

pub fn routes() -> Routes {
    Routes::default()
        .get("/", home)
        .post(paths::LOG_IN, log_in)
        .post(paths::LOG_IN_DEVICE, choose_device)
        .post(paths::LOG_IN_CODE, enter_code)
        .post(paths::LOG_OUT, log_out)
        .post(paths::SWITCH_CATEGORY, switch_category)
        .post(paths::DEMO_LOG_IN, demo_log_in)
}

async fn home(session: Option<Extension<identity::Session>>) -> Redirect {
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
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    (before, ticket): (Option<Extension<Token>>, Option<Extension<Ticket>>),
    held: Result<Held, Problem>,
    Form(form): Form<LogInForm>,
) -> Result<Response, Problem> {
    let log_in = LogIn {
        user_name: &form.user_name,
        password: &form.password,
        consent: form.consent.is_some(),
        visitor: visitor(&address, &headers, before.as_ref()),
    };
    match identity::log_in(&state.services, log_in, now.system).await {
        Ok(entered) => {
            let response = further(&state, &entered, &form.next).await?;
            end_ticket(&state, ticket, &form.next, response).await
        }
        Err(ServiceError::Refused(errors)) => {
            let returned = returned(&form, errors);
            send_back(&state, &held, paths::LOG_IN, &form.next, &returned, now).await
        }
        Err(error @ ServiceError::TooMany { .. }) => {
            let returned = returned(&form, Vec::new());
            let page = keep_form(&state, &held, paths::LOG_IN, &form.next, &returned, now).await?;
            Ok((Extension(Back(page)), Problem::from(error)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Leads to the next step of a log-in.
pub async fn further(state: &AppState, entered: &Entered, next: &str) -> Result<Response, Problem> {
    let page = match entered.stage {
        SessionStage::Open => {
            return Ok(match told_first(state, entered.user).await? {
                Some(page) => sent_on(state, &entered.token, page),
                None => let_in(state, &entered.token, next),
            });
        }
        SessionStage::Registering => paths::registration(entered.registration),
        SessionStage::SecondFactor | SessionStage::Recovering => paths::LOG_IN_DEVICE,
    };
    let page = Query::default().with("next", next_of(next)).after(page);
    Ok(sent_on(state, &entered.token, &page))
}

pub fn visitor<'a>(
    address: &'a str,
    headers: &'a HeaderMap,
    before: Option<&'a Extension<Token>>,
) -> Visitor<'a> {
    let agent = headers.get(header::USER_AGENT);
    Visitor {
        address,
        agent: agent.and_then(|agent| agent.to_str().ok()).unwrap_or(""),
        before: before.map(|Extension(token)| token),
    }
}

/// Keeps a form for its page, and sends the browser there.
async fn send_back(
    state: &AppState,
    held: &Result<Held, Problem>,
    page: &str,
    next: &str,
    form: &ReturnedForm,
    now: Now,
) -> Result<Response, Problem> {
    let page = keep_form(state, held, page, next, form, now).await?;
    Ok(Redirect::to(&page).into_response())
}

/// Keeps a form, and gives the address of its page that shows it.
async fn keep_form(
    state: &AppState,
    held: &Result<Held, Problem>,
    page: &str,
    next: &str,
    form: &ReturnedForm,
    now: Now,
) -> Result<String, Problem> {
    let owner = held.as_ref().ok().map(|Held(holder)| &holder.token_hash);
    let id = flash::keep(&state.services, owner, form, now.system).await?;
    let query = Query::default()
        .with("flash", Some(&id))
        .with("next", next_of(next));
    Ok(query.after(page))
}

pub fn next_of(next: &str) -> Option<&str> {
    Some(next).filter(|next| is_page_of_ours(next))
}

#[derive(Deserialize)]
struct DeviceForm {
    #[serde(default)]
    device: String,
    #[serde(default)]
    next: String,
}

/// Two-Factor Authentication: a code goes out to the device, if it needs one.
async fn choose_device(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<DeviceForm>,
) -> Result<Response, Problem> {
    // What is no device is nobody's device.
    let device = DeviceId(Uuid::parse_str(&form.device).unwrap_or_default());
    match identity::choose(&state.services, &holder, device, now.system).await {
        Ok(_) => {
            let query = Query::default().with("next", next_of(&form.next));
            Ok(Redirect::to(&query.after(paths::LOG_IN_CODE)).into_response())
        }
        Err(ServiceError::Refused(errors)) => {
            let values = vec![("device".to_owned(), cut(&form.device))];
            let returned = ReturnedForm { values, errors };
            let held = Ok(Held(holder));
            send_back(
                &state,
                &held,
                paths::LOG_IN_DEVICE,
                &form.next,
                &returned,
                now,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// Enter Code: the right one opens the session, or confirms it.
async fn enter_code(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<CodeForm>,
) -> Result<Response, Problem> {
    match identity::prove(&state.services, &holder, &form.code, now.system).await {
        Ok(token) => {
            let first = match holder.stage {
                SessionStage::Recovering => Some(paths::NEW_PASSWORD),
                SessionStage::SecondFactor => told_first(&state, holder.user).await?,
                // It only confirms a session that is open already.
                SessionStage::Registering | SessionStage::Open => None,
            };
            Ok(match first {
                Some(page) => sent_on(&state, &token, page),
                None => let_in(&state, &token, &form.next),
            })
        }
        Err(ServiceError::Refused(errors)) => {
            let values = Vec::new();
            let returned = ReturnedForm { values, errors };
            let held = Ok(Held(holder));
            send_back(
                &state,
                &held,
                paths::LOG_IN_CODE,
                &form.next,
                &returned,
                now,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, without the password.
fn returned(form: &LogInForm, errors: Vec<FieldError>) -> ReturnedForm {
    let mut values = vec![("user_name".to_owned(), cut(&form.user_name))];
    let consent = form.consent.as_deref();
    values.extend(consent.map(|consent| ("consent".to_owned(), cut(consent))));
    ReturnedForm { values, errors }
}

#[derive(Deserialize)]
struct DemoLogInForm {
    user_name: String,
    #[serde(default)]
    next: String,
}

async fn demo_log_in(
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    (before, ticket): (Option<Extension<Token>>, Option<Extension<Ticket>>),
    Form(form): Form<DemoLogInForm>,
) -> Result<Response, Problem> {
    let visitor = visitor(&address, &headers, before.as_ref());
    let person = &form.user_name;
    let token = identity::demo_log_in(&state.services, person, visitor, now.system).await?;
    let response = let_in(&state, &token, &form.next);
    end_ticket(&state, ticket, &form.next, response).await
}

#[derive(Deserialize)]
struct SwitchForm {
    #[serde(default)]
    category: String,
    #[serde(default)]
    next: String,
}

async fn switch_category(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    Form(form): Form<SwitchForm>,
) -> Result<Response, Problem> {
    let category = Category::from_key(&form.category).ok_or(Problem(ApiError::NotFound))?;
    let token = identity::switch_category(&state.services, &session, category, now.system).await?;
    Ok(let_in(&state, &token, &form.next))
}

async fn log_out(
    Here(state): Here,
    Extension(now): Extension<Now>,
    token: Option<Extension<Token>>,
    ticket: Option<Extension<Ticket>>,
) -> Result<Response, Problem> {
    if let Some(Extension(token)) = token {
        identity::log_out(&state.services, &token, now.system).await?;
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
    end_ticket(&state, ticket, "", response).await
}

/// What a log-in leads to before the page that it was for: Change Password, where a role asks for a longer one; My
/// Profile, which tells whoever lost their roles why, and where no other page would tell them anything.
async fn told_first(state: &AppState, user: UserId) -> Result<Option<&'static str>, Problem> {
    if identity::needs_longer_password(&state.services, user).await? {
        return Ok(Some(paths::CHANGE_PASSWORD));
    }
    let ended = notices::ended_roles(&state.services, user).await?;
    let now = state.now().system;
    let has_lost = ended.is_some() || access::has_lost_all(&state.services, user, now).await?;
    Ok(has_lost.then_some(paths::PROFILE))
}

fn let_in(state: &AppState, token: &Token, next: &str) -> Response {
    let page = if is_page_of_ours(next) {
        next
    } else {
        paths::DASHBOARD
    };
    sent_on(state, token, page)
}

/// Sends the browser to a page, with the session that it has from here on.
pub fn sent_on(state: &AppState, token: &Token, page: &str) -> Response {
    let mut response = Redirect::to(page).into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie(token, &state.network));
    response
}
