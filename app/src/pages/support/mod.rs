//! Background jobs, for staff.

mod job;
mod jobs;

pub use job::JobPage;
pub use jobs::JobsPage;

use crate::ui::{Tag, Tone};
use domain::support::JobState;
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
