//! What stands in the place of a form that is too dangerous for a session whose second factor was not proven a moment ago.

use super::LinkButton;
use crate::paths;
use leptos::prelude::*;

/// Leads to the second factor and back: the acts of the page need it to be fresh.
#[component]
pub fn ProveFirst(#[prop(into)] page: String) -> impl IntoView {
    view! {
        <p>"Prove with your second factor that it is you first; the form stands here for five minutes then."</p>
        <LinkButton href=paths::confirm(&page)>"Prove that it is you"</LinkButton>
    }
}
