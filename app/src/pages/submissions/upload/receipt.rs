//! A file that the server has: its number, and how far it is there.

use crate::api::uploads::{Followed, follow};
use crate::paths;
use crate::ui::announcer;
use domain::submissions::SubmissionNumber;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Between two looks at a submission that is not decided yet.
const PAUSE: Duration = Duration::from_secs(2);

#[component]
pub fn Received(number: SubmissionNumber) -> impl IntoView {
    let announcer = announcer();
    let followed = RwSignal::new(None::<Followed>);
    let said = StoredValue::new(None);
    Effect::new(move || look(number, followed));
    Effect::new(move || {
        let Some(Followed::At(live)) = followed.get() else {
            return;
        };
        if said.get_value() != Some(live.state) {
            said.set_value(Some(live.state));
            announcer.say(format!("Submission {number}: {}.", live.state.title()));
        }
    });
    let words = move || match followed.get() {
        Some(Followed::At(live)) => live.state.title(),
        Some(Followed::LoggedOut) => "Received. Log in again to see how far it is",
        None => "Received",
    };
    view! {
        <div class="usa-alert usa-alert--info">
            <div class="usa-alert__body">
                <p class="usa-alert__text">
                    <a href=paths::submission(number)>{format!("Submission {number}")}</a>
                    ": " <strong>{words}</strong> ". Received is not yet accepted: the receipt shows what becomes of it."
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
            Ok(Followed::At(live)) => !live.state.is_decided(),
            Ok(Followed::LoggedOut) => false,
            Err(_) => true,
        };
        let page_is_there = match answer {
            Ok(answer) => followed.try_set(Some(answer)).is_none(),
            Err(_) => !followed.is_disposed(),
        };
        if again && page_is_there {
            set_timeout(move || look(number, followed), PAUSE);
        }
    });
}
