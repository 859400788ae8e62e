//! Moving a case on: what people decide about it, as far as its ledger does not say it.

use domain::{
    access::Actor,
    audit::Act,
    money::Cents,
    penalties::{CaseNumber, CaseState, Step},
};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    case::{self, CaseRow},
    ledger::{add_change, event, is_of_case, settle, to_be_moved},
};
use crate::{ServiceError, Services, audit, identity::Session};

store::sql! {
    /// Served by the primary key.
    STEPPED = "select case_id from penalty_state_change where id = $1";
    /// As above.
    SET_PAYABLE = "update penalty_case set payable_on = $2, due_on = $3 where id = $1";
}

/// Puts a case into another state, with a reason, and from there into the one that its ledger says. The same key again
/// changes nothing and is well: the form was sent twice.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields that break a rule, at `state` also where the case does not go there (any more);
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Conflict`] for a key of another
/// case; [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn step(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    step: &Step,
    key: Uuid,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_moved(services, &mut tx, session, number).await?;
    // Each step is written down under the key of its form.
    let stepped = fetch!(fetch_optional, (Uuid,), tx, STEPPED, key)?;
    if is_of_case(stepped, &row)? {
        return Ok(());
    }
    let before = row.state()?;
    if !before.steps().contains(&step.to) {
        let message = format!(
            "This case is \"{}\" and does not go there: select another state.",
            before.title()
        );
        return Err(ServiceError::field("state", message));
    }
    let problems = step.problems(row.notice_on(), actor.now.today());
    if !problems.is_empty() {
        return Err(ServiceError::Refused(problems));
    }
    if let Some(left) = left_to_do(&mut tx, &row, step.to, &actor).await? {
        return Err(ServiceError::field("state", left));
    }
    let (payable_on, due_on) = step.payable(row.payable()).unzip();
    exec!(
        tx,
        SET_PAYABLE,
        row.id,
        payable_on.map(Day::from),
        due_on.map(Day::from)
    )?;
    let (source, at) = (actor.user_name.as_str(), actor.now.rules);
    let (ids, states) = ((key, row.id), (Some(before), step.to));
    add_change(&mut tx, ids, states, source, at, &step.reason).await?;
    settle(&mut tx, &actor, number, "What has come in already").await?;
    let event = event(Act::CaseMoved, &actor, number, &row)
        .word("from", before.key())
        .word("to", step.to.key());
    Ok(audit::commit(tx, services, event).await?)
}

/// What has to be done to the ledger of a case before it goes there, as nothing is afterwards.
async fn left_to_do(
    tx: &mut Tx,
    row: &CaseRow,
    to: CaseState,
    actor: &Actor,
) -> Result<Option<&'static str>, ServiceError> {
    if to == CaseState::Rescinded && row.received() != Cents::ZERO {
        return Ok(Some(
            "Money has come in for this case. It goes back before the penalty is rescinded.",
        ));
    }
    if to == CaseState::Closed && row.state()?.keeps_books() {
        let entries = case::entries(tx, row.id).await?;
        let uncharged = row.uncharged(tx, &entries, actor.now.today()).await?;
        if uncharged != Cents::ZERO {
            return Ok(Some(
                "The interest that was charged is not what ran up. Charge it, or have it reversed, before the case is closed.",
            ));
        }
    }
    Ok(None)
}
