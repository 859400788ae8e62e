//! The words of the page's address.

use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What stands after the `?` of the address, as it changes.
#[must_use]
pub fn use_query() -> Memo<Query> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|search| Query::parse(search)))
}
