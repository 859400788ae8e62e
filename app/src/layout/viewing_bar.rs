//! The red bar of whoever views as a role, on every page and on paper.

use crate::paths;
use domain::support::Viewing;
use leptos::prelude::*;

#[component]
pub fn ViewingBar(viewing: Viewing) -> impl IntoView {
    let words = format!(
        "Viewing as {}, {}. Read only. Reason: {} ({}). Ends {}.",
        viewing.role,
        viewing.place,
        viewing.reason,
        viewing.ticket,
        viewing.ends()
    );
    let identifiers = if viewing.is_revealed {
        view! { <p>"Identifiers are shown."</p> }.into_any()
    } else {
        view! { <a href=paths::REVEAL>"Reveal identifiers"</a> }.into_any()
    };
    view! {
        <section class="q-viewing" aria-label="Viewing as another role">
            <p>{words}</p>
            {identifiers}
            <form method="post" action=crate::sent_from(paths::STOP_VIEWING.to_owned()) aria-label="Stop viewing as">
                <button type="submit">"Stop viewing as"</button>
            </form>
        </section>
    }
}
