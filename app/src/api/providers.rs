//! Providers: the list and the profile.

use domain::{
    listing::Page,
    providers::{ProviderFilter, ProviderLine, ProviderProfile},
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// The providers that this person may see and that the filter lets through.
#[server(endpoint = "providers/list_providers", input = Json, output = Postcard)]
pub async fn list_providers(filter: ProviderFilter) -> Result<Page<ProviderLine>, ApiError> {
    let actor = crate::server::actor().await?;
    Ok(services::providers::list(&crate::server::services(), &actor, &filter).await?)
}

/// One provider's profile, by its CCN, or its id while it has none.
#[server(endpoint = "providers/find_profile", input = Json, output = Postcard)]
pub async fn find_profile(slug: String) -> Result<ProviderProfile, ApiError> {
    let actor = crate::server::actor().await?;
    Ok(services::providers::profile(&crate::server::services(), &actor, &slug).await?)
}
