//! The Final Validation Report of one file: header, counts, messages by edit in pages of 100, or of 1,000 to be printed.

use super::{Changes, FacilityText, StateTag, assessment_id};
use crate::api::submissions::find_report;
use crate::error::ApiError;
use crate::layout::{HonestNote, shows_submission};
use crate::pages::assessments::named;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, DataTable, DateText, Loaded, Moment, Page, Pagination, ResultCount,
    SectionBar, load, number, use_query,
};
use domain::assessments::reasons_in_words;
use domain::listing::{PRINT_SIZE, PageRequest, Query};
use domain::submissions::{
    EditCount, Message, OfficialText, Report, SentRecord, SubmissionKind, SubmissionNumber,
    SubmissionState,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

/// Messages on a page.
const SIZES: [u32; 2] = [100, PRINT_SIZE];

pub struct ReportPage;

#[lazy_route]
impl LazyRoute for ReportPage {
    fn data() -> Self {
        Self
    }

    fn view(ReportPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let number = |name| params.with(|params| params.get(name)?.parse::<i64>().ok());
            let edit = query.with(|query| query.get("edit").map(str::to_owned));
            let page = query.with(Query::page);
            (number("number"), number("ordinal"), edit, page)
        };
        let report = load(asked, async |(number, ordinal, edit, page)| {
            let ordinal = ordinal.and_then(|ordinal| i32::try_from(ordinal).ok());
            match (number, ordinal) {
                (Some(number), Some(ordinal)) => {
                    let size = SIZES.into_iter().find(|size| *size == page.size);
                    let page = PageRequest::new(page.page, size.unwrap_or(SIZES[0]));
                    find_report(SubmissionNumber(number), ordinal, edit, page).await
                }
                _ => Err(ApiError::NotFound),
            }
        });
        view! { <Loaded resource=report let:report><ReportView report/></Loaded> }.into_any()
    }
}

#[component]
fn ReportView(report: Report) -> impl IntoView {
    let (number, ordinal) = (report.number, report.file.ordinal);
    let decided = report.file.state.is_decided();
    shows_submission(report.kind);
    view! {
        <Page heading="Final Validation Report">
            <HonestNote/>
            <Header report=report.clone()/>
            {(!decided).then(|| view! {
                <Alert kind=AlertKind::Info>
                    "This file is still being checked. "
                    <a class="usa-link" href=paths::submission(number)>"See how far it is"</a>
                </Alert>
            })}
            {decided.then(|| view! {
                <p class="q-downloads">
                    <a class="usa-link q-download" rel="external" href=paths::report_csv(number, ordinal)>"Download CSV"</a>
                    <a class="usa-link q-download" rel="external" href=paths::report_json(number, ordinal)>"Download JSON"</a>
                </p>
                {match report.kind {
                    SubmissionKind::Staffing => view! { <Outcome report=report.clone()/> }.into_any(),
                    SubmissionKind::Assessments => view! { <RecordOutcome report=report.clone()/> }.into_any(),
                }}
                <Edits number ordinal edits=report.edits.clone() edit=report.edit.clone()/>
                <Messages report/>
            })}
        </Page>
    }
}

#[component]
fn Header(report: Report) -> impl IntoView {
    let sender = format!("{} ({})", report.sender_name, report.sender);
    let facility = [report.state_code, report.facility_id]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    view! {
        <SectionBar heading="File"/>
        <dl class="q-facts">
            <dt>"Submission ID"</dt>
            <dd><a class="usa-link" href=paths::submission(report.number)>{report.number.to_string()}</a></dd>
            <dt>"File name"</dt><dd>{report.file.name}</dd>
            <dt>"Received"</dt><dd><Moment at=report.received_at/></dd>
            {report.finished_at.map(|at| view! { <dt>"Checked"</dt><dd><Moment at/></dd> })}
            <dt>"Sender"</dt><dd>{sender}</dd>
            <dt>"State and Facility ID in the file"</dt><dd>{facility}</dd>
            <dt>"Facility"</dt><dd><FacilityText facility=report.file.facility/></dd>
            {report.file.quarter.map(|quarter| view! { <dt>"Quarter"</dt><dd>{quarter.to_string()}</dd> })}
            {report.process_type.map(|kind| view! { <dt>"Process type"</dt><dd>{kind.as_str()}</dd> })}
            {report.file.on_time.map(|on_time| view! {
                <dt>"Deadline"</dt><dd>{if on_time { "On time" } else { "Late" }}</dd>
            })}
            <dt>"State"</dt><dd><StateTag state=report.file.state/></dd>
        </dl>
    }
}

