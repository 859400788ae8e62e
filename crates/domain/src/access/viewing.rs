//! Viewing as a role at an organization (ADR 0026): which roles, and how much of identifiers one sees.

use super::{Organizations, Role};

/// How much somebody who views as a role sees of the identifiers of residents and employees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Masked,
    /// After a reason was given.
    Revealed,
}

impl Sight {
    /// An identifier as this sight shows it: masked, its last two characters, where they are less than half of it.
    #[must_use]
    pub fn show(self, identifier: &str) -> String {
        if self == Self::Revealed {
            return identifier.to_owned();
        }
        let count = identifier.chars().count();
        let last = if count > 4 { count - 2 } else { count };
        let shown: String = identifier.chars().skip(last).collect();
        format!("••••{shown}")
    }
}

impl Role {
    /// Whether the Help Desk may view pages as this role: one that is at an organization, and decides on nobody's roles.
    /// Never upward: what holds nationwide (CMS, payments, audit, the Help Desk itself) is nobody's to view as.
    #[must_use]
    pub fn may_be_viewed(self) -> bool {
        self.organizations() != Organizations::Nothing && !self.is_security_official()
    }
}
