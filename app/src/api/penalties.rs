//! Civil money penalties: cases, what came in for them, recording it and taking it back.
#![expect(
    clippy::too_many_arguments,
    reason = "each field of a form is an argument, also without script"
)]

use domain::penalties::{AgeLine, CaseFilter, CaseNumber, Cases, ReceiptFilter, Receipts};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::{
    error::ApiError,
    view::penalties::{AdjustmentView, CaseView, PaymentView},
};

/// The cases that the filter lets through.
#[server(endpoint = "penalties/list_cases", input = Json, output = Postcard)]
pub async fn list_cases(filter: CaseFilter) -> Result<Cases, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::penalties::list(&crate::server::services(), &actor, &filter).await?)
}

/// Payments and offsets between two days.
#[server(endpoint = "penalties/list_receipts", input = Json, output = Postcard)]
pub async fn list_receipts(filter: ReceiptFilter) -> Result<Receipts, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::penalties::list_receipts(&crate::server::services(), &actor, filter).await?)
}

/// What is unpaid of penalties that have come due, by age.
#[server(endpoint = "penalties/list_ages", output = Postcard)]
pub async fn list_ages() -> Result<Vec<AgeLine>, ApiError> {
    let actor = crate::server::actor()?;
    Ok(services::penalties::ages(&crate::server::services(), &actor).await?)
}

/// One case. `flash` names the form that came back.
#[server(endpoint = "penalties/find_case", input = Json, output = Postcard)]
pub async fn find_case(number: CaseNumber, flash: Option<String>) -> Result<CaseView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let case = services::penalties::find(&services, &actor, &number).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(CaseView {
        case,
        is_confirmed: crate::server::is_confirmed(),
        form,
        key: Uuid::now_v7(),
    })
}

/// *Record payment* of a case. `flash` names the form that came back, or that is to be looked at once more.
#[server(endpoint = "penalties/find_payment", input = Json, output = Postcard)]
pub async fn find_payment(
    number: CaseNumber,
    flash: Option<String>,
) -> Result<PaymentView, ApiError> {
    crate::server::penalties::find_payment(&number, flash.as_deref()).await
}

/// Looks at a payment once more before it is recorded. The form comes back when something in it is wrong.
#[server(endpoint = "penalties/review_payment", output = Postcard)]
pub async fn review_payment(
    number: CaseNumber,
    #[server(default)] amount: String,
    #[server(default)] received_on: String,
    #[server(default)] method: String,
    #[server(default)] trace: String,
    #[server(default)] payer: String,
    #[server(default)] comment: String,
    #[server(default)] overpayment: String,
    #[server(default)] another: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::PaymentForm {
        amount,
        received_on,
        method,
        trace,
        payer,
        comment,
        overpayment,
        another,
    };
    crate::server::penalties::review_payment(&number, &form).await
}

/// Records a payment, and shows the case. `step` is `change` for whoever goes back to the form. The same `key` again
/// records nothing more.
#[server(endpoint = "penalties/record_payment", output = Postcard)]
pub async fn record_payment(
    number: CaseNumber,
    #[server(default)] amount: String,
    #[server(default)] received_on: String,
    #[server(default)] method: String,
    #[server(default)] trace: String,
    #[server(default)] payer: String,
    #[server(default)] comment: String,
    #[server(default)] overpayment: String,
    #[server(default)] another: String,
    #[server(default)] key: String,
    #[server(default)] step: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::PaymentForm {
        amount,
        received_on,
        method,
        trace,
        payer,
        comment,
        overpayment,
        another,
    };
    crate::server::penalties::record_payment(&number, &form, &key, &step).await
}

/// Charges the interest until today, and shows it.
#[server(endpoint = "penalties/charge_interest", output = Postcard)]
pub async fn charge_interest(number: CaseNumber) -> Result<(), ApiError> {
    crate::server::penalties::charge_interest(&number).await
}

/// Takes an entry of the ledger back, and shows the case. The form comes back without a reason.
#[server(endpoint = "penalties/reverse_entry", output = Postcard)]
pub async fn reverse_entry(
    number: CaseNumber,
    entry: Uuid,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let entry = domain::penalties::EntryId(entry);
    crate::server::penalties::reverse_entry(&number, entry, &reason).await
}

