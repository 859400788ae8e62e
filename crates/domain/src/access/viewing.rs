//! Viewing as a role at an organization (ADR 0026): which roles, and how much of identifiers one sees.

use super::{Organizations, Role};

/// How much somebody who views as a role sees of the identifiers of residents and employees ([`crate::masking`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Masked,
    /// After a reason was given.
    Revealed,
}

impl Role {
    /// Whether the Help Desk may view pages as this role: one that is at an organization, and decides on nobody's roles.
    /// Never upward: what holds nationwide (CMS, payments, audit, the Help Desk itself) is nobody's to view as.
    #[must_use]
    pub fn may_be_viewed(self) -> bool {
        self.organizations() != Organizations::Nothing && !self.is_security_official()
    }
}
