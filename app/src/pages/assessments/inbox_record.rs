//! One record of the inbox: what became of it, who has it in hand, and the forms that change that.

use super::inbox::{Clock, Outcome};
use super::named;
use crate::api::inbox::{
    CloseInboxRecord, HandInboxRecordOver, ReopenInboxRecord, TakeInboxRecord, find_inbox_record,
};
use crate::error::ApiError;
use crate::pages::submissions::{FacilityText, assessment_id};
use crate::paths;
use crate::ui::{
    Button, Choice, DateText, FieldKind, Loaded, LookOnly, Moment, Page, PostForm, RadioGroup,
    SectionBar, SelectField, SuccessBanner, TextField, counted, load, number, use_query,
};
use crate::view::inbox::InboxView;
use domain::assessments::{DoneWhy, InboxFilter, InboxLine};
use domain::forms::ReturnedForm;
use domain::submissions::SubmissionNumber;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct InboxRecordPage;

#[lazy_route]
impl LazyRoute for InboxRecordPage {
    fn data() -> Self {
        Self
    }

    fn view(InboxRecordPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let word = |name| params.with(|params| params.get(name));
            let number = word("number").and_then(|text| text.parse().ok());
            let ordinal = word("ordinal").and_then(|text| text.parse().ok());
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number.zip(ordinal), flash)
        };
        let found = load(asked, async |(file, flash)| match file {
            Some((number, ordinal)) => {
                find_inbox_record(SubmissionNumber(number), ordinal, flash).await
            }
            None => Err(ApiError::NotFound),
        });
        let done = move || query.with_untracked(|query| query.get("done").map(str::to_owned));
        view! { <Loaded resource=found let:found><Whole found done=done()/></Loaded> }.into_any()
    }
}

#[component]
fn Whole(
    found: InboxView,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let InboxView { record, form } = found;
    let (line, read_only) = (record.line, record.read_only);
    let heading = format!("Submission {}, file {}", line.submission, line.ordinal);
    let banner = match done.as_deref() {
        Some("taken") => Some("The record is in your hands"),
        Some("handed-over") => Some("The record is handed over"),
        Some("closed") => Some("The record is done"),
        Some("opened") => Some("The record is open again"),
        _ => None,
    };
    let errors = form.errors.clone();
    let acts = line.may_act.then(|| {
        if line.done.is_some() {
            view! { <OpenAgain line=line.clone()/> }.into_any()
        } else {
            view! { <Acts line=line.clone() colleagues=record.colleagues form/> }.into_any()
        }
    });
    view! {
        <Page heading errors>
            {banner.map(|done| view! { <SuccessBanner done/> })}
            <Facts line=line.clone()/>
            {acts.map(|acts| view! { <LookOnly read_only>{acts}</LookOnly> })}
            <p><a href=paths::inbox(&InboxFilter::default())>"The whole inbox"</a></p>
        </Page>
    }
}

