//! One case with its ledger.

use domain::{
    access::{Action, Actor},
    identity::UserId,
    money::Cents,
    objection::Objection,
    penalties::{
        Adjustment, AdjustmentId, CaseDetail, CaseNumber, CaseState, ChangeId, ChangeKind, Entry,
        EntryId, EntryKind, Ledger, Origin, PaymentMethod, PenaltyRow, ReductionKind, StateChange,
        accrued, rate_on,
    },
    providers::ProviderId,
    time::Instant,
};
use jiff::civil::Date;
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{CORRUPT, LineRow, cases_in_scope, line_columns, rates::rates, scope, sees_payments};
use crate::{ServiceError, Services};

store::sql! {
    /// Served by the unique number.
    FIND = concat!(
        "select c.id, c.provider_id, ", line_columns!(), ", p.address, p.city, p.zip, c.origin, c.gross_cents, c.payable_on, \
             b.payments_cents, b.offsets_cents, b.interest_cents, b.refunds_cents",
        cases_in_scope!(), " and c.number = $5"
    );
    /// Served by penalty_row_case.
    ROWS = "select per_day_cents, from_date, to_date, total_cents from penalty_row
        where case_id = $1 order by from_date, id";
    /// Served by penalty_adjustment_case, the primary key and the unique reverses_id.
    ADJUSTMENTS = "select a.id, a.adjusted_on, a.amount_cents, a.reason, a.kind, a.recorded_by, u.user_name, a.recorded_at,
            (select count(*) from penalty_adjustment r where r.reverses_id = a.id) as reversals
        from penalty_adjustment a left join user_account u on u.id = a.recorded_by
        where a.case_id = $1 order by a.adjusted_on, a.id";
    /// Served by penalty_entry_case, the primary key and the unique reverses_id.
    ENTRIES = "select e.id, e.kind, e.account, e.amount_cents, e.counts_on, e.method, e.trace, e.payer, e.note,
            e.recorded_by, u.user_name, e.recorded_at,
            (select count(*) from penalty_entry r where r.reverses_id = e.id) as reversals
        from penalty_entry e join user_account u on u.id = e.recorded_by
        where e.case_id = $1 order by e.recorded_at, e.id";
    /// Served by penalty_state_change_case and the unique takes_back_id.
    HISTORY = "select c.id, c.changed_at, c.before_state, c.after_state, c.source, c.why,
            c.placed_before is not null as is_step, c.takes_back_id is not null as takes_back,
            (select count(*) from penalty_state_change t where t.takes_back_id = c.id) as times_taken_back
        from penalty_state_change c where c.case_id = $1 order by c.changed_at desc, c.id desc";
}

#[derive(store::FromRow)]
pub(super) struct CaseRow {
    pub id: Uuid,
    provider_id: Uuid,
    #[row(flatten)]
    line: LineRow,
    address: String,
    city: String,
    zip: String,
    origin: String,
    gross_cents: i64,
    payable_on: Option<Day>,
    payments_cents: i64,
    offsets_cents: i64,
    interest_cents: i64,
    refunds_cents: i64,
}

impl CaseRow {
    pub fn state(&self) -> Result<CaseState, ServiceError> {
        CaseState::from_key(&self.line.state).ok_or(CORRUPT)
    }

    /// # Errors
    /// [`ServiceError::Conflict`] when nothing is written to its ledger any more.
    pub fn keeps_books(&self) -> Result<(), ServiceError> {
        if self.state()?.keeps_books() {
            return Ok(());
        }
        Err(Objection::LedgerClosed.into())
    }

    pub fn provider(&self) -> ProviderId {
        ProviderId(self.provider_id)
    }

    pub fn notice_on(&self) -> Date {
        self.line.notice_on.to_jiff()
    }

    /// The days on which it became payable and is due.
    pub fn payable(&self) -> Option<(Date, Date)> {
        let (payable_on, due_on) = self.payable_on.zip(self.line.due_on)?;
        Some((payable_on.to_jiff(), due_on.to_jiff()))
    }

    /// As imposed.
    pub fn gross(&self) -> Cents {
        Cents(self.gross_cents)
    }

    /// After its adjustments.
    pub fn net(&self) -> Cents {
        Cents(self.line.net_cents)
    }

    pub fn balance(&self) -> Cents {
        Cents(self.line.balance_cents)
    }

