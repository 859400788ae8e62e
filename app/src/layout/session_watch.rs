//! Warns before a session ends for want of use, and takes the page away when it has ended (ARS AC-11, WCAG 2.2.1).
//!
//! The server alone knows when a session ends: other tabs use it, too. So the page asks when a warning may be due,
//! and what it asks keeps no session alive.

use crate::api::identity::{extend_session, find_session_end};
use crate::error::ApiError;
use crate::paths;
use crate::view::identity::SessionLeft;
use domain::identity::SessionEnd;
use domain::listing::Query;
use domain::site::SessionClock;
use js_sys::Date;
use leptos::{html, prelude::*, reactive::spawn_local};
use send_wrapper::SendWrapper;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Seconds between two announcements of the time that is left.
const ANNOUNCED_EVERY: u32 = 30;
/// Until the server is asked again that could not be reached.
const AGAIN: Duration = Duration::from_secs(30);

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

/// Both dialogs stand in the page from the start and only open and close: a view that changed with the state would be
/// a third more for every visit to load.
#[component]
pub fn SessionWatch(clock: SessionClock) -> impl IntoView {
    let watch = Watch {
        ending: NodeRef::new(),
        time_left: NodeRef::new(),
        ended: NodeRef::new(),
        said: NodeRef::new(),
        keeps: keeps_work(),
        typed: StoredValue::new(None),
        warning: clock.warning,
        deadline: StoredValue::new(0.0),
        turn: StoredValue::new(0),
    };
    Effect::new(move || {
        watch.goes_on(clock.seconds);
        watch.listen();
    });
    let ending = view! {
        <p id="session-ending-words">
            "Nothing was asked for a while. You are logged out in "<span node_ref=watch.time_left></span>
            " minutes unless you stay."
        </p>
        // Outside of an open dialog nothing is read out.
        <p class="usa-sr-only" role="status" node_ref=watch.said></p>
        <div class="q-dialog__choices">
            <Stay watch label="Stay logged in"/>
            <form method="post" action=paths::LOG_OUT aria-label="Log out now">
                <button type="submit" class="usa-button usa-button--outline">"Log out now"</button>
            </form>
        </div>
    }
    .into_any();
    let ended = view! {
        <p id="session-ended-words">
            "What you have on this page is kept, and hidden until you are back. Log in again in a new tab, then come back to it."
        </p>
        <div class="q-dialog__choices">
            <a class="usa-button" href=paths::LOG_IN target="_blank" rel="external">"Log in in a new tab"</a>
            <Stay watch label="I have logged in"/>
        </div>
    }
    .into_any();
    view! {
        <Notice watch dialog=watch.ending id="session-ending" heading="Your session is about to end" content=ending/>
        <Notice watch dialog=watch.ended id="session-ended" heading="Your session has ended" content=ended/>
    }
}

/// One of the two dialogs. Escape does what its button does, but where the page is hidden (`tabs.js`).
#[component]
fn Notice(
    watch: Watch,
    dialog: NodeRef<html::Dialog>,
    id: &'static str,
    heading: &'static str,
    content: AnyView,
) -> impl IntoView {
    view! {
        <dialog
            id=id
            class="q-dialog"
            role="alertdialog"
            aria-labelledby=format!("{id}-heading")
            aria-describedby=format!("{id}-words")
            node_ref=dialog
            on:cancel=move |event: Event| {
                event.prevent_default();
                watch.stay();
            }
        >
            <h2 id=format!("{id}-heading")>{heading}</h2>
            {content}
        </dialog>
    }
}

#[component]
fn Stay(watch: Watch, label: &'static str) -> impl IntoView {
    view! { <button type="button" class="usa-button" on:click=move |_| watch.stay()>{label}</button> }
}

#[derive(Clone, Copy)]
struct Watch {
    ending: NodeRef<html::Dialog>,
    time_left: NodeRef<html::Span>,
    /// It has ended, and the page holds work.
    ended: NodeRef<html::Dialog>,
    /// What screen readers say.
    said: NodeRef<html::P>,
    keeps: KeepsWork,
    /// The form in which something was typed last.
    typed: StoredValue<Option<SendWrapper<Element>>>,
    /// Seconds before the end.
    warning: u32,
    /// When the session ends, in milliseconds since 1970. Timers alone will not do: they stand still while the computer
    /// sleeps.
    deadline: StoredValue<f64>,
    /// Counts what is waited for, so that the last alone happens.
    turn: StoredValue<u32>,
}

