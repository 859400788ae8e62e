//! User Management: people with the roles that they hold and ask for.

use domain::{
    access::{GrantAt, UserFilter, Users},
    identity::UserId,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::{error::ApiError, view::users::UserView};

/// The roles that the filter lets through, with their people.
#[server(endpoint = "access/list_users", input = Json, output = Postcard)]
pub async fn list_users(filter: UserFilter) -> Result<Users, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::access::list_users(&services, &actor, &filter).await?)
}

/// Somebody who holds or asks for a role in one's scope, with that one of their roles first. `flash` names the form that
/// came back.
#[server(endpoint = "access/find_user", input = Json, output = Postcard)]
pub async fn find_user(
    id: UserId,
    grant: Option<GrantAt>,
    flash: Option<String>,
) -> Result<UserView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let user = services::access::find_user(&services, &actor, id, grant).await?;
    Ok(UserView {
        user,
        is_confirmed: crate::server::is_confirmed(),
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Removes, suspends or gives back a role at one place, and shows the list. The form comes back to the person's page
/// without a reason. `list` is what the list's address says.
#[server(endpoint = "access/change_grant", output = Postcard)]
pub async fn change_grant(
    user: Uuid,
    grant: Uuid,
    #[server(default)] provider: String,
    #[server(default)] list: String,
    #[server(default)] change: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (of, what) = ((UserId(user), list.as_str()), (grant, provider.as_str()));
    crate::server::users::change_grant(of, what, &change, &reason).await
}

/// Writes down somebody's federal surveyor ID, and shows the person. The form comes back when something in it is wrong.
#[server(endpoint = "access/verify_surveyor", output = Postcard)]
pub async fn verify_surveyor(
    user: Uuid,
    #[server(default)] list: String,
    #[server(default)] surveyor_id: String,
    #[server(default)] origin: String,
) -> Result<(), ApiError> {
    crate::server::users::verify_surveyor((UserId(user), &list), &surveyor_id, &origin).await
}
