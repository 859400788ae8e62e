//! When the Help Desk viewed as a role, for the officials of the organizations, and for whoever oversees it.

use super::viewing::ended;
use crate::api::audit::list_viewings;
use crate::paths;
use crate::ui::{
    self, DataTable, FilterChip, FilterChips, FilterForm, LeftOut, Loaded, Moment, Page,
    Pagination, ResultCount, TextField, load, number, use_query,
};
use domain::listing::{Page as ListPage, PageRequest};
use domain::support::{ViewingFilter, ViewingLine};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// What was asked for, and what was found.
type Found = (ViewingFilter, ListPage<ViewingLine>);

pub struct ViewingsPage;

#[lazy_route]
impl LazyRoute for ViewingsPage {
    fn data() -> Self {
        Self
    }

    fn view(ViewingsPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(ViewingFilter::from_query);
        let found = load(filter, async |filter| {
            list_viewings(filter).await.map(|list| (filter, list))
        });
        view! {
            <Loaded resource=found let:found>
                <Viewings found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Viewings(found: Found) -> impl IntoView {
    let (filter, list) = found;
    let (total, request) = (list.total, list.request);
    let day = |day: Option<Date>| day.map(display_date).unwrap_or_default();
    let rows = list
        .rows
        .into_iter()
        .map(|viewing| view! { <ViewingRow viewing/> })
        .collect_view();
    view! {
        <Page heading="Help Desk Viewings">
            <p>
                "When the Help Desk looked at pages as a role of an organization, the newest first: security officials read of the
                organizations that they decide for, auditors and Production Control of all. The Help Desk cannot change anything
                while it looks. That you look at this is recorded, too."
            </p>
            <FilterForm action=paths::VIEWINGS label="Filter viewings">
                <TextField name="from" label="From" hint="MM/DD/YYYY" value=day(filter.from)/>
                <TextField name="to" label="Until" hint="MM/DD/YYYY" value=day(filter.to)/>
            </FilterForm>
            <LeftOut
                read=|query| ViewingFilter::from_query(query).to_query()
                fields=&[("from", "From"), ("to", "Until")]
            />
            <FilterChips chips=chips(filter)/>
            <ResultCount total request noun="viewings"/>
            {(total > 0).then(|| view! {
                <DataTable id="viewings" caption="Viewings, the newest first">
                    <thead>
                        <tr>
                            <th scope="col">"Begun"</th>
                            <th scope="col">"Ended"</th>
                            <th scope="col">"As"</th>
                            <th scope="col">"Organization"</th>
                            <th scope="col">"Who"</th>
                            <th scope="col">"Ticket"</th>
                            <th scope="col">"Reason"</th>
                            <th scope="col" class="q-number">"Pages"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <Pagination
                total
                request
                label="Viewings"
                href=move |page: PageRequest| paths::viewings(ViewingFilter { page, ..filter })
            />
        </Page>
    }
}

fn chips(filter: ViewingFilter) -> Vec<FilterChip> {
    let day =
        |day: Option<Date>, before: &str| day.map(|day| format!("{before}: {}", display_date(day)));
    ui::chips(
        &filter,
        [
            (day(filter.from, "From"), |filter| filter.from = None),
            (day(filter.to, "Until"), |filter| filter.to = None),
        ],
        |filter| paths::viewings(*filter),
    )
}

#[component]
fn ViewingRow(viewing: ViewingLine) -> impl IntoView {
    let spoken = format!(", as {}, {}", viewing.role, viewing.place);
    view! {
        <tr>
            <th scope="row">
                <a href=paths::viewing(viewing.id, None)>
                    <Moment at=viewing.begun_at/>
                    <span class="usa-sr-only">{spoken}</span>
                </a>
            </th>
            <td>{ended(viewing.ended)}</td>
            <td>{viewing.role}</td>
            <td>{viewing.place}</td>
            <td>{viewing.viewer}</td>
            <td>{viewing.ticket.to_string()}</td>
            <td>{viewing.reason}</td>
            <td class="q-number">{number(viewing.pages)}</td>
        </tr>
    }
}
