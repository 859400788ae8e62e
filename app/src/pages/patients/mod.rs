//! Patients: list, profile, and what is done to them; and the codes that a state excludes.

mod delete_exclusion;
mod edit;
mod end_exclusion;
mod exclusions;
mod facts;
mod fields;
mod history;
mod list;
mod merge;
mod new;
mod profile;
mod undo;

pub use delete_exclusion::DeleteExclusionPage;
pub use edit::EditPatientPage;
pub use end_exclusion::EndExclusionPage;
pub use exclusions::ExclusionsPage;
pub use history::PatientHistoryPage;
pub use list::PatientListPage;
pub use merge::MergePatientsPage;
pub use new::NewPatientPage;
pub use profile::PatientPage;
pub use undo::UndoMergePage;

use crate::api::patients::find_patient;
use crate::error::ApiError;
use crate::ui::{Loading, load, use_query};
use crate::view::patients::PatientView;
use domain::assessments::PatientNumber;
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The number that the page's address names.
fn use_patient_number() -> impl Fn() -> Option<PatientNumber> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || {
        let number = params.with(|params| params.get("number"))?;
        number.parse().ok().map(PatientNumber)
    }
}

/// The patient whom the page's address names, with the form that came back. `edits`: for those alone who change patients.
fn load_patient(edits: bool) -> Loading<PatientView> {
    let (number, query) = (use_patient_number(), use_query());
    let asked = move || {
        let flash = query.with(|query| query.get("flash").map(str::to_owned));
        (number(), flash, edits)
    };
    load(asked, async |(number, flash, edits)| match number {
        Some(number) => find_patient(number, flash, edits).await,
        None => Err(ApiError::NotFound),
    })
}

/// What is wrong with a field.
fn error(form: &ReturnedForm, field: &str) -> Option<String> {
    form.error(field).map(str::to_owned)
}
