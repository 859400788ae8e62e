//! Finding the stored record that one is about, what a correction corrects and what a new one would repeat; and those around it.

use std::cmp::Ordering;

use domain::{
    assessments::{AssessmentNumber, Neighbour, Neighbours, PatientId},
    providers::ProviderId,
};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use store::{DbError, Tx, fetch, row::Day};
use submission::assessments::{Checked, Located};
use uuid::Uuid;

store::sql! {
    /// Served by the index `assessment(locator)` of current versions.
    LOCATED = "select id, number, record_id, correction, patient_id, subset, reasons, target_date from assessment \
               where locator = $1 and state = 'current'";
    /// Served by the unique index `assessment(patient_id, instrument, reasons, target_date)` of current versions.
    SAME = "select id, number, record_id, correction, patient_id, subset, reasons, target_date from assessment \
            where patient_id = $1 and instrument = $2 and reasons = $3 and target_date = $4 and state = 'current'";
    /// Served by the index `assessment(provider_id, target_date)`.
    NEAR = "select a.number, i.items from assessment a join assessment_items i on i.assessment_id = a.id \
            where a.provider_id = $1 and a.target_date = $2 and a.instrument = $3 and a.state = 'current' limit 50";
    /// A record of the provider and day that was taken back, by the version that did so. Served by the indices
    /// `assessment(provider_id, target_date)` and `assessment(record_id, correction)`.
    TAKEN_BACK = "select taker.number from assessment a join assessment taker on taker.record_id = a.record_id and taker.state = 'inactivation' \
                  where a.provider_id = $1 and a.target_date = $2 and a.locator = $3 and a.state = 'inactivated' \
                  order by taker.number desc limit 1";
    /// A record for the same reason that takes effect on the same day. Served by assessment_once.
    SAME_EVENT = "select number from assessment where patient_id = $1 and coalesce(effective_on, target_date) = $2 \
                  and instrument = $3 and reasons = $4 and state = 'current' order by number limit 1";
    /// The records of a day, of the last one before it and of the next one after it. Served by assessment_patient.
    AROUND = "select number, reasons, coalesce(effective_on, target_date) as day from assessment \
              where patient_id = $1 and instrument = $3 and state = 'current' and ( \
                  coalesce(effective_on, target_date) = $2 \
                  or coalesce(effective_on, target_date) = ( \
                      select max(coalesce(b.effective_on, b.target_date)) from assessment b \
                      where b.patient_id = $1 and b.instrument = $3 and b.state = 'current' \
                          and coalesce(b.effective_on, b.target_date) < $2) \
                  or coalesce(effective_on, target_date) = ( \
                      select min(coalesce(b.effective_on, b.target_date)) from assessment b \
                      where b.patient_id = $1 and b.instrument = $3 and b.state = 'current' \
                          and coalesce(b.effective_on, b.target_date) > $2)) \
              order by number limit 100";
    /// The last two records up to a day that are the beginning of a stay. Served by assessment_patient.
    BEGINNINGS = "select number, started_on from assessment \
                  where patient_id = $1 and coalesce(effective_on, target_date) <= $2 and instrument = $3 and state = 'current' \
                      and started_on = coalesce(effective_on, target_date) \
                  order by started_on desc, number desc limit 2";
}

#[derive(store::FromRow)]
struct NeighbourRow {
    number: i64,
    reasons: String,
    day: Day,
}

/// A current version.
#[derive(Debug, Clone, store::FromRow)]
pub struct StoredVersion {
    pub id: Uuid,
    pub number: i64,
    pub record_id: Uuid,
    pub correction: i32,
    pub patient_id: Uuid,
    pub subset: String,
    pub reasons: String,
    pub target_date: Day,
}

/// What a correction must repeat to find a record of this provider, as one word: nothing of the patient can be read from it.
pub(super) fn locator(provider: ProviderId, instrument: &str, values: &[String]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(provider.0);
    hash.update(instrument);
    for value in values {
        hash.update([0]);
        hash.update(value);
    }
    hash.finalize().to_vec()
}

/// The record that a correction is about.
pub(super) async fn corrected(
    tx: &mut Tx,
    provider: ProviderId,
    checked: &Checked,
) -> Result<Option<StoredVersion>, DbError> {
    let Checked { pack, record, .. } = checked;
    let locator = locator(provider, &pack.instrument, &record.said_locator(pack));
    located(tx, &locator).await
}

/// The current version that has this locator.
///
/// # Errors
/// The database's.
pub async fn located(tx: &mut Tx, locator: &[u8]) -> Result<Option<StoredVersion>, DbError> {
    fetch!(fetch_optional, StoredVersion, tx, LOCATED, locator)
}

/// The current record of the same patient, reasons and date.
///
/// # Errors
/// The database's.
pub async fn same(
    tx: &mut Tx,
    patient: PatientId,
    instrument: &str,
    reasons: &str,
    target: Date,
) -> Result<Option<StoredVersion>, DbError> {
    fetch!(
        fetch_optional,
        StoredVersion,
        tx,
        SAME,
        patient.0,
        instrument,
        reasons,
        Day::from(target)
    )
}

