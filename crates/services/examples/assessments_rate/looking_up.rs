//! What a record is held against, each by itself: many keys, spread over all that is stored.

use std::time::Instant as Stopwatch;

use domain::{assessments::PatientId, patients::MatchKeys, providers::ProviderId};
use jiff::ToSpan as _;
use services::{
    assessments::locate,
    patients::matching::{self, Said},
};
use sha2::{Digest as _, Sha256};
use store::{Db, Tx};
use uuid::Uuid;

use super::{
    Answer, median,
    stored::{Patient, Record, Stored},
};

const ROUNDS: usize = 5;
const KEYS: u32 = 2_000;

/// One look-up and how long it takes.
pub struct LookUp {
    pub what: &'static str,
    pub micros: f64,
}

/// What is looked up; whether it is there.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Patient(bool),
    Duplicate(bool),
    Located(bool),
}

const ALL: [(&str, Asked); 6] = [
    ("a patient who is known", Asked::Patient(true)),
    ("a patient who is not", Asked::Patient(false)),
    ("a duplicate", Asked::Duplicate(true)),
    ("no duplicate", Asked::Duplicate(false)),
    ("a record by its locator", Asked::Located(true)),
    ("no record by a locator", Asked::Located(false)),
];

/// The median of some rounds, in which each look-up has its turn, of the mean of many keys.
pub async fn all(db: &Db, stored: &Stored, providers: &[Uuid]) -> Answer<Vec<LookUp>> {
    let mut rounds = [const { Vec::new() }; ALL.len()];
    for _ in 0..ROUNDS {
        for ((_, asked), rounds) in ALL.iter().zip(&mut rounds) {
            rounds.push(mean(db, stored, providers, *asked).await?);
        }
    }
    let look_ups = ALL.iter().zip(rounds);
    Ok(look_ups
        .map(|((what, _), rounds)| LookUp {
            what,
            micros: median(rounds),
        })
        .collect())
}

/// Microseconds for one, in a transaction that may write, as where records are settled.
async fn mean(db: &Db, stored: &Stored, providers: &[Uuid], asked: Asked) -> Answer<f64> {
    let records: Vec<_> = (0..KEYS)
        .map(|_| stored.record(fastrand::u32(0..stored.count)))
        .collect();
    let keys = MatchKeys::default();
    let mut tx = db.write().await?;
    let began = Stopwatch::now();
    for record in &records {
        let is_there = look_up(&mut tx, &keys, providers, record, asked).await?;
        let (Asked::Patient(expected) | Asked::Duplicate(expected) | Asked::Located(expected)) =
            asked;
        if is_there != expected {
            return Err(format!("{asked:?} was answered wrongly").into());
        }
    }
    Ok(began.elapsed().as_secs_f64() * 1_000_000.0 / f64::from(KEYS))
}

async fn look_up(
    tx: &mut Tx,
    keys: &MatchKeys,
    providers: &[Uuid],
    record: &Record,
    asked: Asked,
) -> Answer<bool> {
    let patient = &record.patient;
    match asked {
        Asked::Patient(is_theirs) => {
            // To the next provider, the patient is a stranger.
            let provider = ProviderId(if is_theirs {
                patient.provider(providers)
            } else {
                patient.next_provider(providers)
            });
            let known = matching::known(tx, keys, provider, &said(patient)).await?;
            Ok(known.is_some())
        }
        Asked::Duplicate(is_there) => {
            let target = record.target.saturating_add(i64::from(!is_there).days());
            let patient = PatientId(patient.id());
            let same = locate::same(tx, patient, "OASIS", record.reasons, target).await?;
            Ok(same.is_some())
        }
        Asked::Located(true) => Ok(locate::located(tx, &record.locator).await?.is_some()),
        Asked::Located(false) => {
            let other = Sha256::digest(record.locator);
            Ok(locate::located(tx, &other).await?.is_some())
        }
    }
}

fn said(patient: &Patient) -> Said<'_> {
    Said {
        first_name: Some(Patient::FIRST_NAME),
        last_name: Some(&patient.last_name),
        birth: Some(&patient.birth),
        sex: Some(Patient::SEX),
        ssn: Some(&patient.ssn),
        medicare: Some(&patient.medicare),
        medicaid: None,
    }
}
