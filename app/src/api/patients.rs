//! Patients: whom a provider has, making, changing and merging them, and the codes that a state excludes.
#![expect(
    clippy::too_many_arguments,
    reason = "each field of a form is an argument, also without script"
)]

use domain::{
    assessments::PatientNumber,
    listing::PageRequest,
    patients::{PatientFilter, PatientHistory, PatientList},
    providers::StateCode,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::{
    error::ApiError,
    view::patients::{ExclusionsView, MergeView, NewPatientView, PatientView},
};

/// The patients that the filter lets through.
#[server(endpoint = "patients/list_patients", input = Json, output = Postcard)]
pub async fn list_patients(filter: PatientFilter) -> Result<PatientList, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::patients::list(&services, &actor, &filter).await?)
}

/// One patient. `flash` names the form that came back, `edits` says that it is a page for those who change patients.
#[server(endpoint = "patients/find_patient", input = Json, output = Postcard)]
pub async fn find_patient(
    number: PatientNumber,
    flash: Option<String>,
    edits: bool,
) -> Result<PatientView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    if edits {
        crate::server::patients::may_edit(&actor)?;
    }
    Ok(PatientView {
        patient: services::patients::find(&services, &actor, number).await?,
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Shows a patient's numbers whole for five minutes. The form comes back without a reason.
#[server(endpoint = "patients/show_identifiers", output = Postcard)]
pub async fn show_identifiers(
    number: PatientNumber,
    #[server(default)] show_reason: String,
) -> Result<(), ApiError> {
    crate::server::patients::show_identifiers(number, &show_reason).await
}

/// The form for a new patient. `flash` names the form that came back.
#[server(endpoint = "patients/find_new_patient", input = Json, output = Postcard)]
pub async fn find_new_patient(flash: Option<String>) -> Result<NewPatientView, ApiError> {
    crate::server::patients::find_new(flash.as_deref()).await
}

/// Makes a patient, and shows them. The form comes back when something in it is wrong, and with probable duplicates unless
/// `others` says that these are others. The same `key` again makes nobody more.
#[server(endpoint = "patients/create_patient", output = Postcard)]
pub async fn create_patient(
    #[server(default)] ccn: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] birth: String,
    #[server(default)] sex: String,
    #[server(default)] ssn: String,
    #[server(default)] medicare: String,
    #[server(default)] medicaid: String,
    #[server(default)] others: String,
    #[server(default)] key: String,
) -> Result<(), ApiError> {
    let form = domain::patients::PatientForm {
        first_name,
        last_name,
        birth,
        sex,
        ssn,
        medicare,
        medicaid,
    };
    crate::server::patients::create(&form, &ccn, (&others, &key)).await
}

/// Changes a patient, and shows them. `version` is the one that the form showed. The form comes back when something in it is
/// wrong.
#[server(endpoint = "patients/change_patient", output = Postcard)]
pub async fn change_patient(
    number: PatientNumber,
    #[server(default)] version: i32,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] birth: String,
    #[server(default)] sex: String,
    #[server(default)] ssn: String,
    #[server(default)] remove_ssn: String,
    #[server(default)] medicare: String,
    #[server(default)] remove_medicare: String,
    #[server(default)] medicaid: String,
    #[server(default)] remove_medicaid: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let patient = domain::patients::PatientForm {
        first_name,
        last_name,
        birth,
        sex,
        ssn,
        medicare,
        medicaid,
    };
    let form = domain::patients::EditForm {
        patient,
        remove_ssn,
        remove_medicare,
        remove_medicaid,
        reason,
    };
    crate::server::patients::change((number, version), &form).await
}

/// What merging another patient into this one would do. `with` is what was typed as the Patient ID of the other.
#[server(endpoint = "patients/find_merge", input = Json, output = Postcard)]
pub async fn find_merge(
    number: PatientNumber,
    with: Option<String>,
    flash: Option<String>,
) -> Result<MergeView, ApiError> {
    crate::server::patients::find_merge(number, with.as_deref(), flash.as_deref()).await
}

/// Merges another patient into this one, and shows it. The versions are those of the preview. The form comes back when
/// something in it is wrong.
#[server(endpoint = "patients/merge_patients", output = Postcard)]
pub async fn merge_patients(
    number: PatientNumber,
    with: PatientNumber,
    #[server(default)] kept_version: i32,
    #[server(default)] merged_version: i32,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let versions = (kept_version, merged_version);
    crate::server::patients::merge((number, with), versions, &reason).await
}

/// Takes a patient apart from the one that they were merged into, and shows the latter. The form comes back without a
/// reason.
#[server(endpoint = "patients/undo_merge", output = Postcard)]
pub async fn undo_merge(
    number: PatientNumber,
    merge: Uuid,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let merge = domain::patients::MergeId(merge);
    crate::server::patients::undo((number, merge), &reason).await
}

/// What became of a patient, the latest first.
#[server(endpoint = "patients/list_changes", input = Json, output = Postcard)]
pub async fn list_changes(
    number: PatientNumber,
    page: PageRequest,
) -> Result<PatientHistory, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::patients::history(&services, &actor, number, page).await?)
}

/// The codes that the states exclude which one decides for, or one of them. `flash` names the form that came back.
#[server(endpoint = "patients/list_exclusions", input = Json, output = Postcard)]
pub async fn list_exclusions(
    state: Option<StateCode>,
    flash: Option<String>,
) -> Result<ExclusionsView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let exclusions = services::patients::exclusions::list(&services, &actor, state).await?;
    Ok(ExclusionsView {
        exclusions,
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Excludes a code, and shows the list. The form comes back when something in it is wrong.
#[server(endpoint = "patients/add_exclusion", output = Postcard)]
pub async fn add_exclusion(
    #[server(default)] state: String,
    #[server(default)] excluded: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
) -> Result<(), ApiError> {
    let form = domain::patients::ExclusionForm {
        state,
        code: excluded,
        from,
        until,
    };
    crate::server::patients::add_exclusion(&form).await
}

/// Sets the last day of an exclusion, and shows the list. The form comes back when the day cannot be one.
#[server(endpoint = "patients/end_exclusion", output = Postcard)]
pub async fn end_exclusion(
    exclusion: Uuid,
    #[server(default)] last_day: String,
) -> Result<(), ApiError> {
    let exclusion = domain::patients::ExclusionId(exclusion);
    crate::server::patients::end_exclusion(exclusion, &last_day).await
}

/// Deletes an exclusion that has taken nothing out of a record, and shows the list.
#[server(endpoint = "patients/delete_exclusion", output = Postcard)]
pub async fn delete_exclusion(exclusion: Uuid) -> Result<(), ApiError> {
    let exclusion = domain::patients::ExclusionId(exclusion);
    crate::server::patients::delete_exclusion(exclusion).await
}