#[component]
fn Facts(line: InboxLine) -> impl IntoView {
    let report = paths::report(line.submission, line.ordinal);
    let found = format!(
        "{} fatal, {}",
        number(line.fatal),
        counted(line.warnings, "warning")
    );
    let done = line.done.clone().map(|done| {
        let by = done.by.map(|by| format!(" by {by}"));
        let answer = done.answer.map(|answer| {
            view! { ": Assessment "{assessment_id(answer, done.may_open)} }
        });
        view! {
            <dt>"Done"</dt>
            <dd>{done.why.title()}{answer}", "<Moment at=done.at/>{by}</dd>
        }
    });
    let is_open = line.is_rejected && line.done.is_none();
    let due = is_open.then(|| match line.due {
        Some(due) => view! { <Clock due/> }.into_any(),
        None => "At any time".into_any(),
    });
    let reopened = line.reopened.clone().map(|(at, by)| {
        view! { <dt>"Opened again"</dt><dd><Moment at/>{format!(" by {by}")}</dd> }
    });
    view! {
        <dl class="q-facts">
            <dt>"Outcome"</dt><dd><Outcome line=line.clone()/></dd>
            <dt>"Problems"</dt>
            <dd>{found}": "<a class="usa-link" href=report>"Final Validation Report"</a></dd>
            <dt>"Received"</dt><dd><Moment at=line.received_at/></dd>
            <dt>"Patient"</dt><dd>{named(&line.patient_name, &line.patient_birth)}</dd>
            <dt>"Instrument and reason"</dt><dd>{format!("{} {}", line.instrument, line.reasons)}</dd>
            {line.target.map(|date| view! { <dt>"Target date"</dt><dd><DateText date/></dd> })}
            <dt>"Facility"</dt><dd><FacilityText facility=line.facility.clone()/></dd>
            {due.map(|due| view! { <dt>"To be sent again by"</dt><dd>{due}</dd> })}
            <dt>"In whose hands"</dt><dd>{line.owner.clone().unwrap_or_else(|| "Nobody's".to_owned())}</dd>
            {done}
            {reopened}
        </dl>
    }
}

/// For a record that was closed by mistake.
#[component]
fn OpenAgain(line: InboxLine) -> impl IntoView {
    view! {
        <SectionBar heading="Closed by mistake"/>
        <p>"Opened again, the record counts as not done. One that was rejected has the day by which it is to be sent again as before."</p>
        <PostForm action=ReopenInboxRecord::url() label="Closed by mistake">
            <Which submission=line.submission ordinal=line.ordinal/>
            <Button>"Open it again"</Button>
        </PostForm>
    }
}

/// Which record a form is about.
#[component]
fn Which(submission: SubmissionNumber, ordinal: i32) -> impl IntoView {
    view! {
        <input type="hidden" name="number" value=submission.to_string()/>
        <input type="hidden" name="ordinal" value=ordinal.to_string()/>
    }
}

#[component]
fn Acts(line: InboxLine, colleagues: Vec<(String, String)>, form: ReturnedForm) -> impl IntoView {
    let is_own = line.is_own;
    let (submission, ordinal) = (line.submission, line.ordinal);
    let which = move || view! { <Which submission ordinal/> };
    let take = (!is_own).then(|| {
        view! {
            <PostForm action=TakeInboxRecord::url() label="Take it in hand">
                {which()}
                <Button>"Take it in hand"</Button>
            </PostForm>
        }
    });
    let people = colleagues
        .into_iter()
        .map(|(user, name)| Choice::new(user, name))
        .collect();
    let said = |field: &str| {
        let error = form.error(field).map(str::to_owned);
        (form.value(field).to_owned(), error)
    };
    let ((owner, owner_error), (why, why_error)) = (said("owner"), said("why"));
    let (assessment, assessment_error) = said("assessment");
    let whys = DoneWhy::ALL.map(|why| Choice::new(why.key(), why.title()));
    view! {
        <SectionBar heading="Who sees to it"/>
        {take}
        <PostForm action=HandInboxRecordOver::url() label="Hand it over">
            {which()}
            <SelectField
                name="owner"
                label="Colleague"
                choices=people
                any="Choose somebody"
                value=owner
                error=owner_error
            />
            <Button>"Hand it over"</Button>
        </PostForm>
        <SectionBar heading="Nothing left to do"/>
        <PostForm action=CloseInboxRecord::url() label="Nothing left to do">
            {which()}
            <RadioGroup
                name="why"
                legend="Why"
                choices=whys.to_vec()
                value=why
                error=why_error
            />
            <TextField
                name="assessment"
                label="Assessment ID"
                kind=FieldKind::Digits
                hint="Of the record that was sent after this one and accepted, about the same patient"
                value=assessment
                error=assessment_error
            />
            <Button>"It is done"</Button>
        </PostForm>
    }
}
