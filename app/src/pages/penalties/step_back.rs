//! Takes a step of a case back that was wrong, with a reason.

use super::act::{ActPage, reason_field};
use super::{StateTag, use_case_number};
use crate::api::penalties::{CaseView, TakeStepBack, find_case};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, Loaded, Moment, PostForm, ProveFirst, load, use_query,
};
use domain::forms::ReturnedForm;
use domain::penalties::{CaseNumber, ChangeId, StateChange};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct StepBackPage;

#[lazy_route]
impl LazyRoute for StepBackPage {
    fn data() -> Self {
        Self
    }

    fn view(StepBackPage: Self) -> AnyView {
        let (number, params, query) = (use_case_number(), use_params_map(), use_query());
        let asked = move || {
            let step = params.with(|params| params.get("change"));
            let step = step.and_then(|id| ChangeId::parse(&id));
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number(), step, flash)
        };
        let found = load(asked, async |(number, step, flash)| {
            let (Some(number), Some(step)) = (number, step) else {
                return Err(ApiError::NotFound);
            };
            let found = find_case(number, flash).await?;
            let mut history = found.case.history.iter();
            let step = history.find(|one| found.case.step_back.is_some() && one.id == step);
            let step = step.cloned().ok_or(ApiError::NotFound)?;
            Ok((step, found))
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
    let act = if let Some(said) = step.held_by(&case.history) {
        view! { <Alert kind=AlertKind::Info>{said}</Alert> }.into_any()
    } else if is_confirmed {
        view! { <StepBackForm number=number.clone() id=step.id form/> }.into_any()
    } else {
        view! { <ProveFirst page=paths::take_step_back(&number, step.id)/> }.into_any()
    };
    let heading = format!("Take back a step of case {number}");
    let facts = view! {
        <dt>"Status now"</dt><dd><StateTag state=case.line.state/></dd>
        {step.from.map(|state| view! { <dt>"From"</dt><dd><StateTag state/></dd> })}
        <dt>"To"</dt><dd><StateTag state=step.to/></dd>
        <dt>"Reason"</dt><dd class="q-prose">{step.why}</dd>
        <dt>"Taken"</dt><dd><Moment at=step.at/>" by "{step.by}</dd>
    };
    view! { <ActPage heading errors line=case.line facts=facts.into_any()>{act}</ActPage> }
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
