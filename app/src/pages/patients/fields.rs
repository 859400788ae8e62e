//! The fields of a patient, for the form of a new one and of one that is changed.

use super::error;
use crate::ui::{CheckBox, Choice, SelectField, TextArea, TextField};
use domain::forms::ReturnedForm;
use domain::patients::Field;
use leptos::prelude::*;

/// Name, birth and sex: as typed, or as `stored` says.
#[component]
pub fn PersonFields(
    form: ReturnedForm,
    /// What is stored, by its field; empty for a new patient.
    #[prop(optional)]
    stored: Vec<(Field, Option<String>)>,
    /// The code of the sex that is stored.
    #[prop(optional)]
    sex: String,
) -> impl IntoView {
    let value = |field: Field| {
        let known = stored.iter().find(|(known, _)| *known == field);
        let known = known.and_then(|(_, value)| value.clone());
        typed(&form, field.key()).unwrap_or_else(|| known.unwrap_or_default())
    };
    let chosen = typed(&form, "sex").unwrap_or(sex);
    view! {
        <TextField
            name="last_name"
            label=Field::LastName.title()
            hint="At most 18 letters, as records have it"
            value=value(Field::LastName)
            error=error(&form, "last_name")
            autocomplete="off"
            required=true
        />
        <TextField
            name="first_name"
            label=Field::FirstName.title()
            hint="At most 12 letters, as records have it"
            value=value(Field::FirstName)
            error=error(&form, "first_name")
            autocomplete="off"
            required=true
        />
        <TextField
            name="birth"
            label=Field::Birth.title()
            hint="MM/DD/YYYY; MM/YYYY or YYYY where no more is known"
            value=value(Field::Birth)
            error=error(&form, "birth")
            autocomplete="off"
            required=true
        />
        <SelectField
            name="sex"
            label=Field::Sex.title()
            any="Select"
            choices=vec![Choice::new("1", "Male"), Choice::new("2", "Female")]
            value=chosen
            error=error(&form, "sex")
            required=true
        />
    }
}

/// What was typed into a field of a form that came back; none of a form that did not.
fn typed(form: &ReturnedForm, field: &str) -> Option<String> {
    let value = form.values.iter().find(|(name, _)| name == field);
    value.map(|(_, value)| value.clone())
}

/// A number that others know the patient by. What is stored of it is not shown: typing replaces it, the box removes it.
#[component]
pub fn NumberField(
    field: Field,
    #[prop(into)] hint: String,
    form: ReturnedForm,
    /// As masked; none where there is nothing to keep.
    #[prop(optional_no_strip)]
    stored: Option<String>,
    /// The name of the box that removes it.
    #[prop(optional)]
    remove: Option<&'static str>,
) -> impl IntoView {
    let hint = match &stored {
        Some(stored) => {
            format!("Stored: {stored}. Leave it empty to keep that. {hint}")
        }
        None => hint,
    };
    let removal = stored.and(remove).map(|name| {
        let label = format!("Remove the stored {}", lower(field));
        view! { <CheckBox name label checked=!form.value(name).is_empty()/> }
    });
    let label = format!("{} (optional)", field.title());
    view! {
        <TextField
            name=field.key()
            label
            hint
            value=form.value(field.key())
            error=error(&form, field.key())
            autocomplete="off"
        />
        {removal}
    }
}

const fn lower(field: Field) -> &'static str {
    match field {
        Field::Medicare => "Medicare number",
        Field::Medicaid => "Medicaid number",
        _ => "Social Security number",
    }
}

/// Why something is done. It stays in the patient's history.
#[component]
pub fn ReasonField(form: ReturnedForm, #[prop(optional)] required: bool) -> impl IntoView {
    let (label, hint) = if required {
        (
            "Reason",
            "At most 1,000 characters. It stays in the patient's history, where the provider reads it.",
        )
    } else {
        (
            "Reason (optional)",
            "At most 1,000 characters. It stays in the patient's history. State agencies must give one.",
        )
    };
    view! {
        <TextArea
            name="reason"
            label
            hint
            value=form.value("reason")
            error=error(&form, "reason")
            max_length=1000
            required=required
        />
    }
}

pub const SSN_HINT: &str = "Nine digits, such as 900-11-0001";
pub const MEDICARE_HINT: &str = "Medicare Beneficiary Identifier: 11 letters and digits";
pub const MEDICAID_HINT: &str = "At most 14 letters and digits";
