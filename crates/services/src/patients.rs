//! Patients of providers (ADR 34): found or made when a record is accepted, made and changed by hand, merged and taken apart.

pub(crate) mod edit;
pub mod exclusions;
pub(crate) mod history;
pub(crate) mod list;
pub mod matching;
pub(crate) mod merge;
pub(crate) mod profile;
pub(crate) mod record;

pub use edit::{Made, OFFERED, WHICH_PROVIDER, change, create, homes, probable_duplicates};
pub use history::history;
pub use list::{export, list, of_provider};
pub use merge::{merge, preview, undo};
pub use profile::{find, show_identifiers};

use domain::{
    access::{Action, Actor, Sight},
    assessments::PatientNumber,
    masking::{HIDDEN, masked, seen},
    patients::{Field, PatientLine, sex_words},
    providers::{Ccn, StateCode},
};
use store::row::Day;
use uuid::Uuid;

use self::record::StoredPatient;
use crate::{ServiceError, scope::ScopeBinds};

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "patient" };

/// The columns of [`LineRow`], of a patient `t` of a provider `p`. Served by `assessment_patient` and the primary keys.
macro_rules! line_columns {
    () => {
        "t.number, t.last_name, t.first_name, t.birth, t.sex, t.provider_id, p.name as provider_name, p.ccn, p.state_code,
         (select max(a.target_date) from assessment a where a.patient_id = t.id and a.state = 'current') as last_on,
         (select k.number from patient k where k.id = t.merged_into) as merged_into"
    };
}
use line_columns;

/// A patient with their provider, within the scope bound as `$1` to `$4`.
macro_rules! patients_in_scope {
    () => {
        concat!(
            " from patient t join provider p on p.id = t.provider_id where ",
            crate::scope::provider_in_scope!()
        )
    };
}
use patients_in_scope;

#[derive(Clone, store::FromRow)]
struct LineRow {
    number: i64,
    last_name: String,
    first_name: String,
    birth: Option<String>,
    sex: Option<String>,
    provider_id: Uuid,
    provider_name: String,
    ccn: Option<String>,
    state_code: String,
    last_on: Option<Day>,
    merged_into: Option<i64>,
}

impl LineRow {
    /// As this sight shows it, if somebody views as a role.
    fn line(self, sight: Option<Sight>) -> Result<PatientLine, ServiceError> {
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        Ok(PatientLine {
            number: PatientNumber(self.number),
            last_name: seen(sight, self.last_name),
            first_name: seen(sight, self.first_name),
            birth: birth_words(self.birth.as_deref(), sight).unwrap_or_default(),
            sex: self
                .sex
                .as_deref()
                .map(sex_words)
                .unwrap_or_default()
                .to_owned(),
            provider: self.provider_name,
            ccn: ccn.map_err(|_| CORRUPT)?,
            place: StateCode::parse(&self.state_code).map_err(|_| CORRUPT)?,
            last_assessment: self.last_on.map(Day::to_jiff),
            merged_into: self.merged_into.map(PatientNumber),
        })
    }
}

/// A date of birth as people read it; nothing of it while it is masked.
fn birth_words(birth: Option<&str>, sight: Option<Sight>) -> Option<String> {
    birth.map(|birth| seen(sight, Field::Birth.words(birth)))
}

/// What is stored as this person sees it: numbers masked, unless they are shown. To whoever views as a role they never are: who has
/// the role sees a patient's only after giving a reason for that patient.
fn values(
    stored: &StoredPatient,
    sight: Option<Sight>,
    is_shown: bool,
) -> Vec<(Field, Option<String>)> {
    let shown = |field: Field, value: &str| match sight {
        Some(Sight::Masked) if field != Field::Sex => HIDDEN.to_owned(),
        _ if field.is_identifier() && !is_shown => masked(value),
        _ => field.words(value),
    };
    let fields = Field::ALL.into_iter().zip(stored.fields());
    fields
        .map(|(field, (_, value))| (field, value.map(|value| shown(field, value))))
        .collect()
}

/// How much of identifiers somebody sees who views as a role.
const fn sight(actor: &Actor) -> Option<Sight> {
    actor.viewing
}

/// What the statements of this area bind first.
fn scope(actor: &Actor, action: Action) -> Result<ScopeBinds, ServiceError> {
    let coverage = actor.coverage(action)?;
    Ok(ScopeBinds::new(actor, action, &coverage))
}

/// The same for the page of a form, which shows it also to those who only look.
fn form_scope(actor: &Actor, action: Action) -> Result<ScopeBinds, ServiceError> {
    let coverage = actor.form_coverage(action)?;
    Ok(ScopeBinds::new(actor, action, &coverage))
}

#[cfg(test)]
mod tests;
