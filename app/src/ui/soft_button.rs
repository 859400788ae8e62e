//! A submit button that says why it cannot be used yet.

use super::announcer;
use leptos::{ev::MouseEvent, prelude::*};

/// While `not_yet` gives a reason the button is soft-disabled: it looks so and says so (`aria-disabled`), keeps its
/// place in the tab order, and a press shows and announces the reason. Without script it is a plain button, and the
/// server gives the reason.
#[component]
pub fn SoftButton(
    #[prop(into)] not_yet: Signal<Option<&'static str>>,
    children: Children,
) -> impl IntoView {
    let announcer = announcer();
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    let reason = move || alive.get().then(|| not_yet.get()).flatten();
    let pressed = RwSignal::new(false);
    let on_click = move |event: MouseEvent| {
        if let Some(reason) = reason() {
            event.prevent_default();
            pressed.set(true);
            announcer.say(reason);
        }
    };
    let shown = move || {
        pressed
            .get()
            .then(reason)
            .flatten()
            .map(|reason| view! { <p class="q-not-yet">{reason}</p> })
    };
    view! {
        <button
            type="submit"
            class="usa-button"
            aria-disabled=move || reason().map(|_| "true")
            on:click=on_click
        >
            {children()}
        </button>
        {shown}
    }
}
