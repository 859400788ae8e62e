//! The form *Adjust* with its step of review, and taking an adjustment back.

use domain::{
    forms::ReturnedForm,
    money::Cents,
    penalties::{AdjustmentId, CaseNumber, CaseTab, ReductionForm},
};
use services::{ServiceError, penalties};

use super::super::{
    access::{lead_on, open_session},
    is_confirmed, returned, returned_form, send_back, services,
};
use super::{key_of, on_to_review, recorder};
use crate::{
    error::ApiError,
    paths,
    view::penalties::{AdjustmentReviewView, AdjustmentView},
};

/// The form, or what it would do when nothing in it is wrong and nobody goes back to it.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], [`ApiError::Conflict`] when the ledger is closed, the database's.
pub async fn find(number: &CaseNumber, flash: Option<&str>) -> Result<AdjustmentView, ApiError> {
    let (services, actor) = (services(), recorder().await?);
    let case = penalties::find(&services, &actor, number).await?;
    let mut form = returned_form(flash).await?;
    // The step of review: it has a key, and its form has no errors.
    let is_reviewed = form.errors.is_empty() && !form.value("key").is_empty();
    let reduction = reduction_of(&form).read().ok().filter(|_| is_reviewed);
    let mut review = None;
    if let Some(reduction) = reduction {
        match penalties::review_adjustment(&services, &actor, number, &reduction).await {
            // Somebody else has adjusted it meanwhile.
            Err(ServiceError::Refused(errors)) => form.errors = errors,
            found => {
                let found = found?;
                review = Some(AdjustmentReviewView {
                    amount: found.amount,
                    net_before: found.net_before,
                    net_after: found.net_after,
                    balance_before: found.balance_before,
                    balance_after: found.balance_after,
                    state_after: found.state_after,
                });
            }
        }
    }
    Ok(AdjustmentView {
        case,
        is_confirmed: is_confirmed(),
        form,
        review,
    })
}

fn reduction_of(form: &ReturnedForm) -> ReductionForm {
    let value = |field| form.value(field).to_owned();
    ReductionForm {
        kind: value("kind"),
        amount: value("amount"),
        percent: value("percent"),
        adjusted_on: value("adjusted_on"),
        reason: value("reason"),
    }
}

/// Sends the adjustment on to the step of review, with the key under which it will be recorded.
///
/// # Errors
/// As [`find`].
pub async fn review(number: &CaseNumber, form: &ReductionForm) -> Result<(), ApiError> {
    let (services, actor) = (services(), recorder().await?);
    let page = paths::adjust_penalty(number);
    let reviewed = match form.read() {
        Ok(reduction) => penalties::review_adjustment(&services, &actor, number, &reduction)
            .await
            .map(|review| review.key),
        Err(errors) => {
            penalties::find(&services, &actor, number).await?;
            Err(ServiceError::Refused(errors))
        }
    };
    on_to_review(reviewed, &page, &form.values()).await
}

/// Records the adjustment and shows it, or goes back to the form. `seen` is the balance that the review showed.
///
/// # Errors
/// [`ApiError::BadRequest`] without a key or a balance; [`ApiError::Unconfirmed`]; else as [`find`].
pub async fn record(
    number: &CaseNumber,
    form: &ReductionForm,
    (seen, key): (&str, &str),
    step: &str,
) -> Result<(), ApiError> {
    let (services, session) = (services(), open_session()?);
    recorder().await?;
    let page = paths::adjust_penalty(number);
    if step == "change" {
        return send_back(&page, &returned(&form.values(), Vec::new())).await;
    }
    let recorded = match form.read() {
        Ok(reduction) => {
            let seen = seen.parse().map(Cents).map_err(|_| ApiError::BadRequest)?;
            let key = key_of(key)?;
            penalties::adjust(&services, &session, number, &reduction, seen, key).await
        }
        Err(errors) => Err(ServiceError::Refused(errors)),
    };
    let next = paths::penalty_done(number, CaseTab::Adjustments, "adjusted");
    lead_on(recorded, &next, &page, &form.values()).await
}

/// Takes an adjustment back and shows it, or goes back to the form.
///
/// # Errors
/// As [`find`], and [`ApiError::Unconfirmed`]; [`ApiError::Conflict`] also for one's own adjustment or one that was taken
/// back already.
pub async fn take_back(
    number: &CaseNumber,
    adjustment: AdjustmentId,
    reason: &str,
) -> Result<(), ApiError> {
    let (services, session) = (services(), open_session()?);
    let taken = penalties::take_back(&services, &session, number, adjustment, reason).await;
    let next = paths::penalty_done(number, CaseTab::Adjustments, "taken-back");
    let page = paths::take_adjustment_back(number, adjustment);
    lead_on(taken, &next, &page, &[("reason", reason)]).await
}
