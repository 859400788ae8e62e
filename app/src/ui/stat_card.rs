//! A number that matters, as a link to the list that proves it.

use super::number;
use leptos::prelude::*;

#[component]
pub fn StatCards(children: Children) -> impl IntoView {
    view! { <ul class="q-cards">{children()}</ul> }
}

#[component]
pub fn StatCard(
    #[prop(into)] label: String,
    value: i64,
    #[prop(into)] href: String,
    /// A line below, in words.
    #[prop(optional, into)]
    note: Option<String>,
) -> impl IntoView {
    view! { <FigureCard label value=number(value) href note/> }
}

/// The same of a number that is written already, such as an amount of money.
#[component]
pub fn FigureCard(
    label: String,
    value: String,
    href: String,
    note: Option<String>,
) -> impl IntoView {
    view! {
        <li class="q-card">
            <a class="q-card__link" href=href>
                <span class="q-card__value">{value}</span>
                " "
                <span class="q-card__label">{label}</span>
            </a>
            {note.map(|note| view! { <p class="q-card__note">{note}</p> })}
        </li>
    }
}
