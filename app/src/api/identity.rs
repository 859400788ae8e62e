//! Who is here.

use domain::site::Visit;
use leptos::prelude::*;

use crate::error::ApiError;

/// What header, side navigation and footer show: the site, today, and who is logged in, if anyone.
#[server(endpoint = "identity/find_visit")]
pub async fn find_visit() -> Result<Visit, ApiError> {
    Ok(crate::server::visit())
}
