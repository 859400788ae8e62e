//! The forms of patients and of excluded codes: read here, answered with the next page or sent back.

use domain::{
    access::{Action, Actor},
    assessments::PatientNumber,
    forms::{FieldError, ReturnedForm},
    patients::{EditForm, ExclusionForm, ExclusionId, MergeId, PatientForm},
    time::day_of,
};
use services::{
    ServiceError,
    patients::{self, Made, exclusions},
};
use uuid::Uuid;

use super::{access::lead_on, actor, returned, returned_form, send_back};
use crate::{
    error::ApiError,
    paths,
    view::patients::{MergeView, NewPatientView},
};

/// Shows a patient's numbers to whoever says why they need them.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], the database's.
pub async fn show_identifiers(number: PatientNumber, reason: &str) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    let shown = patients::show_identifiers(&services, &actor, number, reason).await;
    let page = paths::patient(number);
    lead_on(shown, &page, &page, &[("show_reason", reason)]).await
}

/// The form of a new patient, with probable duplicates when nothing else is wrong with what came back.
///
/// # Errors
/// [`ApiError::Forbidden`], the database's.
pub async fn find_new(flash: Option<&str>) -> Result<NewPatientView, ApiError> {
    let (services, actor) = (super::services(), actor()?);
    let homes = patients::homes(&services, &actor).await?;
    let mut form = returned_form(flash).await?;
    let mut duplicates = Vec::new();
    let is_asked = form.errors.is_empty() && !form.value("key").is_empty();
    if let Some(details) = patient_of(&form)
        .read(actor.now.today())
        .ok()
        .filter(|_| is_asked)
    {
        let ccn = form.value("ccn").to_owned();
        match patients::probable_duplicates(&services, &actor, &ccn, &details).await {
            Err(ServiceError::Refused(errors)) => form.errors = errors,
            found => duplicates = found?,
        }
    }
    let key = Uuid::parse_str(form.value("key")).unwrap_or_else(|_| Uuid::now_v7());
    Ok(NewPatientView {
        homes,
        form,
        duplicates,
        key,
        read_only: actor.viewing.is_some(),
    })
}

fn patient_of(form: &ReturnedForm) -> PatientForm {
    let value = |field| form.value(field).to_owned();
    PatientForm {
        first_name: value("first_name"),
        last_name: value("last_name"),
        birth: value("birth"),
        sex: value("sex"),
        ssn: value("ssn"),
        medicare: value("medicare"),
        medicaid: value("medicaid"),
    }
}

/// That a page for those who change patients is somebody's to see.
///
/// # Errors
/// [`ApiError::Forbidden`].
pub fn may_edit(actor: &Actor) -> Result<(), ApiError> {
    let coverage = actor.form_coverage(Action::EditPatients);
    coverage.map_err(ServiceError::from)?;
    Ok(())
}

/// Makes the patient and shows them, or sends the form back: with what is wrong, or to be asked about duplicates.
///
/// # Errors
/// [`ApiError::BadRequest`] without a key, [`ApiError::Forbidden`], the database's.
pub async fn create(
    form: &PatientForm,
    ccn: &str,
    (others, key): (&str, &str),
) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    actor
        .coverage(Action::EditPatients)
        .map_err(ServiceError::from)?;
    // Also a form that cannot be read comes back to those alone who make patients.
    patients::homes(&services, &actor).await?;
    let id = Uuid::parse_str(key).map_err(|_| ApiError::BadRequest)?;
    let mut values = form.values().to_vec();
    values.extend([("ccn", ccn), ("key", key)]);
    let made = match form.read(actor.now.today()) {
        Ok(details) => {
            let (new, insists) = ((ccn, &details), !others.is_empty());
            patients::create(&services, &actor, id, new, insists).await
        }
        Err(mut errors) => {
            if ccn.trim().is_empty() {
                errors.insert(0, FieldError::new("ccn", patients::WHICH_PROVIDER));
            }
            Err(ServiceError::Refused(errors))
        }
    };
    match made {
        Ok(Made::ProbableDuplicates) => {
            send_back(paths::NEW_PATIENT, &returned(&values, Vec::new())).await
        }
        Ok(Made::Patient(number)) => {
            leptos_axum::redirect(&paths::patient_done(number, "made"));
            Ok(())
        }
        Err(error) => lead_on(Err(error), "", paths::NEW_PATIENT, &values).await,
    }
}

