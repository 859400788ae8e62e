//! Who has submitted staffing hours for a quarter: totals of each facility, no files, no employees.

use crate::api::staffing::list_status;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{
    Choice, ChoiceWord, CsvLink, DataTable, FilterForm, LeftOut, Loaded, Moment, Page, Pagination,
    RegionField, ResultCount, SelectField, SortHeader, StatCard, StatCards, StateField, Tag, Tone,
    load, number, use_query,
};
use crate::view::staffing::StatusView;
use domain::listing::{Listed as _, PageRequest, Sorted as _};
use domain::staffing::{
    FiscalQuarter, StatusCounts, StatusFilter, StatusLine, StatusSort, SubmissionStatus,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

type Found = (StatusFilter, StatusView);

pub struct StatusPage;

#[lazy_route]
impl LazyRoute for StatusPage {
    fn data() -> Self {
        Self
    }

    fn view(StatusPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(StatusFilter::from_query);
        let found = load(filter, async |filter| {
            list_status(filter.clone()).await.map(|view| (filter, view))
        });
        view! { <Loaded resource=found let:found><Status found/></Loaded> }.into_any()
    }
}

#[component]
fn Status(found: Found) -> impl IntoView {
    let (filter, StatusView { list, quarters }) = found;
    // The addresses on this page name the quarter that it shows, also when that was its own choice.
    let filter = StatusFilter {
        quarter: Some(list.quarter),
        ..filter
    };
    let (total, request) = (list.lines.total, list.lines.request);
    let paged = filter.clone();
    let header = |column: StatusSort| {
        let (sorted, by_column) = filter.sorted_by(column);
        let numeric = column == StatusSort::Hours;
        view! { <SortHeader label=column.title() href=paths::staffing_status(&by_column) sorted numeric/> }
    };
    let [by_facility, by_ccn, by_state, by_status, by_hours] = StatusSort::ALL.map(header);
    let rows = list
        .lines
        .rows
        .into_iter()
        .map(|line| view! { <StatusRow line/> })
        .collect_view();
    view! {
        <Page heading="Staffing Submission Status">
            <HonestNote/>
            <StatusFilterForm filter=filter.clone() quarters/>
            <Counts filter=filter.clone() counts=list.counts/>
            <div>
                <ResultCount total request noun="facilities"/>
                {(total > 0).then(|| view! {
                    <CsvLink href=paths::staffing_status_csv(&filter) total most=StatusFilter::EXPORT_ROWS/>
                })}
            </div>
            {(total > 0).then(|| view! {
                <DataTable id="who-has-submitted" caption=format!("Nursing homes, {}", list.quarter)>
                    <thead>
                        <tr>
                            {by_facility}
                            {by_ccn}
                            {by_state}
                            {by_status}
                            <th scope="col">"Accepted"</th>
                            <th scope="col" class="q-number">"Employees"</th>
                            {by_hours}
                            <th scope="col" class="q-number">"Days without a registered nurse"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                <Pagination
                    total
                    request
                    label="Facilities"
                    href=move |page: PageRequest| paths::staffing_status(&StatusFilter { page, ..paged.clone() })
                />
            })}
        </Page>
    }
}

const FIELDS: [(&str, &str); 4] = [
    ("quarter", "Quarter"),
    ("state", "State"),
    ("region", "CMS region"),
    ("status", "Status"),
];
const CHOICES: [ChoiceWord; 1] = [("sort", "Sorted by", |word| {
    StatusSort::from_key(word).is_some()
})];

#[component]
fn StatusFilterForm(filter: StatusFilter, quarters: Vec<FiscalQuarter>) -> impl IntoView {
    let quarters = quarters
        .into_iter()
        .map(|quarter| Choice::new(quarter.key(), quarter.to_string()));
    let statuses = SubmissionStatus::ALL.map(|status| Choice::new(status.key(), status.title()));
    view! {
        <FilterForm action=paths::STAFFING_STATUS label="Filter facilities" keep=filter.beside_the_form()>
            <SelectField
                name="quarter"
                label="Quarter"
                choices=quarters.collect()
                value=filter.quarter.map(FiscalQuarter::key).unwrap_or_default()
            />
            <StateField value=filter.state/>
            <RegionField value=filter.region/>
            <SelectField
                name="status"
                label="Status"
                any="All"
                choices=statuses.to_vec()
                value=filter.status.map(SubmissionStatus::key).unwrap_or_default()
            />
        </FilterForm>
        <LeftOut read=|query| StatusFilter::from_query(query).to_query() fields=&FIELDS choices=&CHOICES/>
    }
}

#[component]
fn Counts(filter: StatusFilter, counts: StatusCounts) -> impl IntoView {
    let card = |status: SubmissionStatus| {
        let value = match status {
            SubmissionStatus::Accepted => counts.accepted,
            SubmissionStatus::RejectedOnly => counts.rejected_only,
            SubmissionStatus::Missing => counts.missing,
        };
        let of_status = StatusFilter {
            status: Some(status),
            ..filter.at_first_page()
        };
        view! { <StatCard label=status.title() value href=paths::staffing_status(&of_status)/> }
    };
    let cards = SubmissionStatus::ALL.map(card);
    view! { <StatCards>{cards}</StatCards> }
}

#[component]
fn StatusRow(line: StatusLine) -> impl IntoView {
    let tone = match line.status {
        SubmissionStatus::Accepted => Tone::Good,
        SubmissionStatus::RejectedOnly => Tone::Bad,
        SubmissionStatus::Missing => Tone::Caution,
    };
    let figures = line.figures;
    let ccn = line.facility.ccn.map(String::from).unwrap_or_default();
    let profile = paths::provider(&ccn);
    view! {
        <tr>
            <th scope="row"><a class="usa-link" href=profile>{line.facility.name}</a></th>
            <td>{ccn}</td>
            <td>{line.state.as_str()}</td>
            <td><Tag tone text=line.status.title()/></td>
            <td>{line.accepted_at.map(|at| view! { <Moment at/> })}</td>
            <td class="q-number">{figures.map(|figures| number(figures.employees))}</td>
            <td class="q-number">{figures.map(|figures| figures.hours.grouped())}</td>
            <td class="q-number">{figures.map(|figures| number(figures.days_without_rn))}</td>
        </tr>
    }
}
