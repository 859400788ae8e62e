//! The rows of patients, and what changes them: each value that changes is a row of `patient_change`.

use domain::{
    assessments::{PatientId, PatientNumber},
    identity::UserId,
    patients::Identity,
    providers::ProviderId,
    time::Instant,
};
use store::{DbError, Tx, exec, fetch};
use uuid::Uuid;

store::sql! {
    NEXT_NUMBER = "update patient_number set last = last + 1 where id = 1 returning last";
    INSERT = "insert into patient (id, number, provider_id, first_name, last_name, birth, sex, ssn, medicare, medicaid,
                  search_key, created_at, updated_at, version)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 1)";
    UPDATE = "update patient set first_name = $2, last_name = $3, birth = $4, sex = $5, ssn = $6, medicare = $7, medicaid = $8,
                  search_key = $9, updated_at = $10, version = version + 1
              where id = $1";
    CHANGED = "insert into patient_change (id, patient_id, changed_at, field, before_value, after_value, user_id, file_id)
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// What is stored of a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, store::FromRow)]
pub(crate) struct StoredPatient {
    pub first_name: String,
    pub last_name: String,
    pub birth: Option<String>,
    pub sex: Option<String>,
    pub ssn: Option<String>,
    pub medicare: Option<String>,
    pub medicaid: Option<String>,
}

/// Who says it: somebody who types, or the file of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Person(UserId),
    File(Uuid),
}

impl Source {
    const fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Person(user) => (Some(user.0), None),
            Self::File(file) => (None, Some(file)),
        }
    }
}

impl StoredPatient {
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            first_name: known(&self.first_name),
            last_name: known(&self.last_name),
            birth: self.birth.as_deref(),
            sex: self.sex.as_deref(),
            ssn: self.ssn.as_deref(),
            medicare: self.medicare.as_deref(),
        }
    }

    /// `last, first`, lower case.
    pub fn search_key(&self) -> String {
        format!("{}, {}", self.last_name, self.first_name).to_lowercase()
    }

    /// The columns with their values, in the order of the profile.
    pub fn fields(&self) -> [(&'static str, Option<&str>); 7] {
        [
            ("first_name", known(&self.first_name)),
            ("last_name", known(&self.last_name)),
            ("birth", self.birth.as_deref()),
            ("sex", self.sex.as_deref()),
            ("ssn", self.ssn.as_deref()),
            ("medicare", self.medicare.as_deref()),
            ("medicaid", self.medicaid.as_deref()),
        ]
    }

    /// The columns whose values are others in `after`.
    pub fn changes<'a>(
        &'a self,
        after: &'a Self,
    ) -> impl Iterator<Item = (&'static str, Option<&'a str>, Option<&'a str>)> {
        let pairs = self.fields().into_iter().zip(after.fields());
        pairs
            .filter(|((_, before), (_, after))| before != after)
            .map(|((field, before), (_, after))| (field, before, after))
    }
}

fn known(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Makes a patient of a provider.
pub(crate) async fn insert(
    tx: &mut Tx,
    (id, provider): (PatientId, ProviderId),
    patient: &StoredPatient,
    source: Source,
    now: Instant,
) -> Result<PatientNumber, DbError> {
    let (number,) = fetch!(fetch_one, (i64,), tx, NEXT_NUMBER)?;
    exec!(
        tx,
        INSERT,
        id.0,
        number,
        provider.0,
        &patient.first_name,
        &patient.last_name,
        &patient.birth,
        &patient.sex,
        &patient.ssn,
        &patient.medicare,
        &patient.medicaid,
        patient.search_key(),
        now.0
    )?;
    note(tx, id, ("created", None, None), source, now).await?;
    Ok(PatientNumber(number))
}

/// Puts what is said now in the place of what is stored, and says which columns that changes; without any change it does
/// nothing.
pub(crate) async fn replace(
    tx: &mut Tx,
    id: PatientId,
    (before, after): (&StoredPatient, &StoredPatient),
    source: Source,
    now: Instant,
) -> Result<Vec<&'static str>, DbError> {
    let mut changed = Vec::new();
    for change in before.changes(after) {
        note(tx, id, change, source, now).await?;
        changed.push(change.0);
    }
    if !changed.is_empty() {
        exec!(
            tx,
            UPDATE,
            id.0,
            &after.first_name,
            &after.last_name,
            &after.birth,
            &after.sex,
            &after.ssn,
            &after.medicare,
            &after.medicaid,
            after.search_key(),
            now.0
        )?;
    }
    Ok(changed)
}

/// Writes a row of the history: what changed, from what to what.
pub(crate) async fn note(
    tx: &mut Tx,
    id: PatientId,
    (field, before, after): (&'static str, Option<&str>, Option<&str>),
    source: Source,
    now: Instant,
) -> Result<(), DbError> {
    let (user, file) = source.columns();
    exec!(
        tx,
        CHANGED,
        Uuid::now_v7(),
        id.0,
        now.0,
        field,
        before,
        after,
        user,
        file
    )?;
    Ok(())
}
