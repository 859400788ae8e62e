//! *Record refund*: money that went back to the facility.

use super::act::{ActPage, amount_field, comment_field, day_field};
use super::{Amount, error, load_case};
use crate::api::penalties::RecordRefund;
use crate::paths;
use crate::ui::{Button, Loaded, PostForm, TextField};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::penalties::CaseNumber;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;
use uuid::Uuid;

pub struct RecordRefundPage;

#[lazy_route]
impl LazyRoute for RecordRefundPage {
    fn data() -> Self {
        Self
    }

    fn view(RecordRefundPage: Self) -> AnyView {
        let found = load_case();
        view! {
            <Loaded resource=found let:found>
                <RecordOne found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn RecordOne(found: CaseView) -> impl IntoView {
    let CaseView {
        case,
        is_confirmed,
        form,
        key,
    } = found;
    let number = case.line.number.clone();
    let errors = form.errors.clone();
    let heading = format!("Record refund for case {number}");
    let held_by = (!case.may_refund)
        .then(|| "There is nothing of this case that you may send back.".to_owned());
    let here = paths::record_refund(&number);
    let owed = case.ledger.filter(|_| case.may_refund).map(|ledger| {
        let owed = ledger.balance.turned();
        view! { <dt>"To go back"</dt><dd class="q-number"><Amount amount=owed/></dd> }
    });
    view! {
        <ActPage heading errors line=case.line facts=owed.into_any() held_by is_confirmed here>
            <RefundFields number form key/>
        </ActPage>
    }
}

#[component]
fn RefundFields(number: CaseNumber, form: ReturnedForm, key: Uuid) -> impl IntoView {
    view! {
        <PostForm action=RecordRefund::url() label="Record refund" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            {amount_field(&form)}
            {day_field(&form, "refunded_on", "Sent back on")}
            <TextField
                name="trace"
                label="Check or trace number"
                value=form.value("trace")
                error=error(&form, "trace")
                required=true
            />
            {comment_field(&form)}
            <p>"Once it is recorded it stays in the ledger: a colleague can reverse it, and nobody can change it."</p>
            <Button>"Record refund"</Button>
        </PostForm>
    }
}
