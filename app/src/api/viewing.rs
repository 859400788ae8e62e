//! Viewing as a role: the forms' pages. What they send goes to plain routes, for it changes the session.

use domain::forms::ReturnedForm;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

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

/// The form that starts it. `flash` names the one that came back; `ticket` is the number that the address has.
#[server(endpoint = "support/find_viewing_form", input = Json, output = Postcard)]
pub async fn find_viewing_form(
    flash: Option<String>,
    ticket: Option<String>,
) -> Result<ViewingForm, ApiError> {
    crate::server::viewing::form(flash, ticket).await
}

/// The form that has identifiers shown. `flash` names the one that came back.
#[server(endpoint = "support/find_reveal_form", input = Json, output = Postcard)]
pub async fn find_reveal_form(flash: Option<String>) -> Result<ReturnedForm, ApiError> {
    crate::server::viewing::reveal_form(flash).await
}
