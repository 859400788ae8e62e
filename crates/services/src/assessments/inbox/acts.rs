//! Taking a record of the inbox in hand, handing it on, saying that it is done, and taking that back.

use domain::{
    access::{Action, Actor},
    assessments::{AssessmentNumber, DoneWhy},
    audit::Act,
    forms::FieldError,
    submissions::SubmissionNumber,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{ACTING_INDEED, Row, colleagues, visible};
use crate::{ServiceError, Services, audit};

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
    ANSWER = "select id from assessment where number = $1 and provider_id = $2 and state <> 'inactivation'";
}

const IS_DONE: ServiceError = ServiceError::Conflict {
    reason: "This record is done already.",
};

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
        let error = FieldError::new(
            "owner",
            "Choose somebody who sends or enters assessments of this facility.",
        );
        return Err(ServiceError::Refused(vec![error]));
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
        Err(IS_DONE)
    }
}

/// Says that nothing is left to do for a record. What was sent again is named by the assessment that came of it.
///
/// # Errors
/// [`ServiceError::Refused`] at `why` without a reason, and at `assessment` without an assessment of the same facility; else as
/// [`take`].
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
    let refused = |field, words: &str| ServiceError::Refused(vec![FieldError::new(field, words)]);
    let why = why.ok_or_else(|| refused("why", "Choose why nothing is left to do."))?;
    let answer = match (why, answer) {
        (DoneWhy::NotNeeded, _) => None,
        (DoneWhy::SentAgain, number) => {
            let id = match number {
                Some(number) => answer_of(&mut tx, &row, number).await?,
                None => None,
            };
            let error = || {
                refused(
                    "assessment",
                    "Enter the Assessment ID of an accepted assessment of this facility.",
                )
            };
            Some(id.ok_or_else(error)?)
        }
    };
    let now = actor.now.system.0;
    let changed = exec!(tx, DONE, row.file_id, now, actor.user.0, why.key(), answer)?;
    if changed != 1 {
        return Err(IS_DONE);
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
        return Err(ServiceError::Conflict {
            reason: "This record is open already.",
        });
    }
    audit::commit(tx, services, row.event(Act::InboxRecordReopened, actor)).await?;
    Ok(())
}

async fn answer_of(
    tx: &mut Tx,
    row: &Row,
    number: AssessmentNumber,
) -> Result<Option<Uuid>, ServiceError> {
    let found = fetch!(
        fetch_optional,
        (Uuid,),
        tx,
        ANSWER,
        number.0,
        row.provider_id
    )?;
    Ok(found.map(|(id,)| id))
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
        return Err(IS_DONE);
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
