//! *Record payment*: a form, and a step in which it is looked at once more before it is recorded.

use super::act::{ActPage, amount_field, comment_field, day_field};
use super::{Amount, StateTag, entries::method_and_trace, error, use_case_number};
use crate::api::penalties::{RecordPayment, ReviewPayment, find_payment};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Button, CheckBox, Choice, DateText, Loaded, PostForm, SelectField, TextField, load, use_query,
};
use crate::view::penalties::{PaymentView, ReviewView};
use domain::forms::ReturnedForm;
use domain::money::Cents;
use domain::penalties::{CaseNumber, LONGEST_WORD, Ledger, PaymentMethod};
use domain::time::day_of;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

/// The fields that go along from the form to the step of review, and from there to the ledger.
const FIELDS: [&str; 9] = [
    "amount",
    "received_on",
    "method",
    "trace",
    "payer",
    "comment",
    "overpayment",
    "another",
    "key",
];

pub struct RecordPaymentPage;

#[lazy_route]
impl LazyRoute for RecordPaymentPage {
    fn data() -> Self {
        Self
    }

    fn view(RecordPaymentPage: Self) -> AnyView {
        let (number, query) = (use_case_number(), use_query());
        let asked = move || {
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number(), flash)
        };
        let found = load(asked, async |(number, flash)| match number {
            Some(number) => find_payment(number, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <RecordOne found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn RecordOne(found: PaymentView) -> impl IntoView {
    let PaymentView {
        case,
        is_confirmed,
        form,
        review,
    } = found;
    let number = case.line.number.clone();
    let heading = if review.is_some() {
        format!("Review the payment for case {number}")
    } else {
        format!("Record payment for case {number}")
    };
    let errors = form.errors.clone();
    let held_by = (!case.may_pay).then(|| "This case takes no payments.".to_owned());
    let here = paths::record_payment(&number);
    view! {
        <ActPage heading errors line=case.line facts=case.ledger.map(owed).into_any() held_by is_confirmed here>
            {match review {
                Some(review) => view! { <Review number review form/> }.into_any(),
                None => view! { <PaymentFields number form/> }.into_any(),
            }}
        </ActPage>
    }
}

fn owed(ledger: Ledger) -> impl IntoView {
    let to_pay = ledger.to_pay();
    view! {
        <dt>"Balance"</dt><dd class="q-number"><Amount amount=ledger.balance/></dd>
        <dt>"Interest not charged yet"</dt><dd class="q-number"><Amount amount=ledger.uncharged/></dd>
        <dt>"Pays it off today"</dt><dd class="q-number"><Amount amount=to_pay/></dd>
    }
}

#[component]
fn PaymentFields(number: CaseNumber, form: ReturnedForm) -> impl IntoView {
    let recorded_before = error(&form, "another");
    let is_another = !form.value("another").is_empty();
    let another = (recorded_before.is_some() || is_another).then(|| {
        view! {
            <CheckBox
                name="another"
                label="It is another receipt with the same number"
                hint="One check may pay for several cases."
                checked=is_another
                error=recorded_before
            />
        }
    });
    let methods = PaymentMethod::ALL.map(|method| Choice::new(method.key(), method.title()));
    view! {
        <PostForm action=ReviewPayment::url() label="Payment" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            {amount_field(&form)}
            {day_field(&form, "received_on", "Received on")}
            <SelectField
                name="method"
                label="Method"
                any="Select"
                choices=methods.to_vec()
                value=form.value("method")
                error=error(&form, "method")
                required=true
            />
            <TextField
                name="trace"
                label="Check or trace number"
                hint="Offsets may have none."
                value=form.value("trace")
                error=error(&form, "trace")
            />
            <TextField
                name="payer"
                label="Payer (optional)"
                hint=format!("At most {LONGEST_WORD} characters.")
                value=form.value("payer")
                error=error(&form, "payer")
            />
            {comment_field(&form)}
            <CheckBox
                name="overpayment"
                label="It is more than what is owed"
                hint="The case then waits for a refund."
                checked=!form.value("overpayment").is_empty()
            />
            {another}
            <Button>"Review"</Button>
        </PostForm>
    }
}

/// What will be recorded, and what follows from it.
#[component]
fn Review(number: CaseNumber, review: ReviewView, form: ReturnedForm) -> impl IntoView {
    let method = PaymentMethod::from_key(form.value("method"));
    let received = day_of(form.value("received_on"));
    let text = |term: &'static str, field: &str| {
        let words = form.value(field).to_owned();
        (!words.is_empty()).then(|| view! { <dt>{term}</dt><dd class="q-prose">{words}</dd> })
    };
    let interest = (review.interest != Cents::ZERO).then(|| {
        view! {
            <dt>"Interest that is charged along"</dt>
            <dd class="q-number"><Amount amount=review.interest/></dd>
        }
    });
    let kept = FIELDS
        .into_iter()
        .map(|field| view! { <input type="hidden" name=field value=form.value(field).to_owned()/> })
        .collect_view();
    view! {
        <dl class="q-facts">
            <dt>"Amount"</dt><dd class="q-number"><Amount amount=review.amount/></dd>
            {received.map(|date| view! { <dt>"Received on"</dt><dd><DateText date/></dd> })}
            <dt>"Method and number"</dt><dd>{method_and_trace(method, form.value("trace"))}</dd>
            {text("Payer", "payer")}
            {text("Comment", "comment")}
            <dt>"Balance before"</dt><dd class="q-number"><Amount amount=review.balance_before/></dd>
            {interest}
            <dt>"Balance after"</dt><dd class="q-number"><Amount amount=review.balance_after/></dd>
            <dt>"Status after"</dt><dd><StateTag state=review.state_after/></dd>
        </dl>
        <p>"Once it is recorded it stays in the ledger: a colleague can reverse it, and nobody can change it."</p>
        <PostForm action=RecordPayment::url() label="Record payment">
            <input type="hidden" name="number" value=number.to_string()/>
            {kept}
            <Button name="step" value="record">"Record payment"</Button>
            <Button name="step" value="change">"Change"</Button>
        </PostForm>
    }
}
