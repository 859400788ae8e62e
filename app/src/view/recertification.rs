//! What the pages show on which roles are confirmed.

use domain::{
    access::{RecertificationLine, Recertifications},
    forms::ReturnedForm,
};
use serde::{Deserialize, Serialize};

/// The roles to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnconfirmedView {
    pub found: Recertifications,
    /// Whether the second factor was proven a moment ago, as whoever acts must.
    pub is_confirmed: bool,
    /// The form, when it came back.
    pub form: ReturnedForm,
}

/// Roles that are to be taken away together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalView {
    pub lines: Vec<RecertificationLine>,
    /// Whether the second factor was proven a moment ago, as whoever acts must.
    pub is_confirmed: bool,
    /// The form, when it came back.
    pub form: ReturnedForm,
}
