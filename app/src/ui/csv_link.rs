//! A list as a file.

use super::number;
use leptos::prelude::*;

/// Downloads the whole list, of which the file has no more than `most` rows.
#[component]
pub fn CsvLink(href: String, total: i64, most: i64) -> impl IntoView {
    let what = if total > most {
        format!(
            "Download CSV (the first {} of {})",
            number(most),
            number(total)
        )
    } else {
        "Download CSV".to_owned()
    };
    // The router leaves the link to the browser, which saves the file.
    view! { <a class="usa-link" rel="external" download="" href=href>{what}</a> }
}
