//! Files to try things out with (demonstration only), made for the reader's own facility.

use crate::paths;
use crate::ui::SectionBar;
use domain::submissions::Sample;
use leptos::prelude::*;

#[component]
pub fn Samples() -> impl IntoView {
    let rows = Sample::ALL.into_iter().map(|sample| view! {
        <li>
            <a href=paths::sample(sample.file_name()) download=sample.file_name() rel="external">{sample.file_name()}</a>
            ": " {sample.shows()} "."
        </li>
    });
    view! {
        <section aria-labelledby="samples-heading">
            <SectionBar heading="Sample files" id="samples-heading"/>
            <p>"Invented files for one of your facilities and a quarter that is open today. Save one, then choose it above."</p>
            <ul class="usa-list">{rows.collect_view()}</ul>
        </section>
    }
}
