//! The act of sending a picked file: tries, pauses, and what the answers mean.

use super::delivery::{Delivery, Manner, Outcome};
use super::pace::Pace;
use super::picked::{Consent, PickedFile, PickedFiles};
use super::sending::{Sending, of_answer, pause_after};
use super::state::Check;
use crate::paths;
use domain::submissions::SubmissionKind;
use leptos::prelude::*;

/// Sends a file once those are sent whose buttons were pressed before; `again` when the person wants bytes that came before to be
/// received once more.
pub fn send(files: PickedFiles, file: PickedFile, again: bool) {
    if !file.sending.with_untracked(Sending::may_start) {
        return;
    }
    files
        .pressed
        .update_value(|pressed| pressed.push((file, again)));
    if is_any_underway(files) {
        become_(files, file, Sending::Waiting);
    } else {
        send_next(files);
    }
}

/// Begins with the first file that waits, unless one is on its way.
pub fn send_next(files: PickedFiles) {
    if is_any_underway(files) {
        return;
    }
    let next = files
        .pressed
        .try_update_value(|pressed| (!pressed.is_empty()).then(|| pressed.remove(0)));
    if let Some((file, again)) = next.flatten() {
        attempt(files, file, again, 0);
    }
}

fn is_any_underway(files: PickedFiles) -> bool {
    let is_underway =
        |sending: &Sending| matches!(sending, Sending::Underway(_) | Sending::TryingAgain { .. });
    let list = files.list.get_untracked();
    list.iter()
        .any(|file| file.sending.with_untracked(is_underway))
}

/// Sends every file that needs no further word of the person.
pub fn send_all(files: PickedFiles) {
    for file in files
        .list
        .get_untracked()
        .into_iter()
        .filter(|file| is_ready(files.kind, *file))
    {
        send(files, file, false);
    }
}

/// Whether the file was checked, will not be rejected as far as is known, and waits only to be sent.
#[must_use]
pub fn is_ready(kind: SubmissionKind, file: PickedFile) -> bool {
    waits(file)
        && !will_be_rejected(kind, file)
        && matches!(file.consent.get(), Consent::NotNeeded | Consent::Given(_))
}

/// Whether the file waits to be sent, and would be rejected, or some of it, as far as is known.
#[must_use]
pub fn is_left_out(kind: SubmissionKind, file: PickedFile) -> bool {
    waits(file) && will_be_rejected(kind, file)
}

fn waits(file: PickedFile) -> bool {
    file.sending.with(|sending| *sending == Sending::NotSent) && file.check.with(Check::may_be_sent)
}

fn will_be_rejected(kind: SubmissionKind, file: PickedFile) -> bool {
    file.foretold.get() > 0 || file.check.with(|check| check.warning(kind).is_some())
}

fn attempt(files: PickedFiles, file: PickedFile, again: bool, failures: u32) {
    let Some(blob) = file.blob() else { return };
    become_(
        files,
        file,
        Sending::Underway(Pace {
            total: file.bytes,
            ..Pace::default()
        }),
    );
    let key = file.key();
    let on_progress = move |pace| progressed(files, file, pace);
    let on_outcome = move |outcome| match outcome {
        Outcome::Answered { status, text } => become_(files, file, of_answer(status, &text)),
        Outcome::NoAnswer => try_again(files, file, again, failures + 1),
    };
    let manner = Manner { key: &key, again };
    match Delivery::start(
        &blob,
        paths::send(files.kind),
        manner,
        on_progress,
        on_outcome,
    ) {
        Ok(delivery) => file.hold(Some(delivery)),
        Err(_) => become_(files, file, Sending::Unreachable),
    }
}

fn try_again(files: PickedFiles, file: PickedFile, again: bool, failures: u32) {
    let pause = pause_after(failures).and_then(|seconds| {
        let timer = Delivery::after(seconds, move || attempt(files, file, again, failures)).ok()?;
        Some((seconds, timer))
    });
    match pause {
        Some((seconds, timer)) => {
            become_(files, file, Sending::TryingAgain { seconds });
            file.hold(Some(timer));
        }
        None => become_(files, file, Sending::Unreachable),
    }
}

/// Gives up a file on its way. The server may have it already; its key tells when it is sent again.
pub fn cancel(files: PickedFiles, file: PickedFile) {
    files.forget_press(file);
    file.hold(None);
    become_(files, file, Sending::NotSent);
    files.tell(file, "sending cancelled.");
}

fn progressed(files: PickedFiles, file: PickedFile, pace: Pace) {
    let Sending::Underway(before) = file.sending.get_untracked() else {
        return;
    };
    file.sending.set(Sending::Underway(pace));
    if let Some(percent) = pace.tenth_since(before) {
        files.tell(file, &format!("{percent} percent sent."));
    }
}

fn become_(files: PickedFiles, file: PickedFile, sending: Sending) {
    if let Some(words) = sending.announcement() {
        files.tell(file, &words);
    }
    file.sending.set(sending);
    send_next(files);
}
