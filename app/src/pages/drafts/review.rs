//! What will be sent, looked at once more.

use super::problems::OfSection;
use super::{DraftTag, use_draft};
use crate::api::drafts::{SubmitDraft, find_review};
use crate::error::ApiError;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::ButtonKind;
use crate::ui::{
    Alert, AlertKind, Button, LinkButton, Loaded, LookOnly, Page, SectionBar, load, use_query,
};
use crate::view::drafts::DraftReviewView;
use domain::assessments::{AnswerLine, DraftId};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;
use submission::assessments::entry::{SectionLabel, SectionProblems};

pub struct DraftReviewPage;

#[lazy_route]
impl LazyRoute for DraftReviewPage {
    fn data() -> Self {
        Self
    }

    fn view(DraftReviewPage: Self) -> AnyView {
        let (id, query) = (use_draft(), use_query());
        let asked = move || {
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (id(), flash)
        };
        let found = load(asked, async |(id, flash)| match id {
            Some(id) => find_review(id, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:view>
                <Review view/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Review(view: DraftReviewView) -> impl IntoView {
    let id = view.line.id;
    let fatal: usize = view.problems.iter().map(SectionProblems::fatal).sum();
    let is_sendable = fatal == 0 && view.is_open;
    let (line, read_only) = (view.line, view.read_only);
    let about = format!(
        "{}, {}: {}, {} at {}",
        line.instrument,
        line.transaction.title(),
        line.kind,
        line.patient,
        line.facility
    );
    let answers = view
        .answers
        .into_iter()
        .map(|(section, answers)| view! { <SectionAnswers section answers/> })
        .collect_view();
    let (has_problems, is_free) = (!view.problems.is_empty(), view.obstacle.is_none());
    let obstacle = view.obstacle.map(|words| {
        view! { <Alert kind=AlertKind::Error heading="What is stored stands against this record"><p>{words}</p></Alert> }
    });
    let submission = line.submission.map(|number| {
        view! { <p><a href=paths::submission(number)>"Submission "{number.to_string()}</a></p> }
    });
    let submit = is_sendable.then(|| {
        view! {
            <form method="post" action=crate::sent_from(SubmitDraft::url().to_owned()) aria-label="Submit this record">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="version" value=view.version.to_string()/>
                <p>"The record becomes a file that is checked like any other. Its report says what became of it."</p>
                <Button>"Submit"</Button>
            </form>
        }
    });
    view! {
        <Page heading="Review and submit" errors=view.form.errors>
            <HonestNote/>
            <p>{about}" "<DraftTag state=line.state/></p>
            {submission}
            {obstacle}
            {(has_problems || is_free).then(|| view! { <FoundProblems id problems=view.problems fatal/> })}
            {submit.map(|submit| view! { <LookOnly read_only>{submit}</LookOnly> })}
            <p><LinkButton href=paths::draft(id, None) kind=ButtonKind::Outline>"Back to the form"</LinkButton></p>
            <SectionBar heading="What will be sent"/>
            <p>"Items that are blank: "{view.blank.to_string()}". The others:"</p>
            {answers}
        </Page>
    }
}

/// What would be found, section by section.
#[component]
fn FoundProblems(id: DraftId, problems: Vec<SectionProblems>, fatal: usize) -> impl IntoView {
    if problems.is_empty() {
        return view! {
            <Alert kind=AlertKind::Info>
                "The rules that are checked here find nothing wrong. The server also compares the record with what is stored, and CMS may find more."
            </Alert>
        }
        .into_any();
    }
    let count = |of: fn(&SectionProblems) -> usize| problems.iter().map(of).sum::<usize>();
    let missing = count(|section| section.unanswered.len());
    let wrong = count(|section| section.wrong.len());
    let counts = format!("Items without an answer: {missing}. Problems of other items: {wrong}.");
    let (kind, heading, advice) = if fatal > 0 {
        (
            AlertKind::Error,
            "This record would be rejected",
            "Answer or mend these items in the form. The record can be submitted here once no fatal problem is left.",
        )
    } else {
        (
            AlertKind::Warning,
            "There are warnings; the record can be sent",
            "",
        )
    };
    let sections = problems
        .into_iter()
        .map(|found| view! { <OfSection id found/> })
        .collect_view();
    view! {
        <Alert kind heading><p>{counts}" "{advice}</p></Alert>
        <SectionBar heading="What to look at, by section"/>
        {sections}
    }
    .into_any()
}

#[component]
fn SectionAnswers(section: SectionLabel, answers: Vec<AnswerLine>) -> impl IntoView {
    let rows = answers
        .into_iter()
        .map(|answer| {
            view! {
                <div>
                    <dt>{answer.name}" "<span class="q-code">{answer.item}</span></dt>
                    <dd>{answer.value}" "{answer.words}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <details class="q-details">
            <summary>{section.title}</summary>
            <dl class="q-answers">{rows}</dl>
        </details>
    }
}
