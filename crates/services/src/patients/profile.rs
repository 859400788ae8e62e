//! One patient: what is stored, assessments, and what was merged.

use domain::{
    access::{Action, Actor},
    assessments::{AssessmentNumber, AssessmentState, PatientNumber},
    audit::{Act, Event, Object},
    masking::seen,
    objection::Objection,
    patients::{AssessmentLine, MergeId, MergeLine, PatientDetail},
    providers::{ProviderId, StateCode},
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{
    CORRUPT, LineRow, line_columns, patients_in_scope, record, record::StoredPatient, scope, sight,
    values,
};
use crate::{ServiceError, Services, audit, prose::prose, scope::ScopeBinds};

/// As many assessments as a profile lists.
const MOST: i64 = 200;
/// How long numbers are shown after somebody gave a reason, in microseconds.
const SHOWN_MICROS: i64 = 5 * 60 * 1_000_000;

store::sql! {
    /// Served by the unique number.
    FIND = concat!(
        "select ", line_columns!(),
        ", t.id, t.version, t.created_at, t.updated_at, t.merged_into as kept_id, t.ssn, t.medicare, t.medicaid",
        patients_in_scope!(), " and t.number = $5"
    );
    /// Served by assessment_patient.
    ASSESSMENTS = "select number, instrument, reasons, target_date, correction, state, accepted_at from assessment
        where patient_id = $1 order by target_date desc, number desc limit $2";
    COUNT_ASSESSMENTS = "select count(*) from assessment where patient_id = $1";
    /// Served by patient_merge_kept.
    MERGES = "select m.id, t.number, t.last_name, t.first_name, m.merged_at, u.full_name, m.undone_at,
            (select count(*) from patient_merge_record r where r.merge_id = m.id) as records
        from patient_merge m join patient t on t.id = m.merged_id join user_account u on u.id = m.merged_by
        where m.kept_id = $1 order by m.merged_at desc, m.id";
    /// Served by patient_change_patient.
    SHOWN_LATELY = "select count(*) from patient_change
        where patient_id = $1 and changed_at > $2 and field = 'shown' and user_id = $3";
}

#[derive(store::FromRow)]
pub(super) struct PatientRow {
    #[row(flatten)]
    pub line: LineRow,
    pub id: Uuid,
    pub version: i32,
    created_at: i64,
    updated_at: i64,
    pub kept_id: Option<Uuid>,
    ssn: Option<String>,
    medicare: Option<String>,
    medicaid: Option<String>,
}

impl PatientRow {
    pub fn number(&self) -> PatientNumber {
        PatientNumber(self.line.number)
    }

    pub fn provider(&self) -> ProviderId {
        ProviderId(self.line.provider_id)
    }

    pub fn stored(&self) -> StoredPatient {
        StoredPatient {
            first_name: self.line.first_name.clone(),
            last_name: self.line.last_name.clone(),
            birth: self.line.birth.clone(),
            sex: self.line.sex.clone(),
            ssn: self.ssn.clone(),
            medicare: self.medicare.clone(),
            medicaid: self.medicaid.clone(),
        }
    }

    /// Whether the roles of this person allow `action` with the patient, also while they only look, and whether as those of a state's
    /// agency.
    pub fn covered(&self, actor: &Actor, action: Action) -> Result<Covered, ServiceError> {
        let Ok(coverage) = actor.form_coverage(action) else {
            return Ok(Covered::Not);
        };
        let state = StateCode::parse(&self.line.state_code).map_err(|_| CORRUPT)?;
        Ok(if coverage.providers.contains(&self.provider()) {
            Covered::AsProvider
        } else if coverage.covers(self.provider(), state) {
            Covered::AsState
        } else {
            Covered::Not
        })
    }
}

/// How far somebody may change a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covered {
    Not,
    AsProvider,
    /// With a reason.
    AsState,
}

#[derive(store::FromRow)]
struct AssessmentRow {
    number: i64,
    instrument: String,
    reasons: String,
    target_date: Day,
    correction: i32,
    state: String,
    accepted_at: i64,
}

#[derive(store::FromRow)]
struct MergeRow {
    id: Uuid,
    number: i64,
    last_name: String,
    first_name: String,
    merged_at: i64,
    full_name: String,
    undone_at: Option<i64>,
    records: i64,
}

/// A patient in one's scope of an action.
pub(super) async fn find_row(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    number: PatientNumber,
) -> Result<PatientRow, ServiceError> {
    row_in(tx, &scope(actor, action)?, number).await
}

