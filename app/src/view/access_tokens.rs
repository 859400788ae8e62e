//! What the pages of one's access tokens show.

use domain::{
    forms::ReturnedForm,
    identity::{AccessTokenLine, TokenRight},
};
use serde::{Deserialize, Serialize};

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
