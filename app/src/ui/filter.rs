//! Filters of a list: a form whose answers stand in the address, and chips that take them back.

use super::{Button, Icon};
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::components::Form;

/// A GET form above a list. With script it changes the list in place. Words of `keep` (sorting, page
/// size) go along unseen.
#[component]
pub fn FilterForm(
    action: &'static str,
    /// The form's accessible name: "Filter providers".
    #[prop(into)]
    label: String,
    #[prop(optional)] keep: Query,
    children: Children,
) -> impl IntoView {
    let kept = keep
        .words()
        .map(|(name, value)| view! { <input type="hidden" name=name.to_owned() value=value.to_owned()/> })
        .collect_view();
    view! {
        <search>
            <Form method="GET" action=action noscroll=true {..} class="q-filter" aria-label=label>
                {kept}
                {children()}
                <div class="q-filter__act"><Button>"Apply filters"</Button></div>
            </Form>
        </search>
    }
}

/// One filter that is on, and the address of the list without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterChip {
    pub text: String,
    pub without: String,
}

/// The filters that are on; each is a link that takes itself away.
#[component]
pub fn FilterChips(chips: Vec<FilterChip>) -> impl IntoView {
    (!chips.is_empty()).then(|| {
        let chips = chips
            .into_iter()
            .map(|chip| {
                view! {
                    <li>
                        <a class="q-chip" href=chip.without>
                            <span class="usa-sr-only">"Remove filter: "</span>
                            {chip.text}
                            <Icon name="close"/>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="q-chips" aria-label="Filters in use">{chips}</ul> }
    })
}