/// Changes the patient and shows them, or sends the form back.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], [`ApiError::Conflict`] for one who was merged, the database's.
pub async fn change(
    (number, version): (PatientNumber, i32),
    form: &EditForm,
) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    actor
        .coverage(Action::EditPatients)
        .map_err(ServiceError::from)?;
    let changed = match form.read(actor.now.today()) {
        Ok(change) => patients::change(&services, &actor, (number, version), &change).await,
        Err(errors) => {
            // Whoever may not see the patient is told nothing of the form either.
            patients::find(&services, &actor, number).await?;
            Err(ServiceError::Refused(errors))
        }
    };
    let next = paths::patient_done(number, "changed");
    lead_on(changed, &next, &paths::edit_patient(number), &form.values()).await
}

/// The form that asks for the other patient, or both side by side.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], [`ApiError::Conflict`] for one who was merged, the database's.
pub async fn find_merge(
    number: PatientNumber,
    with: Option<&str>,
    flash: Option<&str>,
) -> Result<MergeView, ApiError> {
    let (services, actor) = (super::services(), actor()?);
    actor
        .form_coverage(Action::EditPatients)
        .map_err(ServiceError::from)?;
    let patient = patients::find(&services, &actor, number).await?;
    let mut form = returned_form(flash).await?;
    let mut preview = None;
    if let Some(typed) = with {
        let other = typed.trim().parse().map(PatientNumber);
        let found = match other {
            Ok(other) => patients::preview(&services, &actor, number, other).await,
            Err(_) => Err(ServiceError::field(
                "with",
                "Enter the Patient ID: digits alone.",
            )),
        };
        match found {
            Err(ServiceError::Refused(errors)) => form.errors = errors,
            found => preview = Some(found?),
        }
    }
    Ok(MergeView {
        patient,
        preview,
        form,
    })
}

/// Merges the one patient into the other and shows the latter, or sends the form back.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], [`ApiError::Conflict`], the database's.
pub async fn merge(
    (number, with): (PatientNumber, PatientNumber),
    versions: (i32, i32),
    reason: &str,
) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    let merged = patients::merge(&services, &actor, (number, with), versions, reason).await;
    let page = paths::merge_patients(number, Some(with));
    let next = paths::patient_done(number, "merged");
    lead_on(merged, &next, &page, &[("reason", reason)]).await
}

/// Takes a patient apart again and shows the one who was kept, or sends the form back.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], [`ApiError::Conflict`], the database's.
pub async fn undo((number, merge): (PatientNumber, MergeId), reason: &str) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    let undone = patients::undo(&services, &actor, (number, merge), reason).await;
    let page = paths::undo_merge(number, merge);
    let next = paths::patient_done(number, "separated");
    lead_on(undone, &next, &page, &[("reason", reason)]).await
}

/// Excludes a code and shows the list, or sends the form back.
///
/// # Errors
/// [`ApiError::Forbidden`], the database's.
pub async fn add_exclusion(form: &ExclusionForm) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    actor
        .coverage(Action::ManageExclusions)
        .map_err(ServiceError::from)?;
    let added = match form.read() {
        Ok(exclusion) => exclusions::add(&services, &actor, &exclusion).await,
        Err(errors) => Err(ServiceError::Refused(errors)),
    };
    let next = paths::exclusions_done("added");
    lead_on(added, &next, paths::EXCLUSIONS, &form.values()).await
}

/// Sets the last day of an exclusion and shows the list, which says so when there is none, or sends the form back.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Conflict`] once it has ended, the database's.
pub async fn end_exclusion(exclusion: ExclusionId, last_day: &str) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    actor
        .coverage(Action::ManageExclusions)
        .map_err(ServiceError::from)?;
    let ended = match day_of(last_day.trim()) {
        Some(until) => exclusions::end(&services, &actor, exclusion, until).await,
        None => Err(ServiceError::field(
            "last_day",
            "Enter the day as month, day and year, such as 11/22/2026.",
        )),
    };
    let id = exclusion.0.to_string();
    let values = [("exclusion", id.as_str()), ("last_day", last_day)];
    let (ended, next) = done_or_gone(ended, "ended");
    lead_on(ended, &next, &paths::end_exclusion(exclusion), &values).await
}

/// Deletes an exclusion and shows the list, which says so when there is none.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Conflict`] once it has taken a code out of a record, the database's.
pub async fn delete_exclusion(exclusion: ExclusionId) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    let deleted = exclusions::delete(&services, &actor, exclusion).await;
    let (deleted, next) = done_or_gone(deleted, "deleted");
    deleted?;
    leptos_axum::redirect(&next);
    Ok(())
}

/// What became of an exclusion, with the list that says so: also of one that is not there for this person, as when somebody has
/// deleted it in another tab. One of another state is answered alike, so that nobody learns of it.
fn done_or_gone(
    result: Result<(), ServiceError>,
    done: &str,
) -> (Result<(), ServiceError>, String) {
    match result {
        Err(ServiceError::NotFound) => (Ok(()), paths::exclusions_done("gone")),
        result => (result, paths::exclusions_done(done)),
    }
}
