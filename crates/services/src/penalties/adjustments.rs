//! Taking something off the penalty of a case, and taking that back. Both stay, as what is in the ledger does.

use domain::{
    access::{Action, Actor},
    audit::{Act, Fact},
    money::Cents,
    penalties::{
        Adjustment, AdjustmentId, CaseNumber, CaseState, Imposed, Reduction, ReductionKind,
    },
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    case::{self, CaseRow},
    ledger::{Recorder, event, is_of_case, placed, recorder, settle, to_be_written},
};
use crate::{ServiceError, Services, audit, identity::Session, prose::prose};

store::sql! {
    /// Served by the unique request_key.
    ADJUSTED = "select case_id from penalty_adjustment where request_key = $1";
    ADD = "insert into penalty_adjustment (id, case_id, adjusted_on, amount_cents, reason, kind, recorded_by, recorded_at,
            request_key, reverses_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

/// What an adjustment would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdjustmentReview {
    pub amount: Cents,
    pub net_before: Cents,
    pub net_after: Cents,
    pub balance_before: Cents,
    pub balance_after: Cents,
    pub state_after: CaseState,
    /// Under which it is to be recorded: once, however often it is sent.
    pub key: Uuid,
}

/// An adjustment in the making.
pub(crate) struct NewAdjustment<'a> {
    pub id: Uuid,
    pub kind: Option<ReductionKind>,
    pub amount: Cents,
    pub on: Date,
    pub reason: &'a str,
    pub key: Uuid,
    pub reverses: Option<Uuid>,
}

/// What an adjustment would do, if it were recorded now. Nothing changes.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields that break a rule; [`ServiceError::Conflict`] when the ledger is closed;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn review_adjustment(
    services: &Services,
    actor: &Actor,
    number: &CaseNumber,
    reduction: &Reduction,
) -> Result<AdjustmentReview, ServiceError> {
    actor.coverage(Action::RecordPayments)?;
    let mut tx = services.db.read().await?;
    let row = case::find_row(&mut tx, actor, number).await?;
    row.keeps_books()?;
    weigh(&mut tx, actor, &row, reduction).await
}

/// Takes something off the penalty. `seen` is the balance that the review showed: what somebody else did since then wants
/// another look. The same key again takes off nothing and is well: the form was sent twice.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `kind` when the balance
/// is not the one that was seen; else as [`review_adjustment`].
pub async fn adjust(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    reduction: &Reduction,
    seen: Cents,
    key: Uuid,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    let adjusted = fetch!(fetch_optional, (Uuid,), tx, ADJUSTED, key)?;
    if is_of_case(adjusted, &row)? {
        return Ok(());
    }
    if row.balance() != seen {
        let message = format!(
            "The balance was {seen} when you looked at it, and is {} now. Review the adjustment once more.",
            row.balance()
        );
        return Err(ServiceError::field("kind", message));
    }
    let review = weigh(&mut tx, &actor, &row, reduction).await?;
    let adjustment = NewAdjustment {
        id: Uuid::now_v7(),
        kind: Some(reduction.kind),
        amount: review.amount,
        on: reduction.on,
        reason: &reduction.reason,
        key,
        reverses: None,
    };
    add(&mut tx, row.id, &adjustment, recorder(&actor)).await?;
    settle(&mut tx, &actor, number, "Adjustment").await?;
    let event = event(Act::AdjustmentRecorded, &actor, number, &row)
        .with("adjustment", Fact::Id(adjustment.id))
        .word("kind", reduction.kind.key())
        .count("cents", review.amount.0);
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes an adjustment of somebody else back, whole and with a reason: the penalty goes up again.
///
/// # Errors
/// [`ServiceError::Refused`] at `reason` without one or with one that is too long; [`ServiceError::Conflict`] for one's
/// own, for what takes another one back, for what was taken back already, and when the ledger is closed;
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::NotFound`],
/// [`ServiceError::Denied`]; the database's.
pub async fn take_back(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    adjustment: AdjustmentId,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    let adjustments = case::adjustments(&mut tx, row.id, actor.user).await?;
    let adjustment = adjustments.iter().find(|one| one.id == adjustment);
    let adjustment = adjustment.ok_or(ServiceError::NotFound)?;
    if let Some(objection) = adjustment.held_by() {
        return Err(objection.into());
    }
    let missing = "Enter the reason: it stays with the case.";
    let reversal = NewAdjustment {
        id: Uuid::now_v7(),
        kind: adjustment.kind,
        amount: adjustment.amount.turned(),
        on: adjustment.on,
        reason: prose("reason", reason, missing)?,
        key: Uuid::now_v7(),
        reverses: Some(adjustment.id.0),
    };
    add(&mut tx, row.id, &reversal, recorder(&actor)).await?;
    settle(&mut tx, &actor, number, "Adjustment taken back").await?;
    let event = event(Act::AdjustmentTakenBack, &actor, number, &row)
        .with("adjustment", Fact::Id(adjustment.id.0))
        .count("cents", adjustment.amount.0);
    Ok(audit::commit(tx, services, event).await?)
}

async fn weigh(
    tx: &mut Tx,
    actor: &Actor,
    row: &CaseRow,
    reduction: &Reduction,
) -> Result<AdjustmentReview, ServiceError> {
    let adjustments = case::adjustments(tx, row.id, actor.user).await?;
    let is_fixed_percent =
        |one: &Adjustment| one.holds() && one.kind.is_some_and(ReductionKind::is_fixed_percent);
    let imposed = Imposed {
        notice_on: row.notice_on(),
        gross: row.gross(),
        net: row.net(),
        has_fixed_percent: adjustments.iter().any(is_fixed_percent),
    };
    let problems = reduction.problems(imposed, actor.now.today());
    if !problems.is_empty() {
        return Err(ServiceError::Refused(problems));
    }
    let amount = reduction.amount(imposed);
    let balance_after = row.balance().minus(amount);
    Ok(AdjustmentReview {
        amount,
        net_before: imposed.net,
        net_after: imposed.net.minus(amount),
        balance_before: row.balance(),
        balance_after,
        state_after: placed(tx, row)
            .await?
            .after_entry(row.received(), balance_after),
        key: Uuid::now_v7(),
    })
}

pub(crate) async fn add(
    tx: &mut Tx,
    case: Uuid,
    adjustment: &NewAdjustment<'_>,
    by: Recorder,
) -> Result<(), ServiceError> {
    exec!(
        tx,
        ADD,
        adjustment.id,
        case,
        Day::from(adjustment.on),
        adjustment.amount.0,
        adjustment.reason,
        adjustment.kind.map(ReductionKind::key),
        by.user.0,
        by.at.0,
        adjustment.key,
        adjustment.reverses
    )?;
    Ok(())
}
