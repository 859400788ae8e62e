//! A step of a role request in which one of several is chosen (seed 003, figures 7 and 8).

use crate::paths::Before;
use crate::ui::SoftButton;
use leptos::{html, prelude::*};

/// One thing that can be chosen, and what is to be known of it.
pub struct Described {
    pub key: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    /// Why few people choose it.
    pub caution: Option<&'static str>,
}

/// Radio buttons with their descriptions, in a form whose answer stands in the next step's address. The first has the
/// field's name as its id, so that an error summary can lead to it.
#[component]
pub fn StepForm(
    /// The address of the next step.
    action: &'static str,
    /// The form's accessible name.
    label: &'static str,
    name: &'static str,
    legend: &'static str,
    choices: Vec<Described>,
    /// The key of what was chosen before; empty for nothing.
    chosen: &'static str,
    /// What is said while nothing is chosen.
    not_yet: &'static str,
    error: Option<String>,
    /// Hidden fields, and what stands beside the button.
    children: Children,
) -> impl IntoView {
    let is_chosen = RwSignal::new(!chosen.is_empty());
    let fieldset = NodeRef::<html::Fieldset>::new();
    // What was chosen before the page became alive counts too.
    Effect::new(move || {
        let checked = fieldset
            .get()
            .and_then(|fieldset| fieldset.query_selector("input:checked").ok().flatten());
        if checked.is_some() {
            is_chosen.set(true);
        }
    });
    let not_yet = Signal::derive(move || (!is_chosen.get()).then_some(not_yet));
    let describedby = error.is_some().then(|| format!("{name}-error"));
    let group = if error.is_some() {
        "usa-form-group usa-form-group--error"
    } else {
        "usa-form-group"
    };
    let message = error.map(|error| {
        view! { <span class="usa-error-message" id=format!("{name}-error")>{error}</span> }
    });
    let radios = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| view! { <Radio name place choice chosen/> })
        .collect_view();
    view! {
        <form class="usa-form usa-form--large" method="get" action=action novalidate aria-label=label>
            <div class=group>
                <fieldset
                    class="usa-fieldset"
                    aria-describedby=describedby
                    node_ref=fieldset
                    on:change=move |_| is_chosen.set(true)
                >
                    <legend class="usa-legend">{legend}</legend>
                    {message}
                    {radios}
                </fieldset>
            </div>
            <div class="q-step-buttons">
                <SoftButton not_yet>"Next"</SoftButton>
                {children()}
            </div>
        </form>
    }
}

/// Hands what was done in the third step before one went back on to the next step.
#[component]
pub fn DoneBefore(before: Before) -> impl IntoView {
    let Before { slugs, flash } = before;
    let added = (!slugs.is_empty())
        .then(|| view! { <input type="hidden" name="ccn" value=slugs.join(",")/> });
    let typed = flash.map(|flash| view! { <input type="hidden" name="flash" value=flash/> });
    view! {
        {added}
        {typed}
    }
}

#[component]
fn Radio(
    name: &'static str,
    place: usize,
    choice: Described,
    chosen: &'static str,
) -> impl IntoView {
    let id = match place {
        0 => name.to_owned(),
        place => format!("{name}-{place}"),
    };
    let about = format!("{id}-about");
    let checked = choice.key == chosen;
    let caution = choice
        .caution
        .map(|caution| view! { " "<strong>{caution}</strong> });
    view! {
        <div class="usa-radio">
            <input
                class="usa-radio__input"
                type="radio"
                id=id.clone()
                name=name
                value=choice.key
                checked=checked
                required=true
                aria-describedby=about.clone()
            />
            <label class="usa-radio__label" for=id>{choice.name}</label>
            <p class="q-radio-about" id=about>{choice.description}{caution}</p>
        </div>
    }
}
