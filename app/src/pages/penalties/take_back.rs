//! Takes an adjustment of a penalty back: by somebody else than who recorded it, with a reason.

use super::act::{ActPage, reason_field};
use super::{Amount, adjustments::title, load_of_case};
use crate::api::penalties::TakeAdjustmentBack;
use crate::paths;
use crate::ui::{Button, ButtonKind, DateText, Loaded, Moment, PostForm};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::penalties::{Adjustment, AdjustmentId, CaseNumber};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct TakeBackPage;

#[lazy_route]
impl LazyRoute for TakeBackPage {
    fn data() -> Self {
        Self
    }

    fn view(TakeBackPage: Self) -> AnyView {
        let found = load_of_case("adjustment", AdjustmentId::parse, |case, id| {
            let mut adjustments = case.adjustments.iter().filter(|_| case.may_keep_books);
            adjustments.find(|adjustment| adjustment.id == id).cloned()
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
    let held_by = adjustment.held_by().map(|objection| objection.to_string());
    let here = paths::take_adjustment_back(&number, adjustment.id);
    let heading = format!("Take back an adjustment of case {number}");
    let amount = |term: &'static str, amount| {
        view! { <dt>{term}</dt><dd class="q-number"><Amount amount/></dd> }
    };
    // What follows from it, where it can be done.
    let after = held_by.is_none().then(|| {
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
    view! {
        <ActPage heading errors line=case.line facts=facts.into_any() held_by is_confirmed here>
            <TakeBackForm number id=adjustment.id form/>
        </ActPage>
    }
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
