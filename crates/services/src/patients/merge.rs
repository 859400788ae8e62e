//! Merging a patient into another who is the same, and undoing it. The records of the one become the other's; what
//! is stored of each stays their own, so that what was merged can be taken apart.

use domain::{
    access::{Action, Actor},
    assessments::{AssessmentNumber, PatientId, PatientNumber},
    audit::{Act, Event, Fact, Object},
    objection::Objection,
    patients::{MergeId, MergePreview, Side},
};
use store::{DbError, Tx, exec, fetch};
use uuid::Uuid;

use super::{
    edit::reason_of,
    form_scope,
    matching::turn_of,
    profile::{PatientRow, find_row, row_in},
    record::{self, Source},
    scope, sight, values,
};
use crate::{ServiceError, Services, audit, scope::ScopeBinds};

/// As many clashes as a preview lists.
const MOST: i64 = 20;

store::sql! {
    /// Assessments that both have. Served by assessment_once.
    CLASHES = "select a.number, b.number from assessment a
        join assessment b on b.patient_id = $2 and b.instrument = a.instrument and b.reasons = a.reasons
            and b.target_date = a.target_date and b.state = 'current'
        where a.patient_id = $1 and a.state = 'current' order by a.number limit $3";
    /// Served by assessment_patient.
    RECORDS = "select count(distinct record_id) from assessment where patient_id = $1";
    ADD = "insert into patient_merge (id, kept_id, merged_id, merged_at, merged_by) values ($1, $2, $3, $4, $5)";
    ADD_RECORDS = "insert into patient_merge_record (merge_id, record_id)
        select distinct m.id, a.record_id from patient_merge m join assessment a on a.patient_id = m.merged_id where m.id = $1";
    ADD_RECORD = "insert into patient_merge_record (merge_id, record_id) values ($1, $2)";
    /// The merge by which a patient is one with another. Served by patient_merge_merged.
    HOLDING = "select id, kept_id from patient_merge where merged_id = $1 and undone_at is null";
    /// Served by assessment_patient.
    MOVE = "update assessment set patient_id = $2 where patient_id = $1";
    POINT = "update patient set merged_into = $2, updated_at = $3, version = version + 1 where id = $1";
    COUNT_UP = "update patient set updated_at = $2, version = version + 1 where id = $1";
    /// The merge that holds, by the primary key.
    FIND = "select m.merged_id, t.number, k.merged_into
        from patient_merge m join patient k on k.id = m.kept_id join patient t on t.id = m.merged_id
        where m.id = $1 and m.kept_id = $2 and m.undone_at is null";
    UNDO = "update patient_merge set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null";
    /// Served by assessment_patient.
    MOVE_BACK = "update assessment set patient_id = $2
        where patient_id = $1 and record_id in (select record_id from patient_merge_record where merge_id = $3)";
}

const TOGETHER: &str = "A patient cannot be merged into themselves. Enter another Patient ID.";
const ELSEWHERE: &str =
    "Enter the Patient ID of a patient of the same provider whom you may change.";

/// What merging a patient into another would do. `merged` is what somebody typed as the Patient ID of the other.
///
/// # Errors
/// [`ServiceError::Refused`] at `with` for no other patient of the provider; [`ServiceError::Conflict`] when either was
/// merged; [`ServiceError::NotFound`], [`ServiceError::Denied`], [`ServiceError::Unrecorded`]; the database's.
pub async fn preview(
    services: &Services,
    actor: &Actor,
    kept: PatientNumber,
    merged: PatientNumber,
) -> Result<MergePreview, ServiceError> {
    let mut tx = services.db.read().await?;
    let scope = form_scope(actor, Action::EditPatients)?;
    let (kept, merged) = pair(&mut tx, &scope, kept, merged).await?;
    let clashes = clashes(&mut tx, &kept, &merged).await?;
    let sides = [
        side(&mut tx, actor, &kept).await?,
        side(&mut tx, actor, &merged).await?,
    ];
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::EditPatients)
        .about(Object::Patient(merged.number()))
        .at([kept.provider()])
        .patients([kept.number(), merged.number()]);
    audit::read(services, event).await?;
    let [kept_side, merged_side] = sides;
    let (one, other) = (kept.stored().ssn, merged.stored().ssn);
    Ok(MergePreview {
        contradicts: one.is_some() && other.is_some() && one != other,
        kept: kept_side,
        merged: merged_side,
        clashes,
    })
}

