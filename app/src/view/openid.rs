//! What the page shows that follows once an identity provider has said who someone is.

use domain::{
    forms::ReturnedForm,
    identity::{Arrival, UserName},
};
use serde::{Deserialize, Serialize};

use super::identity::NoticeData;

/// The page that the provider's answer leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalView {
    pub form: ReturnedForm,
    /// What people call the provider.
    pub provider: String,
    pub arrival: Arrival,
    /// Who is logged in already, and may link their account.
    pub logged_in: Option<UserName>,
    /// The page to show afterwards; may be empty.
    pub next: String,
    pub notice: NoticeData,
}
