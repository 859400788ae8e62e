//! A patient: what is known, assessments, and whom they were merged with.

use super::facts::PatientFacts;
use super::{error, load_patient};
use crate::api::patients::ShowIdentifiers;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, DataTable, DateText, LinkButton, Loaded, LookOnly, Moment, Page,
    PostForm, SectionBar, SuccessBanner, Tag, TextField, Tone, number, use_query,
};
use crate::view::patients::PatientView;
use domain::assessments::{AssessmentState, PatientNumber, reasons_in_words};
use domain::count::as_count;
use domain::forms::ReturnedForm;
use domain::listing::PageRequest;
use domain::patients::{AssessmentLine, MergeLine};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct PatientPage;

#[lazy_route]
impl LazyRoute for PatientPage {
    fn data() -> Self {
        Self
    }

    fn view(PatientPage: Self) -> AnyView {
        let (found, query) = (load_patient(false), use_query());
        view! {
            <Loaded resource=found let:found>
                <Profile found done=query.with_untracked(|query| query.get("done").map(str::to_owned))/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Profile(
    found: PatientView,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let PatientView { patient, form } = found;
    let (line, errors) = (patient.line.clone(), form.errors.clone());
    let of = line.number;
    let banner = done
        .as_deref()
        .and_then(done_words)
        .map(|done| view! { <SuccessBanner done next="The history says who did it and when."/> });
    let merged = line.merged_into.map(|kept| {
        view! {
            <Alert kind=AlertKind::Info>
                "This patient was merged into "<a href=paths::patient(kept)>{format!("patient {kept}")}</a>
                ", who has the assessments now."
            </Alert>
        }
    });
    let enter = paths::new_draft(line.ccn.as_ref(), Some(of));
    let enter = patient
        .may_enter
        .then(|| view! { <LinkButton href=enter>"Enter an assessment"</LinkButton> });
    let acts = patient.may_edit.then(|| {
        view! {
            {enter}
            <LinkButton href=paths::edit_patient(of)>"Edit"</LinkButton>
            <LinkButton href=paths::merge_patients(of, None)>"Merge another patient into this one"</LinkButton>
        }
    });
    let may_undo = patient.may_edit;
    let read_only = patient.read_only;
    let show = view! {
        <LookOnly read_only><Identifiers number=of is_shown=patient.is_shown form/></LookOnly>
    };
    view! {
        <Page heading=line.name() errors>
            {banner}
            {merged}
            <PatientFacts line values=patient.values/>
            {show}
            <div class="q-buttons">{acts}</div>
            <p><a href=paths::patient_history(of, PageRequest::default())>"History of changes"</a></p>
            <SectionBar heading="Assessments"/>
            <Assessments lines=patient.assessments count=patient.assessment_count/>
            <Merges number=of merges=patient.merges may_undo/>
        </Page>
    }
}

/// It came through the address, so only known words count.
fn done_words(done: &str) -> Option<&'static str> {
    match done {
        "made" => Some("The patient is made"),
        "changed" => Some("The patient is changed"),
        "merged" => Some("The patients are merged"),
        "separated" => Some("The patients are apart again"),
        _ => None,
    }
}

/// Has the numbers shown whole, or says that they are.
#[component]
fn Identifiers(number: PatientNumber, is_shown: bool, form: ReturnedForm) -> impl IntoView {
    if is_shown {
        return view! {
            <p>"The numbers are shown whole for five minutes. Who had them shown, and why, stands in the history."</p>
        }
        .into_any();
    }
    view! {
        <PostForm action=ShowIdentifiers::url() label="Show the numbers">
            <input type="hidden" name="number" value=number.to_string()/>
            <TextField
                name="show_reason"
                label="Why you need to see the numbers"
                hint="They are shown for five minutes. The reason stays in the history."
                value=form.value("show_reason")
                error=error(&form, "show_reason")
                autocomplete="off"
                required=true
            />
            <Button>"Show the numbers"</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Assessments(lines: Vec<AssessmentLine>, count: i64) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p>"No assessment of this patient is stored."</p> }.into_any();
    }
    let shown = as_count(lines.len());
    let more = (count > shown)
        .then(|| view! { <p>{format!("The newest {} of {}.", number(shown), number(count))}</p> });
    let rows = lines
        .into_iter()
        .map(|line| view! { <AssessmentRow line/> })
        .collect_view();
    view! {
        {more}
        <DataTable id="assessments" caption="Assessments of this patient, the newest first">
            <thead>
                <tr>
                    <th scope="col">"Assessment ID"</th>
                    <th scope="col">"Target date"</th>
                    <th scope="col">"Instrument"</th>
                    <th scope="col">"Reason"</th>
                    <th scope="col">"Correction"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Accepted"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

#[component]
fn AssessmentRow(line: AssessmentLine) -> impl IntoView {
    let tone = match line.state {
        AssessmentState::Current => Tone::Good,
        _ => Tone::Neutral,
    };
    let reasons = reasons_in_words(&line.instrument, &line.reasons);
    view! {
        <tr>
            <th scope="row"><a href=paths::assessment(line.number)>{line.number.to_string()}</a></th>
            <td><DateText date=line.target_date/></td>
            <td>{line.instrument}</td>
            <td>{reasons}</td>
            <td>{line.correction.to_string()}</td>
            <td><Tag tone text=line.state.title()/></td>
            <td><Moment at=line.accepted_at/></td>
        </tr>
    }
}

#[component]
fn Merges(number: PatientNumber, merges: Vec<MergeLine>, may_undo: bool) -> impl IntoView {
    if merges.is_empty() {
        return ().into_any();
    }
    let rows = merges
        .into_iter()
        .map(|merge| {
            let state = match merge.undone_at {
                Some(at) => view! { "Undone "<Moment at/> }.into_any(),
                None if may_undo => {
                    let spoken = format!(" of patient {}", merge.merged);
                    let href = paths::undo_merge(number, merge.id);
                    view! { <a href=href>"Undo"<span class="usa-sr-only">{spoken}</span></a> }.into_any()
                }
                None => "In force".into_any(),
            };
            view! {
                <tr>
                    <th scope="row"><a href=paths::patient(merge.merged)>{merge.merged.to_string()}</a></th>
                    <td>{merge.name}</td>
                    <td><Moment at=merge.merged_at/></td>
                    <td>{merge.merged_by}</td>
                    <td>{merge.records.to_string()}</td>
                    <td>{state}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <SectionBar heading="Merged into this patient"/>
        <DataTable id="merges" caption="Patients who were merged into this one">
            <thead>
                <tr>
                    <th scope="col">"Patient ID"</th>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Merged"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"Their records"</th>
                    <th scope="col">"Undo"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}
