//! The forms of a registration's first three steps.

use app::paths;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::identity::{ProfileForm, Registration};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::identity::openid::Ticket;
use services::identity::{self, AccountForm};
use services::{ServiceError, token::Token};

use crate::client::ClientAddress;
use crate::forms::{FormPage, send_back};
use crate::identity::{sent_on, visitor};
use crate::openid::end_ticket;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::Held;
use crate::state::Here;

const LONGEST_LINK: usize = 100;

const TERMS: &str = paths::registration(Registration::Terms);

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::REGISTER, register)
        .post(paths::CREATE_ACCOUNT, create_account)
        .post(paths::ACCEPT_TERMS, accept_terms)
}

/// The same answer for every address, whether it has an account or not.
async fn register(
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    held: Result<Held, Problem>,
    Form(form): Form<ProfileForm>,
) -> Result<Response, Problem> {
    match identity::register(&state.services, &form, &address, now).await {
        Ok(()) => Ok(Redirect::to(paths::REGISTER_SENT).into_response()),
        Err(ServiceError::Refused(errors)) => {
            let page = paths::REGISTER.into();
            send_back(
                &state,
                held.ok().as_ref(),
                page,
                &form.values(),
                errors,
                now,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Account {
    #[serde(default)]
    link: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    password: String,
    /// Sent when the box is ticked, whatever it says.
    own_name: Option<String>,
}

async fn create_account(
    Here(state): Here,
    Extension(now): Extension<Now>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    (before, ticket): (Option<Extension<Token>>, Option<Extension<Ticket>>),
    held: Result<Held, Problem>,
    Form(form): Form<Account>,
) -> Result<Response, Problem> {
    let account = AccountForm {
        link: &form.link,
        user_name: &form.user_name,
        password: &form.password,
        is_own_name: form.own_name.is_some(),
        visitor: visitor(&address, &headers, before.as_ref()),
    };
    // What is longer is none of ours.
    let link = Some(form.link.as_str()).filter(|link| link.len() <= LONGEST_LINK);
    let page = FormPage {
        path: paths::REGISTER_ACCOUNT,
        query: Query::default().with("link", link),
    };
    match identity::create_account(&state.services, &account, now.system).await {
        Ok(token) => end_ticket(&state, ticket, "", sent_on(&state, &token, TERMS)).await,
        Err(ServiceError::Refused(errors)) => {
            let own_name = form.own_name.as_deref().unwrap_or_default();
            let values = [
                ("user_name", form.user_name.as_str()),
                ("own_name", own_name),
            ];
            send_back(&state, held.ok().as_ref(), page, &values, errors, now).await
        }
        // Its page says what became of the link.
        Err(ServiceError::NotFound) => {
            Ok(Redirect::to(&page.query.after(page.path)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Terms {
    /// Sent when the box is ticked, whatever it says.
    terms: Option<String>,
}

async fn accept_terms(
    Here(state): Here,
    Extension(now): Extension<Now>,
    held: Held,
    Form(form): Form<Terms>,
) -> Result<Response, Problem> {
    let accepted = form.terms.is_some();
    match identity::accept_terms(&state.services, &held.0, accepted, now.system).await {
        Ok(()) => Ok(Redirect::to(paths::registration(Registration::Proofing)).into_response()),
        Err(ServiceError::Refused(errors)) => {
            send_back(&state, Some(&held), TERMS.into(), &[], errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}
