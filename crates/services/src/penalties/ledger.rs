//! Recording what came in, charging interest, and taking entries back. Whoever writes to the ledger of a case waits for
//! others who do ([`turn`]), so that two payments of the same balance are not both taken for all of it. All of it needs a
//! second factor of a moment ago.

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Fact, Object},
    forms::FieldError,
    identity::UserId,
    money::Cents,
    objection::Objection,
    penalties::{CaseNumber, CaseState, ChangeId, EntryId, EntryKind, Owed, Payment},
    time::{Instant, display_date},
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day, turn};
use uuid::Uuid;

use super::case::{self, CaseRow};
use crate::{
    ServiceError, Services,
    access::place::as_now,
    audit,
    identity::{Session, confirmed},
    prose::prose,
};

store::sql! {
    /// Served by the unique request_key.
    RECORDED = "select case_id, amount_cents, counts_on, method, trace from penalty_entry where request_key = $1";
    /// The last receipt of this method and number that was not taken back, of any case. Served by penalty_entry_trace, the
    /// unique reverses_id and the primary key.
    SAME_NUMBER = "select c.number, e.amount_cents, e.counts_on from penalty_entry e
        join penalty_case c on c.id = e.case_id
        where upper(e.trace) = upper(cast($1 as text)) and e.method = $2
            and not exists (select 1 from penalty_entry r where r.reverses_id = e.id)
        order by e.recorded_at desc, e.id desc limit 1";
    ADD = "insert into penalty_entry (id, case_id, kind, account, amount_cents, counts_on, method, trace, payer, note,
            recorded_by, recorded_at, request_key, reverses_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Served by the primary key.
    SET_STATE = "update penalty_case set state = $2 where id = $1 and state <> $2";
    ADD_CHANGE = "insert into penalty_state_change (id, case_id, changed_at, before_state, after_state, source, why,
            placed_before, payable_before, takes_back_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

/// What a payment would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// Interest until the day of receipt, which is charged along with it.
    pub interest: Cents,
    pub balance_before: Cents,
    pub balance_after: Cents,
    pub state_after: CaseState,
    /// Under which it is to be recorded: once, however often it is sent.
    pub key: Uuid,
}

/// An entry in the making.
pub(crate) struct NewEntry<'a> {
    pub id: Uuid,
    pub kind: EntryKind,
    pub account: EntryKind,
    pub amount: Cents,
    pub counts_on: Date,
    pub method: Option<&'static str>,
    pub trace: &'a str,
    pub payer: &'a str,
    pub note: &'a str,
    pub key: Uuid,
    pub reverses: Option<Uuid>,
}

/// Who records, and when.
#[derive(Clone, Copy)]
pub(crate) struct Recorder {
    pub user: UserId,
    /// By the rules' clock, as all days of a case are.
    pub at: Instant,
}

/// What a payment would do, if it were recorded now. Nothing changes.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields that break a rule; [`ServiceError::Conflict`] when the case takes no payments;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn review(
    services: &Services,
    actor: &Actor,
    number: &CaseNumber,
    payment: &Payment,
) -> Result<Review, ServiceError> {
    actor.coverage(Action::RecordPayments)?;
    let mut tx = services.db.read().await?;
    let row = case::find_row(&mut tx, actor, number).await?;
    weigh(&mut tx, actor, &row, payment).await
}

/// Records money that came in, and the interest until then. The same key again records nothing and is well: the form was
/// sent twice.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Conflict`] when the key has recorded
/// something else; else as [`review`].
pub async fn record(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    payment: &Payment,
    key: Uuid,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    let kind = payment.method.kind();
    let entry = NewEntry {
        id: Uuid::now_v7(),
        kind,
        account: kind,
        amount: payment.amount,
        counts_on: payment.received_on,
        method: Some(payment.method.key()),
        trace: &payment.trace,
        payer: &payment.payer,
        note: &payment.comment,
        key,
        reverses: None,
    };
    if is_recorded(&mut tx, &row, &entry).await? {
        return Ok(());
    }
    let review = weigh(&mut tx, &actor, &row, payment).await?;
    let by = recorder(&actor);
    charge(&mut tx, row.id, review.interest, payment.received_on, by).await?;
    add(&mut tx, row.id, &entry, by).await?;
    settle(&mut tx, &actor, number, kind.title()).await?;
    let event = event(Act::PaymentRecorded, &actor, number, &row)
        .with("entry", Fact::Id(entry.id))
        .word("method", payment.method.key())
        .count("cents", payment.amount.0)
        .count("interest_cents", review.interest.0);
    Ok(audit::commit(tx, services, event).await?)
}

