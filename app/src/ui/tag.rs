//! A word or two that label a thing. The words say it; the colour only helps.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Good,
    Caution,
    Bad,
}

#[component]
pub fn Tag(#[prop(optional)] tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    let class = match tone {
        Tone::Neutral => "q-tag",
        Tone::Good => "q-tag q-tag--good",
        Tone::Caution => "q-tag q-tag--caution",
        Tone::Bad => "q-tag q-tag--bad",
    };
    view! { <span class=class>{text}</span> }
}
