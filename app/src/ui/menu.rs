//! A menu behind a button: a `<details>`, so that it opens without script.

use leptos::{
    ev::{self, KeyboardEvent},
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys,
};
use leptos_router::hooks::use_location;

/// `children` stand in the opened menu. It closes on Escape, on a click elsewhere and when a link in
/// it has led to another page.
#[component]
pub fn Menu(
    /// The button's accessible name.
    #[prop(into)]
    label: String,
    class: &'static str,
    /// What the button shows.
    button: AnyView,
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let summary = NodeRef::<html::Summary>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        path.track();
        if before.is_some() {
            close();
        }
    });
    Effect::new(move || {
        let listener = window_event_listener(ev::click, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = menu
                .get_untracked()
                .is_some_and(|menu| menu.contains(target.as_ref()));
            if !inside {
                close();
            }
        });
        on_cleanup(move || listener.remove());
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            if let Some(summary) = summary.get_untracked() {
                drop(summary.focus());
            }
        }
    };
    view! {
        <details class=class node_ref=menu on:keydown=on_key>
            <summary aria-label=label node_ref=summary>{button}</summary>
            {children()}
        </details>
    }
}
