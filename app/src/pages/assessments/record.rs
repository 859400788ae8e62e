//! One version of a record: what it says, section by section, and the versions before and after it.

use super::VersionTag;
use crate::api::assessments::find_assessment;
use crate::error::ApiError;
use crate::pages::submissions::FacilityText;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, CorrectRecord, DataTable, DateText, Loaded, LookOnly, Moment, Page,
    SectionBar, load, number, use_query,
};
use domain::assessments::{
    AnswerLine, AssessmentDetail, AssessmentFilter, AssessmentNumber, AssessmentState, ItemChange,
    SectionLink, VersionLine,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct AssessmentPage;

#[lazy_route]
impl LazyRoute for AssessmentPage {
    fn data() -> Self {
        Self
    }

    fn view(AssessmentPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let number = params.with(|params| params.get("number")?.parse::<i64>().ok());
            let section = query.with(|query| query.get("section").map(str::to_owned));
            (number, section)
        };
        let found = load(asked, async |(number, section)| match number {
            Some(number) => find_assessment(AssessmentNumber(number), section).await,
            None => Err(ApiError::NotFound),
        });
        view! { <Loaded resource=found let:found><Assessment found/></Loaded> }.into_any()
    }
}

#[component]
fn Assessment(found: AssessmentDetail) -> impl IntoView {
    let line = found.line.clone();
    let (own, versions) = (line.number, found.versions.clone());
    let standing = match line.state {
        AssessmentState::Current => None,
        AssessmentState::Replaced => Some("A modification has taken the place of this version."),
        AssessmentState::Inactivated => Some("This record was taken back. It counts no more."),
        AssessmentState::Inactivation => {
            Some("This version took the record back. It says nothing of the patient's condition.")
        }
    };
    let read_only = found.read_only;
    let acts = found.may_correct.then(|| {
        view! { <LookOnly read_only><CorrectRecord number=own/></LookOnly> }
    });
    let title = format!("Assessment {own}");
    view! {
        <Page heading=title>
            {standing.map(|words| view! { <Alert kind=AlertKind::Info>{words}</Alert> })}
            <Facts found=found.clone()/>
            {acts}
            <SectionBar heading="Versions"/>
            <Versions own versions/>
            <SectionBar heading="What the record says"/>
            <Said found/>
            <p><a href=paths::assessments(&AssessmentFilter::default())>"All assessments"</a></p>
        </Page>
    }
}

#[component]
fn Facts(found: AssessmentDetail) -> impl IntoView {
    let line = found.line;
    let profile = paths::patient(line.patient);
    let patient = format!("{} ({})", line.patient_name, line.patient);
    let masked = found.is_masked.then(|| {
        view! {
            <p class="usa-hint">
                "Social Security, Medicare and Medicaid numbers are masked here. The patient's profile shows them, here too, to whoever says why."
            </p>
        }
    });
    view! {
        <dl class="q-facts">
            <dt>"Patient"</dt><dd><a class="usa-link" href=profile>{patient}</a></dd>
            <dt>"Facility"</dt><dd><FacilityText facility=Some(line.facility)/></dd>
            <dt>"Instrument"</dt><dd>{format!("{} {}", line.instrument, found.specification)}</dd>
            <dt>"Reason"</dt><dd>{line.reasons}</dd>
            <dt>"Item subset"</dt><dd>{found.subset}</dd>
            <dt>"Target date"</dt><dd><DateText date=line.target/></dd>
            {found.completed_on.map(|date| view! { <dt>"Complete on"</dt><dd><DateText date/></dd> })}
            <dt>"State"</dt><dd><VersionTag state=line.state/></dd>
            <dt>"Accepted"</dt><dd><Moment at=line.accepted_at/></dd>
        </dl>
        {masked}
    }
}

