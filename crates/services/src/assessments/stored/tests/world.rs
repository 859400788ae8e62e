use std::sync::Arc;

use domain::{
    access::{Actor, Role, Scope},
    providers::{Ccn, FacilityId, ProviderId, ProviderType},
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use rulebook::Sources;
use store::{Db, exec, fetch, row::Day};
use submission::assessments::{
    PackLabel,
    entry::{Questionnaire, Questionnaires},
};
use uuid::Uuid;

use crate::{
    Services,
    providers::record::ProviderRecord,
    tests::{people, places},
};

pub(crate) const TODAY: Date = date(2026, 10, 20);

pub(crate) fn noon(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

pub(crate) struct World {
    pub services: Services,
    /// In Ohio.
    pub agency: ProviderId,
    /// In Iowa.
    pub elsewhere: ProviderId,
    /// Administrator of the agency.
    pub adele: Actor,
    /// Of the one elsewhere.
    pub fred: Actor,
    /// Of CMS.
    pub nora: Actor,
    /// Sends the agency's assessments, and sees none.
    pub sam: Actor,
}

/// A patient of a facility.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patient {
    pub id: Uuid,
    pub provider: ProviderId,
}

/// A version of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    pub number: i64,
    /// None for the first version.
    pub record: Option<Uuid>,
    pub patient: Patient,
    pub instrument: &'static str,
    pub correction: i32,
    pub reasons: &'static str,
    pub target: Date,
    /// The day of the event, where it is another one.
    pub effective: Option<Date>,
    /// When the stay began, as it says.
    pub started: Option<Date>,
    /// From when the days to send it count.
    pub clock: Option<Date>,
    pub transaction: &'static str,
    pub state: &'static str,
    pub accepted: Date,
    pub items: &'static str,
}

impl Stored {
    /// One that counts, of OASIS, accepted on its target date.
    pub const fn new(number: i64, patient: Patient, reasons: &'static str, target: Date) -> Self {
        Self {
            number,
            record: None,
            patient,
            instrument: "OASIS",
            correction: 0,
            reasons,
            target,
            effective: None,
            started: None,
            clock: None,
            transaction: "1",
            state: "current",
            accepted: target,
            items: "",
        }
    }
}

fn forms() -> Questionnaires {
    let mut forms = Questionnaires::default();
    let book = Sources::built_in().book("oasis-3.02.0").unwrap();
    let label = PackLabel::new(&book.pack, String::new());
    forms.add(label, Questionnaire::new(Arc::new(book.pack), book.answers));
    forms
}

impl World {
    /// What the audit trail's newest row says of what was shown.
    pub async fn newest_detail(&self) -> serde_json::Value {
        let mut tx = self.services.db.read().await.unwrap();
        let sql = "select detail from audit_event order by seq desc limit 1";
        let (detail,) = fetch!(fetch_one, (String,), tx, sql).unwrap();
        serde_json::from_str(&detail).unwrap()
    }

    pub async fn new(db: Db) -> Self {
        let mut services = crate::tests::services(db);
        services.packs.forms = Arc::new(forms());
        let agency = provider(&services, "367001", "OH", "OH7001").await;
        let elsewhere = provider(&services, "167001", "IA", "IA7001").await;
        let at = |place| Scope::Providers(vec![place]);
        let administrator = Role::ProviderAdministrator;
        Self {
            adele: person(&services, "ADELE", administrator, at(agency)).await,
            fred: person(&services, "FRED", administrator, at(elsewhere)).await,
            nora: person(&services, "NORA", Role::CmsGeneralUser, Scope::Nation).await,
            sam: person(&services, "SAM", Role::AssessmentSubmitter, at(agency)).await,
            services,
            agency,
            elsewhere,
        }
    }

