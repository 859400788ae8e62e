//! A record's next version, stored in the place of the one before.

use domain::{
    assessments::{AssessmentState, PatientId, Transaction},
    count::as_count,
    objection::Objection,
    submissions::Severity,
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, jobs::JobError, row::Day};
use submission::assessments::{Checked, Key};
use uuid::Uuid;

use super::{
    super::locate::{self, StoredVersion},
    case::Case,
};
use crate::{ServiceError, patients::merge, submissions::check::Work};

store::sql! {
    NEXT_NUMBER = "update assessment_number set last = last + 1 where id = 1 returning last";
    ADD = "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification, subset, \
                                   reasons, target_date, effective_on, started_on, locator, transaction_code, state, \
                                   completed_on, clock_from, file_id, accepted_at, warning_count) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    ADD_ITEMS = "insert into assessment_items (assessment_id, items) values ($1, $2)";
    BECOME = "update assessment set state = $2 where id = $1 and state = 'current'";
}

/// A version that is to be stored.
pub struct Version {
    pub patient: PatientId,
    /// Who was merged into the patient and is the one whom a new record fits; else the patient.
    pub said_of: PatientId,
    /// The current version of its record, when there is one.
    pub of: Option<StoredVersion>,
    pub target: Date,
    pub reasons: String,
}

impl Version {
    /// What comes after a stored version, with the same patient.
    pub fn after(before: StoredVersion, target: Date, reasons: String) -> Self {
        let patient = PatientId(before.patient_id);
        Self {
            patient,
            said_of: patient,
            of: Some(before),
            target,
            reasons,
        }
    }

    pub async fn store(
        &self,
        tx: &mut Tx,
        case: &Case<'_>,
        work: &Work<'_>,
    ) -> Result<Uuid, JobError> {
        let Checked { pack, record, .. } = &case.checked;
        let (provider, transaction) = (case.facility.id, case.transaction);
        let warnings = case.verdict.count(case.record, Severity::Warning);
        let id = Uuid::now_v7();
        if let Some(before) = &self.of {
            let becomes = match transaction {
                Transaction::Inactivation => AssessmentState::Inactivated,
                _ => AssessmentState::Replaced,
            };
            if exec!(tx, BECOME, before.id, becomes.as_str())? != 1 {
                let refused = ServiceError::Conflict(Objection::NotCurrent);
                return Err(JobError::Failed(refused.into()));
            }
        }
        let state = match transaction {
            Transaction::Inactivation => AssessmentState::Inactivation,
            _ => AssessmentState::Current,
        };
        let (number,) = fetch!(fetch_one, (i64,), tx, NEXT_NUMBER)?;
        let locator = locate::locator(provider, &pack.instrument, &record.stored_locator(pack));
        let day = |key| record.day(pack, key).map(Day::from);
        exec!(
            tx,
            ADD,
            id,
            number,
            self.of.as_ref().map_or(id, |before| before.record_id),
            self.of.as_ref().map_or(0, |before| before.correction + 1),
            provider.0,
            self.patient.0,
            &pack.instrument,
            &pack.version,
            record
                .submitted(pack.subset_item)
                .unwrap_or_default()
                .trim(),
            &self.reasons,
            Day::from(self.target),
            record.effective(pack).map(Day::from),
            day(Key::Start),
            locator.as_slice(),
            transaction.code(),
            state.as_str(),
            day(Key::Completed),
            day(Key::Clock),
            case.file,
            work.now().rules.0,
            as_count(warnings),
        )?;
        exec!(tx, ADD_ITEMS, id, record.lines(pack))?;
        if self.said_of != self.patient {
            merge::add_record(tx, self.said_of, id).await?;
        }
        Ok(id)
    }
}
