//! The federal surveyor ID of somebody: what is known of it, and the form of whoever looked it up or made it.

use crate::api::users::VerifySurveyor;
use crate::paths;
use crate::ui::{Button, Choice, Moment, PostForm, ProveFirst, RadioGroup, SectionBar, TextField};
use domain::access::{SurveyorFacts, SurveyorId, SurveyorOrigin, UserFilter};
use domain::forms::ReturnedForm;
use domain::identity::UserId;
use leptos::prelude::*;
use server_fn::ServerFn;

#[component]
pub(super) fn Surveyor(
    user: UserId,
    facts: SurveyorFacts,
    /// Of the list that one came from.
    filter: UserFilter,
    may_change: bool,
    is_confirmed: bool,
    form: ReturnedForm,
) -> impl IntoView {
    let act = may_change.then(|| {
        if is_confirmed {
            view! { <Verify user filter form/> }.into_any()
        } else {
            view! { <ProveFirst page=paths::user(&filter, user)/> }.into_any()
        }
    });
    let given = facts.given.map(|id| id.as_str().to_owned());
    let answer = facts.answer.map(|answer| {
        view! {
            <dt>"Are you a Surveyor?"</dt><dd>{answer.label()}</dd>
            <dt>"As the person gave it"</dt><dd>{given.unwrap_or_else(|| "Not given".to_owned())}</dd>
        }
    });
    let record = match facts.record {
        Some(record) => view! {
            <dd>{record.id.as_str().to_owned()}</dd>
            <dt>{record.origin.title()}</dt>
            <dd><Moment at=record.at/>" by "{record.by}</dd>
        }
        .into_any(),
        None => view! { <dd>"Not verified yet"</dd> }.into_any(),
    };
    view! {
        <SectionBar heading="Federal surveyor ID"/>
        <dl class="q-facts">
            {answer}
            <dt>"Federal surveyor ID"</dt>
            {record}
        </dl>
        {act}
    }
}

#[component]
fn Verify(user: UserId, filter: UserFilter, form: ReturnedForm) -> impl IntoView {
    view! {
        <PostForm action=VerifySurveyor::url() label="Verify or create the surveyor ID" has_required=true>
            <input type="hidden" name="user" value=user.0.to_string()/>
            <input type="hidden" name="list" value=filter.to_query().to_string()/>
            <SurveyorFields form/>
            <Button>"Write it down"</Button>
        </PostForm>
    }
}

/// The federal surveyor ID, and how whoever writes it down knows it. What the person gave stands above, to be looked up: it
/// is typed by whoever has done so, and written down by nobody in passing.
#[component]
pub(super) fn SurveyorFields(form: ReturnedForm) -> impl IntoView {
    let origins = [
        Choice::new(
            SurveyorOrigin::Verified.key(),
            "I looked it up: it is this person's",
        ),
        Choice::new(
            SurveyorOrigin::Created.key(),
            "I created it for this person",
        ),
    ];
    view! {
        <TextField
            name="surveyor_id"
            label="Federal surveyor ID"
            hint=format!(
                "{} digits, as you have looked it up or created it. It is written down before the role is granted.",
                SurveyorId::LENGTH
            )
            value=form.value("surveyor_id")
            error=form.error("surveyor_id").map(str::to_owned)
            autocomplete="off"
            required=true
        />
        <RadioGroup
            name="origin"
            legend="How do you know it?"
            choices=origins.to_vec()
            value=form.value("origin")
            error=form.error("origin").map(str::to_owned)
            required=true
        />
    }
}