/// Charges the interest until today that is not charged yet.
///
/// # Errors
/// [`ServiceError::Conflict`] when there is none, or the case takes no entries; else as [`record`].
pub async fn charge_interest(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    let today = actor.now.today();
    let entries = case::entries(&mut tx, row.id).await?;
    let uncharged = row.uncharged(&mut tx, &entries, today).await?;
    if uncharged <= Cents::ZERO {
        return Err(Objection::NoInterest.into());
    }
    charge(&mut tx, row.id, uncharged, today, recorder(&actor)).await?;
    settle(&mut tx, &actor, number, "Interest").await?;
    let event =
        event(Act::InterestCharged, &actor, number, &row).count("interest_cents", uncharged.0);
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes an entry of somebody else back, with a reason. It stays in the ledger, as does what takes it back.
///
/// # Errors
/// [`ServiceError::Refused`] at `reason` without one or with one that is too long; [`ServiceError::Conflict`] for one's
/// own entry, for a reversal, for what was reversed already, and when the case takes no entries any more; else as
/// [`record`].
pub async fn reverse(
    services: &Services,
    session: &Session,
    number: &CaseNumber,
    entry: EntryId,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_written(services, &mut tx, session, number).await?;
    let entries = case::entries(&mut tx, row.id).await?;
    let entry = entries.into_iter().find(|row| row.id == entry.0);
    let entry = entry.ok_or(ServiceError::NotFound)?.read(actor.user)?;
    if let Some(objection) = entry.held_by() {
        return Err(objection.into());
    }
    let missing = "Enter the reason: it stays in the ledger.";
    let reversal = NewEntry {
        id: Uuid::now_v7(),
        kind: EntryKind::Reversal,
        account: entry.account,
        amount: entry.amount.turned(),
        counts_on: entry.on,
        method: None,
        trace: "",
        payer: "",
        note: prose("reason", reason, missing)?,
        key: Uuid::now_v7(),
        reverses: Some(entry.id.0),
    };
    add(&mut tx, row.id, &reversal, recorder(&actor)).await?;
    settle(&mut tx, &actor, number, "Reversal").await?;
    let event = event(Act::EntryReversed, &actor, number, &row)
        .with("entry", Fact::Id(entry.id.0))
        .count("cents", entry.amount.0);
    Ok(audit::commit(tx, services, event).await?)
}

/// What a form has recorded.
#[derive(store::FromRow)]
struct RecordedRow {
    case_id: Uuid,
    amount_cents: i64,
    counts_on: Day,
    method: Option<String>,
    trace: String,
}

impl RecordedRow {
    fn is(&self, entry: &NewEntry<'_>) -> bool {
        self.amount_cents == entry.amount.0
            && self.counts_on.to_jiff() == entry.counts_on
            && self.method.as_deref() == entry.method
            && self.trace == entry.trace
    }
}

/// Whether a form has recorded this entry of this case already.
///
/// # Errors
/// [`ServiceError::Conflict`] when it has recorded another one.
pub(super) async fn is_recorded(
    tx: &mut Tx,
    row: &CaseRow,
    entry: &NewEntry<'_>,
) -> Result<bool, ServiceError> {
    let recorded = fetch!(fetch_optional, RecordedRow, tx, RECORDED, entry.key)?;
    let Some(recorded) = recorded else {
        return Ok(false);
    };
    let is_of_case = is_of_case(Some((recorded.case_id,)), row)?;
    if recorded.is(entry) {
        Ok(is_of_case)
    } else {
        Err(Objection::FormRecordedOtherwise.into())
    }
}

/// Whether what a form has recorded is of this case; none when it has recorded nothing.
pub(super) fn is_of_case(recorded: Option<(Uuid,)>, row: &CaseRow) -> Result<bool, ServiceError> {
    match recorded {
        None => Ok(false),
        Some((case,)) if case == row.id => Ok(true),
        Some(_) => Err(Objection::FormOfAnotherCase.into()),
    }
}

/// What was done to the ledger of a case.
pub(super) fn event(act: Act, actor: &Actor, number: &CaseNumber, row: &CaseRow) -> Event {
    Event::by(act, actor, Action::RecordPayments)
        .about(Object::PenaltyCase(number.clone()))
        .at([row.provider()])
}

/// A case at a session that may write to its ledger now, and the actor with what they hold now.
pub(super) async fn to_be_written(
    services: &Services,
    tx: &mut Tx,
    session: &Session,
    number: &CaseNumber,
) -> Result<(Actor, CaseRow), ServiceError> {
    let (actor, row) = to_be_moved(services, tx, session, number).await?;
    row.keeps_books()?;
    Ok((actor, row))
}

/// The same, of a case whose ledger may be closed.
pub(super) async fn to_be_moved(
    services: &Services,
    tx: &mut Tx,
    session: &Session,
    number: &CaseNumber,
) -> Result<(Actor, CaseRow), ServiceError> {
    turn::take(tx, &format!("penalty case {number}")).await?;
    let actor = as_now(tx, &session.actor).await?;
    actor.coverage(Action::RecordPayments)?;
    let row = case::find_row(tx, &actor, number).await?;
    confirmed(services, &session.holder, actor.now.system)?;
    Ok((actor, row))
}

async fn weigh(
    tx: &mut Tx,
    actor: &Actor,
    row: &CaseRow,
    payment: &Payment,
) -> Result<Review, ServiceError> {
    let state = row.state()?;
    if !state.takes_payments() {
        return Err(Objection::TakesNoPayments.into());
    }
    let today = actor.now.today();
    let entries = case::entries(tx, row.id).await?;
    // A day in the future is refused below; no interest is reckoned until then.
    let until = payment.received_on.min(today);
    let uncharged = row.uncharged(tx, &entries, until).await?;
    let interest = uncharged.max(Cents::ZERO);
    let owed = Owed {
        notice_on: row.notice_on(),
        balance: row.balance().plus(interest),
    };
    let mut problems: Vec<FieldError> = payment.problems(owed, today);
    problems.extend(recorded_before(tx, payment).await?);
    if !problems.is_empty() {
        return Err(ServiceError::Refused(problems));
    }
    let balance_after = owed.balance.minus(payment.amount);
    let received = row.received().plus(payment.amount);
    Ok(Review {
        interest,
        balance_before: row.balance(),
        balance_after,
        state_after: placed(tx, row).await?.after_entry(received, balance_after),
        key: Uuid::now_v7(),
    })
}

/// What speaks against a receipt whose number was recorded before, of this case or another, until it is said to be another.
/// One check may pay for several cases, and two banks may number alike: so it is asked, and not refused for good.
async fn recorded_before(
    tx: &mut Tx,
    payment: &Payment,
) -> Result<Option<FieldError>, ServiceError> {
    let (method, trace) = (payment.method, payment.trace.as_str());
    if payment.another || trace.is_empty() {
        return Ok(None);
    }
    let before = fetch!(
        fetch_optional,
        (String, i64, Day),
        tx,
        SAME_NUMBER,
        trace,
        method.key()
    )?;
    Ok(before.map(|(case, cents, day)| {
        let (amount, day) = (Cents(cents), display_date(day.to_jiff()));
        let message = format!(
            "{} {trace} was recorded before: {amount}, received on {day}, for case {case}. Tick that this is another receipt, \
             or do not record it again.",
            method.title()
        );
        FieldError::new("another", message)
    }))
}

pub(super) fn recorder(actor: &Actor) -> Recorder {
    Recorder {
        user: actor.user,
        at: actor.now.rules,
    }
}

/// Charges interest, if it is any.
async fn charge(
    tx: &mut Tx,
    case: Uuid,
    amount: Cents,
    until: Date,
    by: Recorder,
) -> Result<(), ServiceError> {
    if amount <= Cents::ZERO {
        return Ok(());
    }
    let entry = NewEntry {
        id: Uuid::now_v7(),
        kind: EntryKind::Interest,
        account: EntryKind::Interest,
        amount,
        counts_on: until,
        method: None,
        trace: "",
        payer: "",
        note: "",
        key: Uuid::now_v7(),
        reverses: None,
    };
    add(tx, case, &entry, by).await
}

pub(crate) async fn add(
    tx: &mut Tx,
    case: Uuid,
    entry: &NewEntry<'_>,
    by: Recorder,
) -> Result<(), ServiceError> {
    exec!(
        tx,
        ADD,
        entry.id,
        case,
        entry.kind.key(),
        entry.account.key(),
        entry.amount.0,
        Day::from(entry.counts_on),
        entry.method,
        entry.trace,
        entry.payer,
        entry.note,
        by.user.0,
        by.at.0,
        entry.key,
        entry.reverses
    )?;
    Ok(())
}

/// Puts the case into the state that its ledger says now.
pub(super) async fn settle(
    tx: &mut Tx,
    actor: &Actor,
    number: &CaseNumber,
    why: &str,
) -> Result<(), ServiceError> {
    let row = case::find_row(tx, actor, number).await?;
    let before = row.state()?;
    let placed = placed(tx, &row).await?;
    let after = placed.after_entry(row.received(), row.balance());
    if before == after {
        return Ok(());
    }
    let step = (Some(before), after);
    let (source, at) = (actor.user_name.as_str(), actor.now.rules);
    change_state(tx, row.id, step, source, at, why).await
}

/// Where people have put a case, whatever its ledger made of it since: what is reversed leads back there.
pub(super) async fn placed(tx: &mut Tx, row: &CaseRow) -> Result<CaseState, ServiceError> {
    let history = case::history(tx, row.id).await?;
    let states = history
        .iter()
        .flat_map(|change| [Some(change.to), change.from]);
    let placed = states.flatten().find(|state| !state.is_of_ledger());
    placed.map_or_else(|| row.state(), Ok)
}

/// A change of state in the making.
pub(super) struct NewChange<'a> {
    pub id: Uuid,
    pub states: (Option<CaseState>, CaseState),
    pub source: &'a str,
    pub at: Instant,
    pub why: &'a str,
    pub kind: NewChangeKind,
}

