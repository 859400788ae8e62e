//! What sending a file would do, the button that sends it, and what came of it.

use super::comparison::{StoredQuarter, compare_again};
use super::file_card::Bar;
use super::foreign::ForeignFacilities;
use super::pace::Pace;
use super::picked::{Consent, Doubt, PickedFile, PickedFiles};
use super::receipt::Received;
use super::send::{cancel, send};
use super::sending::Sending;
use crate::paths;
use crate::ui::{announcer, keep_focus};
use domain::submissions::SubmissionKind;
use leptos::html::Div;
use leptos::prelude::*;
use std::mem::discriminant;

#[component]
pub fn SendPanel(files: PickedFiles, file: PickedFile) -> impl IntoView {
    // Progress changes what is said, not what is there: buttons keep their focus. (A memo that is only tracked
    // never runs.)
    let phase = Memo::new(move |_| file.sending.with(discriminant));
    let frame = NodeRef::<Div>::new();
    let part = move || {
        phase.get();
        keep_focus(frame.get_untracked());
        match file.sending.get_untracked() {
            Sending::NotSent => view! { <SendButton files file label="Send"/> }.into_any(),
            Sending::Waiting => view! {
                <p>"Waits for the file that is being sent: they go one after the other."</p>
                <CancelButton files file/>
            }
            .into_any(),
            Sending::Underway(_) => view! { <Underway files file/> }.into_any(),
            Sending::TryingAgain { seconds } => view! {
                <p>{format!("The connection was lost. Trying again in {seconds} seconds; a second try is never stored twice.")}</p>
                <CancelButton files file/>
            }
            .into_any(),
            Sending::Unreachable => view! {
                <Trouble words="Not sent. The server could not be reached."/>
                <SendButton files file label="Try again"/>
            }
            .into_any(),
            Sending::SentBefore(number) => view! {
                <p>
                    "You sent this file already: " <a href=paths::submission(number)>{format!("submission {number}")}</a>
                    ". Send it again only if you want it to be received a second time."
                </p>
                <button type="button" class="usa-button usa-button--outline" on:click=move |_| send(files, file, true)>
                    "Send it again"
                </button>
            }
            .into_any(),
            Sending::LoggedOut => view! { <LoggedOut files file/> }.into_any(),
            Sending::Refused(reason) => view! {
                <Trouble words=format!("Not taken. {reason}")/>
                <SendButton files file label="Send again"/>
            }
            .into_any(),
            Sending::Received(number) => view! { <Received files file number/> }.into_any(),
        }
    };
    view! {
        <div
            class="q-send"
            role="group"
            aria-label=format!("Sending {}", file.name.get_value())
            tabindex="-1"
            node_ref=frame
        >
            {match files.kind {
                SubmissionKind::Staffing => view! { <StoredQuarter files file/> }.into_any(),
                SubmissionKind::Assessments => view! { <ForeignFacilities files file/> }.into_any(),
            }}
            {part}
        </div>
    }
}

/// Sends the file, once the person has said what is needed.
#[component]
fn SendButton(files: PickedFiles, file: PickedFile, label: &'static str) -> impl IntoView {
    let announcer = announcer();
    let asked = RwSignal::new(false);
    // A press while the file is still compared with what is stored counts once that is known.
    let pressed = RwSignal::new(false);
    Effect::new(move || {
        if !pressed.get() {
            return;
        }
        match file.consent.get() {
            Consent::NotKnown => return,
            Consent::Needed(doubt) => {
                asked.set(true);
                announcer.say(doubt.tick_first());
            }
            Consent::NotNeeded | Consent::Given(_) => send(files, file, false),
        }
        pressed.set(false);
    });
    let missing = move || asked.get() && matches!(file.consent.get(), Consent::Needed(_));
    let doubt = move || match file.consent.get() {
        Consent::Needed(doubt) | Consent::Given(doubt) => Some(doubt),
        Consent::NotNeeded | Consent::NotKnown => None,
    };
    let press = move || {
        if file
            .sending
            .with_untracked(|sending| *sending == Sending::LoggedOut)
        {
            compare_again(files, file);
        }
        pressed.set(true);
    };
    let warning =
        move || {
            file.check.with(|check| check.warning(files.kind)).map(|words| {
            view! {
                <div class="usa-alert usa-alert--warning usa-alert--slim">
                    <div class="usa-alert__body"><p class="usa-alert__text">{words}</p></div>
                </div>
            }
        })
        };
    let name = format!("consent-{}", file.id);
    view! {
        {warning}
        <Show when=move || doubt().is_some()>
            <div class="usa-form-group" class=("usa-form-group--error", missing)>
                <Show when=missing><span class="usa-error-message">{move || doubt().map(Doubt::tick_first)}</span></Show>
                <div class="usa-checkbox">
                    <input
                        class="usa-checkbox__input"
                        type="checkbox"
                        id=name.clone()
                        prop:checked=move || matches!(file.consent.get(), Consent::Given(_))
                        on:change:target=move |event| {
                            let said = if event.target().checked() { Consent::Given } else { Consent::Needed };
                            if let Some(doubt) = doubt() {
                                file.consent.set(said(doubt));
                            }
                        }
                    />
                    <label class="usa-checkbox__label" for=name.clone()>
                        {move || doubt().map(Doubt::word)}
                    </label>
                </div>
            </div>
        </Show>
        <button type="button" class="usa-button" on:click=move |_| press()>
            {label} <span class="usa-sr-only">{format!(" {}", file.name.get_value())}</span>
        </button>
    }
}

#[component]
fn Underway(files: PickedFiles, file: PickedFile) -> impl IntoView {
    let pace = move || match file.sending.get() {
        Sending::Underway(pace) => pace,
        _ => Pace::default(),
    };
    view! {
        <Bar label=format!("Sending {}", file.name.get_value()) pace=Signal::derive(pace)/>
        <CancelButton files file/>
    }
}

#[component]
fn CancelButton(files: PickedFiles, file: PickedFile) -> impl IntoView {
    view! {
        <button type="button" class="usa-button usa-button--outline" on:click=move |_| cancel(files, file)>
            "Cancel" <span class="usa-sr-only">{format!(" sending {}", file.name.get_value())}</span>
        </button>
    }
}

#[component]
fn LoggedOut(files: PickedFiles, file: PickedFile) -> impl IntoView {
    view! {
        <Trouble words="Not sent. Your session has ended. The checked file is still here."/>
        <p>
            "1. " <a href=paths::LOG_IN target="_blank" rel="noopener">"Log in again in a second tab"</a>
            ". 2. Come back to this tab. 3. Continue."
        </p>
        <SendButton files file label="Continue"/>
    }
}

#[component]
fn Trouble(#[prop(into)] words: String) -> impl IntoView {
    view! {
        <div class="usa-alert usa-alert--error usa-alert--slim">
            <div class="usa-alert__body"><p class="usa-alert__text">{words}</p></div>
        </div>
    }
}
