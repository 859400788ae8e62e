//! What the page of a person shows to whoever decides on their roles.

use domain::{access::UserDetail, forms::ReturnedForm};
use serde::{Deserialize, Serialize};

/// One of these people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    pub user: UserDetail,
    /// Whether the second factor was proven a moment ago, as whoever changes something must.
    pub is_confirmed: bool,
    /// Either of the page's forms, when it came back.
    pub form: ReturnedForm,
}
