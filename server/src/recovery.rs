//! The forms of a recovery.

use app::{paths, server::log_in_address};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::forms::FieldError;
use domain::identity::SessionEnd;
use domain::time::Now;
use serde::Deserialize;
use services::identity::{self, openid::Ticket};
use services::{ServiceError, token::Token};

use crate::client::ClientAddress;
use crate::forms::send_back;
use crate::identity::{sent_on, visitor};
use crate::openid::end_ticket;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{Held, expired_cookie};
use crate::state::Here;

const LINK_IS_OVER: &str =
    "This link was used already, or is older than 30 minutes. Ask for a new one.";

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::RECOVER, recover)
        .post(paths::USE_LINK, use_link)
        .post(paths::RECOVER_PASSWORD, choose_password)
}

#[derive(Deserialize)]
struct Ask {
    #[serde(default)]
    who: String,
}

/// The same answer for everyone, whether there is such an account or not.
async fn recover(
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    held: Result<Held, Problem>,
    Form(form): Form<Ask>,
) -> Result<Response, Problem> {
    match identity::recover(&state.services, &form.who, &address, now.system).await {
        Ok(()) => Ok(Redirect::to(paths::RECOVER_SENT).into_response()),
        Err(ServiceError::Refused(errors)) => {
            let (page, values) = (paths::RECOVER.into(), [("who", form.who.as_str())]);
            send_back(&state, held.ok().as_ref(), page, &values, errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct UseLink {
    #[serde(default)]
    link: String,
}

async fn use_link(
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    (before, ticket): (Option<Extension<Token>>, Option<Extension<Ticket>>),
    held: Result<Held, Problem>,
    Form(form): Form<UseLink>,
) -> Result<Response, Problem> {
    let visitor = visitor(&address, &headers, before.as_ref());
    match identity::use_link(&state.services, &form.link, visitor, now.system).await {
        Ok(recovering) => {
            let page = if recovering.asks_second_factor {
                paths::LOG_IN_DEVICE
            } else {
                paths::NEW_PASSWORD
            };
            let response = sent_on(&state, &recovering.token, page);
            end_ticket(&state, ticket, "", response).await
        }
        Err(ServiceError::NotFound) => {
            let errors = vec![FieldError::new("who", LINK_IS_OVER)];
            let page = paths::RECOVER.into();
            send_back(&state, held.ok().as_ref(), page, &[], errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct NewPassword {
    #[serde(default)]
    password: String,
}

/// The end of a recovery: its session ends with all others, and the log-in page says so.
async fn choose_password(
    Here(state): Here,
    Extension(now): Extension<Now>,
    held: Held,
    Form(form): Form<NewPassword>,
) -> Result<Response, Problem> {
    let services = &state.services;
    match identity::recover_password(services, &held.0, &form.password, now.system).await {
        Ok(()) => {
            let page = log_in_address("/", Some(SessionEnd::Recovered));
            let cookie = [(header::SET_COOKIE, expired_cookie(&state.network))];
            Ok((cookie, Redirect::to(&page)).into_response())
        }
        Err(ServiceError::Refused(errors)) => {
            let page = paths::NEW_PASSWORD.into();
            send_back(&state, Some(&held), page, &[], errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}
