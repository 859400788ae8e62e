//! What a file would do to the stored quarter, in plain figures.

use super::picked::{Consent, Doubt, PickedFile, PickedFiles};
use super::state::{Check, has_fatal};
use super::turns::{Ahead, Brought, ahead_of_each};
use crate::api::uploads::compare;
use crate::error::ApiError;
use crate::view::uploads::Compared;
use domain::count::as_count;
use domain::staffing::{Comparison, FileFigures};
use domain::submissions::SubmissionKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

type Answer = Result<Compared, ApiError>;

/// What the server said of a file.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How many files of the page had had their answer when it was asked.
    settled: u32,
    answer: Answer,
}

impl Asked {
    /// Whether the server will reject the file at this place of a ZIP for its facility or quarter, as far as is known.
    fn rejects(&self, index: usize) -> bool {
        match &self.answer {
            Ok(Compared::With(found)) => found
                .get(index)
                .is_some_and(|found| is_rejected(found.as_ref())),
            Ok(Compared::LoggedOut) | Err(_) => false,
        }
    }
}

/// Of a facility that is not the person's, or of a quarter that is not open.
fn is_rejected(found: Option<&Comparison>) -> bool {
    found.is_none_or(|found| found.rejection().is_some())
}

/// Asks when the file has been checked, and again when a file sent from this page has had its answer.
#[component]
pub fn StoredQuarter(files: PickedFiles, file: PickedFile) -> impl IntoView {
    if !file.brings.with_untracked(|own| own.is_empty())
        && file.consent.get_untracked() == Consent::NotNeeded
    {
        file.consent.set(Consent::NotKnown);
    }
    Effect::new(move || {
        let settled = files.settled.get();
        let figures = figures(file);
        if !figures.is_empty() && !file.turn.get_untracked().is_pressed() {
            spawn_local(async move {
                let answer = compare(figures).await;
                file.asked.try_set(Some(Asked { settled, answer }));
            });
        }
    });
    // What its button was pressed for stands as it was said then.
    let ahead = Memo::new(move |said: Option<&Vec<Option<Ahead>>>| match said {
        Some(said) if file.turn.get().is_pressed() => said.clone(),
        _ => ahead_of(files, file),
    });
    Effect::new(move || {
        let ahead = ahead.get();
        let is_pressed = file.turn.get_untracked().is_pressed();
        file.asked.with(|asked| match asked {
            Some(asked) if !is_pressed => {
                foretell(file, &asked.answer);
                ask_for_consent(file, &asked.answer, &ahead);
            }
            _ => {}
        });
    });
    move || {
        let answer = file.asked.get()?.answer;
        let own = file.brings.get_untracked();
        Some(view! { <Comparisons answer own ahead=ahead.get()/> })
    }
}

/// Those of the file, or of each file of the ZIP that says whose it is.
fn figures(file: PickedFile) -> Vec<FileFigures> {
    let own = file.brings.get_untracked();
    own.iter().map(|brought| brought.file.clone()).collect()
}

/// What the file, or each file of the ZIP, brings to the quarter that it names. What will be rejected changes nothing that is stored.
pub fn brought(name: &str, check: &Check) -> Vec<Brought> {
    let Check::Done(checked) = check else {
        return Vec::new();
    };
    let members = checked.members.iter();
    members
        .filter(|member| !has_fatal(member))
        .filter_map(|member| {
            let is_inside = member.name != name;
            Some(Brought {
                name: if is_inside {
                    format!("{name}/{}", member.name)
                } else {
                    name.to_owned()
                },
                file: member.figures.clone()?,
                is_rejected: false,
            })
        })
        .collect()
}

/// What comes before the file, or each file of the ZIP, to its quarter.
fn ahead_of(files: PickedFiles, file: PickedFile) -> Vec<Option<Ahead>> {
    let compared = file
        .asked
        .with(|asked| asked.as_ref().map_or(0, |asked| asked.settled));
    let list = files.list.get();
    let own = list.iter().position(|other| other.id == file.id);
    let others = list.iter().enumerate().filter(|(index, other)| {
        let stands_above = own.is_some_and(|own| *index < own);
        other.id != file.id && other.turn.get().is_before(compared, stands_above)
    });
    ahead_of_each(others.flat_map(|(_, other)| known(*other)), &known(file))
}

