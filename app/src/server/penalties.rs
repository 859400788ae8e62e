//! The forms of a case's ledger: read here, answered with the next page or sent back.

pub mod adjustment;

use domain::{
    access::{Action, Actor},
    forms::ReturnedForm,
    penalties::{
        CaseNumber, CaseTab, ChangeId, EntryId, EntryKind, PayableDayForm, PaymentForm,
        PaymentMethod, RefundForm, StepForm,
    },
};
use services::{ServiceError, penalties};
use uuid::Uuid;

use super::{
    access::{lead_on, open_session},
    actor, returned, returned_form, send_back,
};
use crate::{
    error::ApiError,
    paths,
    view::penalties::{PaymentView, ReviewView},
};

/// Who asks, as far as they record payments: also a form that cannot be read comes back to them alone.
async fn recorder() -> Result<Actor, ApiError> {
    let actor = actor()?;
    actor
        .coverage(Action::RecordPayments)
        .map_err(ServiceError::from)?;
    Ok(actor)
}

/// The form, or what it would do when nothing in it is wrong and nobody goes back to it.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], the database's.
pub async fn find_payment(
    number: &CaseNumber,
    flash: Option<&str>,
) -> Result<PaymentView, ApiError> {
    let (services, actor) = (super::services(), recorder().await?);
    let case = penalties::find(&services, &actor, number).await?;
    let mut form = returned_form(flash).await?;
    // The step of review: it has a key, and its form has no errors.
    let is_reviewed = form.errors.is_empty() && !form.value("key").is_empty();
    let payment = payment_of(&form).read().ok().filter(|_| is_reviewed);
    let mut review = None;
    if let Some(payment) = payment {
        match penalties::review(&services, &actor, number, &payment).await {
            // Somebody else has paid meanwhile.
            Err(ServiceError::Refused(errors)) => form.errors = errors,
            found => {
                let found = found?;
                review = Some(ReviewView {
                    amount: payment.amount,
                    interest: found.interest,
                    balance_before: found.balance_before,
                    balance_after: found.balance_after,
                    state_after: found.state_after,
                });
            }
        }
    }
    Ok(PaymentView {
        case,
        is_confirmed: super::is_confirmed(),
        form,
        review,
    })
}

fn payment_of(form: &ReturnedForm) -> PaymentForm {
    let value = |field| form.value(field).to_owned();
    PaymentForm {
        amount: value("amount"),
        received_on: value("received_on"),
        method: value("method"),
        trace: value("trace"),
        payer: value("payer"),
        comment: value("comment"),
        overpayment: value("overpayment"),
        another: value("another"),
    }
}

/// Sends the payment on to the step of review, with the key under which it will be recorded.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::NotFound`], [`ApiError::Conflict`] when the case takes no payments, the database's.
pub async fn review_payment(number: &CaseNumber, form: &PaymentForm) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), recorder().await?);
    let page = paths::record_payment(number);
    let reviewed = match form.read() {
        Ok(payment) => penalties::review(&services, &actor, number, &payment)
            .await
            .map(|review| review.key),
        Err(errors) => {
            penalties::find(&services, &actor, number).await?;
            Err(ServiceError::Refused(errors))
        }
    };
    on_to_review(reviewed, &page, &form.values()).await
}

/// Sends what was typed back to its page: for the step of review with the key under which it will be recorded, else with what is wrong.
async fn on_to_review(
    reviewed: Result<Uuid, ServiceError>,
    page: &str,
    values: &[(&str, &str)],
) -> Result<(), ApiError> {
    match reviewed {
        Err(ServiceError::Refused(errors)) => send_back(page, &returned(values, errors)).await,
        reviewed => {
            let key = reviewed?.to_string();
            let values = [values, &[("key", &key)]].concat();
            send_back(page, &returned(&values, Vec::new())).await
        }
    }
}

