//! Taking a record of the inbox in hand, handing it on, saying that it is done, and taking that back.

use domain::{
    access::{Action, Actor},
    assessments::{AssessmentNumber, DoneWhy, PatientId, Transaction},
    audit::Act,
    objection::Objection,
    submissions::SubmissionNumber,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{ACTING_INDEED, Row, colleagues, visible};
use crate::{ServiceError, Services, audit, patients::matching};

store::sql! {
    /// Served by the primary key.
    OWN = "update sent_record set owner_id = $2 where file_id = $1 and done_at is null";
    /// Served by the primary key.
    DONE = "update sent_record set done_at = $2, done_by = $3, done_why = $4, answered_by = $5
        where file_id = $1 and done_at is null";
    /// Served by the primary key.
    REOPEN = "update sent_record set done_at = null, done_by = null, done_why = null, answered_by = null,
            reopened_at = $2, reopened_by = $3
        where file_id = $1 and done_at is not null";
    /// Served by the unique number.
    ANSWER = "select id, patient_id, instrument, transaction_code, file_id from assessment where number = $1 and provider_id = $2";
}

/// Takes a record in hand.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none that the person may see; [`ServiceError::Denied`] when they may not act at its
/// facility; [`ServiceError::Conflict`] when it is done; the database's.
pub async fn take(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = changeable(&mut tx, actor, number, ordinal).await?;
    own(&mut tx, &row, actor.user.0).await?;
    audit::commit(tx, services, row.event(Act::InboxRecordTaken, actor)).await?;
    Ok(())
}

/// Puts a record into the hands of somebody who may act at its facility.
///
/// # Errors
/// [`ServiceError::Refused`] at `owner` for anybody else; else as [`take`].
pub async fn hand_over(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
    owner: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = changeable(&mut tx, actor, number, ordinal).await?;
    let provider = row.provider_id.ok_or(ServiceError::NotFound)?;
    let people = colleagues(&mut tx, provider).await?;
    let Some((.., id)) = people.into_iter().find(|(user, ..)| user == owner) else {
        let error = "Choose somebody who sends or enters assessments of this facility.";
        return Err(ServiceError::field("owner", error));
    };
    own(&mut tx, &row, id).await?;
    let event = row
        .event(Act::InboxRecordHandedOver, actor)
        .of(domain::identity::UserId(id));
    audit::commit(tx, services, event).await?;
    Ok(())
}

async fn own(tx: &mut Tx, row: &Row, owner: Uuid) -> Result<(), ServiceError> {
    if exec!(tx, OWN, row.file_id, owner)? == 1 {
        Ok(())
    } else {
        Err(Objection::RecordDone.into())
    }
}

/// Says that nothing is left to do for a record. What was sent again is named by the assessment that came of it.
///
/// # Errors
/// [`ServiceError::Refused`] at `why` without a reason, and at `assessment` without an assessment of the same facility that may be what
/// was sent again; else as [`take`].
pub async fn close(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
    why: Option<DoneWhy>,
    answer: Option<AssessmentNumber>,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = changeable(&mut tx, actor, number, ordinal).await?;
    let why = why.ok_or_else(|| ServiceError::field("why", "Choose why nothing is left to do."))?;
    let answer = match why {
        DoneWhy::NotNeeded => None,
        DoneWhy::SentAgain => Some(answer_of(&mut tx, &row, answer).await?),
    };
    let now = actor.now.system.0;
    let changed = exec!(tx, DONE, row.file_id, now, actor.user.0, why.key(), answer)?;
    if changed != 1 {
        return Err(Objection::RecordDone.into());
    }
    let event = row
        .event(Act::InboxRecordClosed, actor)
        .word("why", why.key());
    audit::commit(tx, services, event).await?;
    Ok(())
}

/// Opens a record again that was closed by mistake: by somebody, or by a record of somebody else who has the same name.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is open; else as [`take`].
pub async fn reopen(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = own_facilitys(&mut tx, actor, number, ordinal).await?;
    let changed = exec!(tx, REOPEN, row.file_id, actor.now.system.0, actor.user.0)?;
    if changed != 1 {
        return Err(Objection::RecordOpen.into());
    }
    audit::commit(tx, services, row.event(Act::InboxRecordReopened, actor)).await?;
    Ok(())
}

/// An assessment that is said to be what was sent again.
#[derive(store::FromRow)]
struct Candidate {
    id: Uuid,
    patient_id: Uuid,
    instrument: String,
    transaction_code: String,
    file_id: Uuid,
}

/// The assessment that came of a record. Of a record that was rejected before its patient was known, the patient may be anybody.
///
/// # Errors
/// [`ServiceError::Refused`] where it cannot be that one, in words that tell nothing of its patient.
async fn answer_of(
    tx: &mut Tx,
    row: &Row,
    number: Option<AssessmentNumber>,
) -> Result<Uuid, ServiceError> {
    let refused = |words: &str| Err(ServiceError::field("assessment", words));
    let number = number.map(|number| number.0);
    let found = fetch!(
        fetch_optional,
        Candidate,
        tx,
        ANSWER,
        number,
        row.provider_id
    )?;
    let Some(answer) = found else {
        return refused("Enter the Assessment ID of an accepted assessment of this facility.");
    };
    if let Some(patient) = row.patient_id
        && matching::survivor_of(tx, PatientId(patient)).await? != PatientId(answer.patient_id)
    {
        return refused("This assessment is about another patient than the record.");
    }
    if row.instrument.as_deref() != Some(&answer.instrument) {
        return refused("This assessment is of another instrument than the record.");
    }
    let takes_back = |code: Option<&str>| code == Some(Transaction::Inactivation.code());
    if takes_back(row.transaction_code.as_deref()) != takes_back(Some(&answer.transaction_code)) {
        return refused(
            "An inactivation is answered by an inactivation, and any other record by one that is none.",
        );
    }
    // Ids of files grow with time.
    if answer.file_id <= row.file_id {
        return refused(
            "This assessment was received before the record. Enter the one that was sent after it.",
        );
    }
    Ok(answer.id)
}

/// One that is not done, and that somebody may act on.
async fn changeable(
    tx: &mut Tx,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<Row, ServiceError> {
    let row = own_facilitys(tx, actor, number, ordinal).await?;
    if row.done_at.is_some() {
        return Err(Objection::RecordDone.into());
    }
    Ok(row)
}

/// One of a facility at which somebody may act.
async fn own_facilitys(
    tx: &mut Tx,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<Row, ServiceError> {
    let row = visible(tx, actor, number, ordinal).await?;
    if !row.may_act(actor, ACTING_INDEED)? {
        return Err(domain::access::Denial {
            action: Action::SubmitAssessments,
        }
        .into());
    }
    Ok(row)
}
