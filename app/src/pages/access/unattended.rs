//! Organizations without a security official, for those who step in there.

use crate::api::access::list_unattended;
use crate::paths;
use crate::ui::{
    self, CheckBox, Choice, CsvLink, DataTable, FilterChip, FilterChips, FilterForm, LeftOut,
    Loaded, Moment, Page, Pagination, ResultCount, SelectField, StateField, TextField, load,
    number, use_query,
};
use domain::access::{RequestFilter, UnattendedFilter, UnattendedLine, UserFilter, WhyUnattended};
use domain::listing::{Page as Lines, PageRequest};
use domain::providers::StateCode;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct UnattendedPage;

#[lazy_route]
impl LazyRoute for UnattendedPage {
    fn data() -> Self {
        Self
    }

    fn view(UnattendedPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(UnattendedFilter::from_query);
        let found = load(filter, async |filter| {
            list_unattended(filter.clone())
                .await
                .map(|lines| (filter, lines))
        });
        view! {
            <Loaded resource=found let:found>
                <Unattended filter=found.0 lines=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Unattended(filter: UnattendedFilter, lines: Lines<UnattendedLine>) -> impl IntoView {
    let (total, request) = (lines.total, lines.request);
    let (chips, paged) = (chips(&filter), filter.clone());
    let csv = paths::unattended_csv(&filter);
    let rows = lines
        .rows
        .into_iter()
        .map(|line| view! { <UnattendedRow line/> })
        .collect_view();
    view! {
        <Page heading="Organizations without a security official">
            <p>
                "Roles are held or asked for there, and nobody can decide on them: you do until there is a security official again.
                Where requests wait the longest comes first. An organization leads to its people, the number of requests to those that wait
                there, and the oldest request to where it is decided."
            </p>
            <UnattendedFilterForm filter/>
            <FilterChips chips/>
            <div>
                <ResultCount total request noun="organizations"/>
                {(total > 0).then(|| view! { <CsvLink href=csv total most=UnattendedFilter::EXPORT_ROWS/> })}
            </div>
            {(total > 0).then(|| view! {
                <DataTable id="unattended" caption="Organizations without a security official">
                    <thead>
                        <tr>
                            <th scope="col">"Organization"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Why"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col">"Last security official"</th>
                            <th scope="col" class="q-number">"Roles held"</th>
                            <th scope="col" class="q-number">"Pending requests"</th>
                            <th scope="col">"Oldest request"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <Pagination
                total
                request
                label="Organizations"
                href=move |page: PageRequest| paths::unattended(&UnattendedFilter { page, ..paged.clone() })
            />
            <p><a href=paths::role_requests(&RequestFilter::default())>"Role Requests"</a></p>
        </Page>
    }
}

#[component]
fn UnattendedFilterForm(filter: UnattendedFilter) -> impl IntoView {
    let whys = WhyUnattended::ALL
        .into_iter()
        .map(|why| Choice::new(why.key(), why.title()))
        .collect();
    view! {
        <FilterForm action=paths::UNATTENDED label="Filter organizations">
            <TextField name="q" label="Provider or CCN" value=filter.search/>
            <StateField value=filter.state/>
            <SelectField
                name="why"
                label="Why"
                choices=whys
                value=filter.why.map(WhyUnattended::key).unwrap_or_default()
                any="Any reason"
            />
            <CheckBox name="waiting" label="Only where requests wait" checked=filter.waiting/>
        </FilterForm>
        <LeftOut
            read=|query| UnattendedFilter::from_query(query).to_query()
            fields=&[("state", "State"), ("why", "Why"), ("waiting", "Only where requests wait")]
        />
    }
}

fn chips(filter: &UnattendedFilter) -> Vec<FilterChip> {
    let searched = Some(filter.search.as_str()).filter(|text| !text.is_empty());
    ui::chips(
        filter,
        [
            (searched.map(|text| format!("Search: {text}")), |filter| {
                filter.search.clear();
            }),
            (
                filter.state.map(|state| format!("State: {}", state.name())),
                |filter| filter.state = None,
            ),
            (filter.why.map(|why| why.title().to_owned()), |filter| {
                filter.why = None;
            }),
            (
                filter
                    .waiting
                    .then(|| "Only where requests wait".to_owned()),
                |filter| filter.waiting = false,
            ),
        ],
        paths::unattended,
    )
}

#[component]
fn UnattendedRow(line: UnattendedLine) -> impl IntoView {
    let waiting = match line.queue() {
        Some(queue) => view! {
            <a href=paths::role_requests(&queue)>
                {number(line.requests)}
                <span class="usa-sr-only">{format!(" requests of {}", line.name)}</span>
            </a>
        }
        .into_any(),
        None => number(line.requests).into_any(),
    };
    let since = match line.since {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => "Not recorded".into_any(),
    };
    let last = match line.last {
        Some((name, user)) => {
            view! { {name}<span class="q-subject">{user.as_str().to_owned()}</span> }.into_any()
        }
        None => "Nobody".into_any(),
    };
    // Who holds roles there, where User Management can be narrowed to it.
    let name = match line.organization {
        Some(organization) => {
            let href = paths::users(&UserFilter {
                organization: Some(organization),
                ..UserFilter::default()
            });
            view! { <a href=href>{line.name.clone()}</a> }.into_any()
        }
        None => line.name.clone().into_any(),
    };
    let oldest = match line.oldest {
        Some((id, at)) => view! {
            <a href=paths::role_request(id)>
                <Moment at/>
                <span class="usa-sr-only">{format!(", of {}", line.name)}</span>
            </a>
        }
        .into_any(),
        None => "None".into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{line.state.map(StateCode::as_str)}</td>
            <td>{line.why.title()}</td>
            <td>{since}</td>
            <td>{last}</td>
            <td class="q-number">{number(line.roles)}</td>
            <td class="q-number">{waiting}</td>
            <td>{oldest}</td>
        </tr>
    }
}
