//! Sending files, and what became of them.

mod change;
mod history;
mod history_filter;
mod receipt;
mod report;
mod sent;
pub mod upload;

pub use change::{ChangeHeadings, Changes, change_cells};
pub use history::HistoryPage;
pub use receipt::ReceiptPage;
pub use report::ReportPage;
pub use sent::SentPage;

use crate::paths;
use crate::ui::{Tag, Tone};
use domain::assessments::AssessmentNumber;
use domain::submissions::{Facility, SubmissionState};
use leptos::prelude::*;
use std::time::Duration;

/// How soon a page looks at a submission again. Not at all once it has its answer, nor while it waits for staff: a
/// page that nobody sits at must not ask on for ever.
fn next_look(state: SubmissionState) -> Option<Duration> {
    match state {
        SubmissionState::Received | SubmissionState::Checking => Some(SOON),
        SubmissionState::FailedRetrying => Some(SOON * 15),
        _ => None,
    }
}

const SOON: Duration = Duration::from_secs(2);

#[component]
fn StateTag(state: SubmissionState) -> impl IntoView {
    view! { <Tag tone=tone(state) text=state.title()/> }
}

const fn tone(state: SubmissionState) -> Tone {
    match state {
        SubmissionState::Accepted => Tone::Good,
        SubmissionState::AcceptedWithWarnings
        | SubmissionState::PartlyRejected
        | SubmissionState::FailedRetrying => Tone::Caution,
        SubmissionState::Rejected | SubmissionState::FailedNeedsStaff => Tone::Bad,
        SubmissionState::Received | SubmissionState::Checking => Tone::Neutral,
    }
}

/// The facility's name, as a link to its profile, and its CCN; or that none is known of the file.
#[component]
pub fn FacilityText(facility: Option<Facility>) -> impl IntoView {
    match facility {
        None => "Not known".into_any(),
        Some(Facility {
            name, ccn: None, ..
        }) => name.into_any(),
        Some(Facility {
            name,
            ccn: Some(ccn),
            ..
        }) => {
            let href = paths::provider(ccn.as_str());
            view! { <a class="usa-link" href=href>{name}</a>{format!(" ({})", ccn.as_str())} }
                .into_any()
        }
    }
}

/// The number of an assessment, which leads to its page for those who may open it.
pub fn assessment_id(number: AssessmentNumber, may_open: bool) -> AnyView {
    let id = number.to_string();
    if may_open {
        view! { <a class="usa-link" href=paths::assessment(number)>{id}</a> }.into_any()
    } else {
        id.into_any()
    }
}