impl Watch {
    /// Looks again when the page comes back from wherever it was, and when another tab of the browser tells that the session
    /// may have ended (`tabs.js`); notes what is typed.
    fn listen(self) {
        let told = move |_| spawn_local(self.look());
        let back = move |_| {
            if !document().hidden() {
                spawn_local(self.look());
            }
        };
        let typed = move |event: Event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok());
            let form = target.and_then(|target| target.closest("form[method=post]").ok()?);
            if let Some(form) = form {
                self.typed.try_set_value(Some(SendWrapper::new(form)));
            }
        };
        let listeners = [
            window_event_listener_untyped("visibilitychange", back),
            window_event_listener_untyped("pageshow", back),
            window_event_listener_untyped("input", typed),
            window_event_listener_untyped("session-news", told),
        ];
        on_cleanup(move || {
            for listener in listeners {
                listener.remove();
            }
        });
    }

    fn open(self, dialog: NodeRef<html::Dialog>) {
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            self.close();
            drop(dialog.show_modal());
        }
    }

    fn close(self) {
        for dialog in [self.ending, self.ended] {
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
        }
    }

    /// Asks for more time.
    fn stay(self) {
        spawn_local(async move { self.heard(extend_session().await) });
    }

    /// Asks the server how much time is left.
    async fn look(self) {
        self.heard(find_session_end().await);
    }

    fn heard(self, answer: Result<SessionLeft, ApiError>) {
        match answer {
            Ok(SessionLeft::Seconds(left)) => self.goes_on(left),
            Ok(SessionLeft::Ended(why)) => self.end(why),
            // The network is away. While the end is counted down, that goes on and asks again at its end.
            Err(_) if self.counts_down() => {}
            // Else the session may live on.
            Err(_) => self.after(AGAIN, |watch| spawn_local(watch.look())),
        }
    }

    fn counts_down(self) -> bool {
        let is_open = self
            .ending
            .get_untracked()
            .is_some_and(|dialog| dialog.open());
        is_open && self.seconds_left() > 0
    }

    /// The session has so many seconds left.
    fn goes_on(self, left: u32) {
        self.deadline
            .set_value(Date::now() + f64::from(left) * 1000.0);
        if left > self.warning {
            self.close();
            let quiet = Duration::from_secs((left - self.warning).into());
            self.after(quiet, |watch| spawn_local(watch.look()));
        } else {
            self.count_down();
        }
    }

    fn count_down(self) {
        let left = self.seconds_left();
        if let Some(time_left) = self.time_left.get_untracked() {
            time_left.set_text_content(Some(&format!("{}:{:02}", left / 60, left % 60)));
        }
        self.open(self.ending);
        if left > 0
            && left.is_multiple_of(ANNOUNCED_EVERY)
            && let Some(said) = self.said.get_untracked()
        {
            said.set_text_content(Some(&format!("Your session ends in {left} seconds.")));
        }
        self.after(Duration::from_secs(1), move |watch| match left {
            0 => spawn_local(watch.look()),
            _ => watch.count_down(),
        });
    }

    fn seconds_left(self) -> u32 {
        let left = ((self.deadline.get_value() - Date::now()) / 1000.0).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of floats ends at the bounds"
        )]
        let left = left as u32;
        left
    }

    fn after(self, wait: Duration, then: impl FnOnce(Self) + 'static) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        let due = move || {
            if self.turn.try_get_value() == Some(turn) {
                then(self);
            }
        };
        set_timeout(due, wait);
    }

    /// The page goes away with its session, unless it holds work. Nobody knows of a session that its browser has forgotten, as after a
    /// log-out in another tab.
    fn end(self, why: Option<SessionEnd>) {
        let why = why.unwrap_or(SessionEnd::LoggedOut);
        // Nothing that is waited for matters any more.
        self.after(Duration::ZERO, |_| ());
        if self.holds_work() {
            self.open(self.ended);
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
            .with("ended", Some(why.key()))
            .after(paths::LOG_IN);
        drop(location.assign(&page));
    }

    /// Whether something would be lost with the page: what it says itself, or a form of it in which something was typed.
    fn holds_work(self) -> bool {
        let typed = || {
            self.typed
                .with_value(|form| form.as_ref().is_some_and(|form| form.is_connected()))
        };
        self.keeps.0.get_untracked() || typed()
    }
}
