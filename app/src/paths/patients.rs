//! Patients of providers.

use domain::{
    assessments::PatientNumber,
    listing::{PageRequest, Query},
    patients::{ExclusionId, MergeId, PatientFilter},
};

/// Patients of providers.
pub const PATIENTS: &str = "/patients";
pub const NEW_PATIENT: &str = "/patients/new";
/// ICD-10 codes that states exclude.
pub const EXCLUSIONS: &str = "/patients/exclusions";

#[must_use]
pub fn patients(filter: &PatientFilter) -> String {
    filter.to_query().after(PATIENTS)
}

#[must_use]
pub fn patients_csv(filter: &PatientFilter) -> String {
    filter.to_query().after("/patients.csv")
}

#[must_use]
pub fn patient(number: PatientNumber) -> String {
    format!("{PATIENTS}/{number}")
}

/// The same page, which says what was just done.
#[must_use]
pub fn patient_done(number: PatientNumber, done: &str) -> String {
    let query = Query::default().with("done", Some(done));
    query.after(&patient(number))
}

#[must_use]
pub fn edit_patient(number: PatientNumber) -> String {
    format!("{PATIENTS}/{number}/edit")
}

/// What became of a patient.
#[must_use]
pub fn patient_history(number: PatientNumber, page: PageRequest) -> String {
    let query = Query::default().with_page(page);
    query.after(&format!("{PATIENTS}/{number}/history"))
}

/// Merging a patient into this one; with another, both side by side.
#[must_use]
pub fn merge_patients(number: PatientNumber, with: Option<PatientNumber>) -> String {
    let with = with.map(|with| with.to_string());
    let query = Query::default().with("with", with.as_deref());
    query.after(&format!("{PATIENTS}/{number}/merge"))
}

/// Undoing the merge of another patient into this one.
#[must_use]
pub fn undo_merge(number: PatientNumber, merge: MergeId) -> String {
    format!("{PATIENTS}/{number}/merges/{}", merge.0)
}

/// The list of excluded codes, which says what was just done.
#[must_use]
pub fn exclusions_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(EXCLUSIONS)
}

/// Ending an exclusion.
#[must_use]
pub fn end_exclusion(exclusion: ExclusionId) -> String {
    format!("{EXCLUSIONS}/{}", exclusion.0)
}

/// Deleting an exclusion.
#[must_use]
pub fn delete_exclusion(exclusion: ExclusionId) -> String {
    format!("{}/delete", end_exclusion(exclusion))
}
