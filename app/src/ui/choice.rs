//! Fields in which something is chosen.

use super::field::{FieldFrame, describes};
use leptos::prelude::*;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A line below the label (radio tiles only).
    pub description: Option<String>,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            description: None,
        }
    }

    #[must_use]
    pub fn described(self, description: impl Into<String>) -> Self {
        Self {
            description: Some(description.into()),
            ..self
        }
    }
}

/// A list from which one is chosen. `any` is the text of an empty first choice.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] any: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let describedby = describes(name, hint.is_some(), error.is_some());
    let class = if error.is_some() {
        "usa-select usa-input--error"
    } else {
        "usa-select"
    };
    let invalid = error.is_some().then_some("true");
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <FieldFrame name label hint error required>
            <select class=class id=name name=name required=required aria-describedby=describedby aria-invalid=invalid>
                {any.map(|any| view! { <option value="">{any}</option> })}
                {options}
            </select>
        </FieldFrame>
    }
}

/// A box to check; its form value is `value` ("true" unless said otherwise).
#[component]
pub fn CheckBox(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(default = "true")] value: &'static str,
    #[prop(optional)] checked: bool,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let describedby = describes(name, false, error.is_some());
    let invalid = error.is_some().then_some("true");
    let group = if error.is_some() {
        "usa-form-group usa-form-group--error"
    } else {
        "usa-form-group"
    };
    view! {
        <div class=group>
            {error.map(|error| view! {
                <span class="usa-error-message" id=format!("{name}-error")>{error}</span>
            })}
            <div class="usa-checkbox">
                <input
                    class="usa-checkbox__input"
                    type="checkbox"
                    id=name
                    name=name
                    value=value
                    checked=checked
                    required=required
                    aria-describedby=describedby
                    aria-invalid=invalid
                />
                <label class="usa-checkbox__label" for=name>
                    {label}
                    {required.then(|| view! { <abbr title="required" class="usa-label--required">" *"</abbr> })}
                </label>
            </div>
        </div>
    }
}

/// A group of radio tiles. The first tile has the field's name as its id, so that the error summary
/// can lead to it.
#[component]
pub fn RadioGroup(
    name: &'static str,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional)] required: bool,
    /// Called with the value that was chosen.
    #[prop(optional, into)]
    on_choose: Option<Callback<String>>,
) -> impl IntoView {
    let describedby = describes(name, hint.is_some(), error.is_some());
    let group = if error.is_some() {
        "usa-form-group usa-form-group--error"
    } else {
        "usa-form-group"
    };
    let tiles = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let id = if index == 0 {
                name.to_owned()
            } else {
                format!("{name}-{index}")
            };
            let checked = choice.value == value;
            let chosen = choice.value.clone();
            view! {
                <div class="usa-radio">
                    <input
                        class="usa-radio__input usa-radio__input--tile"
                        type="radio"
                        id=id.clone()
                        name=name
                        value=choice.value
                        checked=checked
                        required=required
                        on:change=move |_| {
                            if let Some(on_choose) = on_choose {
                                on_choose.run(chosen.clone());
                            }
                        }
                    />
                    <label class="usa-radio__label" for=id>
                        {choice.label}
                        {choice.description.map(|text| view! {
                            <span class="usa-radio__label-description">{text}</span>
                        })}
                    </label>
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
                {hint.map(|hint| view! { <span class="usa-hint" id=format!("{name}-hint")>{hint}</span> })}
                {error.map(|error| view! {
                    <span class="usa-error-message" id=format!("{name}-error")>{error}</span>
                })}
                {tiles}
            </fieldset>
        </div>
    }
}