#[component]
fn Versions(own: AssessmentNumber, versions: Vec<VersionLine>) -> impl IntoView {
    let rows = versions
        .into_iter()
        .map(|version| view! { <VersionRow own version/> })
        .collect_view();
    view! {
        <DataTable id="versions" caption="Versions of this record, the latest first">
            <thead>
                <tr>
                    <th scope="col">"Assessment ID"</th>
                    <th scope="col">"What it is"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Accepted"</th>
                    <th scope="col" class="q-number">"Warnings"</th>
                    <th scope="col">"Brought by"</th>
                    <th scope="col">"What changed"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn VersionRow(own: AssessmentNumber, version: VersionLine) -> impl IntoView {
    let id = version.number.to_string();
    let id = if version.number == own {
        view! { <span aria-current="page">{id}</span> }.into_any()
    } else {
        view! { <a class="usa-link" href=paths::assessment(version.number)>{id}</a> }.into_any()
    };
    let kind = match version.correction {
        0 => version.transaction.title().to_owned(),
        correction => format!("{}, correction {correction}", version.transaction.title()),
    };
    let brought = version.brought_by.map(|(submission, ordinal, file)| {
        view! {
            <a class="usa-link" href=paths::submission(submission)>{format!("Submission {submission}")}</a>
            ": "
            <a class="usa-link" href=paths::report(submission, ordinal)>
                {file}<span class="usa-sr-only">{format!(": report of submission {submission}")}</span>
            </a>
        }
    });
    let changes =
        (!version.changes.is_empty()).then(|| view! { <Changes changes=version.changes/> });
    view! {
        <tr>
            <th scope="row">{id}</th>
            <td>{kind}</td>
            <td><VersionTag state=version.state/></td>
            <td><Moment at=version.accepted_at/></td>
            <td class="q-number">{number(version.warnings)}</td>
            <td class="q-long">{brought}</td>
            <td class="q-long">{changes}</td>
        </tr>
    }
}

#[component]
fn Changes(changes: Vec<ItemChange>) -> impl IntoView {
    let said = |value: String| {
        if value.is_empty() {
            "nothing".to_owned()
        } else {
            value
        }
    };
    let items = changes
        .into_iter()
        .map(|change| {
            let words = format!(
                " {}: {} instead of {}",
                change.name,
                said(change.after),
                said(change.before)
            );
            view! { <li><strong>{change.item}</strong>{words}</li> }
        })
        .collect_view();
    view! { <ul class="usa-list usa-list--unstyled">{items}</ul> }
}

/// A section of the answers, with links to the others.
#[component]
fn Said(found: AssessmentDetail) -> impl IntoView {
    let own = found.line.number;
    let shown = found.section.clone();
    let is_all = shown.is_none();
    let total: i64 = found.sections.iter().map(|section| section.items).sum();
    let links = found
        .sections
        .iter()
        .map(|section: &SectionLink| {
            let here = (shown.as_deref() == Some(section.code.as_str())).then_some("page");
            let title = format!("{} ({})", section.title, number(section.items));
            let href = paths::assessment_section(own, &section.code);
            view! { <li><a href=href aria-current=here>{title}</a></li> }
        })
        .collect_view();
    let here = found
        .sections
        .iter()
        .find(|section| Some(&section.code) == found.section.as_ref());
    let caption = here.map_or_else(|| "All sections".to_owned(), |one| one.title.clone());
    let rows = found
        .answers
        .into_iter()
        .map(|answer| view! { <AnswerRow answer/> })
        .collect_view();
    view! {
        {(!found.is_explained).then(|| view! {
            <Alert kind=AlertKind::Info>
                "The rules of this version are not held here, so items stand without their names and meanings."
            </Alert>
        })}
        <nav aria-label="Sections of the record">
            <ul class="q-switch">
                {links}
                <li>
                    <a href=paths::assessment_section(own, "all") aria-current=is_all.then_some("page")>
                        {format!("All sections ({})", number(total))}
                    </a>
                </li>
            </ul>
        </nav>
        <DataTable id="answers" caption>
            <thead>
                <tr>
                    <th scope="col">"Item"</th>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Value"</th>
                    <th scope="col">"Meaning"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn AnswerRow(answer: AnswerLine) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{answer.item}</th>
            <td class="q-long">{answer.name}</td>
            <td>{answer.value}</td>
            <td class="q-long">{answer.words}</td>
        </tr>
    }
}
