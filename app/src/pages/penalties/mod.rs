//! Civil money penalties: cases, their ledgers, and recording what came in.

mod act;
mod adjust;
mod adjustments;
mod ageing;
mod case;
mod entries;
mod filter;
mod list;
mod payable_day;
mod payment;
mod receipts;
mod refund;
mod reverse;
mod step;
mod step_back;
mod take_back;

pub use adjust::AdjustPage;
pub use ageing::{AgeChart, AgeingPage};
pub use case::CasePage;
pub use list::CaseListPage;
pub use payable_day::PayableDayPage;
pub use payment::RecordPaymentPage;
pub use receipts::ReceiptsPage;
pub use refund::RecordRefundPage;
pub use reverse::ReverseEntryPage;
pub use step::StepPage;
pub use step_back::StepBackPage;
pub use take_back::TakeBackPage;

use crate::api::penalties::find_case;
use crate::error::ApiError;
use crate::ui::{Loading, Tag, Tone, load, use_query};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::money::Cents;
use domain::penalties::{CaseDetail, CaseNumber, CaseState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Serialize, de::DeserializeOwned};

/// The number that the page's address names.
fn use_case_number() -> impl Fn() -> Option<CaseNumber> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || {
        let number = params.with(|params| params.get("number"));
        number.and_then(|number| CaseNumber::parse(&number).ok())
    }
}

/// The case that the page's address names, with the form that came back.
fn load_case() -> Loading<CaseView> {
    let (number, query) = (use_case_number(), use_query());
    let asked = move || {
        let flash = query.with(|query| query.get("flash").map(str::to_owned));
        (number(), flash)
    };
    load(asked, async |(number, flash)| match number {
        Some(number) => find_case(number, flash).await,
        None => Err(ApiError::NotFound),
    })
}

/// What the page's address names of a case besides it, and the case with the form that came back. `find` looks for it where
/// something may be done about it.
fn load_of_case<Id, T>(
    name: &'static str,
    parse: fn(&str) -> Option<Id>,
    find: fn(&CaseDetail, Id) -> Option<T>,
) -> Loading<(T, CaseView)>
where
    Id: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let (number, params, query) = (use_case_number(), use_params_map(), use_query());
    let asked = move || {
        let id = params.with(|params| params.get(name));
        let flash = query.with(|query| query.get("flash").map(str::to_owned));
        (number(), id.and_then(|id| parse(&id)), flash)
    };
    load(asked, move |(number, id, flash)| async move {
        let (Some(number), Some(id)) = (number, id) else {
            return Err(ApiError::NotFound);
        };
        let view = find_case(number, flash).await?;
        let found = find(&view.case, id).ok_or(ApiError::NotFound)?;
        Ok((found, view))
    })
}

/// What is wrong with a field.
fn error(form: &ReturnedForm, field: &str) -> Option<String> {
    form.error(field).map(str::to_owned)
}

/// `$1,234.50`. Screen readers leave the sign of a negative number out, so it is a word for them.
#[component]
fn Amount(amount: Cents) -> impl IntoView {
    if amount < Cents::ZERO {
        view! {
            <span aria-hidden="true">{amount.to_string()}</span>
            <span class="usa-sr-only">{format!("minus {}", amount.unsigned())}</span>
        }
        .into_any()
    } else {
        amount.to_string().into_any()
    }
}

#[component]
fn StateTag(state: CaseState) -> impl IntoView {
    let tone = match state {
        CaseState::PaidInFull | CaseState::Closed | CaseState::Refunded => Tone::Good,
        CaseState::Overdue | CaseState::ReferredToTreasury | CaseState::WrittenOff => Tone::Bad,
        CaseState::DueAndPayable
        | CaseState::EscrowDue
        | CaseState::PartiallyPaid
        | CaseState::RefundDue
        | CaseState::ReferredForOffset => Tone::Caution,
        CaseState::Imposed
        | CaseState::InEscrowWindow
        | CaseState::EscrowHeld
        | CaseState::Appealed
        | CaseState::Rescinded
        | CaseState::PaymentPlan => Tone::Neutral,
    };
    view! { <Tag tone text=state.title()/> }
}