    /// Payments and offsets, less what went back.
    pub fn received(&self) -> Cents {
        Cents(self.payments_cents)
            .plus(Cents(self.offsets_cents))
            .plus(Cents(self.refunds_cents))
    }

    /// Interest until a day that is not charged yet; negative where too much was charged.
    pub async fn uncharged(
        &self,
        tx: &mut Tx,
        entries: &[EntryRow],
        until: Date,
    ) -> Result<Cents, ServiceError> {
        let charged = Cents(self.interest_cents);
        let Some(due_on) = self.line.due_on else {
            return Ok(Cents::ZERO.minus(charged));
        };
        let receipts: Vec<_> = entries
            .iter()
            .filter(|entry| entry.account != EntryKind::Interest.key())
            .map(|entry| (entry.counts_on.to_jiff(), Cents(entry.amount_cents)))
            .collect();
        let net = Cents(self.line.net_cents);
        let rates = rates(tx).await?;
        Ok(accrued(net, due_on.to_jiff(), &receipts, &rates, until).minus(charged))
    }
}

#[derive(store::FromRow)]
pub(super) struct EntryRow {
    pub id: Uuid,
    pub kind: String,
    pub account: String,
    pub amount_cents: i64,
    pub counts_on: Day,
    method: Option<String>,
    trace: String,
    payer: String,
    note: String,
    pub recorded_by: Uuid,
    user_name: String,
    recorded_at: i64,
    reversals: i64,
}

impl EntryRow {
    pub fn read(self, viewer: UserId) -> Result<Entry, ServiceError> {
        let method = self.method.as_deref().map(PaymentMethod::from_key);
        Ok(Entry {
            id: EntryId(self.id),
            kind: EntryKind::from_key(&self.kind).ok_or(CORRUPT)?,
            account: EntryKind::from_key(&self.account).ok_or(CORRUPT)?,
            amount: Cents(self.amount_cents),
            on: self.counts_on.to_jiff(),
            method: method.flatten(),
            trace: self.trace,
            payer: self.payer,
            note: self.note,
            is_own: self.recorded_by == viewer.0,
            recorded_by: self.user_name,
            recorded_at: Instant(self.recorded_at),
            is_reversed: self.reversals > 0,
        })
    }
}

#[derive(store::FromRow)]
struct PenaltyRowRow {
    per_day_cents: Option<i64>,
    from_date: Day,
    to_date: Day,
    total_cents: i64,
}

#[derive(store::FromRow)]
struct AdjustmentRow {
    id: Uuid,
    adjusted_on: Day,
    amount_cents: i64,
    reason: String,
    kind: Option<String>,
    recorded_by: Option<Uuid>,
    user_name: Option<String>,
    recorded_at: Option<i64>,
    reversals: i64,
}

impl AdjustmentRow {
    fn read(self, viewer: UserId) -> Adjustment {
        Adjustment {
            id: AdjustmentId(self.id),
            on: self.adjusted_on.to_jiff(),
            amount: Cents(self.amount_cents),
            reason: self.reason,
            kind: self.kind.as_deref().and_then(ReductionKind::from_key),
            recorded: self.user_name.zip(self.recorded_at.map(Instant)),
            is_own: self.recorded_by == Some(viewer.0),
            is_taken_back: self.reversals > 0,
        }
    }
}

#[derive(store::FromRow)]
struct ChangeRow {
    id: Uuid,
    changed_at: i64,
    before_state: Option<String>,
    after_state: String,
    source: String,
    why: String,
    is_step: bool,
    takes_back: bool,
    times_taken_back: i64,
}

impl ChangeRow {
    fn kind(&self) -> ChangeKind {
        match (self.is_step, self.takes_back) {
            (true, _) if self.times_taken_back > 0 => ChangeKind::TakenBack,
            (true, _) => ChangeKind::Step,
            (false, true) => ChangeKind::TakesBack,
            (false, false) => ChangeKind::Followed,
        }
    }

    fn read(self) -> Result<StateChange, ServiceError> {
        let state = |key: &str| CaseState::from_key(key).ok_or(CORRUPT);
        Ok(StateChange {
            id: ChangeId(self.id),
            kind: self.kind(),
            at: Instant(self.changed_at),
            from: self.before_state.as_deref().map(state).transpose()?,
            to: state(&self.after_state)?,
            by: self.source,
            why: self.why,
        })
    }
}

