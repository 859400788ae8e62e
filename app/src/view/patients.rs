//! What the pages of patients show.

use domain::{
    forms::ReturnedForm,
    patients::{Exclusions, MergePreview, PatientDetail, PatientLine},
    providers::Ccn,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The page of a patient, or of something that is done to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientView {
    pub patient: PatientDetail,
    /// The form of the page, when it came back.
    pub form: ReturnedForm,
}

/// *New Patient*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPatientView {
    /// The providers that one may choose; none where they are too many, and the CCN is typed.
    pub homes: Option<Vec<(Ccn, String)>>,
    pub form: ReturnedForm,
    /// Who may be the same as who was typed.
    pub duplicates: Vec<PatientLine>,
    /// Under which the patient is made: once, however often the form is sent.
    pub key: Uuid,
    /// Whether it is shown to somebody who views as the role, and makes nobody.
    pub read_only: bool,
}

/// *Merge*: the form that asks for the other patient, or both side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeView {
    pub patient: PatientDetail,
    pub preview: Option<MergePreview>,
    /// With what is wrong with the Patient ID that was typed.
    pub form: ReturnedForm,
}

/// The codes that states exclude.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionsView {
    pub exclusions: Exclusions,
    /// Either of the page's forms, when it came back.
    pub form: ReturnedForm,
}
