//! The form: one section at a time, with what is wrong and missing in all of them.

use super::DraftTag;
use super::field::{QuestionFields, SaidBy};
use super::filling::{Answers, Filling};
use super::problems::{Problems, SavingNote, StillMissing, counted};
use super::use_draft;
use super::waking::answer_again;
use crate::api::drafts::{DiscardDraft, find_draft};
use crate::error::ApiError;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, LinkButton, Loaded, LookOnly, Page, SectionBar,
    SuccessBanner, give_up_typed, load, use_query,
};
use crate::view::drafts::DraftView;
use domain::assessments::{CarriedOver, DraftId, DraftLine, DraftState};
use domain::time::display_date;
use leptos::{html, prelude::*};
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;
use std::collections::HashMap;
use std::sync::Arc;
use submission::assessments::entry::{SectionLabel, Standing};

pub struct DraftPage;

#[lazy_route]
impl LazyRoute for DraftPage {
    fn data() -> Self {
        Self
    }

    fn view(DraftPage: Self) -> AnyView {
        let (id, query) = (use_draft(), use_query());
        let asked = move || {
            query.with(|query| {
                let word = |name| query.get(name).map(str::to_owned);
                (
                    id(),
                    word("section"),
                    word("flash"),
                    query.get("done").is_some(),
                )
            })
        };
        let found = load(asked, async |(id, section, flash, saved)| match id {
            Some(id) => find_draft(id, section, flash)
                .await
                .map(|view| (saved, view)),
            None => Err(ApiError::NotFound),
        });
        let filling = Filling::new();
        Effect::new(move || filling.listen());
        view! {
            <Loaded resource=found let:found>
                <Form saved=found.0 view=found.1 filling/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Form(saved: bool, view: DraftView, filling: Filling) -> impl IntoView {
    filling.show(&view);
    let (line, id) = (view.draft.line.clone(), view.draft.line.id);
    let places: HashMap<String, String> = view.places.iter().cloned().collect();
    let places = Arc::new(places);
    let here = view.section.code.clone();
    let missing = missing_in(filling.standing, Arc::clone(&places), here.clone());
    let heading = format!(
        "{}, {}: {}",
        line.instrument,
        line.transaction.title(),
        line.kind
    );
    let (is_open, read_only) = (view.is_open, view.read_only);
    let errors = view.form.errors.clone();
    let (title, sections) = (view.section.title.clone(), view.sections.clone());
    let finds_record = !view.finding.is_empty();
    let carried = view.carried.clone();
    view! {
        <Page heading part=title.clone() errors>
            {(saved && is_open).then(|| view! { <SuccessBanner done="The section is saved."/> })}
            <HonestNote/>
            <About line/>
            <Sections id sections here=here.clone() filling places/>
            <Problems id here problems=filling.problems/>
            <SectionBar heading=title id=paths::DRAFT_SECTION/>
            {finds_record.then(|| view! { <FindsRecord/> })}
            {carried.map(|carried| view! { <Carried carried/> })}
            <StillMissing missing/>
            <LookOnly read_only>
                <SectionForm view filling/>
                {is_open.then(|| view! { <Discard id/> })}
            </LookOnly>
        </Page>
    }
}

/// What is missing in a section, as the form stands.
fn missing_in(
    standing: RwSignal<Standing>,
    places: Arc<HashMap<String, String>>,
    section: String,
) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        standing.with(|standing| {
            in_section(&standing.missing, &places, &section)
                .cloned()
                .collect::<Vec<_>>()
        })
    })
}

/// The questions of the section that is shown, and the ways on from it.
#[component]
fn SectionForm(view: DraftView, filling: Filling) -> impl IntoView {
    let is_open = view.is_open;
    let values = values(&view, &filling.answered());
    let before = stands_before(&view, &filling.saved_answers());
    let next = next_section(&view.sections, &view.section.code);
    let questions = view
        .questions
        .into_iter()
        .map(|question| view! { <QuestionFields question filling values=values.clone()/> })
        .collect_view();
    let element = NodeRef::<html::Form>::new();
    Effect::new(move || {
        if let Some(form) = element.get()
            && give_up_typed(&form)
        {
            answer_again(&form);
        }
    });
    view! {
        <form
            class="usa-form q-draft"
            method="post"
            action=crate::sent_from(paths::SAVE_SECTION.to_owned())
            aria-label=view.section.title
            autocomplete="off"
            novalidate
            node_ref=element
            on:submit=move |_| filling.let_go()
        >
            <input type="hidden" name="id" value=view.draft.line.id.to_string()/>
            <input type="hidden" name="section" value=view.section.code/>
            // What a form that was discarded meanwhile asked for.
            <input type="hidden" name="instrument" value=view.draft.line.instrument/>
            <input type="hidden" name="specification" value=view.draft.specification/>
            {before}
            <fieldset class="usa-fieldset" disabled=!is_open>{questions}</fieldset>
            <SavingNote filling is_open/>
            {is_open.then(|| view! {
                <p class="usa-hint">"Boxes of this section that are left empty are saved as not ticked when you press one of these, unless their whole question may stay blank."</p>
                <Steps next/>
            })}
        </form>
    }
}

/// Why some items of a modification are closed, and what to do where one of them is wrong.
#[component]
fn FindsRecord() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Info>
            "A modification finds the record that it is about by name, numbers, dates and reason, so that it cannot change these; they are marked
            below. If one of them is wrong, discard this form, inactivate the record, and enter it anew."
        </Alert>
    }
}

