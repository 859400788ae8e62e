//! Several requests decided at once: what each would become, what stands in the way, and what happened.

use serde::{Deserialize, Serialize};

use super::RequestLine;
use crate::listing::PAGE_SIZES;

/// As many as are decided, or confirmed, at once: the rows of the largest page.
pub const MOST_AT_ONCE: usize = PAGE_SIZES[2] as usize;

/// What one decides on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
}

impl Decision {
    /// As in forms and addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Approve, Self::Reject]
            .into_iter()
            .find(|decision| decision.key() == key)
    }
}

/// A request among several that are to be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkLine {
    pub line: RequestLine,
    /// Why it cannot be decided with the others.
    pub obstacle: Option<String>,
    /// What speaks against it without forbidding it: whoever approves says that they have read it.
    pub warnings: Vec<String>,
}
