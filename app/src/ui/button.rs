//! Buttons, and links that look like them.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Primary,
    Danger,
    /// Beside one that is more likely.
    Outline,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "usa-button",
            Self::Danger => "usa-button usa-button--secondary",
            Self::Outline => "usa-button usa-button--outline",
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
