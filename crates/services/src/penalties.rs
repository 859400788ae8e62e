//! Civil money penalties: the cases of CMPTS, their ledgers, and what is due (ADR 0023).

pub(crate) mod adjustments;
pub(crate) mod case;
pub(crate) mod import;
pub(crate) mod ledger;
pub(crate) mod list;
pub(crate) mod rates;
pub(crate) mod receipts;
pub(crate) mod refunds;
pub(crate) mod steps;

pub use adjustments::{AdjustmentReview, adjust, review_adjustment, take_back};
pub use case::find;
pub use import::{ImportError, ImportReport, Refusal, WhyRefused, import};
pub use ledger::{Review, charge_interest, record, reverse, review};
pub use list::{ages, export, list, totals};
pub use rates::{RatesError, import_rates};
pub use receipts::{list as list_receipts, received};
pub use refunds::refund;
pub use steps::{correct_payable_day, step, take_step_back};

use domain::{
    access::{Action, Actor},
    penalties::{CaseLine, CaseNumber, CaseState},
    providers::{Ccn, StateCode},
};
use store::row::Day;

use crate::{ServiceError, scope::ScopeBinds};

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "penalty case",
};

/// The columns of [`LineRow`], of a case `c` of a provider `p` with its balance `b`.
macro_rules! line_columns {
    () => {
        "c.number, p.name, p.ccn, p.state_code, c.state, c.notice_on, c.due_on, b.net_cents, b.balance_cents"
    };
}
use line_columns;

/// A case with its provider and its balance, within the scope bound as `$1` to `$4`. The balance is served by
/// `penalty_entry_case` and `penalty_adjustment_case`, the provider by its primary key.
macro_rules! cases_in_scope {
    () => {
        concat!(
            " from penalty_case c
             join provider p on p.id = c.provider_id
             join penalty_balance b on b.case_id = c.id
             where ",
            crate::scope::provider_in_scope!()
        )
    };
}
use cases_in_scope;

#[derive(store::FromRow)]
struct LineRow {
    number: String,
    name: String,
    ccn: Option<String>,
    state_code: String,
    state: String,
    notice_on: Day,
    due_on: Option<Day>,
    net_cents: i64,
    balance_cents: i64,
}

impl LineRow {
    fn read(self, sees_payments: bool) -> Result<CaseLine, ServiceError> {
        use domain::money::Cents;
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        Ok(CaseLine {
            number: CaseNumber::parse(&self.number).map_err(|_| CORRUPT)?,
            provider: self.name,
            ccn: ccn.map_err(|_| CORRUPT)?,
            place: StateCode::parse(&self.state_code).map_err(|_| CORRUPT)?,
            state: CaseState::from_key(&self.state).ok_or(CORRUPT)?,
            notice_on: self.notice_on.to_jiff(),
            due_on: self.due_on.map(Day::to_jiff),
            net: Cents(self.net_cents),
            balance: sees_payments.then_some(Cents(self.balance_cents)),
        })
    }
}

/// What the statements of this area bind first, for someone who sees cases.
fn scope(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    let action = Action::ViewPenaltyCases;
    let coverage = actor.coverage(action)?;
    Ok(ScopeBinds::new(actor, action, &coverage))
}

/// State agencies see the cases of their state, and no payments (the matrix's row "CMPTS payment").
fn sees_payments(actor: &Actor) -> bool {
    actor
        .coverage(Action::ViewPenaltyCases)
        .is_ok_and(|coverage| coverage.nation)
}

#[cfg(test)]
mod tests;
