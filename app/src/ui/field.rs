//! Text fields, and the frame that every field shares: label above, hint, error, then the input.
//! A field's id is its name, so that an error summary can lead to it.

use leptos::{html, prelude::*};

/// What is typed into a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Text,
    Password,
    /// A number; phones show its keyboard.
    Digits,
    Email,
    Telephone,
}

impl FieldKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Digits => "text",
            Self::Password => "password",
            Self::Email => "email",
            Self::Telephone => "tel",
        }
    }
}

/// One line of text. It keeps what was typed before the page became alive: `value` is the default.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional)] required: bool,
    /// Told what stands in the field, also what was typed before the page became alive.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
) -> impl IntoView {
    let describedby = describes(name, hint.is_some(), error.is_some());
    let element = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let (Some(element), Some(typed)) = (element.get(), typed) {
            typed.set(element.value());
        }
    });
    let on_input = move |event| {
        if let Some(typed) = typed {
            typed.set(event_target_value(&event));
        }
    };
    let class = if error.is_some() {
        "usa-input usa-input--error"
    } else {
        "usa-input"
    };
    let invalid = error.is_some().then_some("true");
    view! {
        <FieldFrame name label hint error required>
            <input
                class=class
                type=kind.input_type()
                inputmode=(kind == FieldKind::Digits).then_some("numeric")
                id=name
                name=name
                value=value
                autocomplete=autocomplete
                required=required
                aria-describedby=describedby
                aria-invalid=invalid
                node_ref=element
                on:input=on_input
            />
        </FieldFrame>
    }
}

/// The ids of a field's hint and error, for `aria-describedby`.
pub(super) fn describes(name: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    }
}

#[component]
pub(super) fn FieldFrame(
    name: &'static str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    children: Children,
) -> impl IntoView {
    let (group, label_class) = if error.is_some() {
        (
            "usa-form-group usa-form-group--error",
            "usa-label usa-label--error",
        )
    } else {
        ("usa-form-group", "usa-label")
    };
    view! {
        <div class=group>
            <label class=label_class for=name>
                {label}
                {required.then(|| view! { <abbr title="required" class="usa-label--required">" *"</abbr> })}
            </label>
            {hint.map(|hint| view! { <span class="usa-hint" id=format!("{name}-hint")>{hint}</span> })}
            {error.map(|error| view! {
                <span class="usa-error-message" id=format!("{name}-error")>{error}</span>
            })}
            {children()}
        </div>
    }
}
