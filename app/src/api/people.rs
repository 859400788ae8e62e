//! People, for the Help Desk: finding somebody, and helping them.

use domain::{identity::UserId, listing::SealedSearch, support::PeopleFound};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::{error::ApiError, view::people::PersonView};

/// Whom a search finds.
#[server(endpoint = "support/list_people", input = Json, output = Postcard)]
pub async fn list_people(search: Option<SealedSearch>) -> Result<PeopleFound, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::support::list_people(&services, &actor, search.as_ref()).await?)
}

/// Somebody's account with what helps to help. `flash` names the form that came back.
#[server(endpoint = "support/find_person", input = Json, output = Postcard)]
pub async fn find_person(id: UserId, flash: Option<String>) -> Result<PersonView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(PersonView {
        person: services::support::find_person(&services, &actor, id).await?,
        is_confirmed: crate::server::is_confirmed(),
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Mails somebody a link for a new password, and shows the person. The form comes back without a reason.
#[server(endpoint = "support/start_reset", output = Postcard)]
pub async fn start_reset(
    person: Uuid,
    #[server(default)] reset_reason: String,
) -> Result<(), ApiError> {
    crate::server::people::start_reset(UserId(person), &reset_reason).await
}

/// Takes the locks off somebody's account, and shows the person. The form comes back without a reason.
#[server(endpoint = "support/unlock_person", output = Postcard)]
pub async fn unlock_person(
    person: Uuid,
    #[server(default)] unlock_reason: String,
) -> Result<(), ApiError> {
    crate::server::people::unlock(UserId(person), &unlock_reason).await
}

/// Begins somebody's identity proofing anew, and shows the person. The form comes back when something in it is wrong.
#[server(endpoint = "support/reproof_person", output = Postcard)]
pub async fn reproof_person(
    person: Uuid,
    #[server(default)] check: String,
    #[server(default)] record: String,
) -> Result<(), ApiError> {
    crate::server::people::reproof(UserId(person), &check, &record).await
}