/// What nobody has typed here: it may hold no more.
#[component]
fn Carried(carried: CarriedOver) -> impl IntoView {
    let CarriedOver { from, items } = carried;
    let words = format!(
        "Carried over from assessment {from}: {}. Look whether it still holds.",
        items.join(", ")
    );
    view! { <Alert kind=AlertKind::Info>{words}</Alert> }
}

/// What stands in each item, and who says it; in a form that came back, what was typed.
fn values(view: &DraftView, answers: &Answers) -> HashMap<String, (String, SaidBy)> {
    let said_by = |id: &String| match (view.finding.contains(id), view.fixed.contains(id)) {
        (true, _) => SaidBy::Locator,
        (false, true) => SaidBy::Program,
        (false, false) => SaidBy::People,
    };
    let came_back = !view.form.values.is_empty();
    let fields = view.questions.iter().flat_map(|question| &question.fields);
    fields
        .map(|field| {
            let by = said_by(&field.id);
            let typed = view.form.value(&field.id).to_owned();
            let value = if came_back && by == SaidBy::People {
                typed
            } else {
                answers.get(&field.id).cloned().unwrap_or_default()
            };
            (field.id.clone(), (value, by))
        })
        .collect()
}

/// What stands there now, of what people answer: a form without script says what its answers were changed from.
fn stands_before(view: &DraftView, stored: &Answers) -> impl IntoView + use<> {
    let fields = view.questions.iter().flat_map(|question| &question.fields);
    let asked = fields.filter(|field| !view.fixed.contains(&field.id));
    let known = asked.filter_map(|field| Some((field.id.clone(), stored.get(&field.id)?.clone())));
    known
        .map(|(id, value)| view! { <input type="hidden" name=format!("was.{id}") value=value/> })
        .collect_view()
}

/// Those of some items that are in a section.
fn in_section<'a>(
    items: &'a [String],
    places: &'a HashMap<String, String>,
    section: &'a str,
) -> impl Iterator<Item = &'a String> {
    let is_here = move |item: &&String| places.get(*item).is_some_and(|place| place == section);
    items.iter().filter(is_here)
}

fn next_section(sections: &[SectionLabel], here: &str) -> Option<SectionLabel> {
    let at = sections.iter().position(|section| section.code == here)?;
    sections.get(at + 1).cloned()
}

#[component]
fn About(line: DraftLine) -> impl IntoView {
    let patient = if line.patient.is_empty() {
        "No name yet".to_owned()
    } else {
        line.patient
    };
    let submission = line.submission.map(|number| {
        view! { <p><a href=paths::submission(number)>"Submission "{number.to_string()}</a></p> }
    });
    let note = match line.state {
        DraftState::Sent => Some(
            "This form was sent and is being checked. It can be changed again if it is rejected.",
        ),
        DraftState::Accepted => Some(
            "This form was sent and accepted: there is a record. What is wrong in it is corrected by a modification.",
        ),
        DraftState::Rejected => Some(
            "This form was sent and rejected. The report of its submission says why. Mend it and send it again.",
        ),
        DraftState::Open => None,
    };
    let expires = line.expires_on.map(|day| {
        let words = format!(
            "Nobody has saved this form for long. It is deleted on {}, unless somebody saves an answer before.",
            display_date(day)
        );
        view! { <Alert kind=AlertKind::Warning>{words}</Alert> }
    });
    view! {
        <p>
            {patient}" at "{line.facility}" "<DraftTag state=line.state/>
        </p>
        {expires}
        {note.map(|note| view! { <Alert kind=AlertKind::Info>{note}</Alert> })}
        {submission}
    }
}

/// Each section with what is missing in it, what depends on that, and what is wrong.
#[component]
fn Sections(
    id: DraftId,
    sections: Vec<SectionLabel>,
    here: String,
    filling: Filling,
    places: Arc<HashMap<String, String>>,
) -> impl IntoView {
    let links = sections
        .into_iter()
        .map(|section| {
            let (places, code) = (Arc::clone(&places), section.code.clone());
            let counts = move || {
                filling.standing.with(|standing| {
                    let wrong = standing.problems.iter().filter(|problem| problem.section == code).count();
                    let count = |items: &[String]| in_section(items, &places, &code).count();
                    counted(count(&standing.missing), count(&standing.waiting), wrong)
                })
            };
            let current = (section.code == here).then_some("page");
            view! {
                <li>
                    <a href=paths::draft_section(id, &section.code) aria-current=current>{section.title}</a>
                    " "<span class="q-draft__count">{counts}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav aria-label="Sections of the form" class="q-draft__sections">
            <ul>{links}</ul>
            <LinkButton href=paths::draft_review(id) kind=ButtonKind::Outline>"Review and submit"</LinkButton>
        </nav>
    }
}

#[component]
fn Steps(next: Option<SectionLabel>) -> impl IntoView {
    let on = match next {
        Some(section) => view! {
            <Button name="next" value=section.code>{format!("Save and go on to {}", section.title)}</Button>
        }
        .into_any(),
        None => view! { <Button name="next" value="review">"Save and review"</Button> }.into_any(),
    };
    view! {
        <div class="q-buttons">
            {on}
            <Button kind=ButtonKind::Outline name="next" value="">"Save this section"</Button>
        </div>
    }
}

#[component]
fn Discard(id: DraftId) -> impl IntoView {
    view! {
        <details class="q-details">
            <summary>"Discard this form"</summary>
            <form method="post" action=crate::sent_from(DiscardDraft::url().to_owned()) aria-label="Discard this form">
                <input type="hidden" name="id" value=id.to_string()/>
                <p>"Everything that was entered in it is deleted. A stored record stays as it is."</p>
                <Button kind=ButtonKind::Danger>"Discard"</Button>
            </form>
        </details>
    }
}
