//! Recording what went back to a facility.

use domain::{
    audit::{Act, Fact},
    money::Cents,
    objection::Objection,
    penalties::{CaseNumber, CaseState, EntryKind, Refund},
};
use uuid::Uuid;

use super::{
    case,
    ledger::{
        NewEntry, add, change_state, event, is_recorded, placed, recorder, settle, to_be_written,
    },
};
use crate::{ServiceError, Services, audit, identity::Session};

/// Records money that went back. The same key again records nothing and is well: the form was sent twice.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields that break a rule; [`ServiceError::Conflict`] when nothing is to go back, and when
/// the key has recorded something else;
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::NotFound`],
/// [`ServiceError::Denied`]; the database's.
pub async fn refund(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    refund: &Refund,
    key: Uuid,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    let entry = NewEntry {
        id: Uuid::now_v7(),
        kind: EntryKind::Refund,
        account: EntryKind::Refund,
        amount: refund.amount.turned(),
        counts_on: refund.refunded_on,
        method: None,
        trace: &refund.trace,
        payer: "",
        note: &refund.comment,
        key,
        reverses: None,
    };
    if is_recorded(&mut tx, &row, &entry).await? {
        return Ok(());
    }
    if row.state()? != CaseState::RefundDue {
        return Err(Objection::NothingToRefund.into());
    }
    let owed = row.balance().turned();
    let problems = refund.problems(owed, row.notice_on(), actor.now.today());
    if !problems.is_empty() {
        return Err(ServiceError::Refused(problems));
    }
    add(&mut tx, row.id, &entry, recorder(&actor)).await?;
    let row = case::find_row(&mut tx, &actor, number).await?;
    let is_all = row.balance() == Cents::ZERO;
    let placed = placed(&mut tx, &row).await?;
    // Money in escrow goes on waiting there once what was too much of it is back, and an appeal goes on.
    let goes_on = placed.is_before_due() || placed == CaseState::Appealed;
    if is_all && !goes_on {
        let step = (Some(CaseState::RefundDue), CaseState::Refunded);
        let (source, at) = (actor.user_name.as_str(), actor.now.rules);
        change_state(&mut tx, row.id, step, source, at, "Refund").await?;
    } else {
        settle(&mut tx, &actor, number, "Refund").await?;
    }
    let event = event(Act::RefundRecorded, &actor, number, &row)
        .with("entry", Fact::Id(entry.id))
        .count("cents", refund.amount.0);
    Ok(audit::commit(tx, services, event).await?)
}
