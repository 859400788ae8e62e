//! *Record refund*: money that went back to the facility.

use super::{Amount, error, load_case};
use crate::api::penalties::{CaseView, RecordRefund};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, DateText, Loaded, Page, PostForm, ProveFirst, TextArea, TextField,
};
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, CaseTab};
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
    let number = case.line.number;
    let errors = form.errors.clone();
    let back = paths::penalty(&number, CaseTab::Summary);
    let heading = format!("Record refund for case {number}");
    let act = if !case.may_refund {
        view! { <Alert kind=AlertKind::Info>"There is nothing of this case that you may send back."</Alert> }
            .into_any()
    } else if is_confirmed {
        view! { <RefundFields number form key/> }.into_any()
    } else {
        view! { <ProveFirst page=paths::record_refund(&number)/> }.into_any()
    };
    let owed = case.ledger.filter(|_| case.may_refund).map(|ledger| {
        let owed = ledger.balance.turned();
        view! { <dt>"To go back"</dt><dd class="q-number"><Amount amount=owed/></dd> }
    });
    view! {
        <Page heading errors>
            <dl class="q-facts">
                <dt>"Provider"</dt><dd>{case.line.provider}</dd>
                <dt>"Notice"</dt><dd><DateText date=case.line.notice_on/></dd>
                {owed}
            </dl>
            {act}
            <p><a href=back>"Back to the case"</a></p>
        </Page>
    }
}

#[component]
fn RefundFields(number: CaseNumber, form: ReturnedForm, key: Uuid) -> impl IntoView {
    view! {
        <PostForm action=RecordRefund::url() label="Record refund" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <TextField
                name="amount"
                label="Amount ($)"
                hint="For example 54,990 or 357.50."
                value=form.value("amount")
                error=error(&form, "amount")
                required=true
            />
            <TextField
                name="refunded_on"
                label="Sent back on"
                hint="MM/DD/YYYY"
                value=form.value("refunded_on")
                error=error(&form, "refunded_on")
                required=true
            />
            <TextField
                name="trace"
                label="Check or trace number"
                value=form.value("trace")
                error=error(&form, "trace")
                required=true
            />
            <TextArea
                name="comment"
                label="Comment (optional)"
                hint="At most 1,000 characters."
                value=form.value("comment")
                error=error(&form, "comment")
                max_length=1000
            />
            <p>"Once it is recorded it stays in the ledger: a colleague can reverse it, and nobody can change it."</p>
            <Button>"Record refund"</Button>
        </PostForm>
    }
}