/// As [`ChangeKind`](domain::penalties::ChangeKind) will tell it.
pub(super) enum NewChangeKind {
    Followed,
    Step(Before),
    TakesBack(ChangeId),
}

/// What a step is taken back to.
pub(super) struct Before {
    /// Where people had put the case.
    pub placed: CaseState,
    /// The day that had made it payable.
    pub payable_on: Option<Date>,
}

/// Writes down that a case followed its ledger or a file from one state to another, or began.
pub(crate) async fn change_state(
    tx: &mut Tx,
    case: Uuid,
    states: (Option<CaseState>, CaseState),
    source: &str,
    at: Instant,
    why: &str,
) -> Result<(), ServiceError> {
    let change = NewChange {
        id: Uuid::now_v7(),
        states,
        source,
        at,
        why,
        kind: NewChangeKind::Followed,
    };
    add_change(tx, case, &change).await
}

pub(super) async fn add_change(
    tx: &mut Tx,
    case: Uuid,
    change: &NewChange<'_>,
) -> Result<(), ServiceError> {
    let (before, after) = change.states;
    let (step, takes_back) = match &change.kind {
        NewChangeKind::Followed => (None, None),
        NewChangeKind::Step(before) => (Some(before), None),
        NewChangeKind::TakesBack(step) => (None, Some(step.0)),
    };
    exec!(tx, SET_STATE, case, after.key())?;
    exec!(
        tx,
        ADD_CHANGE,
        change.id,
        case,
        change.at.0,
        before.map(CaseState::key),
        after.key(),
        change.source,
        change.why,
        step.map(|step| step.placed.key()),
        step.and_then(|step| step.payable_on).map(Day::from),
        takes_back
    )?;
    Ok(())
}
