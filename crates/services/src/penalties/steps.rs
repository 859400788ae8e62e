//! Moving a case on, and back: what people decide about it, as far as its ledger does not say it.

use domain::{
    access::Actor,
    audit::{Act, Fact},
    money::Cents,
    objection::Objection,
    penalties::{CaseNumber, CaseState, ChangeId, PayableDay, Step, due_date},
    time::display_date,
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    CORRUPT,
    case::{self, CaseRow},
    ledger::{
        Before, NewChange, NewChangeKind, add_change, event, is_of_case, placed, settle,
        to_be_moved, to_be_written,
    },
};
use crate::{ServiceError, Services, audit, identity::Session, prose::prose};

store::sql! {
    /// Served by the primary key.
    STEPPED = "select case_id from penalty_state_change where id = $1";
    /// Served by the primary key.
    BEFORE = "select placed_before, payable_before from penalty_state_change where id = $1";
    /// Served by the primary key.
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
    set_payable(&mut tx, &row, step.payable(row.payable())).await?;
    let states = (Some(before), step.to);
    take(&mut tx, &actor, &row, states, (key, &step.reason)).await?;
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
        return Err(Objection::NotPayable.into());
    };
    let today = actor.now.today();
    let problems = day.problems(payable_on, row.notice_on(), today);
    if !problems.is_empty() {
        return Err(ServiceError::Refused(problems));
    }
    let (right, due_on) = (day.payable_on, due_date(day.payable_on));
    set_payable(&mut tx, &row, Some((right, due_on))).await?;
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
    let states = (Some(before), after);
    take(&mut tx, &actor, &row, states, (key, &why)).await?;
    settle(&mut tx, &actor, number, "What has come in already").await?;
    let days = i64::from((right - payable_on).get_days());
    let event = event(Act::PayableDayCorrected, &actor, number, &row).count("days_later", days);
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes a step back that was wrong, a corrected day among them, with a reason: the case goes back to where it stood before and
/// from there into the state that its ledger says, and is payable since when it was. Whoever takes steps takes them
/// back, their own too: no money comes or goes by it. Both stay in the history.
///
/// # Errors
/// [`ServiceError::Refused`] at `reason` without one or with one that is too long, where later steps or interest that was
/// charged rest on it, or it is no step that holds; [`ServiceError::Unconfirmed`] without a second factor a moment ago;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn take_step_back(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    step: ChangeId,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_moved(services, &mut tx, session, number).await?;
    let history = case::history(&mut tx, row.id).await?;
    let taken = history.iter().find(|change| change.id == step);
    let held_by = taken.ok_or(ServiceError::NotFound)?.held_by(&history);
    if let Some(held_by) = held_by {
        return Err(ServiceError::field("reason", held_by));
    }
    let reason = prose(
        "reason",
        reason,
        "Enter the reason: it stays with the case.",
    )?;
    let before = before(&mut tx, step).await?;
    set_payable(
        &mut tx,
        &row,
        before.payable_on.map(|day| (day, due_date(day))),
    )
    .await?;
    let states = (Some(row.state()?), before.placed);
    let change = NewChange {
        id: Uuid::now_v7(),
        states,
        source: &actor.user_name,
        at: actor.now.rules,
        why: reason,
        kind: NewChangeKind::TakesBack(step),
    };
    add_change(&mut tx, row.id, &change).await?;
    settle(&mut tx, &actor, number, "What has come in already").await?;
    if before.payable_on != row.payable().map(|(payable_on, _)| payable_on) {
        no_interest_rests_on_it(&mut tx, &actor, number).await?;
    }
    let event = event(Act::StepTakenBack, &actor, number, &row)
        .with("step", Fact::Id(step.0))
        .word("from", row.state()?.key())
        .word("to", before.placed.key());
    Ok(audit::commit(tx, services, event).await?)
}

/// What a step is taken back to.
async fn before(tx: &mut Tx, step: ChangeId) -> Result<Before, ServiceError> {
    let (placed, payable_on) = fetch!(fetch_one, (String, Option<Day>), tx, BEFORE, step.0)?;
    Ok(Before {
        placed: CaseState::from_key(&placed).ok_or(CORRUPT)?,
        payable_on: payable_on.map(Day::to_jiff),
    })
}

/// Interest that did not run up without a day that was taken back stands on that day.
async fn no_interest_rests_on_it(
    tx: &mut Tx,
    actor: &Actor,
    number: &CaseNumber,
) -> Result<(), ServiceError> {
    let row = case::find_row(tx, actor, number).await?;
    let entries = case::entries(tx, row.id).await?;
    let uncharged = row.uncharged(tx, &entries, actor.now.today()).await?;
    if uncharged >= Cents::ZERO {
        return Ok(());
    }
    let message = format!(
        "Interest of {} was charged that rests on this step. Have it reversed first, by a colleague where you charged it.",
        uncharged.unsigned()
    );
    Err(ServiceError::field("reason", message))
}

/// Writes a step down, with what it is taken back to.
async fn take(
    tx: &mut Tx,
    actor: &Actor,
    row: &CaseRow,
    states: (Option<CaseState>, CaseState),
    (id, why): (Uuid, &str),
) -> Result<(), ServiceError> {
    let before = Before {
        placed: placed(tx, row).await?,
        payable_on: row.payable().map(|(payable_on, _)| payable_on),
    };
    let change = NewChange {
        id,
        states,
        source: &actor.user_name,
        at: actor.now.rules,
        why,
        kind: NewChangeKind::Step(before),
    };
    add_change(tx, row.id, &change).await
}

/// The days on which a case is payable and due from now on.
async fn set_payable(
    tx: &mut Tx,
    row: &CaseRow,
    days: Option<(Date, Date)>,
) -> Result<(), ServiceError> {
    let (payable_on, due_on) = days.unzip();
    exec!(
        tx,
        SET_PAYABLE,
        row.id,
        payable_on.map(Day::from),
        due_on.map(Day::from)
    )?;
    Ok(())
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
