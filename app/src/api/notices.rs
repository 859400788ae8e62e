//! What people are told without asking.

use domain::notices::{EndedRoles, NoticeChoices};
use leptos::prelude::*;
use server_fn::codec::Postcard;

use crate::error::ApiError;

/// What whoever is logged in wants to be told.
#[server(endpoint = "notices/find_choices", output = Postcard)]
pub async fn find_choices() -> Result<NoticeChoices, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::notices::choices(&crate::server::services(), &actor).await?)
}

/// Takes the form of the choices, where a box that is not ticked says nothing.
#[server(endpoint = "notices/save_choices", output = Postcard)]
pub async fn save_choices(
    staffing_file: Option<String>,
    staffing_deadline: Option<String>,
) -> Result<(), ApiError> {
    let actor = crate::server::actor()?;
    let choices = NoticeChoices {
        staffing_file: staffing_file.is_some(),
        staffing_deadline: staffing_deadline.is_some(),
    };
    services::notices::choose(&crate::server::services(), &actor, choices).await?;
    leptos_axum::redirect(&crate::paths::notifications_saved());
    Ok(())
}

/// The roles that whoever is logged in lost because nobody logged in, if they hold none since.
#[server(endpoint = "notices/find_ended_roles", output = Postcard)]
pub async fn find_ended_roles() -> Result<Option<EndedRoles>, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::notices::ended_roles(&crate::server::services(), actor.user).await?)
}
