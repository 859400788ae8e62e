//! Fields in which something is chosen.

use super::field::{FieldFrame, describes};
use leptos::prelude::*;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// Choices under a heading of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceGroup {
    pub label: String,
    pub choices: Vec<Choice>,
}

/// A list from which one is chosen, the `groups` after the other choices. `any` is the text of an empty first choice.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional)] choices: Vec<Choice>,
    #[prop(optional)] groups: Vec<ChoiceGroup>,
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
    let options = |choices: Vec<Choice>| {
        let options = choices.into_iter().map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        });
        options.collect_view()
    };
    let choices = options(choices);
    let groups = groups
        .into_iter()
        .map(|group| view! { <optgroup label=group.label>{options(group.choices)}</optgroup> })
        .collect_view();
    view! {
        <FieldFrame name label hint error required>
            <select class=class id=name name=name required=required aria-describedby=describedby aria-invalid=invalid>
                {any.map(|any| view! { <option value="">{any}</option> })}
                {choices}
                {groups}
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
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let describedby = describes(name, hint.is_some(), error.is_some());
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
            {hint.map(|hint| view! { <span class="usa-hint" id=format!("{name}-hint")>{hint}</span> })}
        </div>
    }
}