/// What was processed, and what was not.
#[component]
fn Outcome(report: Report) -> impl IntoView {
    let left_out = report.entries_left_out;
    let words = match report.file.state {
        SubmissionState::Rejected => "This file was rejected. Nothing of it was stored.".to_owned(),
        _ if left_out > 0 => format!(
            "This file was accepted, but {} hour entries were not processed; the messages below say which and why.",
            number(left_out)
        ),
        _ => "This file was accepted.".to_owned(),
    };
    view! {
        <SectionBar heading="Counts"/>
        <p>{words}</p>
        <dl class="q-facts">
            <dt>"Employees listed"</dt><dd>{number(report.employees)}</dd>
            <dt>"Hour entries read"</dt><dd>{number(report.entries)}</dd>
            <dt>"Hour entries left out"</dt><dd>{number(left_out)}</dd>
            <dt>"Hours"</dt><dd>{report.hours.grouped()}</dd>
            <dt>"Fatal problems"</dt><dd>{number(report.file.fatal)}</dd>
            <dt>"Warnings"</dt><dd>{number(report.file.warnings)}</dd>
        </dl>
        <Changes files=vec![report.file]/>
    }
}

/// What the record says of itself, and what became of it.
#[component]
fn RecordOutcome(report: Report) -> impl IntoView {
    let is_record = report.is_record();
    let record = report.record.filter(|_| is_record);
    let assessment = record.as_ref().and_then(|record| record.assessment);
    let is_test = record.as_ref().is_some_and(|record| record.is_test);
    let words = match (report.file.state, assessment) {
        (SubmissionState::Rejected, _) if !is_record => {
            "This file was rejected: it is not a record of an assessment that can be read. It counts as no record."
        }
        (SubmissionState::Rejected, _) => "This record was rejected. Nothing of it was stored.",
        (_, Some(_)) => "This record was accepted.",
        (_, None) if is_test => "This test record was checked. Nothing of it was kept.",
        (_, None) => "This record was checked.",
    };
    let heading = if is_record { "Record" } else { "Outcome" };
    let checked = record.as_ref().and_then(|record| record.rules.clone());
    let checked = checked.map(|(rules, edits)| {
        format!(
            "It was checked with {} edits of {rules}, and against what is stored. CMS may find more.",
            number(edits.into())
        )
    });
    view! {
        <SectionBar heading=heading/>
        <p>{words}</p>
        {checked.map(|words| view! { <p>{words}</p> })}
        {record.map(|record| view! { <RecordFacts record/> })}
        <dl class="q-facts">
            <dt>"Fatal problems"</dt><dd>{number(report.file.fatal)}</dd>
            <dt>"Warnings"</dt><dd>{number(report.file.warnings)}</dd>
        </dl>
    }
}

#[component]
fn RecordFacts(record: SentRecord) -> impl IntoView {
    let fact = |name: &'static str, said: Option<String>| {
        said.map(|said| view! { <dt>{name}</dt><dd>{said}</dd> })
    };
    let instrument = record.instrument.as_deref().unwrap_or_default();
    let reasons = record
        .reasons
        .map(|codes| match reasons_in_words(instrument, &codes) {
            words if words == codes => codes,
            words => format!("{words} ({codes})"),
        });
    let assessment = record
        .assessment
        .map(|number| assessment_id(number, record.may_open));
    let patient = Some(record.patient).filter(|name| !name.is_empty());
    let patient = patient.map(|name| named(&name, &record.patient_birth));
    view! {
        <dl class="q-facts">
            {fact("Instrument", record.instrument.clone())}
            {fact("Specification", record.specification)}
            {fact("Transaction", record.transaction.map(|one| one.title().to_owned()))}
            {fact("Item subset", record.subset)}
            {fact("Reason for assessment", reasons)}
            {record.target.map(|date| view! { <dt>"Target date"</dt><dd><DateText date/></dd> })}
            {fact("Patient", patient)}
            {fact("Document", record.document)}
            {assessment.map(|shown| view! { <dt>"Assessment ID"</dt><dd>{shown}</dd> })}
        </dl>
    }
}

