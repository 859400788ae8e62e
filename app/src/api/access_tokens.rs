//! One's access tokens.

use domain::{
    forms::ReturnedForm,
    identity::{AccessTokenLine, TokenRight},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// Which page of the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenStep {
    List,
    New,
    /// A token that was just made.
    Made,
}

impl TokenStep {
    /// As the address says it; none for an address that no page has.
    #[must_use]
    pub fn parse(step: Option<&str>) -> Option<Self> {
        match step {
            None => Some(Self::List),
            Some("new") => Some(Self::New),
            Some("made") => Some(Self::Made),
            Some(_) => None,
        }
    }
}

/// What such a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensData {
    pub form: ReturnedForm,
    pub tokens: Vec<AccessTokenLine>,
    /// What one may make a token for.
    pub rights: Vec<TokenRight>,
}

/// A page of the tokens. Making one asks for a second factor that was proven a moment ago.
#[server(endpoint = "identity/find_tokens", input = Json, output = Postcard)]
pub async fn find_tokens(step: TokenStep, flash: Option<String>) -> Result<TokensData, ApiError> {
    crate::server::tokens_view(step, flash).await
}
