//! Setting up second factors: plain forms, since a code that is proven gives the session a new token.

use app::{paths, server::log_in_address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::forms::{FieldError, ReturnedForm};
use domain::identity::{DeviceId, DeviceKind, SessionEnd};
use domain::listing::Query;
use domain::time::Now;
use serde::Deserialize;
use services::identity::{self, Added, Holder, NewDevice};
use services::{ServiceError, flash};
use uuid::Uuid;

use crate::forms::cut;
use crate::identity::sent_on;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::Held;
use crate::state::{AppState, Here};

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::DEVICES, begin)
        .post(paths::DEVICE_CONFIRM, confirm)
        .post(paths::DEVICE_RENAME, rename)
        .post(paths::DEVICE_REMOVE, remove)
        .post(paths::MAKE_BACKUP_CODES, make_backup_codes)
}

#[derive(Deserialize)]
struct BeginForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    target: String,
}

async fn begin(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<BeginForm>,
) -> Result<Response, Problem> {
    let new = NewDevice {
        kind: &form.kind,
        name: &form.name,
        target: &form.target,
    };
    match identity::begin_device(&state.services, &holder, &new, now.system).await {
        Ok(device) => {
            Ok(Redirect::to(&paths::device_step(paths::DEVICE_CONFIRM, device)).into_response())
        }
        Err(ServiceError::Refused(errors)) => {
            let known = DeviceKind::from_key(&form.kind);
            let page = known.map_or_else(
                || paths::DEVICES.to_owned(),
                |kind| paths::device_add(kind.key()),
            );
            let values = vec![("name", form.name), ("target", form.target)];
            back(&state, &holder, &page, values, errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct ConfirmForm {
    #[serde(default)]
    device: Uuid,
    #[serde(default)]
    code: String,
}

async fn confirm(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<ConfirmForm>,
) -> Result<Response, Problem> {
    let device = DeviceId(form.device);
    let added =
        identity::confirm_device(&state.services, &holder, device, &form.code, now.system).await;
    match added {
        Ok(Added::Opens(token)) => Ok(sent_on(&state, &token, &paths::devices_done("added"))),
        Ok(Added::LogsInAgain) => Ok(sent_out(SessionEnd::SetUp)),
        Err(ServiceError::Refused(errors)) => {
            let page = paths::device_step(paths::DEVICE_CONFIRM, device);
            back(&state, &holder, &page, Vec::new(), errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct NameForm {
    #[serde(default)]
    device: Uuid,
    #[serde(default)]
    name: String,
}

async fn rename(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<NameForm>,
) -> Result<Response, Problem> {
    let device = DeviceId(form.device);
    match identity::rename_device(&state.services, &holder, device, &form.name, now.system).await {
        Ok(()) => Ok(Redirect::to(&paths::devices_done("renamed")).into_response()),
        Err(ServiceError::Refused(errors)) => {
            let values = vec![("name", form.name)];
            let page = paths::device_step(paths::DEVICE_RENAME, device);
            back(&state, &holder, &page, values, errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct RemoveForm {
    #[serde(default)]
    device: Uuid,
}

async fn remove(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
    Form(form): Form<RemoveForm>,
) -> Result<Response, Problem> {
    let device = DeviceId(form.device);
    match identity::remove_device(&state.services, &holder, device, now.system).await {
        Ok(()) => Ok(Redirect::to(&paths::devices_done("removed")).into_response()),
        Err(ServiceError::Refused(errors)) => {
            let page = paths::device_step(paths::DEVICE_REMOVE, device);
            back(&state, &holder, &page, Vec::new(), errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The codes travel to the page that shows them once as a form does that comes back: sealed, for this session.
async fn make_backup_codes(
    Here(state): Here,
    Extension(now): Extension<Now>,
    Held(holder): Held,
) -> Result<Response, Problem> {
    let codes = identity::make_backup_codes(&state.services, &holder, now.system).await?;
    let values = codes.into_iter().map(|code| ("code", code)).collect();
    back(
        &state,
        &holder,
        paths::BACKUP_CODES,
        values,
        Vec::new(),
        now,
    )
    .await
}

/// Leads to the log-in page, which says why.
fn sent_out(why: SessionEnd) -> Response {
    Redirect::to(&log_in_address("/", Some(why))).into_response()
}

async fn back(
    state: &AppState,
    holder: &Holder,
    page: &str,
    values: Vec<(&str, String)>,
    errors: Vec<FieldError>,
    now: Now,
) -> Result<Response, Problem> {
    let values = values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), cut(&value)))
        .collect();
    let form = ReturnedForm { values, errors };
    let owner = Some(&holder.token_hash);
    let id = flash::keep(&state.services, owner, &form, now.system).await?;
    let query = Query::default().with("flash", Some(&id));
    Ok(Redirect::to(&query.after(page)).into_response())
}
