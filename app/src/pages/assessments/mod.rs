//! Stored assessments of patients.

mod filter;
mod inbox;
mod inbox_record;
mod list;
mod record;

pub use inbox::InboxPage;
pub use inbox_record::InboxRecordPage;
pub use list::AssessmentListPage;
pub use record::AssessmentPage;

use crate::ui::{Tag, Tone};
use domain::assessments::AssessmentState;
use leptos::prelude::*;

/// A patient's name with the birth date, where it is known: there may be two of one name.
pub(super) fn named(name: &str, birth: &str) -> String {
    if birth.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, born {birth}")
    }
}

#[component]
fn VersionTag(state: AssessmentState) -> impl IntoView {
    let tone = match state {
        AssessmentState::Current => Tone::Good,
        AssessmentState::Replaced => Tone::Neutral,
        AssessmentState::Inactivated | AssessmentState::Inactivation => Tone::Caution,
    };
    view! { <Tag tone text=state.title()/> }
}
