//! One's access tokens.

use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::access_tokens::{TokenStep, TokensData},
};

/// A page of the tokens. Making one asks for a second factor that was proven a moment ago.
#[server(endpoint = "identity/find_tokens", input = Json, output = Postcard)]
pub async fn find_tokens(step: TokenStep, flash: Option<String>) -> Result<TokensData, ApiError> {
    crate::server::tokens_view(step, flash).await
}