/// Records the payment and shows it, or goes back to the form.
///
/// # Errors
/// [`ApiError::BadRequest`] without a key; [`ApiError::Unconfirmed`]; else as [`review_payment`].
pub async fn record_payment(
    number: &CaseNumber,
    form: &PaymentForm,
    key: &str,
    step: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    recorder().await?;
    let page = paths::record_payment(number);
    if step == "change" {
        return send_back(&page, &returned(&form.values(), Vec::new())).await;
    }
    let recorded = match form.read() {
        Ok(payment) => penalties::record(&services, &session, number, &payment, key_of(key)?).await,
        Err(errors) => Err(ServiceError::Refused(errors)),
    };
    let is_offset = PaymentMethod::from_key(&form.method)
        .is_some_and(|method| method.kind() == EntryKind::Offset);
    let tab = if is_offset {
        CaseTab::Offsets
    } else {
        CaseTab::Payments
    };
    let next = paths::penalty_done(number, tab, "recorded");
    lead_on(recorded, &next, &page, &form.values()).await
}

/// Charges the interest until today, and shows it.
///
/// # Errors
/// As [`record_payment`], and [`ApiError::Conflict`] when there is none.
pub async fn charge_interest(number: &CaseNumber) -> Result<(), ApiError> {
    penalties::charge_interest(&super::services(), &open_session()?, number).await?;
    leptos_axum::redirect(&paths::penalty_done(number, CaseTab::Interest, "charged"));
    Ok(())
}

/// Takes an entry back, and shows the case.
///
/// # Errors
/// As [`record_payment`], and [`ApiError::Conflict`] for one's own entry or one that was reversed already.
pub async fn reverse_entry(
    number: &CaseNumber,
    entry: EntryId,
    reason: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let reversed = penalties::reverse(&services, &session, number, entry, reason).await;
    let next = paths::penalty_done(number, CaseTab::Summary, "reversed");
    let page = paths::reverse_entry(number, entry);
    lead_on(reversed, &next, &page, &[("reason", reason)]).await
}

fn key_of(key: &str) -> Result<Uuid, ApiError> {
    Uuid::parse_str(key).map_err(|_| ApiError::BadRequest)
}

/// Moves a case on and shows its history, or goes back to the form.
///
/// # Errors
/// As [`record_payment`].
pub async fn take_step(number: &CaseNumber, form: &StepForm, key: &str) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    recorder().await?;
    let taken = match form.read() {
        Ok(step) => penalties::step(&services, &session, number, &step, key_of(key)?).await,
        Err(errors) => Err(ServiceError::Refused(errors)),
    };
    let next = paths::penalty_done(number, CaseTab::History, "moved");
    let page = paths::penalty_step(number);
    lead_on(taken, &next, &page, &form.values()).await
}

/// Takes a step of a case back and shows its history, or goes back to the form.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::NotFound`], [`ApiError::Unconfirmed`], the database's.
pub async fn take_step_back(
    number: &CaseNumber,
    step: ChangeId,
    reason: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let taken = penalties::take_step_back(&services, &session, number, step, reason).await;
    let next = paths::penalty_done(number, CaseTab::History, "stepped-back");
    let page = paths::take_step_back(number, step);
    lead_on(taken, &next, &page, &[("reason", reason)]).await
}

/// Corrects the day that made the penalty payable and shows the history, or goes back to the form.
///
/// # Errors
/// As [`record_payment`], and [`ApiError::Conflict`] when nothing has made it payable.
pub async fn correct_payable_day(
    number: &CaseNumber,
    form: &PayableDayForm,
    key: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    recorder().await?;
    let corrected = match form.read() {
        Ok(day) => {
            let key = key_of(key)?;
            penalties::correct_payable_day(&services, &session, number, &day, key).await
        }
        Err(errors) => Err(ServiceError::Refused(errors)),
    };
    let next = paths::penalty_done(number, CaseTab::History, "corrected");
    let page = paths::correct_payable_day(number);
    lead_on(corrected, &next, &page, &form.values()).await
}

/// Records a refund and shows it, or goes back to the form.
///
/// # Errors
/// As [`record_payment`], and [`ApiError::Conflict`] when nothing is to go back.
pub async fn record_refund(
    number: &CaseNumber,
    form: &RefundForm,
    key: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    recorder().await?;
    let recorded = match form.read() {
        Ok(refund) => penalties::refund(&services, &session, number, &refund, key_of(key)?).await,
        Err(errors) => Err(ServiceError::Refused(errors)),
    };
    let next = paths::penalty_done(number, CaseTab::Payments, "refunded");
    let page = paths::record_refund(number);
    lead_on(recorded, &next, &page, &form.values()).await
}