/// The patient's current record for the same reasons that takes effect on a day.
pub(super) async fn same_event(
    tx: &mut Tx,
    patient: PatientId,
    (instrument, reasons): (&str, &str),
    day: Date,
) -> Result<Option<AssessmentNumber>, DbError> {
    let row = fetch!(
        fetch_optional,
        (i64,),
        tx,
        SAME_EVENT,
        patient.0,
        Day::from(day),
        instrument,
        reasons
    )?;
    Ok(row.map(|(number,)| AssessmentNumber(number)))
}

/// The patient's current records around one of a day.
pub(super) async fn around(
    tx: &mut Tx,
    patient: PatientId,
    (instrument, reasons): (&str, &str),
    day: Date,
) -> Result<Neighbours, DbError> {
    let rows = fetch!(
        fetch_all,
        NeighbourRow,
        tx,
        AROUND,
        patient.0,
        Day::from(day),
        instrument
    )?;
    let mut around = Neighbours::default();
    for row in rows {
        let neighbour = Neighbour {
            number: AssessmentNumber(row.number),
            reasons: row.reasons,
        };
        match row.day.to_jiff().cmp(&day) {
            Ordering::Less => around.before.push(neighbour),
            Ordering::Greater => around.after.push(neighbour),
            // One for the same reasons is told as that.
            Ordering::Equal if neighbour.reasons == reasons => {}
            Ordering::Equal => around.beside.push(neighbour),
        }
    }
    Ok(around)
}

/// The records with which the stay may have begun of which one of a day is: those of that very day, and the last before it.
pub(super) async fn beginnings(
    tx: &mut Tx,
    patient: PatientId,
    instrument: &str,
    day: Date,
) -> Result<Vec<(AssessmentNumber, Date)>, DbError> {
    let rows = fetch!(
        fetch_all,
        (i64, Day),
        tx,
        BEGINNINGS,
        patient.0,
        Day::from(day),
        instrument
    )?;
    let mut all: Vec<_> = rows
        .into_iter()
        .map(|(number, began)| (AssessmentNumber(number), began.to_jiff()))
        .collect();
    let of_the_day = all.iter().take_while(|(_, began)| *began == day).count();
    all.truncate(of_the_day + 1);
    Ok(all)
}

/// What is there of the record that a correction does not find.
#[derive(Debug)]
pub(super) enum Missed {
    /// It was taken back by this assessment.
    TakenBack(i64),
    /// It is missed by these one or two items.
    Near(i64, Vec<String>),
    Nothing,
}

/// Looks for what there is of a record that is not found.
pub(super) async fn missed(
    tx: &mut Tx,
    provider: ProviderId,
    checked: &Checked,
) -> Result<Missed, DbError> {
    let Some(target) = said_target(checked) else {
        return Ok(Missed::Nothing);
    };
    if let Some(by) = taken_back(tx, provider, checked, target).await? {
        return Ok(Missed::TakenBack(by));
    }
    let near = near_miss(tx, provider, checked, target).await?;
    Ok(near.map_or(Missed::Nothing, |(number, items)| {
        Missed::Near(number, items)
    }))
}

/// The assessment that took back the record which the correction is about.
async fn taken_back(
    tx: &mut Tx,
    provider: ProviderId,
    checked: &Checked,
    target: Date,
) -> Result<Option<i64>, DbError> {
    let Checked { pack, record, .. } = checked;
    let locator = locator(provider, &pack.instrument, &record.said_locator(pack));
    let day = Day::from(target);
    let row = fetch!(
        fetch_optional,
        (i64,),
        tx,
        TAKEN_BACK,
        provider.0,
        day,
        locator.as_slice()
    )?;
    Ok(row.map(|(number,)| number))
}

/// A stored record of the provider and day that the correction misses by one or two items: its number, and these items.
async fn near_miss(
    tx: &mut Tx,
    provider: ProviderId,
    checked: &Checked,
    target: Date,
) -> Result<Option<(i64, Vec<String>)>, DbError> {
    let Checked { pack, record, .. } = checked;
    let rows = fetch!(
        fetch_all,
        (i64, String),
        tx,
        NEAR,
        provider.0,
        Day::from(target),
        &pack.instrument
    )?;
    let said = record.said_locator(pack);
    let differing = |items: &str| -> Vec<String> {
        let kept = super::written::record(pack, items, record.today());
        let stored = kept.stored_locator(pack);
        let pairs = pack.locator.iter().zip(stored.iter().zip(&said));
        pairs
            .filter(|(_, (stored, said))| stored != said)
            .filter_map(|(located, _)| located.said())
            .map(|item| pack.items[usize::from(item)].id.clone())
            .collect()
    };
    let nearest = rows
        .into_iter()
        .map(|(number, items)| (number, differing(&items)))
        .min_by_key(|(_, items)| items.len());
    Ok(nearest.filter(|(_, items)| (1..=2).contains(&items.len())))
}

/// The day of the record that a correction says it corrects.
pub(super) fn said_target(checked: &Checked) -> Option<Date> {
    let Checked { pack, record, .. } = checked;
    let of_locator = pack.locator.iter().find_map(|located| match located {
        Located::Target(items) => items.iter().find_map(|item| record.known(*item)),
        Located::Item { .. } => None,
    });
    match of_locator {
        Some(day) => Date::strptime("%Y%m%d", day).ok(),
        None => record.target(pack),
    }
}
