//! One picked file: what became of it, and what can be done now.

use super::checked::CheckedFile;
use super::drop_zone::focus_on_choosing;
use super::pace::{Pace, size};
use super::picked::{PickedFile, PickedFiles};
use super::state::Check;
use crate::ui::{Tag, Tone, keep_focus};
use leptos::html::Li;
use leptos::prelude::*;
use std::mem::discriminant;

#[component]
pub fn FileCard(
    files: PickedFiles,
    file: PickedFile,
    /// Whether this page can send; elsewhere it only checks.
    sends: bool,
) -> impl IntoView {
    let id = format!("file-{}", file.id);
    let heading = id.clone();
    // Progress changes what is said, not what is there: buttons keep their focus. (A memo that is only tracked
    // never runs.)
    let phase = Memo::new(move |_| file.check.with(discriminant));
    let tag = move || {
        phase.get();
        let foretold = file.foretold.get();
        file.check.with_untracked(
            |check| view! { <Tag tone=tone(check) text=check.words(files.kind, foretold)/> },
        )
    };
    let frame = NodeRef::<Li>::new();
    let part = move || {
        phase.get();
        keep_focus(frame.get_untracked());
        match file.check.get_untracked() {
            Check::Refused(refusal) => {
                view! { <p class="usa-error-message">{refusal.message()}</p> <Remove files file/> }
                    .into_any()
            }
            Check::Waiting => view! { <Remove files file/> }.into_any(),
            Check::Running(_) => view! { <Running files file/> }.into_any(),
            Check::Cancelled => view! { <CheckAgain files file/> <Remove files file/> }.into_any(),
            Check::Lost => view! { <Lost files file sends/> }.into_any(),
            Check::Done(checked) => view! { <CheckedFile files file checked sends/> }.into_any(),
        }
    };
    view! {
        <li class="q-file" aria-labelledby=heading tabindex="-1" node_ref=frame>
            <h3 class="q-file__name" id=id>{file.name.get_value()}</h3>
            <p class="q-file__facts">{size(file.bytes)} " " {tag}</p>
            {part}
        </li>
    }
}

const fn tone(check: &Check) -> Tone {
    match check {
        Check::Refused(_) => Tone::Bad,
        Check::Lost | Check::Cancelled => Tone::Caution,
        _ => Tone::Neutral,
    }
}

#[component]
fn Running(files: PickedFiles, file: PickedFile) -> impl IntoView {
    let pace = move || match file.check.get() {
        Check::Running(pace) => pace,
        _ => Pace::default(),
    };
    view! {
        <Bar label=format!("Checking {}", file.name.get_value()) pace=Signal::derive(pace)/>
        <button type="button" class="usa-button usa-button--outline" on:click=move |_| files.cancel(file)>
            "Cancel" <span class="usa-sr-only">{format!(" the check of {}", file.name.get_value())}</span>
        </button>
    }
}

/// A progress bar with its words.
#[component]
pub fn Bar(label: String, pace: Signal<Pace>) -> impl IntoView {
    view! {
        <progress
            class="q-progress"
            aria-label=label
            max="100"
            value=move || pace.get().percent().to_string()
        ></progress>
        <p class="q-progress__words">{move || pace.get().words()}</p>
    }
}

#[component]
fn Lost(files: PickedFiles, file: PickedFile, sends: bool) -> impl IntoView {
    let rest = if sends {
        " You can send the file as it is: the server checks it all the same."
    } else {
        ""
    };
    view! {
        <p>
            "The check stopped before its end. The file may have been moved or changed, or this browser does not run the checker."
            {rest}
        </p>
        <CheckAgain files file/>
        <Remove files file/>
        {sends.then(|| view! { <super::send_panel::SendPanel files file/> })}
    }
}

#[component]
fn CheckAgain(files: PickedFiles, file: PickedFile) -> impl IntoView {
    view! {
        <button type="button" class="usa-button usa-button--outline" on:click=move |_| files.check_again(file)>
            "Check again" <span class="usa-sr-only">{format!(" {}", file.name.get_value())}</span>
        </button>
    }
}

#[component]
pub fn Remove(files: PickedFiles, file: PickedFile) -> impl IntoView {
    let press = move |_| {
        files.remove(file);
        focus_on_choosing();
    };
    view! {
        <button type="button" class="usa-button usa-button--unstyled" on:click=press>
            "Remove" <span class="usa-sr-only">{format!(" {} from the list", file.name.get_value())}</span>
        </button>
    }
}
