//! *Merge*: another patient who is the same person becomes part of this one. Both stand side by side before it is done.

use super::facts::{BackToPatient, value_words};
use super::fields::ReasonField;
use super::{error, use_patient_number};
use crate::api::patients::{MergePatients, find_merge};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, DataTable, Loaded, LookOnly, Page, PostForm, Tag, TextField, Tone,
    load, use_query,
};
use crate::view::patients::MergeView;
use domain::assessments::PatientNumber;
use domain::forms::ReturnedForm;
use domain::patients::{MergePreview, Side};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct MergePatientsPage;

#[lazy_route]
impl LazyRoute for MergePatientsPage {
    fn data() -> Self {
        Self
    }

    fn view(MergePatientsPage: Self) -> AnyView {
        let (number, query) = (use_patient_number(), use_query());
        let asked = move || {
            query.with(|query| {
                let word = |name| query.get(name).map(str::to_owned);
                (number(), word("with"), word("flash"))
            })
        };
        let found = load(asked, async |(number, with, flash)| match number {
            Some(number) => find_merge(number, with, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <Merge found typed=query.with_untracked(|query| query.get("with").map(str::to_owned))/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Merge(
    found: MergeView,
    /// What was typed as the other's Patient ID.
    typed: Option<String>,
) -> impl IntoView {
    let MergeView {
        patient,
        preview,
        form,
    } = found;
    let (line, read_only, errors) = (patient.line, patient.read_only, form.errors.clone());
    let number = line.number;
    let wrong = error(&form, "with");
    let review = preview.map(|preview| view! { <Review preview read_only form/> });
    view! {
        <Page heading=format!("Merge a patient into patient {number}") errors>
            <p>
                "The other patient's assessments become this one's, and the next record about either is this one's. What is stored of
                both stays as it is, so that merging can be undone."
            </p>
            <Other number typed=typed.unwrap_or_default() wrong/>
            {review}
            <BackToPatient line/>
        </Page>
    }
}

/// Asks for the other patient.
#[component]
fn Other(number: PatientNumber, typed: String, wrong: Option<String>) -> impl IntoView {
    view! {
        <form
            class="usa-form usa-form--large"
            method="get"
            action=paths::merge_patients(number, None)
            aria-label="Find the other patient"
        >
            <TextField
                name="with"
                label="Patient ID of the other patient"
                hint="It stands on the other's page and in the list."
                value=typed
                error=wrong
                required=true
            />
            <Button>"Show both"</Button>
        </form>
    }
}

#[component]
fn Review(preview: MergePreview, read_only: bool, form: ReturnedForm) -> impl IntoView {
    let MergePreview {
        kept,
        merged,
        contradicts,
        clashes,
    } = preview;
    let warning = contradicts.then(|| {
        view! {
            <Alert kind=AlertKind::Warning>
                "Their Social Security numbers differ: as a rule these are two people. Merge them only when one of the numbers is wrong."
            </Alert>
        }
    });
    let versioned = |side: &Side| (side.line.number, side.version);
    let act = if clashes.is_empty() {
        let (one, other) = (versioned(&kept), versioned(&merged));
        view! { <LookOnly read_only><MergeForm kept=one merged=other form/></LookOnly> }.into_any()
    } else {
        let pairs = clashes
            .into_iter()
            .map(|(one, other)| {
                view! {
                    <li>
                        <a href=paths::assessment(one)>{one.to_string()}</a>" and "
                        <a href=paths::assessment(other)>{other.to_string()}</a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <Alert kind=AlertKind::Error>
                "They cannot be merged: both have a current assessment of the same kind and date. Inactivate one of each pair first."
                <ul>{pairs}</ul>
            </Alert>
        }
        .into_any()
    };
    view! {
        {warning}
        <BothSides kept merged/>
        {act}
    }
}

/// Both patients, value by value.
#[component]
fn BothSides(kept: Side, merged: Side) -> impl IntoView {
    let rows = kept
        .values
        .into_iter()
        .zip(merged.values)
        .map(|((field, one), (_, other))| {
            let same = match (&one, &other) {
                (Some(one), Some(other)) if one == other && !field.is_identifier() => {
                    view! { <Tag tone=Tone::Good text="Same"/> }.into_any()
                }
                (Some(one), Some(other)) if one != other => {
                    view! { <Tag tone=Tone::Caution text="Different"/> }.into_any()
                }
                // Masked numbers that look alike may differ.
                (Some(_), Some(_)) => "Not compared: masked".into_any(),
                _ => ().into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{field.title()}</th>
                    <td>{value_words(one)}</td>
                    <td>{value_words(other)}</td>
                    <td>{same}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="both" caption="Both patients">
            <thead>
                <tr>
                    <th scope="col">"Known of them"</th>
                    <th scope="col">{format!("Patient {}, who stays", kept.line.number)}</th>
                    <th scope="col">{format!("Patient {}, who is merged", merged.line.number)}</th>
                    <th scope="col">"Compared"</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                <tr>
                    <th scope="row">"Records"</th>
                    <td>{kept.records.to_string()}</td>
                    <td>{format!("{}, which move", merged.records)}</td>
                    <td></td>
                </tr>
            </tbody>
        </DataTable>
    }
}

#[component]
fn MergeForm(
    /// Number and version of the patient who stays.
    kept: (PatientNumber, i32),
    /// The same of the other.
    merged: (PatientNumber, i32),
    form: ReturnedForm,
) -> impl IntoView {
    view! {
        <PostForm action=MergePatients::url() label="Merge the patients" has_required=true>
            <input type="hidden" name="number" value=kept.0.to_string()/>
            <input type="hidden" name="with" value=merged.0.to_string()/>
            <input type="hidden" id="version" name="kept_version" value=kept.1.to_string()/>
            <input type="hidden" name="merged_version" value=merged.1.to_string()/>
            <ReasonField form required=true/>
            <Button>"Merge the patients"</Button>
        </PostForm>
    }
}
