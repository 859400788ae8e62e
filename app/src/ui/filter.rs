//! Filters of a list: a form whose answers stand in the address, and chips that take them back.

use super::shown::{give_up_typed, mark_shown};
use super::{Alert, AlertKind, Button, Icon, use_query};
use domain::listing::{Listed, PageRequest, Query};
use leptos::{
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Event, FormData, HtmlFormElement},
};
use leptos_router::components::Form;
use std::sync::Arc;

/// A GET form above a list. With script it changes the list in place. Words of `keep` (sorting, page
/// size) go along unseen.
#[component]
pub fn FilterForm(
    action: &'static str,
    /// The form's accessible name: "Filter providers".
    #[prop(into)]
    label: String,
    #[prop(optional)] keep: Query,
    #[prop(default = "Apply filters")] button: &'static str,
    children: Children,
) -> impl IntoView {
    let kept = keep
        .words()
        .map(|(name, value)| view! { <input type="hidden" name=name.to_owned() value=value.to_owned()/> })
        .collect_view();
    let act = NodeRef::<html::Div>::new();
    show_filters_in_use(act);
    view! {
        <search>
            <Form
                method="GET"
                action=action
                noscroll=true
                on_form_data=Arc::new(leave_out_blanks)
                {..}
                class="q-filter"
                aria-label=label
                on:input=|typed| keep_typed(&typed)
            >
                {kept}
                {children()}
                <div node_ref=act><Button>{button}</Button></div>
            </Form>
        </search>
    }
}

/// The fields show what the address says; what is typed while its list is still on its way stays.
fn show_filters_in_use(inside: NodeRef<html::Div>) {
    Effect::new(move || {
        let form = inside
            .get()
            .and_then(|element| element.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            give_up_typed(&form);
        }
    });
}

fn keep_typed(event: &Event) {
    let form = event
        .current_target()
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        mark_shown(&form);
    }
}

/// An address names only the filters that are on.
fn leave_out_blanks(data: &FormData) {
    let entries = js_sys::try_iter(data).ok().flatten();
    let pairs = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|pair| js_sys::Array::from(&pair));
    let blank = pairs.filter(|pair| {
        pair.get(1)
            .as_string()
            .is_some_and(|value| value.is_empty())
    });
    // Collected first: taking away while going through would skip some.
    let names: Vec<_> = blank.filter_map(|pair| pair.get(0).as_string()).collect();
    for name in names {
        data.delete(&name);
    }
}

/// A word of an address that is one of some choices: its name, its label, and whether it knows a choice.
pub type ChoiceWord = (&'static str, &'static str, fn(&str) -> bool);

/// The words that the address of every list may have.
const OF_EVERY_LIST: [ChoiceWord; 3] = [
    ("dir", "Direction", |word| matches!(word, "asc" | "desc")),
    ("page", "Page", |word| {
        word.parse::<u32>().is_ok_and(|page| page > 0)
    }),
    ("size", "Rows per page", |word| {
        word.parse().is_ok_and(PageRequest::is_size)
    }),
];

/// Says which words of its address the list could not make sense of, and does without.
#[component]
pub fn LeftOut(
    /// The address made of what the list understands of one.
    read: fn(&Query) -> Query,
    /// Names of fields with their labels.
    #[prop(default = &[])]
    fields: &'static [(&'static str, &'static str)],
    /// Words of which the list takes a usual choice where none is known.
    #[prop(default = &[])]
    choices: &'static [ChoiceWord],
) -> impl IntoView {
    let query = use_query();
    move || {
        let said = query.with(|query| {
            let (read, names) = (read(query), fields.iter().map(|(name, _)| *name));
            let label = |name| {
                let field = fields.iter().find(|(known, _)| *known == name);
                field.map_or(name, |(_, label)| *label)
            };
            let unread = query
                .left_out(&read, names)
                .map(|(name, typed)| (label(name), typed));
            let unknown =
                choices
                    .iter()
                    .chain(&OF_EVERY_LIST)
                    .filter_map(|(name, label, is_known)| {
                        Some((*label, query.unknown(name, *is_known)?))
                    });
            unread
                .chain(unknown)
                .map(|(label, typed)| format!("{label} \u{201c}{typed}\u{201d}"))
                .collect::<Vec<_>>()
                .join(", ")
        });
        (!said.is_empty()).then(|| {
            view! {
                <Alert kind=AlertKind::Warning>
                    {format!("Not understood, and so left out: {said}.")}
                </Alert>
            }
        })
    }
}

/// One filter that is on, and the address of the list without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterChip {
    pub text: String,
    pub without: String,
}

/// What the chip of a filter says while that is on, and what takes it away.
type Filtered<F> = (Option<String>, fn(&mut F));

/// Chips of the filters that are on. Each leads to the list from its beginning, without its filter.
#[must_use]
pub fn chips<F: Listed, const N: usize>(
    filter: &F,
    filters: [Filtered<F>; N],
    address: impl Fn(&F) -> String,
) -> Vec<FilterChip> {
    let chip = |(text, take_away): Filtered<F>| {
        let mut without = filter.at_first_page();
        take_away(&mut without);
        text.map(|text| FilterChip {
            text,
            without: address(&without),
        })
    };
    filters.into_iter().filter_map(chip).collect()
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
