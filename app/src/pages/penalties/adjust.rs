//! *Adjust*: what is taken off a penalty, and a step in which it is looked at once more before it is recorded.

use super::act::{ActPage, day_field, reason_field};
use super::{Amount, StateTag, error, use_case_number};
use crate::api::penalties::{RecordAdjustment, ReviewAdjustment, find_adjustment};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Button, Choice, DateText, Loaded, PostForm, SelectField, TextField, load, use_query,
};
use crate::view::penalties::{AdjustmentReviewView, AdjustmentView};
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, ReductionKind};
use domain::time::day_of;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

/// The fields that go along from the form to the step of review, and from there to the case.
const FIELDS: [&str; 6] = ["kind", "amount", "percent", "adjusted_on", "reason", "key"];

pub struct AdjustPage;

#[lazy_route]
impl LazyRoute for AdjustPage {
    fn data() -> Self {
        Self
    }

    fn view(AdjustPage: Self) -> AnyView {
        let (number, query) = (use_case_number(), use_query());
        let asked = move || {
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number(), flash)
        };
        let found = load(asked, async |(number, flash)| match number {
            Some(number) => find_adjustment(number, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <AdjustOne found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn AdjustOne(found: AdjustmentView) -> impl IntoView {
    let AdjustmentView {
        case,
        is_confirmed,
        form,
        review,
    } = found;
    let number = case.line.number.clone();
    let heading = if review.is_some() {
        format!("Review the adjustment of case {number}")
    } else {
        format!("Adjust the penalty of case {number}")
    };
    let errors = form.errors.clone();
    let held_by = (!case.may_keep_books)
        .then(|| "The penalty of this case is not adjusted any more.".to_owned());
    let here = paths::adjust_penalty(&number);
    let balance = case.line.balance.map(|amount| {
        view! { <dt>"Balance"</dt><dd class="q-number"><Amount amount/></dd> }
    });
    let facts = view! {
        <dt>"Penalty as imposed"</dt><dd class="q-number"><Amount amount=case.gross/></dd>
        <dt>"Penalty"</dt><dd class="q-number"><Amount amount=case.line.net/></dd>
        {balance}
    };
    view! {
        <ActPage heading errors line=case.line facts=facts.into_any() held_by is_confirmed here>
            {match review {
                Some(review) => view! { <Review number review form/> }.into_any(),
                None => view! { <AdjustmentFields number form/> }.into_any(),
            }}
        </ActPage>
    }
}

#[component]
fn AdjustmentFields(number: CaseNumber, form: ReturnedForm) -> impl IntoView {
    let kinds = ReductionKind::ALL.map(|kind| Choice::new(kind.key(), kind.title()));
    view! {
        <PostForm action=ReviewAdjustment::url() label="Adjustment" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <SelectField
                name="kind"
                label="Kind of reduction"
                any="Select"
                choices=kinds.to_vec()
                value=form.value("kind")
                error=error(&form, "kind")
                required=true
            />
            <TextField
                name="amount"
                label="Amount to take off ($)"
                hint="This, or a percent below. Leave both empty where the kind says how much."
                value=form.value("amount")
                error=error(&form, "amount")
            />
            <TextField
                name="percent"
                label="Percent to take off"
                hint="Of the penalty as imposed, from 1 to 100."
                value=form.value("percent")
                error=error(&form, "percent")
            />
            {day_field(&form, "adjusted_on", "Date of the reduction")}
            {reason_field(&form, "State agencies that see the case read it as well.")}
            <Button>"Review"</Button>
        </PostForm>
    }
}

/// What will be taken off, and what follows from it.
#[component]
fn Review(number: CaseNumber, review: AdjustmentReviewView, form: ReturnedForm) -> impl IntoView {
    let kind = ReductionKind::from_key(form.value("kind")).map(ReductionKind::title);
    let on = day_of(form.value("adjusted_on").trim());
    let reason = form.value("reason").to_owned();
    let kept = FIELDS
        .into_iter()
        .map(|field| view! { <input type="hidden" name=field value=form.value(field).to_owned()/> })
        .collect_view();
    view! {
        <dl class="q-facts">
            <dt>"Kind of reduction"</dt><dd>{kind}</dd>
            <dt>"Taken off"</dt><dd class="q-number"><Amount amount=review.amount/></dd>
            {on.map(|date| view! { <dt>"Date"</dt><dd><DateText date/></dd> })}
            <dt>"Reason"</dt><dd class="q-prose">{reason}</dd>
            <dt>"Penalty after"</dt><dd class="q-number"><Amount amount=review.net_after/></dd>
            <dt>"Balance before"</dt><dd class="q-number"><Amount amount=review.balance_before/></dd>
            <dt>"Balance after"</dt><dd class="q-number"><Amount amount=review.balance_after/></dd>
            <dt>"Status after"</dt><dd><StateTag state=review.state_after/></dd>
        </dl>
        <p>"Once it is recorded it stays with the case: a colleague can take it back, and nobody can change it."</p>
        <PostForm action=RecordAdjustment::url() label="Record adjustment">
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="seen" value=review.balance_before.0.to_string()/>
            {kept}
            <Button name="step" value="record">"Record adjustment"</Button>
            <Button name="step" value="change">"Change"</Button>
        </PostForm>
    }
}
