//! Several choices in view, of which one is chosen.

use super::{Choice, field::describes};
use leptos::prelude::*;

/// Radio buttons under a common question. The first has the group's name as its id, so that an error summary can lead
/// to it.
#[component]
pub fn RadioGroup(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let describedby = describes(&name, false, error.is_some());
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
        .map(|(place, choice)| {
            let id = match place {
                0 => name.clone(),
                place => format!("{name}-{place}"),
            };
            let checked = choice.value == value;
            view! {
                <div class="usa-radio">
                    <input
                        class="usa-radio__input"
                        type="radio"
                        id=id.clone()
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        required=required
                    />
                    <label class="usa-radio__label" for=id>{choice.label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class=group>
            <fieldset class="usa-fieldset" aria-describedby=describedby>
                <legend class="usa-legend">
                    {legend}
                    {required.then(|| view! { <abbr title="required" class="usa-label--required">" *"</abbr> })}
                </legend>
                {message}
                {radios}
            </fieldset>
        </div>
    }
}