/// One case.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none of this number, or none in one's scope; [`ServiceError::Denied`] when no
/// role of the person shows cases; the database's.
pub async fn find(
    services: &Services,
    actor: &Actor,
    number: &CaseNumber,
) -> Result<CaseDetail, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = find_row(&mut tx, actor, number).await?;
    let sees_payments = sees_payments(actor);
    let keeps_books = actor.may(Action::RecordPayments);
    let state = row.state()?;
    let (id, today) = (row.id, actor.now.today());
    let ledger = if sees_payments {
        let entries = entries(&mut tx, id).await?;
        let uncharged = row.uncharged(&mut tx, &entries, today).await?;
        let entries = entries.into_iter().map(|entry| entry.read(actor.user));
        Some(Ledger {
            payments: Cents(row.payments_cents),
            offsets: Cents(row.offsets_cents),
            interest: Cents(row.interest_cents),
            refunds: Cents(row.refunds_cents),
            balance: row.balance(),
            uncharged,
            rate: rate_on(&rates(&mut tx).await?, today),
            entries: entries.collect::<Result<_, _>>()?,
        })
    } else {
        None
    };
    // The states tell what came in, and their sources who recorded it.
    let history = if sees_payments {
        history(&mut tx, id).await?
    } else {
        Vec::new()
    };
    Ok(CaseDetail {
        address: format!(
            "{}, {}, {} {}",
            row.address, row.city, row.line.state_code, row.zip
        ),
        origin: Origin::from_key(&row.origin).ok_or(CORRUPT)?,
        gross: Cents(row.gross_cents),
        payable_on: row.payable_on.map(Day::to_jiff),
        rows: rows(&mut tx, id).await?,
        adjustments: adjustments(&mut tx, id, actor.user)
            .await?
            .into_iter()
            .map(|one| shown(one, sees_payments))
            .collect(),
        ledger,
        step_back: last_step(&history).filter(|_| keeps_books),
        history,
        may_pay: keeps_books && state.takes_payments(),
        may_keep_books: keeps_books && state.keeps_books(),
        may_refund: keeps_books && state == CaseState::RefundDue,
        steps: if keeps_books {
            state.steps()
        } else {
            Vec::new()
        },
        line: row.line.read(sees_payments)?,
    })
}

/// A case in one's scope.
pub(super) async fn find_row(
    tx: &mut Tx,
    actor: &Actor,
    number: &CaseNumber,
) -> Result<CaseRow, ServiceError> {
    let scope = scope(actor)?;
    let row = fetch!(
        fetch_optional,
        CaseRow,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        number.as_str()
    )?;
    row.ok_or(ServiceError::NotFound)
}

pub(super) async fn entries(tx: &mut Tx, case: Uuid) -> Result<Vec<EntryRow>, ServiceError> {
    Ok(fetch!(fetch_all, EntryRow, tx, ENTRIES, case)?)
}

async fn rows(tx: &mut Tx, case: Uuid) -> Result<Vec<PenaltyRow>, ServiceError> {
    let rows = fetch!(fetch_all, PenaltyRowRow, tx, ROWS, case)?;
    let read = |row: PenaltyRowRow| PenaltyRow {
        per_day: row.per_day_cents.map(Cents),
        from: row.from_date.to_jiff(),
        to: row.to_date.to_jiff(),
        total: Cents(row.total_cents),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Who recorded it is for those who see payments.
fn shown(adjustment: Adjustment, sees_payments: bool) -> Adjustment {
    Adjustment {
        recorded: adjustment.recorded.filter(|_| sees_payments),
        ..adjustment
    }
}

pub(super) async fn adjustments(
    tx: &mut Tx,
    case: Uuid,
    viewer: UserId,
) -> Result<Vec<Adjustment>, ServiceError> {
    let rows = fetch!(fetch_all, AdjustmentRow, tx, ADJUSTMENTS, case)?;
    Ok(rows.into_iter().map(|row| row.read(viewer)).collect())
}

/// The last step of people that holds.
fn last_step(history: &[StateChange]) -> Option<ChangeId> {
    let step = history.iter().find(|one| one.kind == ChangeKind::Step);
    step.map(|step| step.id)
}

/// The latest first.
pub(super) async fn history(tx: &mut Tx, case: Uuid) -> Result<Vec<StateChange>, ServiceError> {
    let rows = fetch!(fetch_all, ChangeRow, tx, HISTORY, case)?;
    rows.into_iter().map(ChangeRow::read).collect()
}
