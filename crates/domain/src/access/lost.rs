use serde::{Deserialize, Serialize};

use super::Decider;
use crate::time::Instant;

/// A role of somebody's that was suspended and not given back, or removed of late, as they read of it themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleLost {
    /// The role's name.
    pub role: String,
    pub place: String,
    /// Whether it may be given back.
    pub is_suspended: bool,
    /// Since when it has not held.
    pub ended_at: Instant,
    /// None where a rule took it away, and no person.
    pub by: Option<Decider>,
    pub reason: String,
}

/// What somebody holds no more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesLost {
    /// Whether they hold a role, or ever held one.
    pub has_held: bool,
    /// The latest first.
    pub roles: Vec<RoleLost>,
}

impl RolesLost {
    /// Whether one of them may be given back.
    #[must_use]
    pub fn has_suspended(&self) -> bool {
        self.roles.iter().any(|lost| lost.is_suspended)
    }
}
