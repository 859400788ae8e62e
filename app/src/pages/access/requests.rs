//! The queue of role requests, for those who decide on them.

use super::{StateTag, Tick, role_choices, tick_label};
use crate::api::access::{ReviewRequests, list_requests};
use crate::pages::people_search::PeopleSearch;
use crate::paths;
use crate::ui::{
    self, Button, ButtonKind, Choice, ChoiceWord, DataTable, FilterChip, FilterChips, FilterForm,
    LeftOut, Loaded, Moment, Page, Pagination, ResultCount, SelectField, TextField, load, number,
    use_query,
};
use crate::view::access::RequestsView;
use domain::access::{
    Decision, Jurisdiction, MOST_AT_ONCE, PeopleList, RequestFilter, RequestLine, RequestState,
    Role,
};
use domain::audit::Organization;
use domain::listing::PageRequest;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

/// What was asked for, and what was found.
type Found = (RequestFilter, RequestsView);

/// The word in the address for requests of every state.
const EVERY_STATE: &str = "all";

pub struct RoleRequestsPage;

#[lazy_route]
impl LazyRoute for RoleRequestsPage {
    fn data() -> Self {
        Self
    }

    fn view(RoleRequestsPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || {
            query.with(|query| {
                let flash = query.get("flash").map(str::to_owned);
                (RequestFilter::from_query(query), flash)
            })
        };
        let found = load(asked, async |(filter, flash)| {
            list_requests(filter.clone(), flash)
                .await
                .map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Requests found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Requests(found: Found) -> impl IntoView {
    let (
        filter,
        RequestsView {
            requests,
            search,
            roles,
            counts,
            form,
        },
    ) = found;
    let (total, request) = (requests.total, requests.request);
    let (chips, paged) = (chips(&filter, &search), filter.clone());
    let list = filter.to_query().to_string();
    let waits = |line: &RequestLine| line.state == RequestState::Pending;
    let has_waiting = requests.rows.iter().any(waits);
    let rows = requests
        .rows
        .into_iter()
        .map(|line| view! { <RequestRow line has_waiting/> })
        .collect_view();
    let problem = form.error("rows").map(str::to_owned);
    view! {
        <Page heading="Role Requests" errors=form.errors>
            <p>"Requests that you may decide on. Of those that wait, the oldest stand first; of the others, the latest decided. Your own stand on "<a href=paths::PROFILE>"My Profile"</a>"."</p>
            <PeopleSearch list=PeopleList::RoleRequests filter=filter.to_query() search/>
            <RequestFilterForm filter roles counts/>
            <FilterChips chips/>
            <ResultCount total request noun="requests"/>
            {(total > 0).then(|| view! {
                <form method="post" action=crate::sent_from(ReviewRequests::url().to_owned()) aria-label="Decide on several requests">
                <input type="hidden" name="list" value=list/>
                <DataTable id="requests" caption="Role requests">
                    <thead>
                        <tr>
                            {has_waiting.then(|| view! { <th scope="col">"Select"</th> })}
                            <th scope="col">"Name"</th>
                            <th scope="col">"User Role"</th>
                            <th scope="col">"Where"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Request Date"</th>
                            <th scope="col">"Decided"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                {has_waiting.then(|| view! { <Several problem/> })}
                </form>
            })}
            <Pagination
                total
                request
                label="Role requests"
                href=move |page: PageRequest| paths::role_requests(&RequestFilter { page, ..paged.clone() })
            />
        </Page>
    }
}

/// What is done with the rows that are ticked.
#[component]
fn Several(#[prop(optional_no_strip)] problem: Option<String>) -> impl IntoView {
    view! {
        <div id="rows" tabindex="-1">
            {problem.map(|problem| view! { <span class="usa-error-message">{problem}</span> })}
            <p>{format!(
                "Tick the requests to decide on together, at most {MOST_AT_ONCE} at a time. The next page shows what each would \
                 become before anything happens."
            )}</p>
            <Button name="decision" value=Decision::Approve.key()>"Approve those ticked"</Button>
            <Button kind=ButtonKind::Danger name="decision" value=Decision::Reject.key()>"Reject those ticked"</Button>
        </div>
    }
}

const CHOICES: [ChoiceWord; 1] = [("state", "State", |word| {
    word == EVERY_STATE || RequestState::from_key(word).is_some()
})];

#[component]
fn RequestFilterForm(
    filter: RequestFilter,
    roles: Vec<Role>,
    counts: Vec<(RequestState, i64)>,
) -> impl IntoView {
    let all = Choice::new(EVERY_STATE, "All states");
    let states = counts
        .into_iter()
        .map(|(state, count)| {
            let label = format!("{} ({})", state.title(), number(count));
            Choice::new(state.key(), label)
        })
        .chain([all])
        .collect();
    let organization = filter.organization.as_ref();
    let wrong = organization.and_then(Organization::wrong);
    let named = organization
        .map(Organization::as_str)
        .unwrap_or_default()
        .to_owned();
    view! {
        <FilterForm action=paths::ROLE_REQUESTS label="Filter role requests" keep=filter.beside_the_form()>
            <SelectField
                name="state"
                label="State"
                choices=states
                value=filter.state.map_or(EVERY_STATE, RequestState::key)
            />
            <SelectField
                name="role"
                label="User Role"
                choices=role_choices(roles)
                value=filter.role.map(Role::key).unwrap_or_default()
                any="All roles"
            />
            <TextField
                name="organization"
                label="Organization"
                hint="A CCN, or a state's two letters for its agency"
                value=named
                error=wrong.map(str::to_owned)
            />
        </FilterForm>
        <LeftOut
            read=|query| RequestFilter::from_query(query).to_query()
            fields=&[("role", "User Role"), ("organization", "Organization"), ("jurisdiction", "Region or contract")]
            choices=&CHOICES
        />
    }
}

/// What differs from the queue as it opens.
fn chips(filter: &RequestFilter, search: &str) -> Vec<FilterChip> {
    let usual = RequestFilter::default();
    let title = filter.state.map_or("All", RequestState::title);
    let organization = filter.organization.as_ref();
    ui::chips(
        filter,
        [
            (
                (!search.is_empty()).then(|| format!("Search: {search}")),
                |filter| filter.search = None,
            ),
            (
                (filter.state != usual.state).then(|| format!("State: {title}")),
                |filter| filter.state = RequestFilter::default().state,
            ),
            (filter.role.map(|role| role.name().to_owned()), |filter| {
                filter.role = None;
            }),
            (
                organization.map(|place| format!("Organization: {}", place.as_str())),
                |filter| filter.organization = None,
            ),
            (filter.jurisdiction.map(Jurisdiction::name), |filter| {
                filter.jurisdiction = None;
            }),
        ],
        paths::role_requests,
    )
}

#[component]
fn RequestRow(
    line: RequestLine,
    /// Whether the table has a column of boxes to tick.
    has_waiting: bool,
) -> impl IntoView {
    let tick = has_waiting.then(|| {
        let waits = line.state == RequestState::Pending;
        let label = tick_label(&line.person, &line.user_name, line.role, &line.place);
        let tick = waits.then(|| view! { <Tick name="rows[]" value=line.id.to_string() label/> });
        view! { <td>{tick}</td> }
    });
    let decided = line.decided_at.map(|at| view! { <Moment at/> });
    let decided_by = line.decided_by.map(|name| format!(" by {name}"));
    view! {
        <tr>
            {tick}
            <th scope="row">
                <a href=paths::role_request(line.id)>
                    {line.person}
                    <span class="usa-sr-only">{format!(": {}, {}", line.role.name(), line.place)}</span>
                </a>
                <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
            </th>
            <td>{line.role.name()}</td>
            <td>{line.place}</td>
            <td><StateTag state=line.state/></td>
            <td><Moment at=line.requested_at/></td>
            <td>{decided}{decided_by}</td>
        </tr>
    }
}
