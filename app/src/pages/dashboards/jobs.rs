//! The board of the Help Desk: background jobs by state.

use crate::paths;
use crate::ui::{SectionBar, StatCard, StatCards};
use domain::support::{JobFilter, JobState};
use leptos::prelude::*;

#[component]
pub fn Jobs(counts: Vec<(JobState, i64)>) -> impl IntoView {
    let cards = counts
        .into_iter()
        .map(|(state, count)| {
            let href = paths::jobs(JobFilter {
                state: Some(state),
                ..JobFilter::default()
            });
            let note = if state == JobState::Running && count == 0 {
                "None at this moment."
            } else {
                ""
            };
            view! { <StatCard label=state.title() value=count href note/> }
        })
        .collect_view();
    view! {
        <SectionBar heading="Background jobs"/>
        <StatCards>{cards}</StatCards>
    }
}
