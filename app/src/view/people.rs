//! What the page of a person shows to the Help Desk.

use domain::{forms::ReturnedForm, support::PersonDetail};
use serde::{Deserialize, Serialize};

/// The page of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub person: PersonDetail,
    /// Whether the second factor was proven a moment ago, as whoever helps must.
    pub is_confirmed: bool,
    /// One of the page's forms, when it came back.
    pub form: ReturnedForm,
}
