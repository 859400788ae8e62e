//! What the list of providers shows.

use domain::{listing::Page, providers::ProviderLine};
use serde::{Deserialize, Serialize};

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvidersView {
    pub providers: Page<ProviderLine>,
    /// The viewer sees who a provider is and no more.
    pub identity_only: bool,
}
