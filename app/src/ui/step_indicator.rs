//! Where one is among the steps of a longer task.

use leptos::prelude::*;

/// The steps, with those before `current` (0 for the first) done. `label` names them all.
#[component]
pub fn StepIndicator(
    label: &'static str,
    steps: &'static [&'static str],
    current: usize,
) -> impl IntoView {
    let segments = steps
        .iter()
        .enumerate()
        .map(|(place, name)| view! { <Segment name place current/> })
        .collect_view();
    let here = steps.get(current).copied().unwrap_or_default();
    view! {
        <div class="usa-step-indicator">
            <ol class="usa-step-indicator__segments" aria-label=label>{segments}</ol>
            <div class="usa-step-indicator__header">
                <h2 class="usa-step-indicator__heading">
                    <span class="usa-step-indicator__heading-counter">
                        <span class="usa-sr-only">"Step "</span>
                        <span class="usa-step-indicator__current-step">{current + 1}</span>
                        " "
                        <span class="usa-step-indicator__total-steps">{format!("of {}", steps.len())}</span>
                        " "
                    </span>
                    <span class="usa-step-indicator__heading-text">{here}</span>
                </h2>
            </div>
        </div>
    }
}

#[component]
fn Segment(name: &'static str, place: usize, current: usize) -> impl IntoView {
    let (class, state) = match place.cmp(&current) {
        core::cmp::Ordering::Less => (
            "usa-step-indicator__segment usa-step-indicator__segment--complete",
            Some(" completed"),
        ),
        core::cmp::Ordering::Equal => (
            "usa-step-indicator__segment usa-step-indicator__segment--current",
            None,
        ),
        core::cmp::Ordering::Greater => ("usa-step-indicator__segment", Some(" not completed")),
    };
    view! {
        <li class=class aria-current=(place == current).then_some("step")>
            <span class="usa-step-indicator__segment-label">
                {name}
                {state.map(|state| view! { <span class="usa-sr-only">{state}</span> })}
            </span>
        </li>
    }
}