/// Merges a patient into another; `versions` are those that the preview showed.
///
/// # Errors
/// [`ServiceError::Refused`] without a reason, at `with`, at `version` when either was changed meanwhile;
/// [`ServiceError::Conflict`] while both have the same assessment, and as [`preview`].
pub async fn merge(
    services: &Services,
    actor: &Actor,
    (kept, merged): (PatientNumber, PatientNumber),
    versions: (i32, i32),
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let scope = scope(actor, Action::EditPatients)?;
    let (row, _) = pair(&mut tx, &scope, kept, merged).await?;
    turn_of(&mut tx, row.provider()).await?;
    let (kept, merged) = pair(&mut tx, &scope, kept, merged).await?;
    let reason = reason_of(true, reason)?;
    if (kept.version, merged.version) != versions {
        let message =
            "One of them has changed in the meantime. Look at both once more, and merge then.";
        return Err(ServiceError::field("version", message));
    }
    if !clashes(&mut tx, &kept, &merged).await?.is_empty() {
        return Err(Objection::SameAssessments.into());
    }
    let (id, now) = (Uuid::now_v7(), actor.now.system);
    exec!(tx, ADD, id, kept.id, merged.id, now.0, actor.user.0)?;
    let records = exec!(tx, ADD_RECORDS, id)?;
    clash(exec!(tx, MOVE, merged.id, kept.id))?;
    exec!(tx, POINT, merged.id, kept.id, now.0)?;
    exec!(tx, COUNT_UP, kept.id, now.0)?;
    let pair = ((kept.id, kept.number()), (merged.id, merged.number()));
    note_both(&mut tx, actor, "merged", pair, reason).await?;
    let event = Event::by(Act::PatientsMerged, actor, Action::EditPatients)
        .about(Object::Patient(kept.number()))
        .at([kept.provider()])
        .with("merge", Fact::Id(id))
        .count("merged", merged.number().0)
        .patients([kept.number(), merged.number()])
        .count("records", records);
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes a patient apart from the one that they were merged into: the records that moved go back, with what has
/// corrected them since, and those that came for them meanwhile.
///
/// # Errors
/// [`ServiceError::Refused`] without a reason; [`ServiceError::Conflict`] when it was undone already, or while the patient
/// who was kept is merged into another; [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn undo(
    services: &Services,
    actor: &Actor,
    (kept, merge): (PatientNumber, MergeId),
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = find_row(&mut tx, actor, Action::EditPatients, kept).await?;
    turn_of(&mut tx, row.provider()).await?;
    let found = fetch!(
        fetch_optional,
        (Uuid, i64, Option<Uuid>),
        tx,
        FIND,
        merge.0,
        row.id
    )?;
    let (merged_id, merged, kept_into) = found.ok_or(Objection::MergeUndone)?;
    let kept_id = row.id;
    if kept_into.is_some() {
        return Err(Objection::PatientMerged.into());
    }
    let reason = reason_of(true, reason)?;
    let now = actor.now.system;
    exec!(tx, UNDO, merge.0, now.0, actor.user.0)?;
    let versions = clash(exec!(tx, MOVE_BACK, kept_id, merged_id, merge.0))?;
    exec!(tx, POINT, merged_id, None::<Uuid>, now.0)?;
    exec!(tx, COUNT_UP, kept_id, now.0)?;
    let pair = ((kept_id, kept), (merged_id, PatientNumber(merged)));
    note_both(&mut tx, actor, "separated", pair, reason).await?;
    let event = Event::by(Act::PatientsSeparated, actor, Action::EditPatients)
        .about(Object::Patient(kept))
        .at([row.provider()])
        .with("merge", Fact::Id(merge.0))
        .count("merged", merged)
        .patients([kept, PatientNumber(merged)])
        .count("versions", versions);
    Ok(audit::commit(tx, services, event).await?)
}

