//! For the Help Desk: tickets, people and their accounts, background jobs, and identity proofing by people.

mod job;
mod jobs;
mod new_viewing;
mod people;
mod person;
mod person_facts;
mod person_help;
mod proofing;
mod proofing_case;
mod reveal;
mod ticket;
mod tickets;

pub use job::JobPage;
pub use jobs::JobsPage;
pub use new_viewing::NewViewingPage;
pub use people::PeoplePage;
pub use person::PersonPage;
pub use proofing::ProofingCasesPage;
pub use proofing_case::ProofingCasePage;
pub use reveal::RevealPage;
pub use ticket::TicketPage;
pub use tickets::TicketsPage;

use crate::ui::{Tag, Tone};
use domain::identity::ProofingOutcome;
use domain::support::{JobState, TicketState};
use leptos::prelude::*;

#[component]
fn StateTag(state: JobState) -> impl IntoView {
    let tone = match state {
        JobState::Queued | JobState::Running | JobState::GivenUp => Tone::Neutral,
        JobState::Done => Tone::Good,
        JobState::Dead => Tone::Bad,
    };
    view! { <Tag tone text=state.title()/> }
}

#[component]
fn OutcomeTag(outcome: ProofingOutcome) -> impl IntoView {
    let tone = match outcome {
        ProofingOutcome::Waiting => Tone::Caution,
        ProofingOutcome::Passed => Tone::Good,
        ProofingOutcome::Failed => Tone::Bad,
        ProofingOutcome::Open | ProofingOutcome::Void => Tone::Neutral,
    };
    view! { <Tag tone text=outcome.title()/> }
}

/// To whoever asks, an answer is good; to the Help Desk, what waits for it is not.
#[component]
pub fn TicketTag(state: TicketState) -> impl IntoView {
    let tone = match state {
        TicketState::Open => Tone::Caution,
        TicketState::Answered => Tone::Good,
        TicketState::Closed => Tone::Neutral,
    };
    view! { <Tag tone text=state.title()/> }
}