/// A patient within a scope.
pub(super) async fn row_in(
    tx: &mut Tx,
    scope: &ScopeBinds,
    number: PatientNumber,
) -> Result<PatientRow, ServiceError> {
    let row = fetch!(
        fetch_optional,
        PatientRow,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        number.0
    )?;
    row.ok_or(ServiceError::NotFound)
}

/// One patient with their assessments.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none of this number in one's scope; [`ServiceError::Denied`] without
/// [`Action::ViewPatients`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn find(
    services: &Services,
    actor: &Actor,
    number: PatientNumber,
) -> Result<PatientDetail, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = find_row(&mut tx, actor, Action::ViewPatients, number).await?;
    let assessments = assessments(&mut tx, row.id).await?;
    let (count,) = fetch!(fetch_one, (i64,), tx, COUNT_ASSESSMENTS, row.id)?;
    let merges = merges(&mut tx, row.id, actor).await?;
    let is_shown = is_shown(&mut tx, row.id, actor).await?;
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::ViewPatients)
        .about(Object::Patient(number))
        .at([row.provider()]);
    audit::read(services, event).await?;
    let covered = row.covered(actor, Action::EditPatients)?;
    let enters = row.covered(actor, Action::EnterAssessments)?;
    let sight = sight(actor);
    Ok(PatientDetail {
        values: values(&row.stored(), sight, is_shown),
        is_shown,
        may_edit: covered != Covered::Not && row.kept_id.is_none(),
        may_enter: enters != Covered::Not && row.kept_id.is_none(),
        read_only: actor.viewing.is_some(),
        needs_reason: covered == Covered::AsState,
        assessments,
        assessment_count: count,
        merges,
        version: row.version,
        created_at: Instant(row.created_at),
        updated_at: Instant(row.updated_at),
        line: row.line.line(sight)?,
    })
}

/// Shows a patient's numbers whole to this person for five minutes. Who had them shown, and why, stands in the patient's
/// history.
///
/// # Errors
/// [`ServiceError::Refused`] without a reason; [`ServiceError::Conflict`] while one views as a role, where another form
/// does this; else as [`find`].
pub async fn show_identifiers(
    services: &Services,
    actor: &Actor,
    number: PatientNumber,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = find_row(&mut tx, actor, Action::ViewPatients, number).await?;
    if actor.viewing.is_some() {
        return Err(Objection::ShownByRedBar.into());
    }
    let reason = prose("show_reason", reason, "Enter why you need to see them.")?;
    let patient = domain::assessments::PatientId(row.id);
    let (source, now) = (record::Source::Person(actor.user), actor.now.system);
    record::note(&mut tx, patient, ("shown", None, Some(reason)), source, now).await?;
    let event = Event::by(Act::PatientIdentifiersShown, actor, Action::ViewPatients)
        .about(Object::Patient(number))
        .at([row.provider()]);
    Ok(audit::commit(tx, services, event).await?)
}

/// Whether somebody had a patient's numbers shown whole a short while ago.
pub(crate) async fn is_shown(
    tx: &mut Tx,
    patient: Uuid,
    actor: &Actor,
) -> Result<bool, ServiceError> {
    let since = actor.now.system.plus_micros(-SHOWN_MICROS);
    let (count,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        SHOWN_LATELY,
        patient,
        since.0,
        actor.user.0
    )?;
    Ok(count > 0)
}

async fn assessments(tx: &mut Tx, patient: Uuid) -> Result<Vec<AssessmentLine>, ServiceError> {
    let rows = fetch!(fetch_all, AssessmentRow, tx, ASSESSMENTS, patient, MOST)?;
    let read = |row: AssessmentRow| {
        Ok(AssessmentLine {
            number: AssessmentNumber(row.number),
            instrument: row.instrument,
            reasons: row.reasons,
            target_date: row.target_date.to_jiff(),
            correction: row.correction,
            state: AssessmentState::parse(&row.state).map_err(|_| CORRUPT)?,
            accepted_at: Instant(row.accepted_at),
        })
    };
    rows.into_iter().map(read).collect()
}

async fn merges(tx: &mut Tx, patient: Uuid, actor: &Actor) -> Result<Vec<MergeLine>, ServiceError> {
    let rows = fetch!(fetch_all, MergeRow, tx, MERGES, patient)?;
    let sight = sight(actor);
    let read = |row: MergeRow| {
        let [last, first] = [row.last_name, row.first_name].map(|name| seen(sight, name));
        MergeLine {
            id: MergeId(row.id),
            merged: PatientNumber(row.number),
            name: format!("{last}, {first}"),
            merged_at: Instant(row.merged_at),
            merged_by: row.full_name,
            records: row.records,
            undone_at: row.undone_at.map(Instant),
        }
    };
    Ok(rows.into_iter().map(read).collect())
}
