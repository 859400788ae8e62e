//! The running list of what is wrong, and what is still to be answered.

use super::filling::{Filling, Saving};
use crate::paths;
use crate::ui::{Alert, AlertKind, Unsaved};
use domain::assessments::{Clash, DraftEnd, DraftId};
use domain::submissions::Severity;
use leptos::prelude::*;
use submission::assessments::entry::{Problem, SectionProblems, Unanswered};

/// So many items without an answer are listed without being asked for.
const FEW: usize = 10;

/// How many items of a section have no answer, of how many other answers decide whether they need one, and how many problems the rest make.
pub fn counted(missing: usize, waiting: usize, wrong: usize) -> String {
    let waiting_words = match waiting {
        1 => "depends on other answers",
        _ => "depend on other answers",
    };
    let counts = [
        (missing, "missing"),
        (waiting, waiting_words),
        (wrong, "wrong"),
    ];
    let said: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if said.is_empty() {
        return "complete".to_owned();
    }
    said.join(", ")
}

/// Leads to an item: in the section that is shown the browser itself moves the focus there.
#[component]
pub fn ToItem(
    id: DraftId,
    section: String,
    item: String,
    /// The section that is shown, if one is.
    #[prop(optional)]
    here: String,
) -> impl IntoView {
    if section == here {
        view! { <a href=format!("#{item}") rel="external">{item.clone()}</a> }.into_any()
    } else {
        let page = paths::draft(id, Some(&section));
        view! { <a href=format!("{page}#{item}")>{item.clone()}</a> }.into_any()
    }
}

/// What the answers break between them, in all sections.
#[component]
pub fn Problems(id: DraftId, here: String, problems: Memo<Vec<Problem>>) -> impl IntoView {
    let heading = move || match problems.with(Vec::len) {
        0 => "No problems so far".to_owned(),
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    };
    let list = move || {
        let rows = problems
            .get()
            .into_iter()
            .map(|problem| view! { <ProblemLine id problem here=here.clone()/> })
            .collect_view();
        (problems.with(Vec::len) > 0).then(|| view! { <ul class="q-problem-list">{rows}</ul> })
    };
    view! {
        <section aria-labelledby="problems" class="q-draft__problems">
            <h2 id="problems">{heading}</h2>
            {list}
        </section>
    }
}

#[component]
fn ProblemLine(
    id: DraftId,
    problem: Problem,
    /// The section that is shown.
    #[prop(optional)]
    here: String,
) -> impl IntoView {
    view! {
        <li>
            <ToItem id section=problem.section item=problem.item here/>
            " ("{problem.severity.title()}", "{problem.code}"): "{problem.message}" "{problem.fix}
        </li>
    }
}

/// What stands in the way in a section, before the form is sent.
#[component]
pub fn OfSection(id: DraftId, found: SectionProblems) -> impl IntoView {
    let SectionProblems {
        section,
        wrong,
        unanswered,
    } = found;
    let counts = counted(unanswered.len(), 0, wrong.len());
    let wrong = (!wrong.is_empty()).then(|| {
        let rows = wrong
            .into_iter()
            .map(|problem| view! { <ProblemLine id problem/> });
        view! { <ul class="q-problem-list">{rows.collect_view()}</ul> }
    });
    let page = paths::draft(id, Some(&section.code));
    let missing = (!unanswered.is_empty()).then(|| {
        view! { <NoAnswer id section=section.code.clone() items=unanswered/> }
    });
    view! {
        <h3 class="q-found"><a href=page>{section.title}</a>" "<span class="q-draft__count">{counts}</span></h3>
        {wrong}
        {missing}
    }
}

