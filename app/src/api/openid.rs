//! What follows once an identity provider has said who someone is.

use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{error::ApiError, view::openid::ArrivalView};

/// What the browser that came back from the provider can do from here.
#[server(endpoint = "identity/find_arrival", input = Json, output = Postcard)]
pub async fn find_arrival(flash: Option<String>) -> Result<ArrivalView, ApiError> {
    crate::server::arrival_view(flash).await
}

/// Takes the link to the provider away, and shows the profile.
#[server(endpoint = "identity/unlink_provider", output = Postcard)]
pub async fn unlink_provider() -> Result<(), ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let (services, now) = (crate::server::services(), crate::server::now().system);
    services::identity::openid::unlink(&services, &session.holder, now).await?;
    leptos_axum::redirect(&crate::paths::profile_done("unlinked"));
    Ok(())
}
