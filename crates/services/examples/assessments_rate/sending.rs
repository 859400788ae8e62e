//! Records through the whole way: two ZIPs, from the moment the first arrives until the report about both can be read.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant as Stopwatch},
};

use bytes::Bytes;
use domain::{
    access::{Actor, Role},
    listing::PageRequest,
    providers::{ProviderId, ProviderType},
    submissions::{Receiving, SubmissionKind, SubmissionNumber, SubmissionState},
};
use futures::stream;
use rulebook::Book;
use services::{
    Clock, Services,
    submissions::{self, Incoming},
};
use store::jobs::{Worker, WorkerSettings};
use submission::generate::zip;
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    Answer, ROUNDS, median, now,
    sender::{Home, sender},
};

const AGENCY: Home = Home {
    ccn: "077001",
    facility_id: "SRDEMO01",
    state: "CT",
    kind: ProviderType::HomeHealthAgency,
};
/// When care began by the base record of a start of care.
const STARTED: (&str, &str) = ("M0030_START_CARE_DT", "20260413");
const RECORDS_A_ZIP: u32 = 1_500;

/// Somebody who sends for an agency, again and again for other patients.
pub struct Sender<'a> {
    services: &'a Services,
    book: &'a Book,
    actor: Actor,
    pub agency: ProviderId,
    /// Patients so far.
    patients: u32,
}

impl<'a> Sender<'a> {
    pub async fn new(services: &'a Services, book: &'a Book) -> Answer<Self> {
        let role = Role::AssessmentSubmitter;
        let (agency, actor) = sender(&services.db, &AGENCY, role, now()).await?;
        Ok(Self {
            services,
            book,
            actor,
            agency,
            patients: 0,
        })
    }

    /// Records a second, the median of some rounds of two ZIPs each.
    pub async fn rate(&mut self) -> Answer<f64> {
        let clock: Clock = Arc::new(now);
        let worker = Worker::new(
            self.services.db.clone(),
            Arc::new(|| now().system),
            WorkerSettings::default(),
        );
        let working = tokio::spawn(
            services::handlers(worker, self.services, &clock).run(std::future::pending()),
        );
        let mut rates = Vec::new();
        for _ in 0..ROUNDS {
            let zips = self.zips()?;
            let began = Stopwatch::now();
            let mut numbers = Vec::new();
            for zip in zips {
                numbers.push(self.send(zip).await?);
            }
            for number in numbers {
                self.reported(number).await?;
            }
            rates.push(f64::from(2 * RECORDS_A_ZIP) / began.elapsed().as_secs_f64());
        }
        working.abort();
        Ok(median(rates))
    }

    /// Starts of care of as many patients as a ZIP has records; then in turns a modification of one of them, another record of the
    /// same patient, and a start of care of somebody new.
    fn zips(&mut self) -> Answer<[Vec<u8>; 2]> {
        let first = self.patients;
        self.patients += 2 * RECORDS_A_ZIP;
        let began = |place| self.record("01", first + place, &[]);
        let after = |place| match place % 3 {
            0 => self.record("01", first + place, &MODIFIED),
            1 => self.record("04", first + place, &[STARTED]),
            _ => self.record("01", first + RECORDS_A_ZIP + place, &[]),
        };
        Ok([packed(began)?, packed(after)?])
    }

    /// A record of a patient of whom no other has name or number.
    fn record(&self, subset: &str, patient: u32, changes: &[(&str, &str)]) -> Option<String> {
        let (last_name, ssn, medicare) = (letters(patient), ssn(patient), medicare(patient));
        let own = [
            ("M0040_PAT_LNAME", last_name.as_str()),
            ("M0064_SSN", &ssn),
            ("M0063_MEDICARE_NUM", &medicare),
        ];
        let changes: Vec<_> = own.iter().chain(changes).copied().collect();
        self.book.file(subset, 0, &changes)
    }

    async fn send(&self, zip: Vec<u8>) -> Answer<SubmissionNumber> {
        let kind = SubmissionKind::Assessments;
        let incoming = Incoming {
            kind,
            right: kind.sent_by(),
            key: Uuid::now_v7().to_string(),
            file_name: "rate.zip".to_owned(),
            again: false,
            started_at: now().rules,
        };
        let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(zip))]);
        match submissions::receive(self.services, &self.actor, incoming, bytes, now).await? {
            Receiving::Received(number) => Ok(number),
            Receiving::SentBefore(_) => Err("the database is not empty".into()),
        }
    }

    /// Waits until all records of a submission are accepted, and reads the receipt and a report.
    async fn reported(&self, number: SubmissionNumber) -> Answer<()> {
        loop {
            let live = submissions::live_state(self.services, &self.actor, number).await?;
            if live.state.is_decided() {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        let receipt = submissions::receipt(self.services, &self.actor, number).await?;
        let report = submissions::report(
            self.services,
            &self.actor,
            number,
            1,
            None,
            PageRequest::default(),
        )
        .await?;
        if receipt.progress.state != SubmissionState::Accepted {
            return Err(format!("{}: {report:?}", receipt.progress.state.title()).into());
        }
        Ok(())
    }
}

/// What makes a modification of a record.
const MODIFIED: [(&str, &str); 3] = [
    ("TRANS_TYPE_CD", "2"),
    ("CORRECTION_NUM", "01"),
    ("ACY_DOC_CD", "CHANGED"),
];

fn packed(record: impl Fn(u32) -> Option<String>) -> Answer<Vec<u8>> {
    let files = (0..RECORDS_A_ZIP)
        .map(|place| Some((format!("{place:05}.xml"), record(place)?)))
        .collect::<Option<Vec<_>>>()
        .ok_or("the pack has no such item")?;
    let members: Vec<_> = files
        .iter()
        .map(|(name, file)| (name.as_str(), file.as_bytes()))
        .collect();
    Ok(zip(&members)?)
}

/// A last name that nobody bears.
pub fn letters(number: u32) -> String {
    let letter = |place: u32| {
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(number / 26_u32.pow(place) % 26) as usize])
    };
    format!("INV{}", (0..6).map(letter).collect::<String>())
}

/// A Social Security number, each of another patient.
pub fn ssn(number: u32) -> String {
    format!("2{:08}", number % 100_000_000)
}

/// A Medicare Beneficiary Identifier, each of another patient.
pub fn medicare(number: u32) -> String {
    let letter = |place: u32| {
        char::from(b"ACDEFGHJKMNPQRTUVWXY"[(number / 10_000 / 20_u32.pow(place) % 20) as usize])
    };
    let digits = number % 10_000;
    format!(
        "1{}G{}{}E{}{}K{:02}",
        letter(0),
        digits / 1_000,
        letter(1),
        digits / 100 % 10,
        letter(2),
        digits % 100
    )
}
