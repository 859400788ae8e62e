//! Submission history: every file sent, filtered, sorted, paged, all in the address.

use super::history_filter::HistoryFilterForm;
use super::{FacilityText, StateTag};
use crate::api::submissions::list_submissions;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{
    CsvLink, DataTable, Loaded, Moment, Page, Pagination, ResultCount, SortHeader, counted, load,
    number, use_query,
};
use crate::view::submissions::History;
use domain::listing::{PageRequest, Sorted as _};
use domain::submissions::{SubmissionFilter, SubmissionKind, SubmissionLine, SubmissionSort};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// What was asked for, and what was found.
type Found = (SubmissionFilter, History);

pub struct HistoryPage;

#[lazy_route]
impl LazyRoute for HistoryPage {
    fn data() -> Self {
        Self
    }

    fn view(HistoryPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(SubmissionFilter::from_query);
        let found = load(filter, async |filter| {
            list_submissions(filter.clone())
                .await
                .map(|history| (filter, history))
        });
        view! { <Loaded resource=found let:found><SubmissionHistory found/></Loaded> }.into_any()
    }
}

const fn heading(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Staffing => "Submission History",
        SubmissionKind::Assessments => "Assessment Submissions",
    }
}

#[component]
fn SubmissionHistory(found: Found) -> impl IntoView {
    let (filter, History { lines, quarters }) = found;
    let (total, request) = (lines.total, lines.request);
    let has_some = total.least() > 0;
    let (paged, csv) = (filter.clone(), paths::submissions_csv(&filter));
    let header = |column: SubmissionSort| {
        let (sorted, by_column) = filter.sorted_by(column);
        let numeric = column == SubmissionSort::Problems;
        view! { <SortHeader label=column.title() href=paths::submissions(&by_column) sorted numeric/> }
    };
    let columns = SubmissionSort::ALL.map(header);
    let [
        by_number,
        by_received,
        by_facility,
        by_quarter,
        by_state,
        by_problems,
    ] = columns;
    let has_quarters = filter.kind == SubmissionKind::Staffing;
    let rows = lines
        .rows
        .into_iter()
        .map(|line| view! { <HistoryRow line has_quarters/> })
        .collect_view();
    view! {
        <Page heading=heading(filter.kind)>
            <HonestNote/>
            <HistoryFilterForm filter=filter.clone() quarters/>
            <div>
                <ResultCount total request noun="files"/>
                {has_some.then(|| view! { <CsvLink href=csv total most=SubmissionFilter::EXPORT_ROWS/> })}
                {has_some.then(|| view! { <AllReportsLink filter=filter.clone()/> })}
            </div>
            {has_some.then(|| view! {
                <DataTable id="submissions" caption="Files sent">
                    <thead>
                        <tr>
                            {by_number}
                            {by_state}
                            {by_received}
                            <th scope="col">"File"</th>
                            {by_facility}
                            {has_quarters.then_some(by_quarter)}
                            {by_problems}
                            <th scope="col">"Sender"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                <Pagination
                    total
                    request
                    label="Files sent"
                    href=move |page: PageRequest| paths::submissions(&SubmissionFilter { page, ..paged.clone() })
                />
            })}
        </Page>
    }
}

/// What a vendor reads of all clients at once.
#[component]
fn AllReportsLink(filter: SubmissionFilter) -> impl IntoView {
    let what = if filter.from.is_some() {
        "Download the reports of all files since the first day as CSV"
    } else {
        "Download the reports of all files as CSV"
    };
    // The router leaves the link to the browser, which saves the file.
    view! { " "<a class="usa-link q-download" rel="external" href=paths::all_reports(&filter)>{what}</a> }
}

#[component]
fn HistoryRow(line: SubmissionLine, has_quarters: bool) -> impl IntoView {
    let receipt = paths::submission(line.number);
    let decided = line.state.is_decided();
    let file = match line.ordinal {
        Some(ordinal) if decided => {
            let href = paths::report(line.number, ordinal);
            let whose = format!(": report of submission {}, file {ordinal}", line.number);
            view! { <a class="usa-link" href=href>{line.file_name}<span class="usa-sr-only">{whose}</span></a> }
                .into_any()
        }
        _ => line.file_name.into_any(),
    };
    let problems = decided.then(|| problems(line.fatal, line.warnings));
    view! {
        <tr>
            <th scope="row"><a class="usa-link" href=receipt>{line.number.to_string()}</a></th>
            <td><StateTag state=line.state/></td>
            <td><Moment at=line.received_at/></td>
            <td class="q-long">{file}</td>
            <td class="q-name"><FacilityText facility=line.facility/></td>
            {has_quarters.then(|| view! { <td>{line.quarter.map(|quarter| quarter.to_string())}</td> })}
            <td class="q-number">{problems}</td>
            <td>{line.sender}</td>
        </tr>
    }
}

/// `11 fatal, 1 warning`, without what there is none of.
fn problems(fatal: i64, warnings: i64) -> String {
    let fatal = (fatal > 0).then(|| format!("{} fatal", number(fatal)));
    let warnings = (warnings > 0).then(|| counted(warnings, "warning"));
    let found: Vec<String> = [fatal, warnings].into_iter().flatten().collect();
    if found.is_empty() {
        String::from("none")
    } else {
        found.join(", ")
    }
}
