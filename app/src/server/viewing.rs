//! The forms of viewing as a role.

use domain::{access::Jurisdiction, forms::ReturnedForm, providers::StateCode, support::Viewing};
use services::support::viewing;

use super::{is_confirmed, now, returned_form, services, session};
use crate::{error::ApiError, view::viewing::ViewingForm};

/// As which role pages are viewed, if they are.
#[must_use]
pub fn shown() -> Option<Viewing> {
    Some(session()?.viewing?.shown)
}

/// The page that starts it.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Forbidden`], the database's.
pub async fn form(flash: Option<String>, ticket: Option<String>) -> Result<ViewingForm, ApiError> {
    let session = session().ok_or(ApiError::Unauthenticated)?;
    let roles = viewing::roles(&session)?;
    let named = |role: domain::access::Role| (role.key().to_owned(), role.name().to_owned());
    let is_running = viewing::is_running(&services(), session.holder.user, now().system).await?;
    let form = returned_form(flash.as_deref()).await?;
    let ticket = match form.value("ticket") {
        "" => ticket.unwrap_or_default(),
        typed => typed.to_owned(),
    };
    Ok(ViewingForm {
        offered: viewing::organizations_of_asker(&services(), &session, &ticket).await?,
        roles: roles.into_iter().map(named).collect(),
        places: places(),
        form,
        is_confirmed: is_confirmed(),
        is_running,
    })
}

/// Every place that is no provider, by its kind.
fn places() -> Vec<(String, Vec<(String, String)>)> {
    let states = StateCode::by_name(StateCode::all())
        .into_iter()
        .map(|state| (state.as_str().to_owned(), state.name().to_owned()));
    let mut kinds: Vec<(String, Vec<_>)> = vec![("States".to_owned(), states.collect())];
    for one in Jurisdiction::all() {
        let kind = match one {
            Jurisdiction::Region(_) => "CMS regions",
            Jurisdiction::Accreditation(_) => "Accrediting organizations",
            Jurisdiction::Mac(_) => "Medicare Administrative Contractors",
            Jurisdiction::SurveyContract(_) => "Survey contracts",
        };
        // Each kind comes in one piece.
        match kinds.last_mut().filter(|(last, _)| last == kind) {
            Some((_, places)) => places.push((one.key(), one.name())),
            None => kinds.push((kind.to_owned(), vec![(one.key(), one.name())])),
        }
    }
    kinds
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
