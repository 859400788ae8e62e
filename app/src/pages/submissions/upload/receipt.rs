//! A file that the server has: its number, and how far it is there.

use super::picked::{PickedFile, PickedFiles};
use crate::api::uploads::follow;
use crate::error::ApiError;
use crate::pages::submissions::{SOON, next_look, tone};
use crate::paths;
use crate::ui::{AlertKind, Tone, announcer};
use crate::view::uploads::Followed;
use domain::submissions::SubmissionNumber;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub fn Received(files: PickedFiles, file: PickedFile, number: SubmissionNumber) -> impl IntoView {
    let announcer = announcer();
    let followed = RwSignal::new(None::<Followed>);
    let state = Memo::new(move |_| match followed.get() {
        Some(Followed::At(live)) => Some(live.state),
        _ => None,
    });
    Effect::new(move || look(number, followed));
    Effect::new(move || {
        let Some(state) = state.get() else { return };
        announcer.say(format!("Submission {number}: {}.", state.title()));
        if state.is_decided() {
            files.settle(file);
        }
    });
    let words = move || match (followed.get(), state.get()) {
        (Some(Followed::LoggedOut), _) => "Received. Log in again to see how far it is",
        (_, Some(state)) => state.title(),
        (_, None) => "Received",
    };
    let next = move || match state.get() {
        Some(state) if state.is_decided() => "The receipt leads to the Final Validation Report.",
        _ => "Received is not yet accepted: the receipt shows what becomes of it.",
    };
    let kind = move || AlertKind::of(state.get().map_or(Tone::Neutral, tone));
    view! {
        <div class=move || kind().class()>
            <div class="usa-alert__body">
                <p class="usa-alert__text">
                    <a href=paths::submission(number)>{format!("Submission {number}")}</a>
                    ": " <strong>{words}</strong> ". " {next}
                </p>
            </div>
        </div>
    }
}

/// Looks, and looks again until the submission has had its answer or the page has gone.
fn look(number: SubmissionNumber, followed: RwSignal<Option<Followed>>) {
    spawn_local(async move {
        let answer = follow(number).await;
        let again = match &answer {
            Ok(Followed::At(live)) => next_look(live.state),
            Err(ApiError::Internal { .. }) => Some(SOON),
            Ok(Followed::LoggedOut) | Err(_) => None,
        };
        let page_is_there = match answer {
            Ok(answer) => followed.try_set(Some(answer)).is_none(),
            Err(_) => !followed.is_disposed(),
        };
        if let Some(pause) = again.filter(|_| page_is_there) {
            set_timeout(move || look(number, followed), pause);
        }
    });
}
