//! The list of cases: searched, filtered, sorted, paged, all in its address.

use super::{Amount, StateTag, filter::CaseFilterForm};
use crate::api::penalties::list_cases;
use crate::paths;
use crate::ui::{
    CsvLink, DataTable, DateText, Loaded, Page, Pagination, ResultCount, SortHeader, load,
    use_query,
};
use domain::listing::{PageRequest, Sorted as _};
use domain::penalties::{CaseFilter, CaseLine, CaseSort, CaseTab, Cases};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// What was asked for, and what was found.
type Found = (CaseFilter, Cases);

pub struct CaseListPage;

#[lazy_route]
impl LazyRoute for CaseListPage {
    fn data() -> Self {
        Self
    }

    fn view(CaseListPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(CaseFilter::from_query);
        let found = load(filter, async |filter| {
            list_cases(filter.clone())
                .await
                .map(|cases| (filter, cases))
        });
        view! {
            <Loaded resource=found let:found>
                <CaseList found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn CaseList(found: Found) -> impl IntoView {
    let (filter, cases) = found;
    let (page, balance) = (cases.lines, cases.balance);
    let (total, request) = (page.total, page.request);
    let paged = filter.clone();
    // State agencies see cases and no payments.
    let has_balance = balance.is_some();
    let sum = balance.filter(|_| total > 0).map(|amount| {
        view! { <p>"Balance of all of them: "<strong><Amount amount/></strong></p> }
    });
    let headers = CaseSort::ALL
        .into_iter()
        .filter(|column| has_balance || *column != CaseSort::Balance)
        .map(|column| {
            let (sorted, by_column) = filter.sorted_by(column);
            let href = paths::penalties(&by_column);
            view! { <SortHeader label=column.title() href sorted numeric=column.is_amount()/> }
        })
        .collect_view();
    let rows = page
        .rows
        .into_iter()
        .map(|line| view! { <CaseRow line/> })
        .collect_view();
    view! {
        <Page heading="Penalty Cases">
            <CaseFilterForm filter=filter.clone()/>
            <div>
                <ResultCount total request noun="cases"/>
                {sum}
                {(total > 0).then(|| view! { <CsvLink href=paths::penalties_csv(&filter) total most=CaseFilter::EXPORT_ROWS/> })}
            </div>
            {(total > 0).then(|| view! {
                <DataTable id="cases" caption="Cases of civil money penalties">
                    <thead><tr>{headers}</tr></thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                <Pagination
                    total
                    request
                    label="Penalty cases"
                    href=move |page: PageRequest| paths::penalties(&CaseFilter { page, ..paged.clone() })
                />
            })}
            {(total == 0).then(|| view! {
                <p>"Cases come from CMS's public file of penalties: an operator imports it. Take filters away to see more."</p>
            })}
        </Page>
    }
}

#[component]
fn CaseRow(line: CaseLine) -> impl IntoView {
    let case = paths::penalty(&line.number, CaseTab::Summary);
    let balance = line
        .balance
        .map(|amount| view! { <td class="q-number"><Amount amount/></td> });
    view! {
        <tr>
            <th scope="row"><a href=case>{line.number.to_string()}</a></th>
            <td>{line.provider}</td>
            <td>{line.ccn.map(String::from)}</td>
            <td>{line.place.as_str()}</td>
            <td><StateTag state=line.state/></td>
            <td><DateText date=line.notice_on/></td>
            <td>{line.due_on.map(|date| view! { <DateText date/> })}</td>
            <td class="q-number"><Amount amount=line.net/></td>
            {balance}
        </tr>
    }
}
