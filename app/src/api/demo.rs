//! The demonstration: what one can try in it, and laying it out anew.

use domain::demo::Guide;
use leptos::prelude::*;
use server_fn::codec::Postcard;

use crate::error::ApiError;

/// Things to try, and whether the demonstration can be laid out anew.
#[server(endpoint = "demo/find_guide", output = Postcard)]
pub async fn find_guide() -> Result<Guide, ApiError> {
    Ok(services::demo::guide(&crate::server::services())?)
}

/// Has the demonstration laid out anew, and shows its page.
#[server(endpoint = "demo/reset_demo", output = Postcard)]
pub async fn reset_demo() -> Result<(), ApiError> {
    services::demo::reset_demo(&crate::server::services(), crate::server::now().system)?;
    leptos_axum::redirect(crate::paths::DEMO);
    Ok(())
}
