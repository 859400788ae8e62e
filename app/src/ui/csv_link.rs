//! A list as a file.

use super::number;
use domain::listing::Total;
use leptos::prelude::*;

/// Downloads the whole list, of which the file has no more than `most` rows.
#[component]
pub fn CsvLink(href: String, #[prop(into)] total: Total, most: i64) -> impl IntoView {
    let most_rows = number(most);
    let what = match total {
        Total::Exactly(rows) if rows > most => {
            format!("Download CSV (the first {most_rows} of {})", number(rows))
        }
        Total::Exactly(_) => "Download CSV".to_owned(),
        Total::MoreThan(_) => format!("Download CSV (at most the first {most_rows})"),
    };
    // The router leaves the link to the browser, which saves the file; to one that says so itself nothing else could be answered, such as
    // the log-in page.
    view! { <a class="usa-link q-download" rel="external" href=href>{what}</a> }
}
