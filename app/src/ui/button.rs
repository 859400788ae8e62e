//! Buttons, and links that look like them.

use super::announcer;
use leptos::{ev::MouseEvent, prelude::*};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Primary,
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "usa-button",
            Self::Danger => "usa-button usa-button--secondary",
        }
    }
}

/// A submit button. `name` and `value` go along with the form when given.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    children: Children,
) -> impl IntoView {
    view! { <button type="submit" class=kind.class() name=name value=value>{children()}</button> }
}

#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    children: Children,
) -> impl IntoView {
    view! { <a class=kind.class() href=href>{children()}</a> }
}

/// A submit button that cannot be used yet while `reason` says why. It stays focusable; pressing it
/// shows and announces the reason. Without script it is plain, and the server answers instead.
#[component]
pub fn SoftDisabled(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] reason: Signal<Option<String>>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    children: Children,
) -> impl IntoView {
    let announcer = announcer();
    let hydrated = RwSignal::new(false);
    let pressed = RwSignal::new(false);
    Effect::new(move || hydrated.set(true));
    let disabled = move || hydrated.get() && reason.with(Option::is_some);
    let press = move |event: MouseEvent| {
        let Some(reason) = reason.get_untracked() else {
            return;
        };
        event.prevent_default();
        pressed.set(true);
        announcer.say(reason);
    };
    let shown = move || reason.get().filter(|_| pressed.get()).unwrap_or_default();
    let reason_id = format!("{id}-reason");
    view! {
        <button
            type="submit"
            id=id
            class="usa-button"
            class=("q-soft-disabled", disabled)
            name=name
            value=value
            aria-disabled=move || disabled().then_some("true")
            aria-describedby=reason_id.clone()
            on:click=press
        >
            {children()}
        </button>
        <p id=reason_id class="q-reason">{shown}</p>
    }
}
