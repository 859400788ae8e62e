//! The list of providers: searched, filtered, sorted, paged, all in its address.

use super::{StatusTag, filter::ProviderFilterForm};
use crate::api::providers::list_providers;
use crate::paths;
use crate::ui::{
    CsvLink, DataTable, DateText, Loaded, Page, Pagination, ResultCount, SortHeader, load,
    use_query,
};
use crate::view::providers::ProvidersView;
use domain::listing::{PageRequest, Sorted as _};
use domain::providers::{ProviderFilter, ProviderLine, ProviderSort};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// What was asked for, and what was found.
type Found = (ProviderFilter, ProvidersView);

pub struct ProviderListPage;

#[lazy_route]
impl LazyRoute for ProviderListPage {
    fn data() -> Self {
        Self
    }

    fn view(ProviderListPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(ProviderFilter::from_query);
        let found = load(filter, async |filter| {
            list_providers(filter.clone())
                .await
                .map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <ProviderList found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn ProviderList(found: Found) -> impl IntoView {
    let (filter, found) = found;
    let (page, identity_only) = (found.providers, found.identity_only);
    let (total, request) = (page.total, page.request);
    let paged = filter.clone();
    let is_shown = move |column: &ProviderSort| {
        let more = matches!(column, ProviderSort::FacilityId | ProviderSort::Certified);
        !(identity_only && more)
    };
    let headers = ProviderSort::ALL
        .into_iter()
        .filter(is_shown)
        .map(|column| {
            let (sorted, by_column) = filter.sorted_by(column);
            view! { <SortHeader label=column.title() href=paths::providers(&by_column) sorted/> }
        })
        .collect_view();
    let rows = page
        .rows
        .into_iter()
        .map(|line| view! { <ProviderRow line identity_only/> })
        .collect_view();
    view! {
        <Page heading="Providers">
            <ProviderFilterForm filter=filter.clone() identity_only/>
            <div>
                <ResultCount total request noun="providers"/>
                {(total > 0).then(|| view! { <CsvLink href=paths::providers_csv(&filter) total most=ProviderFilter::EXPORT_ROWS/> })}
            </div>
            {(total > 0).then(|| view! {
                <DataTable id="providers" caption="Providers">
                    <thead>
                        <tr>
                            {headers}
                            {(!identity_only).then(|| view! { <th scope="col">"Status"</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                <Pagination
                    total
                    request
                    label="Providers"
                    href=move |page: PageRequest| paths::providers(&ProviderFilter { page, ..paged.clone() })
                />
            })}
        </Page>
    }
}

#[component]
fn ProviderRow(line: ProviderLine, identity_only: bool) -> impl IntoView {
    let profile = paths::provider(&line.slug());
    view! {
        <tr>
            <th scope="row"><a href=profile>{line.name}</a></th>
            <td>{line.kind.name()}</td>
            <td>{line.ccn.map(String::from)}</td>
            {(!identity_only).then(|| view! { <td>{line.facility_id.map(String::from)}</td> })}
            <td>{line.city}</td>
            <td>{line.state.as_str()}</td>
            {(!identity_only).then(|| view! {
                <td>{line.certified_on.map(|date| view! { <DateText date/> })}</td>
                <td>{line.status.map(|status| view! { <StatusTag status/> })}</td>
            })}
        </tr>
    }
}