/// What the file brings, as far as is known now.
fn known(file: PickedFile) -> Vec<Brought> {
    let mut own = (*file.brings.get()).clone();
    file.asked.with(|asked| {
        for (index, brought) in own.iter_mut().enumerate() {
            brought.is_rejected = asked.as_ref().is_some_and(|asked| asked.rejects(index));
        }
    });
    own
}

/// A file for a quarter that is not open, or for a facility of others, is not sent with all the rest.
fn foretell(file: PickedFile, answer: &Answer) {
    let rejected = match answer {
        Ok(Compared::With(found)) => {
            let rejected = found.iter().filter(|found| is_rejected(found.as_ref()));
            rejected.count()
        }
        Ok(Compared::LoggedOut) | Err(_) => 0,
    };
    file.foretold.try_set(as_count(rejected));
}

/// A file that takes away much, that replaces what another brings, or that nobody could compare, needs the person's word.
fn ask_for_consent(file: PickedFile, answer: &Answer, ahead: &[Option<Ahead>]) {
    let doubt = match answer {
        Ok(Compared::With(found)) => doubt_of(found, ahead),
        // Nothing is taken without a session; after the next log-in it is compared again.
        Ok(Compared::LoggedOut) => None,
        Err(_) => Some(Doubt::NotCompared),
    };
    file.consent
        .try_update(|consent| *consent = consent.after(doubt));
}

/// Of a file, or of the files of a ZIP, beside the stored quarters and behind what comes before them.
pub fn doubt_of(found: &[Option<Comparison>], ahead: &[Option<Ahead>]) -> Option<Doubt> {
    let replaces_other = |(found, ahead): (&Option<Comparison>, &Option<Ahead>)| {
        found.as_ref().is_some_and(Comparison::replaces) && ahead.is_some()
    };
    if found.iter().zip(ahead).any(replaces_other) {
        return Some(Doubt::ReplacesOther);
    }
    let mut found = found.iter().flatten();
    found
        .any(Comparison::drops_over_a_quarter)
        .then_some(Doubt::TakesMuch)
}

/// Compares the file once more before it is sent: what was answered without a session says nothing.
pub fn compare_again(files: PickedFiles, file: PickedFile) {
    if files.kind == SubmissionKind::Staffing
        && !figures(file).is_empty()
        && file.consent.get_untracked() == Consent::NotNeeded
    {
        file.consent.set(Consent::NotKnown);
        file.asked.set(None);
        files.settled.update(|settled| *settled += 1);
    }
}

#[component]
fn Comparisons(answer: Answer, own: Arc<Vec<Brought>>, ahead: Vec<Option<Ahead>>) -> impl IntoView {
    let unknown = "What this file would do to the stored quarter cannot be shown";
    match answer {
        Err(_) => view! { <p>{unknown} ": the server did not answer."</p> }.into_any(),
        Ok(Compared::LoggedOut) => {
            view! { <p>{unknown} ": your session has ended."</p> }.into_any()
        }
        Ok(Compared::With(comparisons)) => comparisons
            .into_iter()
            .zip(own.iter())
            .zip(ahead)
            .map(|((comparison, own), ahead)| match comparison {
                Some(comparison) => view! { <Compare comparison ahead/> }.into_any(),
                None => view! { <NotYours figures=own.file.clone()/> }.into_any(),
            })
            .collect_view()
            .into_any(),
    }
}

#[component]
fn Compare(comparison: Comparison, ahead: Option<Ahead>) -> impl IntoView {
    if let Some(rejection) = comparison.rejection() {
        let words = format!("{}, {rejection}", comparison.facility.name);
        return view! { <Foretold words/> }.into_any();
    }
    let words = comparison.words();
    let behind = ahead.map(|ahead| ahead.words(comparison.process_type));
    view! {
        <p>
            <strong>{comparison.facility.name} ", " {comparison.quarter.to_string()} ": "</strong>
            {words} {behind.map(|words| format!(" {words}"))}
        </p>
    }
    .into_any()
}

/// The server will say the same, as edit -3693.
#[component]
fn NotYours(figures: FileFigures) -> impl IntoView {
    let words = format!(
        "Facility ID {} in {} is not one that you can send for. The server will reject this file (-3693).",
        figures.facility_id, figures.state,
    );
    view! { <Foretold words/> }
}

#[component]
fn Foretold(words: String) -> impl IntoView {
    view! {
        <div class="usa-alert usa-alert--warning usa-alert--slim">
            <div class="usa-alert__body"><p class="usa-alert__text">{words}</p></div>
        </div>
    }
}
