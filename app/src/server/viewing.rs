//! The forms of viewing as a role.

use domain::{forms::ReturnedForm, support::Viewing};
use services::support::viewing;

use super::{is_confirmed, now, returned_form, services, session};
use crate::{api::viewing::ViewingForm, error::ApiError};

/// As which role pages are viewed, if they are.
#[must_use]
pub fn shown() -> Option<Viewing> {
    Some(session()?.viewing?.shown)
}

/// The page that starts it.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Forbidden`], the database's.
pub async fn form(flash: Option<String>) -> Result<ViewingForm, ApiError> {
    let session = session().ok_or(ApiError::Unauthenticated)?;
    let roles = viewing::roles(&session)?;
    let named = |role: domain::access::Role| (role.key().to_owned(), role.name().to_owned());
    let is_running = viewing::is_running(&services(), session.holder.user, now().system).await?;
    Ok(ViewingForm {
        roles: roles.into_iter().map(named).collect(),
        form: returned_form(flash.as_deref()).await?,
        is_confirmed: is_confirmed(),
        is_running,
    })
}

/// The page that has identifiers shown, of whoever views as a role.
///
/// # Errors
/// [`ApiError::NotFound`] for everybody else; the database's.
pub async fn reveal_form(flash: Option<String>) -> Result<ReturnedForm, ApiError> {
    if shown().is_none() {
        return Err(ApiError::NotFound);
    }
    returned_form(flash.as_deref()).await
}
