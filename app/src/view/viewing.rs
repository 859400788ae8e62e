//! What the page shows that starts viewing as a role.

use domain::forms::ReturnedForm;
use serde::{Deserialize, Serialize};

/// The page that starts viewing as a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewingForm {
    /// The key and the name of each.
    pub roles: Vec<(String, String)>,
    /// Where a role may be that is at no provider: the name of each kind of place, and the key and the name of each place.
    pub places: Vec<(String, Vec<(String, String)>)>,
    /// The organizations of whoever asks in the ticket: each as the address of the form has it, and in words.
    pub offered: Vec<(String, String)>,
    pub form: ReturnedForm,
    /// Whether the second factor was proven a moment ago, as whoever starts must.
    pub is_confirmed: bool,
    /// Whether the person views as a role in another session.
    pub is_running: bool,
}
