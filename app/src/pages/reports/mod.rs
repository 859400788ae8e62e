//! Reports about assessments and their submissions.

mod index;
mod kept;
mod kept_list;
mod report;
mod rows;

pub use index::ReportsPage;
pub use kept::KeptReportPage;
pub use kept_list::KeptReportsPage;
pub use report::ReportTablePage;

use crate::ui::{Tag, Tone};
use domain::reports::RunState;
use leptos::prelude::*;

#[component]
fn RunTag(state: RunState) -> impl IntoView {
    let tone = match state {
        RunState::Waiting => Tone::Neutral,
        RunState::Done => Tone::Good,
        RunState::Failed => Tone::Bad,
    };
    view! { <Tag tone text=state.title()/> }
}
