//! *Correct the payable day*: another day in the place of one that was mistyped, with a reason.

use super::act::{ActPage, day_field, reason_field};
use super::load_case;
use crate::api::penalties::CorrectPayableDay;
use crate::paths;
use crate::ui::{Button, DateText, Loaded, PostForm};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, DUE_DAYS};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;
use uuid::Uuid;

pub struct PayableDayPage;

#[lazy_route]
impl LazyRoute for PayableDayPage {
    fn data() -> Self {
        Self
    }

    fn view(PayableDayPage: Self) -> AnyView {
        let found = load_case();
        view! {
            <Loaded resource=found let:found>
                <Correct found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Correct(found: CaseView) -> impl IntoView {
    let CaseView {
        case,
        is_confirmed,
        form,
        key,
    } = found;
    let number = case.line.number.clone();
    let errors = form.errors.clone();
    let held_by = (!case.may_correct_day())
        .then(|| "This case has no payable day that you may correct.".to_owned());
    let here = paths::correct_payable_day(&number);
    let heading = format!("Correct the payable day of case {number}");
    let day = |term: &'static str, date| view! { <dt>{term}</dt><dd><DateText date/></dd> };
    let facts = view! {
        {case.payable_on.map(|date| day("Payable since", date))}
        {case.line.due_on.map(|date| day("Due", date))}
    };
    view! {
        <ActPage heading errors line=case.line facts=facts.into_any() held_by is_confirmed here>
            <DayFields number form key/>
        </ActPage>
    }
}

#[component]
fn DayFields(number: CaseNumber, form: ReturnedForm, key: Uuid) -> impl IntoView {
    view! {
        <PostForm action=CorrectPayableDay::url() label="Correct the payable day" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <p>{format!("The penalty is due {DUE_DAYS} days after it, and interest is reckoned anew from there.")}</p>
            {day_field(&form, "payable_on", "Right day")}
            {reason_field(&form, "It stays in the history of the case.")}
            <Button>"Correct the payable day"</Button>
        </PostForm>
    }
}
