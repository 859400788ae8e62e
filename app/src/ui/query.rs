//! The words of the page's address.

use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What stands after the `?` of the address, as it changes while this page is shown. On the way to another
/// page it stays what it was, so that this one does not load itself again as it goes.
#[must_use]
pub fn use_query() -> Memo<Query> {
    let location = use_location();
    let here = location.pathname.get_untracked();
    Memo::new(move |before: Option<&Query>| match before {
        Some(before) if location.pathname.get() != here => before.clone(),
        _ => location.search.with(|search| Query::parse(search)),
    })
}
