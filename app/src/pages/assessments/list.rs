//! The stored versions of records: filtered, sorted and paged in the address, in which no name stands.

use super::filter::{AssessmentFilterForm, chips};
use super::{VersionTag, named};
use crate::api::assessments::list_assessments;
use crate::pages::people_search::PeopleSearch;
use crate::pages::submissions::FacilityText;
use crate::paths;
use crate::ui::{
    CsvLink, DataTable, DateText, FilterChips, Loaded, Moment, Page, Pagination, ResultCount,
    SortHeader, load, use_query,
};
use domain::access::PeopleList;
use domain::assessments::{AssessmentFilter, AssessmentLine, AssessmentList, AssessmentSort};
use domain::listing::{PageRequest, Sorted as _};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct AssessmentListPage;

#[lazy_route]
impl LazyRoute for AssessmentListPage {
    fn data() -> Self {
        Self
    }

    fn view(AssessmentListPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(AssessmentFilter::from_query);
        let found = load(filter, async |filter| {
            let list = list_assessments(filter.clone()).await;
            list.map(|list| (filter, list))
        });
        view! {
            <Loaded resource=found let:found>
                <Assessments filter=found.0 list=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Assessments(filter: AssessmentFilter, list: AssessmentList) -> impl IntoView {
    let AssessmentList {
        lines,
        search,
        read_only,
    } = list;
    let (total, request) = (lines.total, lines.request);
    let has_some = total.least() > 0;
    let (chips, paged) = (chips(&filter, &search), filter.clone());
    let headers = AssessmentSort::ALL
        .into_iter()
        .map(|column| {
            let (sorted, by_column) = filter.sorted_by(column);
            view! { <SortHeader label=column.title() href=paths::assessments(&by_column) sorted/> }
        })
        .collect_view();
    let rows = lines
        .rows
        .into_iter()
        .map(|line| view! { <AssessmentRow line/> })
        .collect_view();
    let csv = paths::assessments_csv(&filter);
    let find = view! {
        <PeopleSearch
            list=PeopleList::Assessments
            filter=filter.to_query()
            search
            read_only
            label="Patient's name"
        />
    };
    view! {
        <Page heading="Assessments">
            <p>
                "Records that were accepted. A modification takes the place of the version before it, which stays here as replaced;
                an inactivated record counts no more."
            </p>
            {find}
            <AssessmentFilterForm filter/>
            <FilterChips chips/>
            <div>
                <ResultCount total request noun="assessments"/>
                {has_some.then(|| view! { <CsvLink href=csv total most=AssessmentFilter::EXPORT_ROWS/> })}
            </div>
            {has_some.then(|| view! {
                <DataTable id="assessments" caption="Assessments">
                    <thead><tr>{headers}</tr></thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <Pagination
                total
                request
                label="Assessments"
                href=move |page: PageRequest| paths::assessments(&AssessmentFilter { page, ..paged.clone() })
            />
        </Page>
    }
}

#[component]
fn AssessmentRow(line: AssessmentLine) -> impl IntoView {
    let named = named(&line.patient_name, &line.patient_birth);
    let patient = format!("{named} ({})", line.patient);
    view! {
        <tr>
            <th scope="row">
                <a class="usa-link" href=paths::assessment(line.number)>{line.number.to_string()}</a>
            </th>
            <td class="q-name">{patient}</td>
            <td>{line.instrument}</td>
            <td>{line.reasons}</td>
            <td><DateText date=line.target/></td>
            <td><VersionTag state=line.state/></td>
            <td class="q-name"><FacilityText facility=Some(line.facility)/></td>
            <td><Moment at=line.accepted_at/></td>
        </tr>
    }
}
