//! Which patient a record is about: one that its provider has, by [`MatchKeys`], or a new one.

use domain::{
    assessments::{PatientId, PatientNumber},
    forms::single_spaced,
    patients::MatchKeys,
    providers::ProviderId,
    time::Instant,
};
use store::{DbError, Tx, fetch, turn};
use uuid::Uuid;

use super::record::{self, Source, StoredPatient};

macro_rules! columns {
    () => {
        "id, number, merged_into, first_name, last_name, birth, sex, ssn, medicare, medicaid"
    };
}

store::sql! {
    /// Whoever has a key in common. Served by patient_ssn, patient_medicare and patient_search.
    CANDIDATES = concat!(
        "select ", columns!(), " from patient where provider_id = $1 and ssn = $2
         union select ", columns!(), " from patient where provider_id = $1 and medicare = $3
         union select ", columns!(), " from patient where provider_id = $1 and search_key = $4"
    );
    /// Served by the primary key.
    PATIENT = concat!("select ", columns!(), " from patient where id = $1");
    /// Who brought a record along when they were merged into a patient. Served by patient_merge_kept and the primary key.
    BROUGHT_BY = "select m.merged_id from patient_merge m
        join patient_merge_record r on r.merge_id = m.id and r.record_id = $2
        where m.kept_id = $1 and m.undone_at is null";
}

/// What a record says of its patient: upper case; what it says nothing of is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said<'a> {
    pub first_name: Option<&'a str>,
    pub last_name: Option<&'a str>,
    /// `YYYYMMDD`, or `YYYYMM` or `YYYY` where no more is known.
    pub birth: Option<&'a str>,
    pub sex: Option<&'a str>,
    pub ssn: Option<&'a str>,
    pub medicare: Option<&'a str>,
    pub medicaid: Option<&'a str>,
}

/// The patient whom a record is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Whose record it is.
    pub patient: PatientId,
    /// Whose values it brings up to date: the patient's, or those of one who was merged into them.
    pub said_of: PatientId,
    /// There was none before.
    pub created: bool,
    /// Who else of the provider has the Social Security number of the one who was made.
    pub twin: Option<PatientNumber>,
    /// The columns whose values the record has changed.
    pub updated: Vec<&'static str>,
}

#[derive(store::FromRow)]
struct PatientRow {
    id: Uuid,
    number: i64,
    merged_into: Option<Uuid>,
    #[row(flatten)]
    stored: StoredPatient,
}

impl PatientRow {
    /// Whether one who was not merged into another has the Social Security number that is said.
    fn has_ssn_of(&self, said: &Said<'_>) -> bool {
        let own = self.stored.ssn.as_deref();
        self.merged_into.is_none() && own.is_some() && own == said.ssn
    }
}

impl Said<'_> {
    /// Without what says that nothing is known: blanks, and the dash of MDS.
    fn known(self) -> Self {
        let known = |text: &&str| !text.trim_matches([' ', '-', '^']).is_empty();
        Self {
            first_name: self.first_name.filter(known),
            last_name: self.last_name.filter(known),
            birth: self.birth.filter(known),
            sex: self.sex.filter(known),
            ssn: self.ssn.filter(known),
            medicare: self.medicare.filter(known),
            medicaid: self.medicaid.filter(known),
        }
    }

    /// What is stored once this is said: what it says nothing of stays. A name has single spaces, as one that somebody types; the items
    /// of the record keep what was sent.
    fn over(&self, stored: &StoredPatient) -> StoredPatient {
        let name = |said: Option<&str>, stored: &str| {
            said.map_or_else(|| stored.to_owned(), single_spaced)
        };
        let value = |said: Option<&str>, stored: &Option<String>| {
            said.map(str::to_owned).or_else(|| stored.clone())
        };
        StoredPatient {
            first_name: name(self.first_name, &stored.first_name),
            last_name: name(self.last_name, &stored.last_name),
            birth: value(self.birth, &stored.birth),
            sex: value(self.sex, &stored.sex),
            ssn: value(self.ssn, &stored.ssn),
            medicare: value(self.medicare, &stored.medicare),
            medicaid: value(self.medicaid, &stored.medicaid),
        }
    }
}

/// Finds the patient whom a record of this provider is about, or makes one, in the transaction that accepts the record.
/// What the record says takes the place of what is stored of whom it fits, also of one who was merged into another; `file` is the
/// record's. The caller has the turn to make one ([`turn_to_make`]) and that of the provider's patients ([`turn_of`]).
///
/// # Errors
/// The database's.
pub async fn of_record(
    tx: &mut Tx,
    keys: &MatchKeys,
    provider: ProviderId,
    said: &Said<'_>,
    file: Uuid,
    now: Instant,
) -> Result<Matched, DbError> {
    let said = said.known();
    let candidates = candidates(tx, provider, &said).await?;
    let twin = candidates.iter().find(|row| row.has_ssn_of(&said));
    let twin = twin.map(|row| PatientNumber(row.number));
    if let Some(found) = strongest(candidates, keys, &said) {
        let patient = survivor(tx, &found).await?;
        return bring_up_to_date(tx, patient, found, &said, file, now).await;
    }
    let patient = PatientId(Uuid::now_v7());
    let stored = said.over(&StoredPatient::default());
    record::insert(tx, (patient, provider), &stored, Source::File(file), now).await?;
    Ok(Matched {
        patient,
        said_of: patient,
        created: true,
        twin,
        updated: Vec::new(),
    })
}

