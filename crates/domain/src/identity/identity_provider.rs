//! An agency's own identity provider, as pages show it.

use serde::{Deserialize, Serialize};

use super::UserName;
use crate::time::Instant;

/// What follows once the provider has said who someone is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrival {
    /// Their account is linked: they log in with it.
    Linked { user_name: UserName },
    /// No account is linked. That of this e-mail address may be, by whoever is logged in with it.
    Unlinked { email: String },
    /// No account is linked, and the provider has verified no e-mail address by which one could be.
    Unverified,
    /// It was too long ago, or was used already.
    Over,
}

/// The provider on My Profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderLink {
    /// What people call the provider.
    pub name: String,
    /// None while it is not linked to the account.
    pub linked_at: Option<Instant>,
}
