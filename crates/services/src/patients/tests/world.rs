use domain::{
    access::{Actor, Role, Scope},
    assessments::{PatientId, PatientNumber},
    providers::{Ccn, ProviderId, ProviderType, StateCode},
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use store::{Db, Tx, exec, fetch};
use uuid::Uuid;

use crate::{
    Services,
    patients::matching::{Matched, Said, of_record},
    providers::record::ProviderRecord,
    tests::{people, places},
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
        let keys = &self.services.rules.match_keys;
        let mut tx = self.write().await;
        let matched = of_record(&mut tx, keys, provider, &said, file, noon(TODAY)).await;
        tx.commit().await.unwrap();
        matched.unwrap()
    }

    /// Somebody with a role, who asks at noon of [`TODAY`].
    pub async fn person(&self, role: Role, scope: Scope) -> Actor {
        let now = Now {
            system: noon(TODAY),
            rules: noon(TODAY),
        };
        let name = format!("{}.{}", role.key().to_uppercase(), Uuid::now_v7().simple());
        let mut tx = self.write().await;
        let person = people::person(&mut tx, &name, role, scope, now).await;
        tx.commit().await.unwrap();
        person
    }

    /// Who makes and changes patients of the agency in Ohio.
    pub async fn coordinator(&self) -> Actor {
        let scope = Scope::Providers(vec![self.agency]);
        self.person(Role::ProviderAssessmentCoordinator, scope)
            .await
    }

    /// A state's coordinator.
    pub async fn of_state(&self, code: &str) -> Actor {
        let scope = Scope::State(StateCode::parse(code).unwrap());
        self.person(Role::StateAgencyAssessmentCoordinator, scope)
            .await
    }

    pub async fn number(&self, patient: PatientId) -> PatientNumber {
        let mut tx = self.write().await;
        let sql = "select number from patient where id = $1";
        PatientNumber(fetch!(fetch_one, (i64,), tx, sql, patient.0).unwrap().0)
    }

    /// A version of a record about a patient, the first of its record unless one is given; its record.
    pub async fn assessment(
        &self,
        patient: PatientId,
        (number, day): (i64, &str),
        (record, state): (Option<Uuid>, &str),
    ) -> Uuid {
        let (file, id) = (self.file().await, Uuid::now_v7());
        let record = record.unwrap_or(id);
        let mut tx = self.write().await;
        let sql = "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification,
                subset, reasons, target_date, locator, transaction_code, state, file_id, accepted_at, warning_count)
            select $1, $2, $3, 0, t.provider_id, t.id, 'OASIS', '3.00', '01', '01', $4, $5, '1', $6, $7, 0, 0
            from patient t where t.id = $8";
        let day: Date = day.parse().unwrap();
        exec!(
            tx,
            sql,
            id,
            number,
            record,
            store::row::Day::from(day),
            [0_u8; 32].as_slice(),
            state,
            file,
            patient.0
        )
        .unwrap();
        tx.commit().await.unwrap();
        record
    }

    /// The Assessment IDs of a patient.
    pub async fn assessments(&self, patient: PatientId) -> Vec<i64> {
        let mut tx = self.write().await;
        let sql = "select number from assessment where patient_id = $1 order by number";
        let rows = fetch!(fetch_all, (i64,), tx, sql, patient.0).unwrap();
        rows.into_iter().map(|(number,)| number).collect()
    }

    /// What the audit trail has of people's acts: act, object, providers.
    pub async fn trail(&self) -> Vec<(String, String)> {
        let mut tx = self.write().await;
        let sql = "select act, coalesce(object_id, '') from audit_event order by seq";
        fetch!(fetch_all, (String, String), tx, sql).unwrap()
    }

    /// What the audit trail's newest row says of what was shown.
    pub async fn newest_detail(&self) -> serde_json::Value {
        let mut tx = self.write().await;
        let sql = "select detail from audit_event order by seq desc limit 1";
        let (detail,) = fetch!(fetch_one, (String,), tx, sql).unwrap();
        serde_json::from_str(&detail).unwrap()
    }

    pub async fn changes(&self, patient: PatientId) -> Vec<Change> {
        let mut tx = self.write().await;
        let sql = "select field, before_value, after_value, user_id, file_id from patient_change
                   where patient_id = $1 order by changed_at, id";
        fetch!(fetch_all, Change, tx, sql, patient.0).unwrap()
    }
}

pub async fn agency(services: &Services, ccn: &str, state: &str) -> ProviderId {
    let record = ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        ..places::provider(
            ProviderType::HomeHealthAgency,
            &format!("Agency {ccn}"),
            state,
        )
    };
    places::insert(services, &record, noon(TODAY)).await
}