/// A new record that fits a patient who was merged goes back with theirs when the merge is undone, and each merge after it.
///
/// # Errors
/// The database's.
pub(crate) async fn add_record(
    tx: &mut Tx,
    merged: PatientId,
    record: Uuid,
) -> Result<(), DbError> {
    let mut patient = merged.0;
    while let Some((merge, kept)) = fetch!(fetch_optional, (Uuid, Uuid), tx, HOLDING, patient)? {
        exec!(tx, ADD_RECORD, merge, record)?;
        patient = kept;
    }
    Ok(())
}

/// Two patients of one provider within a scope, neither merged into another.
async fn pair(
    tx: &mut Tx,
    scope: &ScopeBinds,
    kept: PatientNumber,
    merged: PatientNumber,
) -> Result<(PatientRow, PatientRow), ServiceError> {
    let kept_row = row_in(tx, scope, kept).await?;
    if kept == merged {
        return Err(ServiceError::field("with", TOGETHER));
    }
    let merged_row = match row_in(tx, scope, merged).await {
        Err(ServiceError::NotFound) => return Err(ServiceError::field("with", ELSEWHERE)),
        found => found?,
    };
    if kept_row.provider() != merged_row.provider() {
        return Err(ServiceError::field("with", ELSEWHERE));
    }
    if kept_row.kept_id.is_some() {
        return Err(Objection::PatientMerged.into());
    }
    if merged_row.kept_id.is_some() {
        let message = "This patient was merged into another already.";
        return Err(ServiceError::field("with", message));
    }
    Ok((kept_row, merged_row))
}

async fn clashes(
    tx: &mut Tx,
    kept: &PatientRow,
    merged: &PatientRow,
) -> Result<Vec<(AssessmentNumber, AssessmentNumber)>, ServiceError> {
    let rows = fetch!(fetch_all, (i64, i64), tx, CLASHES, kept.id, merged.id, MOST)?;
    let read = |(one, other)| (AssessmentNumber(one), AssessmentNumber(other));
    Ok(rows.into_iter().map(read).collect())
}

/// Two current assessments of one kind and date would be the same patient's.
fn clash<T>(moved: Result<T, DbError>) -> Result<T, ServiceError> {
    moved.map_err(|error| match error {
        DbError::UniqueViolation { .. } => Objection::SameAssessments.into(),
        other => other.into(),
    })
}

async fn side(tx: &mut Tx, actor: &Actor, row: &PatientRow) -> Result<Side, ServiceError> {
    let (records,) = fetch!(fetch_one, (i64,), tx, RECORDS, row.id)?;
    let sight = sight(actor);
    Ok(Side {
        line: row.line.clone().line(sight)?,
        values: values(&row.stored(), sight, false),
        records,
        version: row.version,
    })
}

/// Tells both of it: each names the other.
async fn note_both(
    tx: &mut Tx,
    actor: &Actor,
    what: &'static str,
    (kept, merged): ((Uuid, PatientNumber), (Uuid, PatientNumber)),
    reason: Option<&str>,
) -> Result<(), DbError> {
    let (source, now) = (Source::Person(actor.user), actor.now.system);
    for ((id, _), (_, other)) in [(kept, merged), (merged, kept)] {
        let other = other.to_string();
        record::note(tx, PatientId(id), (what, None, Some(&other)), source, now).await?;
        record::note(tx, PatientId(id), ("reason", None, reason), source, now).await?;
    }
    Ok(())
}