#[component]
fn NoAnswer(id: DraftId, section: String, items: Vec<Unanswered>) -> impl IntoView {
    let count = items.len();
    let summary = match count {
        1 => "1 item has no answer".to_owned(),
        count => format!("{count} items have no answer"),
    };
    let rows = items
        .into_iter()
        .map(|lacking| {
            let grave = match lacking.severity {
                Severity::Fatal => "has no answer".to_owned(),
                other => format!("has no answer ({})", other.title()),
            };
            view! {
                <li>
                    <ToItem id section=section.clone() item=lacking.item/>
                    " "{lacking.name}" "{grave}
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="q-details" open=count <= FEW>
            <summary>{summary}</summary>
            <ul class="q-problem-list">{rows}</ul>
        </details>
    }
}

/// What of the section that is shown still needs an answer.
#[component]
pub fn StillMissing(missing: Memo<Vec<String>>) -> impl IntoView {
    let summary = move || {
        format!(
            "Still to be answered in this section: {}",
            missing.with(Vec::len)
        )
    };
    let items = move || {
        let links = missing.get().into_iter().map(
            |item| view! { <li><a href=format!("#{item}") rel="external">{item.clone()}</a></li> },
        );
        links.collect_view()
    };
    view! {
        <details class="q-details" hidden=move || missing.with(Vec::is_empty)>
            <summary>{summary}</summary>
            <ul class="q-item-list">{items}</ul>
        </details>
    }
}

/// A word on how saving goes, and what to do when somebody else saved meanwhile.
#[component]
pub fn SavingNote(
    filling: Filling,
    /// Whether the form can be changed.
    is_open: bool,
) -> impl IntoView {
    let word = move || match filling.saving.get() {
        Saving::Quiet => "Answers are saved as you give them.",
        Saving::Underway => "Saving…",
        Saving::Done => "All answers are saved.",
        Saving::Clashed(_) | Saving::Ended(_) | Saving::Failed(_) => "Not saved.",
    };
    // Of a form that has ended, this stays in its place while more is listed in it.
    let saving = Memo::new(move |_| filling.saving.get());
    let trouble = move || {
        match saving.get() {
        Saving::Clashed(clashes) => view! { <Clashed clashes filling/> }.into_any(),
        Saving::Ended(end) => view! { <Ended end filling/> }.into_any(),
        Saving::Failed(why) => view! {
            <Alert kind=AlertKind::Error heading="Your last answers are not saved">
                <p>{why}</p>
                <p>
                    <button type="button" class="usa-button usa-button--outline" on:click=move |_| filling.insist(&[])>
                        "Try again"
                    </button>
                </p>
            </Alert>
        }
        .into_any(),
        _ => ().into_any(),
    }
    };
    view! {
        {is_open.then(|| view! { <p class="q-saving" role="status">{word}</p> })}
        <div role="alert" aria-label="What is not saved" class="q-draft__trouble" tabindex="-1" node_ref=filling.alert>{trouble}</div>
    }
}

/// The form was sent or thrown away in another tab: what is typed here goes nowhere.
#[component]
fn Ended(end: DraftEnd, filling: Filling) -> impl IntoView {
    let next = match end.submission() {
        Some(number) => {
            view! { <a href=paths::submission(number)>"Submission "{number.to_string()}</a> }
                .into_any()
        }
        None => view! { <a href=paths::DRAFTS>"Assessment Forms"</a> }.into_any(),
    };
    let unsaved = move || {
        filling.saving.track();
        view! { <Unsaved answers=filling.unsaved()/> }
    };
    // The list grows behind the link, which stays where the mouse is.
    view! {
        <Alert kind=AlertKind::Error heading="Your last answers are not saved">
            <p>{end.to_string()}</p>
            <p>{next}</p>
            {unsaved}
        </Alert>
    }
}

#[component]
fn Clashed(clashes: Vec<Clash>, filling: Filling) -> impl IntoView {
    let said = |value: &str| match value {
        "" => "nothing".to_owned(),
        value => format!("\u{201c}{value}\u{201d}"),
    };
    let rows = clashes
        .iter()
        .map(|clash| {
            view! {
                <li>{clash.item.clone()}": saved is "{said(&clash.stored)}", yours is "{said(&clash.yours)}"."</li>
            }
        })
        .collect_view();
    view! {
        <Alert kind=AlertKind::Warning heading="Somebody else has changed this form meanwhile">
            <ul>{rows}</ul>
            <p>
                <button type="button" class="usa-button" on:click=move |_| filling.insist(&clashes)>"Keep mine"</button>
                // External to the router: the page is read anew.
                <a class="usa-button usa-button--outline" href="" rel="external" on:click=move |_| filling.let_go()>"Take theirs"</a>
            </p>
        </Alert>
    }
}
