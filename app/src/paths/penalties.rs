//! Civil money penalties.

use domain::{
    listing::Query,
    penalties::{AdjustmentId, CaseFilter, CaseNumber, CaseTab, ChangeId, EntryId, ReceiptFilter},
};

/// Cases of civil money penalties.
pub const PENALTIES: &str = "/penalties";
/// What came in for them, by date.
pub const RECEIPTS: &str = "/penalties/receipts";
/// What is unpaid of them, by age.
pub const AGEING: &str = "/penalties/ageing";

#[must_use]
pub fn penalties(filter: &CaseFilter) -> String {
    filter.to_query().after(PENALTIES)
}

#[must_use]
pub fn penalties_csv(filter: &CaseFilter) -> String {
    filter.to_query().after("/penalties.csv")
}

/// A part of a case's page.
#[must_use]
pub fn penalty(number: &CaseNumber, tab: CaseTab) -> String {
    let tab = (tab != CaseTab::default()).then(|| tab.key());
    let page = format!("{PENALTIES}/{number}");
    Query::default().with("tab", tab).after(&page)
}

/// The same page, which says what was just done.
#[must_use]
pub fn penalty_done(number: &CaseNumber, tab: CaseTab, done: &str) -> String {
    Query::default()
        .with("tab", Some(tab.key()))
        .with("done", Some(done))
        .after(&format!("{PENALTIES}/{number}"))
}

/// Record payment.
#[must_use]
pub fn record_payment(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/payment")
}

/// Moves a case on.
#[must_use]
pub fn penalty_step(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/step")
}

/// Takes a step of a case back.
#[must_use]
pub fn take_step_back(number: &CaseNumber, step: ChangeId) -> String {
    format!("{PENALTIES}/{number}/step/{step}")
}

/// Takes something off the penalty of a case.
#[must_use]
pub fn adjust_penalty(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/adjust")
}

/// Takes an adjustment of a penalty back.
#[must_use]
pub fn take_adjustment_back(number: &CaseNumber, adjustment: AdjustmentId) -> String {
    format!("{PENALTIES}/{number}/adjust/{adjustment}")
}

/// Corrects the day that made the penalty of a case payable.
#[must_use]
pub fn correct_payable_day(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/payable-day")
}

/// Record refund.
#[must_use]
pub fn record_refund(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/refund")
}

/// Takes an entry of a case's ledger back.
#[must_use]
pub fn reverse_entry(number: &CaseNumber, entry: EntryId) -> String {
    format!("{PENALTIES}/{number}/reverse/{entry}")
}

#[must_use]
pub fn receipts(filter: ReceiptFilter) -> String {
    filter.to_query().after(RECEIPTS)
}
