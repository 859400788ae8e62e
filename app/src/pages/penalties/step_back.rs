//! Takes a step of a case back that was wrong, with a reason.

use super::act::{ActPage, reason_field};
use super::{StateTag, load_of_case};
use crate::api::penalties::TakeStepBack;
use crate::paths;
use crate::ui::{Button, ButtonKind, Loaded, Moment, PostForm};
use crate::view::penalties::CaseView;
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, ChangeId, StateChange};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct StepBackPage;

#[lazy_route]
impl LazyRoute for StepBackPage {
    fn data() -> Self {
        Self
    }

    fn view(StepBackPage: Self) -> AnyView {
        let found = load_of_case("change", ChangeId::parse, |case, id| {
            case.step_back?;
            case.history.iter().find(|step| step.id == id).cloned()
        });
        view! {
            <Loaded resource=found let:found>
                <StepBack step=found.0 found=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn StepBack(step: StateChange, found: CaseView) -> impl IntoView {
    let CaseView {
        case,
        is_confirmed,
        form,
        ..
    } = found;
    let number = case.line.number.clone();
    let errors = form.errors.clone();
    let held_by = step.held_by(&case.history);
    let here = paths::take_step_back(&number, step.id);
    let heading = format!("Take back a step of case {number}");
    let facts = view! {
        <dt>"Status now"</dt><dd><StateTag state=case.line.state/></dd>
        {step.from.map(|state| view! { <dt>"From"</dt><dd><StateTag state/></dd> })}
        <dt>"To"</dt><dd><StateTag state=step.to/></dd>
        <dt>"Reason"</dt><dd class="q-prose">{step.why}</dd>
        <dt>"Taken"</dt><dd><Moment at=step.at/>" by "{step.by}</dd>
    };
    view! {
        <ActPage heading errors line=case.line facts=facts.into_any() held_by is_confirmed here>
            <StepBackForm number id=step.id form/>
        </ActPage>
    }
}

#[component]
fn StepBackForm(number: CaseNumber, id: ChangeId, form: ReturnedForm) -> impl IntoView {
    view! {
        <PostForm action=TakeStepBack::url() label="Take the step back" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="step" value=id.to_string()/>
            <p>
                "The case goes back to where people had put it before, and from there to what its ledger says. The day since which it is payable is again the one that it had."
            </p>
            {reason_field(&form, "It stays in the history of the case, as the step does.")}
            <Button kind=ButtonKind::Danger>"Take the step back"</Button>
        </PostForm>
    }
}
