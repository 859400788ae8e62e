use domain::{
    assessments::PatientId,
    providers::{Ccn, ProviderId, ProviderType, StateCode},
    time::Instant,
};
use jiff::civil::{Date, date};
use store::{Db, Tx, exec, fetch};
use uuid::Uuid;

use crate::{
    Services,
    patients::matching::{Matched, Said, of_record},
    providers::record::{self as providers, ProviderRecord},
};

pub const TODAY: Date = date(2026, 11, 10);

pub fn noon(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

pub struct World {
    pub services: Services,
    /// In Ohio.
    pub agency: ProviderId,
    /// In Iowa.
    pub elsewhere: ProviderId,
}

/// A row of `patient_change`.
#[derive(Debug, Clone, PartialEq, Eq, store::FromRow)]
pub struct Change {
    pub field: String,
    pub before_value: Option<String>,
    pub after_value: Option<String>,
    pub user_id: Option<Uuid>,
    pub file_id: Option<Uuid>,
}

impl World {
    pub async fn new(db: Db) -> Self {
        let services = crate::tests::services(db);
        Self {
            agency: agency(&services, "367001", "OH").await,
            elsewhere: agency(&services, "167001", "IA").await,
            services,
        }
    }

    pub async fn write(&self) -> Tx {
        self.services.db.write().await.unwrap()
    }

    /// A file of a record, of which the row alone is there.
    pub async fn file(&self) -> Uuid {
        let (file, submission, user) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let hash = [submission.as_bytes().as_slice(); 2].concat();
        let mut tx = self.write().await;
        exec!(
            tx,
            "insert into user_account (id, user_name, full_name, email, state, created_at)
             values ($1, $2, 'A', 'a@example.org', 'active', 0)",
            user,
            user.to_string()
        )
        .unwrap();
        exec!(
            tx,
            "insert into stored_file (hash, bytes, created_at) values ($1, 1, 0)",
            hash.as_slice()
        )
        .unwrap();
        exec!(
            tx,
            "insert into submission (id, number, kind, file_hash, file_name, byte_count, idempotency_key, user_id, role,
                 started_at, received_at, stored_at, job_id, state)
             select $1, count(*) + 1, 'assessments', $2, 'a.xml', 1, 'key', $3, 'assessment_submitter', 0, 0, 0, $1, 'received'
             from submission",
            submission,
            hash.as_slice(),
            user
        )
        .unwrap();
        exec!(
            tx,
            "insert into submission_file (id, submission_id, ordinal, name, state, employees, entries, entries_left_out,
                 hours, fatal_count, warning_count)
             values ($1, $2, 1, 'a.xml', 'received', 0, 0, 0, 0, 0, 0)",
            file,
            submission
        )
        .unwrap();
        tx.commit().await.unwrap();
        file
    }

    /// What becomes of a record of this provider.
    pub async fn record(&self, provider: ProviderId, said: Said<'_>) -> Matched {
        let file = self.file().await;
        let mut tx = self.write().await;
        let matched = of_record(&mut tx, provider, &said, file, noon(TODAY)).await;
        tx.commit().await.unwrap();
        matched.unwrap()
    }

    pub async fn changes(&self, patient: PatientId) -> Vec<Change> {
        let mut tx = self.write().await;
        let sql = "select field, before_value, after_value, user_id, file_id from patient_change
                   where patient_id = $1 order by changed_at, id";
        fetch!(fetch_all, Change, tx, sql, patient.0).unwrap()
    }
}

pub async fn agency(services: &Services, ccn: &str, state: &str) -> ProviderId {
    let id = ProviderId(Uuid::now_v7());
    let record = ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        facility_id: None,
        state: StateCode::parse(state).unwrap(),
        kind: ProviderType::HomeHealthAgency,
        name: format!("Agency {ccn}"),
        address: "1 Main Street".to_owned(),
        city: "Ashfield".to_owned(),
        zip: "50001".to_owned(),
        phone: None,
        ownership: None,
        certified_beds: None,
        accredited_by: None,
        certified_on: None,
        terminated_on: None,
    };
    let mut tx = services.db.write().await.unwrap();
    providers::insert(&mut tx, id, &record, noon(TODAY))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}
