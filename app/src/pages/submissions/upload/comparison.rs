//! What a file would do to the stored quarter, in plain figures.

use super::picked::{Consent, Doubt, PickedFile, PickedFiles};
use super::sending::Sending;
use super::state::{Check, has_fatal};
use crate::api::uploads::compare;
use crate::error::ApiError;
use crate::view::uploads::Compared;
use domain::staffing::{Comparison, FileFigures};
use domain::submissions::SubmissionKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

type Answer = Result<Compared, ApiError>;

/// Asks when the file has been checked, and again when a file sent from this page has had its answer.
#[component]
pub fn StoredQuarter(files: PickedFiles, file: PickedFile) -> impl IntoView {
    let figures = StoredValue::new(figures(file));
    let answer = RwSignal::new(None::<Answer>);
    if !figures.with_value(Vec::is_empty) && file.consent.get_untracked() == Consent::NotNeeded {
        file.consent.set(Consent::NotKnown);
    }
    Effect::new(move || {
        files.settled.track();
        let figures = figures.get_value();
        let was_sent = file
            .sending
            .with_untracked(|sending| matches!(sending, Sending::Received(_)));
        if !figures.is_empty() && !was_sent {
            spawn_local(async move {
                let found = compare(figures).await;
                foretell(file, &found);
                ask_for_consent(file, &found);
                answer.try_set(Some(found));
            });
        }
    });
    move || {
        let figures = figures.get_value();
        answer
            .get()
            .map(|answer| view! { <Comparisons answer figures/> })
    }
}

/// Those of the file, or of each file of the ZIP that says whose it is. What will be rejected changes nothing that is stored.
fn figures(file: PickedFile) -> Vec<FileFigures> {
    file.check.with_untracked(|check| match check {
        Check::Done(checked) => {
            let members = checked.members.iter();
            members
                .filter(|member| !has_fatal(member))
                .filter_map(|member| member.figures.clone())
                .collect()
        }
        _ => Vec::new(),
    })
}

/// A file for a quarter that is not open, or for a facility of others, is not sent with all the rest.
fn foretell(file: PickedFile, answer: &Answer) {
    let is_rejected = |found: &&Option<Comparison>| {
        found
            .as_ref()
            .is_none_or(|found| found.rejection().is_some())
    };
    let rejected = match answer {
        Ok(Compared::With(found)) => found.iter().filter(is_rejected).count(),
        Ok(Compared::LoggedOut) | Err(_) => 0,
    };
    file.foretold
        .try_set(i64::try_from(rejected).unwrap_or(i64::MAX));
}

/// A file that takes away much, or that nobody could compare, needs the person's word.
fn ask_for_consent(file: PickedFile, answer: &Answer) {
    let doubt = match answer {
        Ok(Compared::With(comparisons)) => {
            let mut found = comparisons.iter().flatten();
            found
                .any(Comparison::drops_over_a_quarter)
                .then_some(Doubt::TakesMuch)
        }
        // Nothing is taken without a session; after the next log-in it is compared again.
        Ok(Compared::LoggedOut) => None,
        Err(_) => Some(Doubt::NotCompared),
    };
    file.consent
        .try_update(|consent| *consent = consent.after(doubt));
}

/// Compares the file once more before it is sent: what was answered without a session says nothing.
pub fn compare_again(files: PickedFiles, file: PickedFile) {
    if files.kind == SubmissionKind::Staffing
        && !figures(file).is_empty()
        && file.consent.get_untracked() == Consent::NotNeeded
    {
        file.consent.set(Consent::NotKnown);
        files.settled.update(|settled| *settled += 1);
    }
}

#[component]
fn Comparisons(answer: Answer, figures: Vec<FileFigures>) -> impl IntoView {
    let unknown = "What this file would do to the stored quarter cannot be shown";
    match answer {
        Err(_) => view! { <p>{unknown} ": the server did not answer."</p> }.into_any(),
        Ok(Compared::LoggedOut) => {
            view! { <p>{unknown} ": your session has ended."</p> }.into_any()
        }
        Ok(Compared::With(comparisons)) => comparisons
            .into_iter()
            .zip(figures)
            .map(|(comparison, figures)| match comparison {
                Some(comparison) => view! { <Compare comparison/> }.into_any(),
                None => view! { <NotYours figures/> }.into_any(),
            })
            .collect_view()
            .into_any(),
    }
}

#[component]
fn Compare(comparison: Comparison) -> impl IntoView {
    if let Some(rejection) = comparison.rejection() {
        let words = format!("{}, {rejection}", comparison.facility.name);
        return view! { <Foretold words/> }.into_any();
    }
    let words = comparison.words();
    view! {
        <p>
            <strong>{comparison.facility.name} ", " {comparison.quarter.to_string()} ": "</strong>
            {words}
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
