//! Warns before a session ends for want of use, and takes the page away when it has ended (ARS AC-11, WCAG 2.2.1).
//!
//! The server alone knows when a session ends: other tabs use it, too. So the page asks when a warning may be due,
//! and what it asks keeps no session alive.

use crate::api::identity::{extend_session, find_session_end};
use crate::paths;
use crate::ui::announcer;
use domain::identity::SessionEnd;
use domain::listing::Query;
use leptos::{html, prelude::*, reactive::spawn_local, web_sys::Event};
use std::time::Duration;

/// Seconds before the end at which the warning appears.
const WARNING: u32 = 150;
/// Between two announcements of the time that is left.
const ANNOUNCED_EVERY: u32 = 30;

/// Whether the page holds something that would be lost with it, such as checked files.
#[derive(Clone, Copy)]
pub struct KeepsWork(RwSignal<bool>);

impl KeepsWork {
    /// Says that it does, or no longer does.
    pub fn set(self, keeps: bool) {
        self.0.set(keeps);
    }
}

/// Called once, at the root.
pub fn provide_keeps_work() {
    provide_context(KeepsWork(RwSignal::new(false)));
}

/// For pages that hold work.
///
/// # Panics
/// Outside of the app's root, which provides it.
#[must_use]
pub fn keeps_work() -> KeepsWork {
    expect_context()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Quiet,
    /// Seconds that are left.
    Ending(u32),
    /// It has ended, and the page holds work.
    Ended,
}

/// `ends_in`: seconds until the session ends if nothing more is asked.
#[component]
pub fn SessionWatch(ends_in: u32) -> impl IntoView {
    let watch = Watch {
        state: RwSignal::new(State::Quiet),
        keeps: keeps_work(),
    };
    let state = watch.state;
    let dialog = NodeRef::<html::Dialog>::new();
    let announcer = announcer();
    Effect::new(move || watch.look_in(ends_in));
    Effect::new(move || {
        let shown = state.get() != State::Quiet;
        if let Some(dialog) = dialog.get() {
            if shown && !dialog.open() {
                drop(dialog.show_modal());
            } else if !shown {
                dialog.close();
            }
        }
        if let State::Ending(left) = state.get() {
            if left % ANNOUNCED_EVERY == 0 {
                announcer.say(format!("Your session ends in {left} seconds."));
            }
            watch.count_down(left);
        }
    });
    let words = move || {
        match state.get() {
        State::Quiet => String::new(),
        State::Ending(left) => format!(
            "Nothing was asked for a while. You are logged out in {}:{:02} minutes unless you stay.",
            left / 60,
            left % 60
        ),
        State::Ended => "What you have on this page is still here. Log in again in a new tab, then come back to it.".to_owned(),
    }
    };
    let heading = move || match state.get() {
        State::Ended => "Your session has ended",
        _ => "Your session is about to end",
    };
    let stay = move || {
        spawn_local(async move {
            // Whatever the answer is, the next look tells.
            drop(extend_session().await);
            watch.look().await;
        });
    };
    let choices = move || {
        match state.get() {
        State::Ended => view! {
            <a class="usa-button" href=paths::LOG_IN target="_blank" rel="external">"Log in in a new tab"</a>
            <button type="button" class="usa-button usa-button--outline" on:click=move |_| stay()>"I have logged in"</button>
        }
        .into_any(),
        _ => view! {
            <button type="button" class="usa-button" on:click=move |_| stay()>"Stay logged in"</button>
            <form method="post" action=paths::LOG_OUT aria-label="Log out now">
                <button type="submit" class="usa-button usa-button--outline">"Log out now"</button>
            </form>
        }
        .into_any(),
    }
    };
    view! {
        <dialog
            class="q-dialog"
            role="alertdialog"
            aria-labelledby="session-heading"
            aria-describedby="session-words"
            node_ref=dialog
            on:cancel=move |event: Event| {
                event.prevent_default();
                stay();
            }
        >
            <h2 id="session-heading">{heading}</h2>
            <p id="session-words">{words}</p>
            <div class="q-dialog__choices">{choices}</div>
        </dialog>
    }
}

#[derive(Clone, Copy)]
struct Watch {
    state: RwSignal<State>,
    keeps: KeepsWork,
}

impl Watch {
    /// Looks when a warning may be due.
    fn look_in(self, left: u32) {
        let wait = Duration::from_secs(left.saturating_sub(WARNING).max(1).into());
        set_timeout(move || spawn_local(self.look()), wait);
    }

    /// Asks the server how much time is left, and goes on from there.
    async fn look(self) {
        match find_session_end().await {
            Ok(Some(left)) if left > WARNING => {
                self.state.set(State::Quiet);
                self.look_in(left);
            }
            Ok(Some(left)) => self.state.set(State::Ending(left)),
            Ok(None) => self.end(),
            // The network is away: the session may live on.
            Err(_) => self.look_in(WARNING + ANNOUNCED_EVERY),
        }
    }

    fn count_down(self, left: u32) {
        let tick = move || {
            // Somebody chose to stay meanwhile.
            if self.state.try_get_untracked() != Some(State::Ending(left)) {
                return;
            }
            match left {
                0 => spawn_local(self.look()),
                left => self.state.set(State::Ending(left - 1)),
            }
        };
        set_timeout(tick, Duration::from_secs(1));
    }

    /// The page goes away with its session, unless it holds work.
    fn end(self) {
        if self.keeps.0.get_untracked() {
            self.state.set(State::Ended);
            return;
        }
        let location = window().location();
        let here = format!(
            "{}{}",
            location.pathname().unwrap_or_default(),
            location.search().unwrap_or_default()
        );
        let page = Query::default()
            .with("next", Some(&here))
            .with("ended", Some(SessionEnd::Idle.key()))
            .after(paths::LOG_IN);
        drop(location.assign(&page));
    }
}
