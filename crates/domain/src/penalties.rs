//! Civil money penalties (CMPs) and the cases of the Civil Money Penalty Tracking System (CMPTS): what is owed, what
//! has come in, and what follows from it (42 CFR 488.438, 488.442).
//!
//! CMS publishes no manual of CMPTS. The states of a case, the form of its number and what a payment records are
//! recalled [R?]; ADR 0023 says what is law and what is not.

mod filter;
mod form;
mod interest;
mod number;
mod payment;
mod reduction;
mod refund;
mod standing;
mod state;
mod step;
mod view;

pub use filter::{CaseFilter, CaseSort, ReceiptFilter};
pub use form::PaymentForm;
pub use interest::{Rate, accrued, rate_on};
pub use number::{CaseNumber, NotACaseNumber};
pub use payment::{LONGEST_WORD, Owed, Payment, PaymentMethod};
pub use reduction::{Imposed, Reduction, ReductionForm, ReductionKind, Size};
pub use refund::{Refund, RefundForm};
pub use standing::{AGES, Age, Standing};
pub use state::CaseState;
pub use step::{PayableDay, PayableDayForm, Step, StepForm};
pub use view::{
    Adjustment, AdjustmentId, AgeLine, CaseDetail, CaseLine, CaseTab, Cases, ChangeId, ChangeKind,
    Entry, EntryId, EntryKind, Ledger, Origin, PenaltyBoard, PenaltyRow, ReceiptLine, Receipts,
    StateChange,
};

use jiff::{ToSpan as _, civil::Date};

/// Days from the trigger (a final decision, a waiver, the end of the time for a hearing request) until a penalty is due
/// (42 CFR 488.442(a)).
pub const DUE_DAYS: i32 = 15;

/// The day on which a penalty is due that became payable on this one: calendar days, no roll-over at weekends.
#[must_use]
pub fn due_date(trigger: Date) -> Date {
    trigger.saturating_add(DUE_DAYS.days())
}

#[cfg(test)]
mod tests;
