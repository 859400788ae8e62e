//! Icons of the design system, listed in style/icons.txt.

use leptos::prelude::*;

/// A decorative icon; words beside it or on its button say what it means.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="usa-icon" aria-hidden="true" focusable="false">
            <use_ href=format!("/assets/icons.svg#{name}")></use_>
        </svg>
    }
}
