//! The steps of a registration, for the indicator above each of its pages.

use crate::paths;
use crate::ui::StepIndicator;
use leptos::prelude::*;

/// The steps in HARP's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Profile,
    Account,
    Terms,
    Proofing,
    SecondFactor,
}

const NAMES: [&str; 5] = [
    "Profile",
    "Account",
    "Terms",
    "Identity proofing",
    "Second factor",
];

#[component]
pub fn RegistrationSteps(step: Step) -> impl IntoView {
    view! { <StepIndicator label="Steps of the registration" steps=&NAMES current=step as usize/> }
}

/// For the steps that are written down one by one: the session ends, and the next log-in leads back here.
#[component]
pub fn Leave() -> impl IntoView {
    view! {
        <form method="post" action=paths::LOG_OUT aria-label="Leave">
            <button type="submit" class="usa-button usa-button--unstyled">"Leave, and go on another time"</button>
            <p class="usa-hint">"Log in with your user ID and password to go on where you stopped."</p>
        </form>
    }
}
