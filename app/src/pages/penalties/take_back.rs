//! Takes an adjustment of a penalty back: by somebody else than who recorded it, with a reason.

use super::act::{ActPage, reason_field};
use super::{Amount, adjustments::title, use_case_number};
use crate::api::penalties::{CaseView, TakeAdjustmentBack, find_case};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, DateText, Loaded, Moment, PostForm, ProveFirst, load,
    use_query,
};
use domain::forms::ReturnedForm;
use domain::penalties::{Adjustment, AdjustmentId, CaseNumber};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct TakeBackPage;

#[lazy_route]
impl LazyRoute for TakeBackPage {
    fn data() -> Self {
        Self
    }

    fn view(TakeBackPage: Self) -> AnyView {
        let (number, params, query) = (use_case_number(), use_params_map(), use_query());
        let asked = move || {
            let adjustment = params.with(|params| params.get("adjustment"));
            let adjustment = adjustment.and_then(|id| AdjustmentId::parse(&id));
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number(), adjustment, flash)
        };
        let found = load(asked, async |(number, adjustment, flash)| {
            let (Some(number), Some(adjustment)) = (number, adjustment) else {
                return Err(ApiError::NotFound);
            };
            let found = find_case(number, flash).await?;
            let mut adjustments = found.case.adjustments.iter();
            let adjustment =
                adjustments.find(|one| found.case.may_keep_books && one.id == adjustment);
            let adjustment = adjustment.cloned().ok_or(ApiError::NotFound)?;
            Ok((adjustment, found))
        });
        view! {
            <Loaded resource=found let:found>
                <TakeBackOne adjustment=found.0 found=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn TakeBackOne(adjustment: Adjustment, found: CaseView) -> impl IntoView {
    let CaseView {
        case,
        is_confirmed,
        form,
        ..
    } = found;
    let number = case.line.number.clone();
    let errors = form.errors.clone();
    let said = if adjustment.is_taken_back {
        Some("This adjustment is taken back already.")
    } else if adjustment.takes_back() {
        Some("What takes an adjustment back is not taken back itself: adjust the penalty anew.")
    } else if adjustment.is_own {
        Some("You recorded this adjustment, so a colleague has to take it back.")
    } else {
        None
    };
    let act = if let Some(said) = said {
        view! { <Alert kind=AlertKind::Info>{said}</Alert> }.into_any()
    } else if is_confirmed {
        view! { <TakeBackForm number=number.clone() id=adjustment.id form/> }.into_any()
    } else {
        view! { <ProveFirst page=paths::take_adjustment_back(&number, adjustment.id)/> }.into_any()
    };
    let heading = format!("Take back an adjustment of case {number}");
    let amount = |term: &'static str, amount| {
        view! { <dt>{term}</dt><dd class="q-number"><Amount amount/></dd> }
    };
    // What follows from it, where it can be done.
    let after = said.is_none().then(|| {
        let balance = case.line.balance;
        view! {
            {amount("Penalty after", case.line.net.plus(adjustment.amount))}
            {balance.map(|before| amount("Balance before", before))}
            {balance.map(|before| amount("Balance after", before.plus(adjustment.amount)))}
        }
    });
    let facts = view! {
        <dt>"Adjustment"</dt><dd>{title(&adjustment)}</dd>
        {amount("Taken off", adjustment.amount)}
        <dt>"Date"</dt><dd><DateText date=adjustment.on/></dd>
        <dt>"Reason"</dt><dd class="q-prose">{adjustment.reason}</dd>
        {adjustment.recorded.map(|(by, at)| view! { <dt>"Recorded"</dt><dd><Moment at/>" by "{by}</dd> })}
        {amount("Penalty now", case.line.net)}
        {after}
    };
    view! { <ActPage heading errors line=case.line facts=facts.into_any()>{act}</ActPage> }
}

#[component]
fn TakeBackForm(number: CaseNumber, id: AdjustmentId, form: ReturnedForm) -> impl IntoView {
    view! {
        <PostForm action=TakeAdjustmentBack::url() label="Take back" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="adjustment" value=id.to_string()/>
            {reason_field(&form, "State agencies that see the case read it as well.")}
            <Button kind=ButtonKind::Danger>"Take the adjustment back"</Button>
        </PostForm>
    }
}