/// Moves a case on, and shows its history. The form comes back when something in it is wrong; the same `key` again
/// changes nothing more.
#[server(endpoint = "penalties/take_step", output = Postcard)]
pub async fn take_step(
    number: CaseNumber,
    #[server(default)] state: String,
    #[server(default)] payable_on: String,
    #[server(default)] reason: String,
    #[server(default)] key: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::StepForm {
        state,
        payable_on,
        reason,
    };
    crate::server::penalties::take_step(&number, &form, &key).await
}

/// Takes a step of a case back, and shows its history. The form comes back without a reason, or where something rests on
/// the step.
#[server(endpoint = "penalties/take_step_back", output = Postcard)]
pub async fn take_step_back(
    number: CaseNumber,
    step: Uuid,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let step = domain::penalties::ChangeId(step);
    crate::server::penalties::take_step_back(&number, step, &reason).await
}

/// Records what went back to the facility, and shows it. The form comes back when something in it is wrong; the same
/// `key` again records nothing more.
#[server(endpoint = "penalties/record_refund", output = Postcard)]
pub async fn record_refund(
    number: CaseNumber,
    #[server(default)] amount: String,
    #[server(default)] refunded_on: String,
    #[server(default)] trace: String,
    #[server(default)] comment: String,
    #[server(default)] key: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::RefundForm {
        amount,
        refunded_on,
        trace,
        comment,
    };
    crate::server::penalties::record_refund(&number, &form, &key).await
}

/// *Adjust* of a case. `flash` names the form that came back, or that is to be looked at once more.
#[server(endpoint = "penalties/find_adjustment", input = Json, output = Postcard)]
pub async fn find_adjustment(
    number: CaseNumber,
    flash: Option<String>,
) -> Result<AdjustmentView, ApiError> {
    crate::server::penalties::adjustment::find(&number, flash.as_deref()).await
}

/// Looks at an adjustment once more before it is recorded. The form comes back when something in it is wrong.
#[server(endpoint = "penalties/review_adjustment", output = Postcard)]
pub async fn review_adjustment(
    number: CaseNumber,
    #[server(default)] kind: String,
    #[server(default)] amount: String,
    #[server(default)] percent: String,
    #[server(default)] adjusted_on: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::ReductionForm {
        kind,
        amount,
        percent,
        adjusted_on,
        reason,
    };
    crate::server::penalties::adjustment::review(&number, &form).await
}

/// Records an adjustment, and shows it. `step` is `change` for whoever goes back to the form; `seen` is the balance in cents
/// that the review showed. The same `key` again takes off nothing more.
#[server(endpoint = "penalties/record_adjustment", output = Postcard)]
pub async fn record_adjustment(
    number: CaseNumber,
    #[server(default)] kind: String,
    #[server(default)] amount: String,
    #[server(default)] percent: String,
    #[server(default)] adjusted_on: String,
    #[server(default)] reason: String,
    #[server(default)] seen: String,
    #[server(default)] key: String,
    #[server(default)] step: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::ReductionForm {
        kind,
        amount,
        percent,
        adjusted_on,
        reason,
    };
    crate::server::penalties::adjustment::record(&number, &form, (&seen, &key), &step).await
}

/// Takes an adjustment back, and shows it. The form comes back without a reason.
#[server(endpoint = "penalties/take_adjustment_back", output = Postcard)]
pub async fn take_adjustment_back(
    number: CaseNumber,
    adjustment: Uuid,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let adjustment = domain::penalties::AdjustmentId(adjustment);
    crate::server::penalties::adjustment::take_back(&number, adjustment, &reason).await
}

/// Puts another day in the place of the one that made the penalty payable, and shows the history. The form comes back when
/// something in it is wrong; the same `key` again changes nothing more.
#[server(endpoint = "penalties/correct_payable_day", output = Postcard)]
pub async fn correct_payable_day(
    number: CaseNumber,
    #[server(default)] payable_on: String,
    #[server(default)] reason: String,
    #[server(default)] key: String,
) -> Result<(), ApiError> {
    let form = domain::penalties::PayableDayForm { payable_on, reason };
    crate::server::penalties::correct_payable_day(&number, &form, &key).await
}
