//! Searches for people: one form for every list of them.

use leptos::prelude::*;
use server_fn::codec::Postcard;

use crate::error::ApiError;

/// Shows a list with the people whom a search finds. What is searched for (`q`) stands in the list's address sealed; `filter`
/// is what the address says besides.
#[server(endpoint = "search/search_people", output = Postcard)]
pub async fn search_people(
    #[server(default)] list: String,
    #[server(default)] filter: String,
    #[server(default)] q: String,
) -> Result<(), ApiError> {
    crate::server::search::search_people(&list, &filter, &q).await
}
