//! Making and revoking one's access tokens: plain forms, since a token that was just made is shown once.

use app::paths;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::identity::{AccessTokenForm, AccessTokenId, TokenRight};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::ServiceError;
use services::identity::{make_token, revoke_token};
use uuid::Uuid;

use crate::forms::{FormPage, send_back};
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::{Held, LoggedIn};
use crate::state::Here;

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::MAKE_TOKEN, make)
        .post(paths::REVOKE_TOKEN, revoke)
}

/// A box for each right: a browser sends those that are checked.
#[derive(Deserialize)]
struct MakeForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    facilities: String,
    #[serde(default)]
    check: String,
    #[serde(default)]
    submit: String,
    #[serde(default)]
    read_reports: String,
}

impl MakeForm {
    fn rights(&self) -> Vec<String> {
        let boxes = [
            (TokenRight::Check, &self.check),
            (TokenRight::Submit, &self.submit),
            (TokenRight::ReadReports, &self.read_reports),
        ];
        let checked = boxes.into_iter().filter(|(_, value)| !value.is_empty());
        checked.map(|(right, _)| right.key().to_owned()).collect()
    }
}

/// The token travels to the page that shows it once as a form does that comes back: sealed, for this session.
async fn make(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    held: Result<Held, Problem>,
    Form(form): Form<MakeForm>,
) -> Result<Response, Problem> {
    let held = held.ok();
    let new = AccessTokenForm {
        rights: form.rights(),
        name: form.name,
        days: form.days,
        facilities: form.facilities,
    };
    match make_token(&state.services, &session, &new, now.system).await {
        Ok(token) => {
            let values = [("token", token.as_str()), ("name", new.name.as_str())];
            let page = FormPage::from(paths::TOKEN_MADE);
            send_back(&state, held.as_ref(), page, &values, Vec::new(), now).await
        }
        Err(ServiceError::Refused(errors)) => {
            let mut values = vec![
                ("name", new.name.as_str()),
                ("days", new.days.as_str()),
                ("facilities", new.facilities.as_str()),
            ];
            values.extend(new.rights.iter().map(|key| ("rights", key.as_str())));
            let page = FormPage::from(paths::NEW_TOKEN);
            send_back(&state, held.as_ref(), page, &values, errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct RevokeForm {
    #[serde(default)]
    token: Uuid,
}

async fn revoke(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    Form(form): Form<RevokeForm>,
) -> Result<Response, Problem> {
    revoke_token(
        &state.services,
        &session,
        AccessTokenId(form.token),
        now.system,
    )
    .await?;
    let query = Query::default().with("done", Some("revoked"));
    Ok(Redirect::to(&query.after(paths::TOKENS)).into_response())
}
