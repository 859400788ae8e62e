//! Viewing as a role: the forms' pages. What they send goes to plain routes, for it changes the session.

use domain::forms::ReturnedForm;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{error::ApiError, view::viewing::ViewingForm};

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