    pub async fn patient(&self, provider: ProviderId, first: &str, last: &str) -> Patient {
        let id = Uuid::now_v7();
        let mut tx = self.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into patient (id, number, provider_id, first_name, last_name, birth, search_key, created_at, updated_at, version)
             select $1, 500000 + count(*), $2, $3, $4, '19400315', $5, 0, 0, 1 from patient",
            id,
            provider.0,
            first,
            last,
            format!("{last}, {first}").to_lowercase()
        )
        .unwrap();
        tx.commit().await.unwrap();
        Patient { id, provider }
    }

    /// A file that Sam sent, in a state.
    pub async fn file(&self, provider: ProviderId, state: &str, day: Date) -> Uuid {
        let (id, submission) = (Uuid::now_v7(), Uuid::now_v7());
        let hash = [submission.as_bytes().as_slice(); 2].concat();
        let at = noon(day).0;
        let mut tx = self.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into stored_file (hash, bytes, created_at) values ($1, 1, 0)",
            hash.as_slice()
        )
        .unwrap();
        exec!(
            tx,
            "insert into submission (id, number, kind, file_hash, file_name, byte_count, idempotency_key, user_id, role,
                 started_at, received_at, stored_at, job_id, state, finished_at)
             select $1, count(*) + 1, 'assessments', $2, 'a.xml', 1, $6, $3, 'assessment_submitter', $4, $4, $4, $1, $5, $4
             from submission",
            submission,
            hash.as_slice(),
            self.sam.user.0,
            at,
            state,
            submission.to_string()
        )
        .unwrap();
        exec!(
            tx,
            "insert into submission_file (id, submission_id, ordinal, name, state, provider_id, employees, entries,
                 entries_left_out, hours, fatal_count, warning_count, finished_at)
             values ($1, $2, 1, 'a.xml', $3, $4, 0, 0, 0, 0, 0, 0, $5)",
            id,
            submission,
            state,
            provider.0,
            at
        )
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Lays a version down. Gives its id, which is that of the record for a first version.
    pub async fn store(&self, stored: &Stored) -> Uuid {
        let file = self
            .file(stored.patient.provider, "accepted", stored.accepted)
            .await;
        let id = Uuid::now_v7();
        let mut tx = self.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification,
                 subset, reasons, target_date, effective_on, started_on, locator, transaction_code, state, clock_from, file_id,
                 accepted_at, warning_count)
             values ($1, $2, $3, $4, $5, $6, $7, '3.02.0', '01', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0)",
            id,
            stored.number,
            stored.record.unwrap_or(id),
            stored.correction,
            stored.patient.provider.0,
            stored.patient.id,
            stored.instrument,
            stored.reasons,
            Day::from(stored.target),
            stored.effective.map(Day::from),
            stored.started.map(Day::from),
            vec![7_u8; 32],
            stored.transaction,
            stored.state,
            stored.clock.map(Day::from),
            file,
            noon(stored.accepted).0
        )
        .unwrap();
        exec!(
            tx,
            "insert into assessment_items (assessment_id, items) values ($1, $2)",
            id,
            stored.items
        )
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Somebody else with a role at the agency.
    pub async fn person(&self, name: &str, role: Role) -> Actor {
        self.person_at(name, role, vec![self.agency]).await
    }

    pub async fn person_at(&self, name: &str, role: Role, places: Vec<ProviderId>) -> Actor {
        person(&self.services, name, role, Scope::Providers(places)).await
    }

    /// One more agency in Ohio, the `number`th.
    pub async fn more(&self, number: usize) -> ProviderId {
        let (ccn, own) = (format!("36{number:04}"), format!("OH{number:04}"));
        provider(&self.services, &ccn, "OH", &own).await
    }
}

async fn provider(services: &Services, ccn: &str, state: &str, number: &str) -> ProviderId {
    let record = ProviderRecord {
        ccn: Ccn::parse(ccn).ok(),
        facility_id: Some(FacilityId::parse(number).unwrap()),
        ..places::provider(
            ProviderType::HomeHealthAgency,
            &format!("Agency {ccn}"),
            state,
        )
    };
    places::insert(services, &record, noon(TODAY)).await
}

async fn person(services: &Services, name: &str, role: Role, scope: Scope) -> Actor {
    let now = Now {
        system: noon(TODAY),
        rules: noon(TODAY),
    };
    let mut tx = services.db.write().await.unwrap();
    let person = people::person(&mut tx, name, role, scope, now).await;
    tx.commit().await.unwrap();
    person
}
