//! The session's cookie, and what the middleware puts into every request: the services, the clocks,
//! and who is logged in.

use std::sync::Arc;

use app::error::ApiError;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};
use domain::audit::SessionMark;
use domain::identity::SessionStage;
use domain::time::Now;
use services::Services;
use services::identity::openid::{Ticket, UNDERWAY_SECONDS};
use services::identity::{self, AskedBy, Holder, Presented, Session, Underway};
use services::token::Token;

use crate::config::Network;
use crate::held::EndedOf;
use crate::problems::Problem;
use crate::state::AppState;
use crate::{api, client};

/// Whoever is logged in; everyone else is sent to the log-in page.
pub struct LoggedIn(pub Session);

impl FromRequestParts<AppState> for LoggedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let session = parts.extensions.get::<Session>().cloned();
        session.map(Self).ok_or(Problem(ApiError::Unauthenticated))
    }
}

/// Whoever holds a session, at whatever stage it is.
pub struct Held(pub Holder);

impl FromRequestParts<AppState> for Held {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let open = parts.extensions.get::<Session>();
        let underway = parts.extensions.get::<Underway>();
        open.map(|session| session.holder.clone())
            .or_else(|| underway.map(|underway| underway.holder.clone()))
            .map(Self)
            .ok_or(Problem(ApiError::Unauthenticated))
    }
}

/// What pages ask by themselves, to stay up to date.
const ASKED_BY_PAGES: [&str; 3] = [
    "/api/uploads/follow",
    "/api/submissions/find_receipt",
    "/api/identity/find_session_end",
];

/// Reads both clocks once, finds who is logged in, and lets the request on. What stands in the way
/// goes along as an error, which [`crate::problems::show`] answers.
pub async fn enter(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let now = state.now();
    // No cookie counts where programs ask.
    let is_read = !api::is_for_programs(request.uri());
    let sent = if is_read {
        SentCookie::read(request.headers(), cookie_name(&state.network))
    } else {
        SentCookie::None
    };
    let ticket = match &state.services.partners.openid {
        Some(_) if is_read => SentCookie::read(request.headers(), ticket_name(&state.network)),
        _ => SentCookie::None,
    };
    let asked = if ASKED_BY_PAGES.contains(&request.uri().path()) {
        AskedBy::Page
    } else {
        AskedBy::Person
    };
    let mut services = state.services.clone();
    let proxies = state.network.trusted_proxies;
    let address = client::address(request.headers(), request.extensions(), proxies);
    services.origin.address = address.map(Arc::from);
    let extensions = request.extensions_mut();
    extensions.insert(now);
    if let SentCookie::One(token) = ticket {
        extensions.insert(Ticket(token));
    }
    match sent {
        SentCookie::None => {
            extensions.insert(services);
            next.run(request).await
        }
        SentCookie::One(token) => {
            present(&state, &token, asked, now, extensions).await;
            services.origin.session = mark(extensions);
            look_only(&mut services, extensions);
            extensions.insert(services);
            extensions.insert(token);
            next.run(request).await
        }
        SentCookie::Several => {
            extensions.insert(services);
            extensions.insert(ApiError::BadRequest);
            let mut response = next.run(request).await;
            response
                .headers_mut()
                .append(header::SET_COOKIE, expired_cookie(&state.network));
            response
        }
    }
}

async fn present(
    state: &AppState,
    token: &Token,
    asked: AskedBy,
    now: Now,
    extensions: &mut Extensions,
) {
    match identity::session(&state.services, token, asked, now).await {
        Ok(Presented::Open(session)) => {
            extensions.insert(*session);
        }
        Ok(Presented::Underway(underway)) => {
            extensions.insert(*underway);
        }
        Ok(Presented::Ended { user, why, stage }) => {
            if stage == SessionStage::Open {
                extensions.insert(EndedOf(user));
            }
            extensions.insert(why);
        }
        Ok(Presented::Unknown) => {}
        Err(fault) => {
            extensions.insert(ApiError::from(fault));
        }
    }
}

/// By what the audit trail knows the session, where there is one.
fn mark(extensions: &Extensions) -> Option<SessionMark> {
    let open = extensions.get::<Session>().map(|session| &session.holder);
    let underway = extensions
        .get::<Underway>()
        .map(|underway| &underway.holder);
    let holder = open.or(underway)?;
    Some(SessionMark::of(&holder.token_hash))
}

/// Lets whoever views as a role look only: both identities go into the record, and nothing else is written.
fn look_only(services: &mut Services, extensions: &Extensions) {
    let session = extensions.get::<Session>();
    if let Some(running) = session.and_then(|session| session.viewing.as_ref()) {
        services.db = services.db.reading();
        services.origin.viewer = Some(running.viewer);
    }
}

enum SentCookie {
    None,
    One(Token),
    /// Somebody planted one: which is whose cannot be known.
    Several,
}

impl SentCookie {
    fn read(headers: &HeaderMap, name: &str) -> Self {
        let lines = headers.get_all(header::COOKIE);
        let mut values = lines
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .filter(|cookie| cookie.name() == name);
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(cookie), None) => Self::One(Token::sent(cookie.value())),
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

/// Whether a request carries a cookie of ours, however often.
#[must_use]
pub fn has_cookie(headers: &HeaderMap, network: &Network) -> bool {
    let names = [cookie_name(network), ticket_name(network)];
    let is_sent = |name| !matches!(SentCookie::read(headers, name), SentCookie::None);
    names.into_iter().any(is_sent)
}

/// `__Host-` binds the cookie to this host, path `/` and TLS (or localhost).
const fn cookie_name(network: &Network) -> &'static str {
    if network.insecure_cookies {
        "openqies"
    } else {
        "__Host-openqies"
    }
}

/// The cookie of a log-in through the identity provider, beside the session's.
const fn ticket_name(network: &Network) -> &'static str {
    if network.insecure_cookies {
        "openqies-ticket"
    } else {
        "__Host-openqies-ticket"
    }
}

/// Hands a session's token to the browser.
#[must_use]
pub fn cookie(token: &Token, network: &Network) -> HeaderValue {
    header_of(build(cookie_name(network), token.as_str().to_owned(), network).build())
}

/// Takes it back.
#[must_use]
pub fn expired_cookie(network: &Network) -> HeaderValue {
    let expired = build(cookie_name(network), String::new(), network).max_age(Duration::ZERO);
    header_of(expired.build())
}

/// Hands a ticket to the browser, for as long as it is good.
#[must_use]
pub fn ticket_cookie(ticket: &Ticket, network: &Network) -> HeaderValue {
    let built = build(ticket_name(network), ticket.0.as_str().to_owned(), network);
    header_of(built.max_age(Duration::seconds(UNDERWAY_SECONDS)).build())
}

/// Takes it back.
#[must_use]
pub fn expired_ticket(network: &Network) -> HeaderValue {
    let expired = build(ticket_name(network), String::new(), network).max_age(Duration::ZERO);
    header_of(expired.build())
}

fn build(name: &'static str, value: String, network: &Network) -> CookieBuilder<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(!network.insecure_cookies)
        .same_site(SameSite::Lax)
}

fn header_of(cookie: Cookie<'static>) -> HeaderValue {
    HeaderValue::try_from(cookie.to_string()).expect("a token is base64url")
}