/// Whose record of this provider this would be, and whom it is said of, if there is somebody; nothing is changed.
///
/// # Errors
/// The database's.
pub async fn known(
    tx: &mut Tx,
    keys: &MatchKeys,
    provider: ProviderId,
    said: &Said<'_>,
) -> Result<Option<(PatientId, PatientId)>, DbError> {
    let said = said.known();
    let candidates = candidates(tx, provider, &said).await?;
    match strongest(candidates, keys, &said) {
        Some(found) => Ok(Some((survivor(tx, &found).await?, PatientId(found.id)))),
        None => Ok(None),
    }
}

/// Waits for whoever else may make patients, of whatever provider, and has this turn until the transaction ends. Whoever may make one takes
/// it first: settling has the turns of several providers one after the other, and with the first patient the row of the last number.
/// Who had a provider's turn and waited for that row would wait for a settling that waits for them.
///
/// So the order is: this turn, the turns of providers, the row of the last number, the end of the audit trail (ADR 34).
///
/// # Errors
/// [`DbError::Busy`] when it takes too long.
pub(crate) async fn turn_to_make(tx: &mut Tx) -> Result<(), DbError> {
    turn::take(tx, "making of patients").await
}

/// Waits for whoever else finds, makes, changes or merges patients of this provider, and has their turn until the transaction
/// ends. What decides is read after this.
pub(crate) async fn turn_of(tx: &mut Tx, provider: ProviderId) -> Result<(), DbError> {
    turn::take(tx, &format!("patients of {}", provider.0)).await
}

/// Whom a patient's record is said of: somebody who was merged into the patient and brought it along, or the patient.
///
/// # Errors
/// The database's.
pub async fn said_of(
    tx: &mut Tx,
    (patient, record): (PatientId, Uuid),
) -> Result<PatientId, DbError> {
    let mut said_of = patient.0;
    while let Some((brought_by,)) =
        fetch!(fetch_optional, (Uuid,), tx, BROUGHT_BY, said_of, record)?
    {
        said_of = brought_by;
    }
    Ok(PatientId(said_of))
}

/// The same as [`of_record`] for a correction: the patient of the record that it corrects stays, whatever it says of them; it says it of
/// whom that record is said of ([`said_of`]). The caller has had the turn since before it looked whose the record is.
///
/// # Errors
/// The database's.
pub async fn of_correction(
    tx: &mut Tx,
    (patient, record): (PatientId, Uuid),
    said: &Said<'_>,
    file: Uuid,
    now: Instant,
) -> Result<Matched, DbError> {
    let said_of = said_of(tx, (patient, record)).await?;
    let row = fetch!(fetch_one, PatientRow, tx, PATIENT, said_of.0)?;
    bring_up_to_date(tx, patient, row, &said.known(), file, now).await
}

/// Whoever of the provider has something in common with whom this is said of.
async fn candidates(
    tx: &mut Tx,
    provider: ProviderId,
    said: &Said<'_>,
) -> Result<Vec<PatientRow>, DbError> {
    let wanted = said.over(&StoredPatient::default());
    fetch!(
        fetch_all,
        PatientRow,
        tx,
        CANDIDATES,
        provider.0,
        said.ssn,
        said.medicare,
        wanted.search_key()
    )
}

/// Whom this is said of: by the strongest key, rather a patient who was not merged into another, rather an older one.
fn strongest(candidates: Vec<PatientRow>, keys: &MatchKeys, said: &Said<'_>) -> Option<PatientRow> {
    let wanted = said.over(&StoredPatient::default());
    let rank = |row: &PatientRow| -> Option<(usize, bool, i64)> {
        let key = keys.strongest(&row.stored.identity(), &wanted.identity())?;
        Some((key, row.merged_into.is_some(), row.number))
    };
    let ranked = candidates
        .into_iter()
        .filter_map(|row| Some((rank(&row)?, row)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, row)| row)
}

/// Whom a patient turned out to be in the end: whoever they were merged into, or themselves.
///
/// # Errors
/// The database's.
pub async fn survivor_of(tx: &mut Tx, patient: PatientId) -> Result<PatientId, DbError> {
    let row = fetch!(fetch_one, PatientRow, tx, PATIENT, patient.0)?;
    survivor(tx, &row).await
}

async fn survivor(tx: &mut Tx, row: &PatientRow) -> Result<PatientId, DbError> {
    let (mut patient, mut next) = (row.id, row.merged_into);
    while let Some(kept) = next {
        patient = kept;
        next = fetch!(fetch_one, PatientRow, tx, PATIENT, kept)?.merged_into;
    }
    Ok(PatientId(patient))
}

async fn bring_up_to_date(
    tx: &mut Tx,
    patient: PatientId,
    said_of: PatientRow,
    said: &Said<'_>,
    file: Uuid,
    now: Instant,
) -> Result<Matched, DbError> {
    let id = PatientId(said_of.id);
    let before = &said_of.stored;
    let after = said.over(before);
    let updated = record::replace(tx, id, (before, &after), Source::File(file), now).await?;
    Ok(Matched {
        patient,
        said_of: id,
        created: false,
        twin: None,
        updated,
    })
}
