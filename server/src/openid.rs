//! Log-in through the identity provider: a link leads away, the provider's redirect back, and forms do the rest. A
//! link, since the security policy lets no form end at another site.

use app::error::ApiError;
use app::paths;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::forms::FieldError;
use domain::time::Now;
use serde::Deserialize;
use services::ServiceError;
use services::identity::openid::{self, Provider, ProviderFault, Ticket};
use services::token::Token;

use crate::client::ClientAddress;
use crate::forms::send_back;
use crate::identity::{further, is_page_of_ours, visitor};
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{Held, expired_ticket, ticket_cookie};
use crate::state::AppState;

pub fn routes() -> Routes {
    Routes::default()
        .get(paths::OPENID_START, start)
        .get(paths::OPENID_RETURN, come_back)
        .post(paths::OPENID_ENTER, enter)
        .post(paths::OPENID_LINK, link)
}

#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    next: String,
}

async fn start(
    State(state): State<AppState>,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    held: Result<Held, Problem>,
    Query(start): Query<Start>,
) -> Result<Response, Problem> {
    let next = Some(start.next.as_str()).filter(|next| is_page_of_ours(next));
    let next = next.unwrap_or_default();
    match openid::depart(&state.services, next, &address, now.system).await {
        Ok((ticket, to)) => {
            let cookie = [(header::SET_COOKIE, ticket_cookie(&ticket, &state.network))];
            Ok((cookie, Redirect::to(&to)).into_response())
        }
        Err(ServiceError::Provider(fault)) => {
            to_log_in(&state, held.ok().as_ref(), Some(fault), now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    state: String,
    /// None when the provider has not logged the person in.
    code: Option<String>,
}

/// Whatever comes of it, no page stays at this address: the code is in it.
async fn come_back(
    State(state): State<AppState>,
    Extension(now): Extension<Now>,
    ticket: Option<Extension<Ticket>>,
    held: Result<Held, Problem>,
    Query(returned): Query<Returned>,
) -> Result<Response, Problem> {
    provider(&state)?;
    let fault = match come_back_by(&state, ticket, &returned, now).await {
        Ok(ticket) => {
            let cookie = [(header::SET_COOKIE, ticket_cookie(&ticket, &state.network))];
            return Ok((cookie, Redirect::to(paths::OPENID)).into_response());
        }
        Err(ServiceError::NotFound) => None,
        Err(ServiceError::Provider(fault)) => Some(fault),
        Err(error) => return Ok(to_error(&error.into())),
    };
    let told = to_log_in(&state, held.ok().as_ref(), fault, now).await;
    Ok(told.unwrap_or_else(|Problem(error)| to_error(&error)))
}

async fn come_back_by(
    state: &AppState,
    ticket: Option<Extension<Ticket>>,
    returned: &Returned,
    now: Now,
) -> Result<Ticket, ServiceError> {
    let Extension(ticket) = ticket.ok_or(ServiceError::NotFound)?;
    let code = returned.code.as_deref();
    openid::come_back(&state.services, &ticket, &returned.state, code, now.system).await
}

fn to_error(error: &ApiError) -> Response {
    Redirect::to(&error.to_query().after(paths::ERROR)).into_response()
}

#[derive(Deserialize)]
struct Consent {
    /// Sent when the box is ticked, whatever it says.
    consent: Option<String>,
}

/// Logs in with the account that is linked.
async fn enter(
    State(state): State<AppState>,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    (before, ticket): (Option<Extension<Token>>, Option<Extension<Ticket>>),
    held: Result<Held, Problem>,
    Form(form): Form<Consent>,
) -> Result<Response, Problem> {
    provider(&state)?;
    let Some(Extension(ticket)) = ticket else {
        return Ok(Redirect::to(paths::OPENID).into_response());
    };
    let visitor = visitor(&address, &headers, before.as_ref());
    let consent = form.consent.is_some();
    match openid::enter(&state.services, &ticket, consent, visitor, now.system).await {
        Ok((entered, next)) => {
            let response = further(&state, &entered, &next).await?;
            Ok(without_ticket(&state, response))
        }
        Err(ServiceError::Refused(errors)) => {
            let (page, values) = (paths::OPENID.into(), consented(consent));
            send_back(&state, held.ok().as_ref(), page, &values, errors, now).await
        }
        // The page says that it was too long ago.
        Err(ServiceError::NotFound) => Ok(Redirect::to(paths::OPENID).into_response()),
        Err(error) => Err(error.into()),
    }
}

fn consented(consent: bool) -> Vec<(&'static str, &'static str)> {
    if consent {
        vec![("consent", "true")]
    } else {
        Vec::new()
    }
}

/// Links the account of whoever is logged in.
async fn link(
    State(state): State<AppState>,
    Extension(now): Extension<Now>,
    ticket: Option<Extension<Ticket>>,
    held: Held,
) -> Result<Response, Problem> {
    provider(&state)?;
    let Some(Extension(ticket)) = ticket else {
        return Ok(Redirect::to(paths::OPENID).into_response());
    };
    match openid::link(&state.services, &ticket, &held.0, now.system).await {
        Ok(next) => {
            let linked = paths::profile_done("linked");
            let page = if is_page_of_ours(&next) {
                &next
            } else {
                &linked
            };
            let response = Redirect::to(page).into_response();
            Ok(without_ticket(&state, response))
        }
        Err(ServiceError::Refused(errors)) => {
            let page = paths::OPENID.into();
            send_back(&state, Some(&held), page, &[], errors, now).await
        }
        Err(ServiceError::NotFound) => Ok(Redirect::to(paths::OPENID).into_response()),
        Err(error) => Err(error.into()),
    }
}

fn provider(state: &AppState) -> Result<&Provider, Problem> {
    let provider = state.services.openid.as_ref();
    provider.ok_or(Problem(ApiError::NotFound))
}

fn without_ticket(state: &AppState, mut response: Response) -> Response {
    response
        .headers_mut()
        .append(header::SET_COOKIE, expired_ticket(&state.network));
    response
}

/// To the log-in page, which says why nothing came of it: a fault, or a ticket that is over. It works without the
/// provider.
async fn to_log_in(
    state: &AppState,
    held: Option<&Held>,
    fault: Option<ProviderFault>,
    now: Now,
) -> Result<Response, Problem> {
    let name = provider(state)?.name();
    if let Some(fault) = fault {
        tracing::warn!(%fault, "a log-in through the identity provider failed");
    }
    let errors = vec![FieldError::new("", why(name, fault))];
    send_back(state, held, paths::LOG_IN.into(), &[], errors, now).await
}

fn why(name: &str, fault: Option<ProviderFault>) -> String {
    match fault {
        None => format!(
            "The log-in with {name} was begun in another browser, took too long or was used already. Begin again."
        ),
        Some(ProviderFault::Declined) => {
            format!("You are not logged in: {name} sent you back without a log-in.")
        }
        Some(ProviderFault::Unreachable) => format!(
            "The log-in with {name} does not answer at the moment. Log in with your user ID and password, or try again later."
        ),
        Some(ProviderFault::Unreadable | ProviderFault::Refused | ProviderFault::Untrue) => {
            format!(
                "The answer of {name} does not say who you are in a way that can be trusted. Try again, or log in with your user \
             ID and password."
            )
        }
    }
}