#[component]
fn Edits(
    number: SubmissionNumber,
    ordinal: i32,
    edits: Vec<EditCount>,
    edit: Option<String>,
) -> impl IntoView {
    if edits.is_empty() {
        return view! { <p>"No problem was found."</p> }.into_any();
    }
    let row = |count: EditCount| {
        let here = edit.as_deref() == Some(&count.edit);
        let href = of_edit(number, ordinal, Some(&count.edit));
        view! {
            <tr>
                <th scope="row">
                    <a class="usa-link" href=href aria-current=here.then_some("true")>{count.edit}</a>
                </th>
                <td>{count.severity.title()}</td>
                <td class="q-number">{crate::ui::number(count.occurrences)}</td>
            </tr>
        }
    };
    let rows = edits.into_iter().map(row).collect_view();
    view! {
        <DataTable id="edits" caption="Problems by edit">
            <thead>
                <tr>
                    <th scope="col">"Edit"</th>
                    <th scope="col">"Severity"</th>
                    <th scope="col" class="q-number">"Messages"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        {edit.is_some().then(|| view! {
            <p><a class="usa-link" href=of_edit(number, ordinal, None)>"Show the messages of all edits"</a></p>
        })}
    }
    .into_any()
}

fn of_edit(number: SubmissionNumber, ordinal: i32, edit: Option<&str>) -> String {
    Query::default()
        .with("edit", edit)
        .after(&paths::report(number, ordinal))
}

#[component]
fn Messages(report: Report) -> impl IntoView {
    let (number, ordinal, edit) = (report.number, report.file.ordinal, report.edit);
    let (total, request) = (report.messages.total, report.messages.request);
    let heading = edit.as_ref().map_or_else(
        || "Messages".to_owned(),
        |edit| format!("Messages of edit {edit}"),
    );
    let rows = report
        .messages
        .rows
        .into_iter()
        .map(|message| {
            let mut texts = report.official.iter();
            let official = texts.find(|text| text.edit == message.edit).cloned();
            view! { <MessageRow message official/> }
        })
        .collect_view();
    let page_of = move |page: PageRequest| {
        let query = Query::default()
            .with("edit", edit.as_deref())
            .with_page(page);
        query.after(&paths::report(number, ordinal))
    };
    (total > 0).then(|| {
        view! {
            <SectionBar heading=heading/>
            <ResultCount total request noun="messages"/>
            <DataTable id="messages" caption="Messages, in the order of the file">
                <thead>
                    <tr>
                        <th scope="col" class="q-number">"No."</th>
                        <th scope="col">"Edit"</th>
                        <th scope="col">"What is wrong, and what to change"</th>
                        <th scope="col">"Item and value"</th>
                        <th scope="col">"Where"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            <Pagination total request label="Messages" href=page_of sizes=&SIZES/>
        }
    })
}

#[component]
fn MessageRow(message: Message, official: Option<OfficialText>) -> impl IntoView {
    let line = message
        .line
        .map(|line| view! { <div>"Line "{number(line)}</div> });
    let employee = message
        .employee
        .map(|employee| view! { <div>"Employee "{employee}</div> });
    let date = message
        .date
        .map(|date| view! { <div><DateText date/></div> });
    let path = message
        .path
        .map(|path| view! { <div class="q-path">{path}</div> });
    let value = message
        .value
        .map(|value| view! { <div>"Sent: "<span class="q-code">{value}</span></div> });
    let allowed = message
        .allowed
        .map(|allowed| view! { <div>"Allowed: "{allowed}</div> });
    view! {
        <tr>
            <td class="q-number">{message.ordinal}</td>
            <th scope="row">{message.edit}<div>{message.severity.title()}</div></th>
            <td><div>{message.text}</div><div>{message.fix}</div>{official.map(|text| view! { <Official text/> })}</td>
            <td><div class="q-code">{message.item}</div>{path}{value}{allowed}</td>
            <td>{line}{employee}{date}</td>
        </tr>
    }
}

/// What CMS itself says about the edit.
#[component]
fn Official(text: OfficialText) -> impl IntoView {
    let sentences = text
        .text
        .lines()
        .map(|line| view! { <p>{line.to_owned()}</p> })
        .collect_view();
    view! {
        <details>
            <summary>"Official text"<span class="usa-sr-only">{format!(" of edit {}", text.edit)}</span></summary>
            {sentences}
            <p>{format!("Data specifications {}.", text.version)}</p>
        </details>
    }
}
