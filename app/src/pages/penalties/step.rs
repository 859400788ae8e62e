//! *Move the case on*: the state that people put it into next, with a reason.

use super::act::{ActPage, reason_field};
use super::{StateTag, error, load_case};
use crate::api::penalties::TakeStep;
use crate::paths;
use crate::ui::{Button, Choice, Loaded, PostForm, SelectField, TextField};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, CaseState, DUE_DAYS};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;
use uuid::Uuid;

pub struct StepPage;

#[lazy_route]
impl LazyRoute for StepPage {
    fn data() -> Self {
        Self
    }

    fn view(StepPage: Self) -> AnyView {
        let found = load_case();
        view! {
            <Loaded resource=found let:found>
                <MoveOn found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn MoveOn(found: CaseView) -> impl IntoView {
    let CaseView {
        case,
        is_confirmed,
        form,
        key,
    } = found;
    let number = case.line.number.clone();
    let errors = form.errors.clone();
    let heading = format!("Move case {number} on");
    let held_by = case
        .steps
        .is_empty()
        .then(|| "There is no step that you may take with this case now.".to_owned());
    let here = paths::penalty_step(&number);
    let status = view! { <dt>"Status"</dt><dd><StateTag state=case.line.state/></dd> };
    view! {
        <ActPage heading errors line=case.line facts=status.into_any() held_by is_confirmed here>
            <StepFields number steps=case.steps form key/>
        </ActPage>
    }
}

#[component]
fn StepFields(
    number: CaseNumber,
    steps: Vec<CaseState>,
    form: ReturnedForm,
    key: Uuid,
) -> impl IntoView {
    let day = steps.contains(&CaseState::DueAndPayable).then(|| {
        let hint = format!(
            "MM/DD/YYYY. For \"Due and payable\" alone: the day of the final decision, of the waiver, or on which the time for a hearing request ended. The penalty is due {DUE_DAYS} days later."
        );
        view! {
            <TextField
                name="payable_on"
                label="Payable since"
                hint
                value=form.value("payable_on")
                error=error(&form, "payable_on")
            />
        }
    });
    let choices = steps
        .into_iter()
        .map(|state| Choice::new(state.key(), state.title()))
        .collect();
    view! {
        <PostForm action=TakeStep::url() label="Move the case on" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <SelectField
                name="state"
                label="Next status"
                any="Select"
                choices
                value=form.value("state")
                error=error(&form, "state")
                required=true
            />
            {day}
            {reason_field(&form, "It stays in the history of the case.")}
            <Button>"Move the case on"</Button>
        </PostForm>
    }
}
