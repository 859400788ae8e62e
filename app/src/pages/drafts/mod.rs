//! Assessments that are entered in the browser: forms made from the rules, filled in bit by bit, looked at once more and sent.

mod field;
mod filling;
mod form;
mod list;
mod new;
mod problems;
mod review;
mod waking;

pub use form::DraftPage;
pub use list::DraftListPage;
pub use new::NewDraftPage;
pub use review::DraftReviewPage;

use crate::ui::{Tag, Tone};
use domain::assessments::{DraftId, DraftState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The draft that the page's address names.
fn use_draft() -> impl Fn() -> Option<DraftId> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse().ok()).map(DraftId)
    }
}

#[component]
fn DraftTag(state: DraftState) -> impl IntoView {
    let tone = match state {
        DraftState::Open => Tone::Neutral,
        DraftState::Sent => Tone::Caution,
        DraftState::Accepted => Tone::Good,
        DraftState::Rejected => Tone::Bad,
    };
    view! { <Tag tone text=state.title()/> }
}
