//! What is known of a patient, side by side where there are two.

use crate::paths;
use domain::patients::{Field, PatientLine};
use leptos::prelude::*;

/// The name of a provider with its number.
pub fn provider_words(line: &PatientLine) -> String {
    match &line.ccn {
        Some(ccn) => format!("{} ({})", line.provider, ccn.as_str()),
        None => line.provider.clone(),
    }
}

/// A value, or that none is known.
pub fn value_words(value: Option<String>) -> String {
    value.unwrap_or_else(|| "Not known".to_owned())
}

/// The terms of a patient in a list of facts.
#[component]
pub fn PatientFacts(line: PatientLine, values: Vec<(Field, Option<String>)>) -> impl IntoView {
    let provider = provider_words(&line);
    let facts = values
        .into_iter()
        .map(|(field, value)| view! { <dt>{field.title()}</dt><dd>{value_words(value)}</dd> })
        .collect_view();
    view! {
        <dl class="q-facts">
            <dt>"Patient ID"</dt><dd>{line.number.to_string()}</dd>
            {facts}
            <dt>"Provider"</dt><dd>{provider}</dd>
            <dt>"State"</dt><dd>{line.place.name()}</dd>
        </dl>
    }
}

/// The way back from something that is done to a patient.
#[component]
pub fn BackToPatient(line: PatientLine) -> impl IntoView {
    view! { <p><a href=paths::patient(line.number)>"Back to the patient"</a></p> }
}
