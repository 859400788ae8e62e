//! Moving a case on: what people decide about it, as far as its ledger does not say it.

use domain::{
    access::Actor,
    audit::Act,
    money::Cents,
    penalties::{CaseNumber, CaseState, PayableDay, Step, due_date},
    time::display_date,
};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    case::{self, CaseRow},
    ledger::{add_change, event, is_of_case, settle, to_be_moved, to_be_written},
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
    if is_taken(&mut tx, &row, key).await? {
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

/// Puts another day in the place of the one that made the penalty payable, with a reason; it is due 15 days after it. Interest
/// follows, as it is reckoned from the due date each time. The same key again changes nothing and is well.
///
/// # Errors
/// [`ServiceError::Refused`] at `payable_on` for a day that it cannot be; [`ServiceError::Conflict`] where nothing has made
/// the penalty payable, the ledger is closed, or the key is of another case; else as [`step`].
pub async fn correct_payable_day(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    day: &PayableDay,
    key: Uuid,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    if is_taken(&mut tx, &row, key).await? {
        return Ok(());
    }
    let Some((payable_on, _)) = row.payable() else {
        return Err(ServiceError::Conflict {
            reason: "Nothing has made this penalty payable yet.",
        });
    };
    let today = actor.now.today();
    let problems = day.problems(payable_on, row.notice_on(), today);
    if !problems.is_empty() {
        return Err(ServiceError::Refused(problems));
    }
    let (right, due_on) = (day.payable_on, due_date(day.payable_on));
    exec!(tx, SET_PAYABLE, row.id, Day::from(right), Day::from(due_on))?;
    let before = row.state()?;
    let after = if before == CaseState::Overdue && due_on >= today {
        CaseState::DueAndPayable
    } else {
        before
    };
    let why = format!(
        "Payable since {}, not {}: {}",
        display_date(right),
        display_date(payable_on),
        day.reason
    );
    let (source, at) = (actor.user_name.as_str(), actor.now.rules);
    let (ids, states) = ((key, row.id), (Some(before), after));
    add_change(&mut tx, ids, states, source, at, &why).await?;
    settle(&mut tx, &actor, number, "What has come in already").await?;
    let days = i64::from((right - payable_on).get_days());
    let event = event(Act::PayableDayCorrected, &actor, number, &row).count("days_later", days);
    Ok(audit::commit(tx, services, event).await?)
}

/// Whether a form has been written down as a step of this case already.
async fn is_taken(tx: &mut Tx, row: &CaseRow, key: Uuid) -> Result<bool, ServiceError> {
    let stepped = fetch!(fetch_optional, (Uuid,), tx, STEPPED, key)?;
    is_of_case(stepped, row)
}

/// What has to be done to the ledger of a case before it goes there, as nothing is afterwards.
async fn left_to_do(
    tx: &mut Tx,
    row: &CaseRow,
    to: CaseState,
    actor: &Actor,
) -> Result<Option<&'static str>, ServiceError> {
    if !row.state()?.keeps_books() {
        return Ok(None);
    }
    let entries = case::entries(tx, row.id).await?;
    let uncharged = row.uncharged(tx, &entries, actor.now.today()).await?;
    let has_money = row.received() != Cents::ZERO;
    Ok(match to {
        CaseState::Rescinded if has_money && row.net() > Cents::ZERO => Some(
            "Money has come in for this case. Adjust the penalty as rescinded and send the money back before the case is rescinded.",
        ),
        CaseState::Rescinded if has_money && uncharged < Cents::ZERO => Some(
            "Interest was charged that did not run up. Have it reversed, and send the money back before the case is rescinded.",
        ),
        CaseState::Rescinded if has_money => {
            Some("Money has come in for this case. Send it back before the case is rescinded.")
        }
        CaseState::Closed if uncharged != Cents::ZERO => Some(
            "The interest that was charged is not what ran up. Charge it, or have it reversed, before the case is closed.",
        ),
        _ => None,
    })
}
