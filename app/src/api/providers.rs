//! Providers: the list and the profile.

use domain::providers::{ProviderFilter, ProviderProfile};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{error::ApiError, view::providers::ProvidersView};

/// The providers that this person may see and that the filter lets through.
#[server(endpoint = "providers/list_providers", input = Json, output = Postcard)]
pub async fn list_providers(filter: ProviderFilter) -> Result<ProvidersView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(ProvidersView {
        providers: services::providers::list(&services, &actor, &filter).await?,
        identity_only: services::providers::sees_identity_only(&actor),
    })
}

/// One provider's profile, by its CCN, or its id while it has none.
#[server(endpoint = "providers/find_profile", input = Json, output = Postcard)]
pub async fn find_profile(slug: String) -> Result<ProviderProfile, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::providers::profile(&crate::server::services(), &actor, &slug).await?)
}
