//! What the pages have in common on which something is done to a case: its facts, and fields.

use super::error;
use crate::paths;
use crate::ui::{Alert, AlertKind, DateText, Page, ProveFirst, TextArea, TextField};
use domain::forms::{FieldError, ReturnedForm};
use domain::penalties::{CaseLine, CaseTab};
use leptos::prelude::*;

/// A page on which something is done to a case: the facts that matter to it; why it cannot be done, or its form, once the
/// second factor was proven a moment ago; and the way back.
#[component]
pub fn ActPage(
    #[prop(into)] heading: String,
    errors: Vec<FieldError>,
    line: CaseLine,
    /// Terms with what they are, besides provider and notice.
    #[prop(into)]
    facts: AnyView,
    /// What is in the way; none where it can be done.
    held_by: Option<String>,
    is_confirmed: bool,
    /// The address of the page itself.
    here: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    let back = paths::penalty(&line.number, CaseTab::Summary);
    let act = if let Some(held_by) = held_by {
        view! { <Alert kind=AlertKind::Info>{held_by}</Alert> }.into_any()
    } else if is_confirmed {
        children().into_any()
    } else {
        view! { <ProveFirst page=here/> }.into_any()
    };
    view! {
        <Page heading errors>
            <dl class="q-facts">
                <dt>"Provider"</dt><dd>{line.provider}</dd>
                <dt>"Notice"</dt><dd><DateText date=line.notice_on/></dd>
                {facts}
            </dl>
            {act}
            <p><a href=back>"Back to the case"</a></p>
        </Page>
    }
}

/// The amount of a payment or a refund.
pub fn amount_field(form: &ReturnedForm) -> impl IntoView + use<> {
    view! {
        <TextField
            name="amount"
            label="Amount ($)"
            hint="For example 54,990 or 357.50."
            value=form.value("amount")
            error=error(form, "amount")
            required=true
        />
    }
}

/// The day on which something happened to a case.
pub fn day_field(
    form: &ReturnedForm,
    name: &'static str,
    label: &'static str,
) -> impl IntoView + use<> {
    view! {
        <TextField
            name
            label
            hint="MM/DD/YYYY"
            value=form.value(name)
            error=error(form, name)
            required=true
        />
    }
}

/// Why something is done; `stays` says where it can be read.
pub fn reason_field(form: &ReturnedForm, stays: &'static str) -> impl IntoView + use<> {
    view! {
        <TextArea
            name="reason"
            label="Reason"
            hint=format!("At most 1,000 characters. {stays}")
            value=form.value("reason")
            error=error(form, "reason")
            max_length=1000
            required=true
        />
    }
}

/// A comment that may be left out.
pub fn comment_field(form: &ReturnedForm) -> impl IntoView + use<> {
    view! {
        <TextArea
            name="comment"
            label="Comment (optional)"
            hint="At most 1,000 characters."
            value=form.value("comment")
            error=error(form, "comment")
            max_length=1000
        />
    }
}
