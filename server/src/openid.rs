//! Log-in through the identity provider: a link leads away, the provider's redirect back, and forms do the rest. A
//! link, since the security policy lets no form end at another site.

use app::error::ApiError;
use app::paths::{self, is_page_of_ours};
use axum::extract;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::forms::FieldError;
use domain::identity::SessionStage;
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::ServiceError;
use services::identity::openid::{self, Brought, Provider, ProviderFault, Ticket};
use services::token::Token;

use crate::client::ClientAddress;
use crate::forms::{FormPage, send_back};
use crate::identity::{further, next_of, visitor};
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{Held, expired_ticket, ticket_cookie};
use crate::state::{AppState, Here};

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
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    held: Result<Held, Problem>,
    extract::Query(start): extract::Query<Start>,
) -> Result<Response, Problem> {
    if !is_gone_to(&headers) {
        return Err(Problem(ApiError::CrossSite));
    }
    let next = Some(start.next.as_str()).filter(|next| is_page_of_ours(next));
    let next = next.unwrap_or_default();
    match openid::depart(&state.services, next, &address, now.system).await {
        Ok((ticket, to)) => {
            let cookie = [(header::SET_COOKIE, ticket_cookie(&ticket, &state.network))];
            Ok((cookie, Redirect::to(&to)).into_response())
        }
        Err(ServiceError::Provider(fault)) => {
            lead_back(&state, held.ok().as_ref(), next, Some(fault), now).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a person goes there, from a page of ours or by hand (reference: OWASP, Fetch Metadata): other sites begin no
/// log-in, and none begins in a frame or an image. Old browsers do not say.
fn is_gone_to(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|said| said == value);
    let is_page = !headers.contains_key("sec-fetch-dest") || says("sec-fetch-dest", "document");
    is_page && !says("sec-fetch-site", "cross-site")
}

#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    state: String,
    /// None when the provider has not logged the person in.
    code: Option<String>,
    /// Why it has not.
    error: Option<String>,
}

/// Whatever comes of it, no page stays at this address: the code is in it.
async fn come_back(
    Here(state): Here,
    Extension(now): Extension<Now>,
    ticket: Option<Extension<Ticket>>,
    held: Result<Held, Problem>,
    returned: Result<extract::Query<Returned>, QueryRejection>,
) -> Result<Response, Problem> {
    provider(&state)?;
    let held = held.ok();
    let (Some(Extension(ticket)), Ok(extract::Query(returned))) = (ticket, returned) else {
        return Ok(lead_away(&state, held.as_ref(), "", ServiceError::NotFound, now).await);
    };
    let (services, system_now) = (&state.services, now.system);
    let away = match openid::come_back(services, &ticket, &returned.state, system_now).await {
        Ok(away) => away,
        Err(error) => return Ok(lead_away(&state, held.as_ref(), "", error, now).await),
    };
    let brought = Brought {
        code: returned.code.as_deref(),
        error: returned.error.as_deref(),
    };
    Ok(
        match openid::redeem(services, &ticket, &away, brought, system_now).await {
            Ok(ticket) => {
                let cookie = [(header::SET_COOKIE, ticket_cookie(&ticket, &state.network))];
                (cookie, Redirect::to(paths::OPENID)).into_response()
            }
            Err(error) => lead_away(&state, held.as_ref(), &away.next, error, now).await,
        },
    )
}

/// Away from the address that has the code in it, to a page that says why nothing came of it.
async fn lead_away(
    state: &AppState,
    held: Option<&Held>,
    next: &str,
    error: ServiceError,
    now: Now,
) -> Response {
    let fault = match error {
        ServiceError::NotFound => None,
        ServiceError::Provider(fault) => Some(fault),
        error => return to_error(&error.into()),
    };
    let told = lead_back(state, held, next, fault, now).await;
    told.unwrap_or_else(|Problem(error)| to_error(&error))
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
    Here(state): Here,
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
    Here(state): Here,
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
    let provider = state.services.partners.openid.as_ref();
    provider.ok_or(Problem(ApiError::NotFound))
}

/// A ticket ends with a log-out, and with a log-in that does not lead to its page (`next`): whoever sits at the browser
/// then may not be the one who fetched it.
pub async fn end_ticket(
    state: &AppState,
    ticket: Option<Extension<Ticket>>,
    next: &str,
    response: Response,
) -> Result<Response, Problem> {
    match ticket {
        Some(Extension(ticket)) if next != paths::OPENID => {
            openid::throw_away(&state.services, &ticket).await?;
            Ok(without_ticket(state, response))
        }
        _ => Ok(response),
    }
}

fn without_ticket(state: &AppState, mut response: Response) -> Response {
    response
        .headers_mut()
        .append(header::SET_COOKIE, expired_ticket(&state.network));
    response
}

/// Leads to a page that says why nothing came of it: a fault, or a ticket that is over. It is the log-in page, which works
/// without the provider and leads on to `next`, or My Profile for whoever is logged in.
async fn lead_back(
    state: &AppState,
    held: Option<&Held>,
    next: &str,
    fault: Option<ProviderFault>,
    now: Now,
) -> Result<Response, Problem> {
    let name = provider(state)?.name();
    if let Some(fault) = fault {
        tracing::warn!(%fault, "a log-in through the identity provider failed");
    }
    let is_logged_in = held.is_some_and(|Held(holder)| holder.stage == SessionStage::Open);
    let (page, otherwise) = if is_logged_in {
        (paths::PROFILE.into(), "")
    } else {
        let page = FormPage {
            path: paths::LOG_IN,
            query: Query::default().with("next", next_of(next)),
        };
        (page, " Or log in with your user ID and password.")
    };
    let errors = vec![FieldError::new("", why(name, fault) + otherwise)];
    send_back(state, held, page, &[], errors, now).await
}

fn why(name: &str, fault: Option<ProviderFault>) -> String {
    match fault {
        None => format!(
            "The log-in with {name} was begun in another browser, took too long or was used already. Begin again."
        ),
        Some(ProviderFault::Declined(_)) => {
            format!("{name} sent you back without a log-in. Begin again.")
        }
        Some(ProviderFault::Unreachable) => {
            format!("The log-in with {name} does not answer at the moment. Try again later.")
        }
        Some(ProviderFault::Unreadable | ProviderFault::Refused(_) | ProviderFault::Untrue(_)) => {
            format!(
                "The answer of {name} does not say who you are in a way that can be trusted. Try again."
            )
        }
    }
}
