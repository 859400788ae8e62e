//! User Management: people with the roles that they hold and ask for.

use super::user_filter::{UserFilterForm, chips};
use crate::api::users::list_users;
use crate::pages::people_search::PeopleSearch;
use crate::paths;
use crate::ui::{
    CsvLink, DataTable, DateText, FilterChips, Loaded, Moment, Page, Pagination, ResultCount,
    SortHeader, SuccessBanner, Tag, Tone, load, use_query,
};
use domain::access::{
    Entry, Holding, PeopleList, Surveying, UserFilter, UserLine, UserSort, Users,
};
use domain::listing::{PageRequest, Sorted as _};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct UsersPage;

#[lazy_route]
impl LazyRoute for UsersPage {
    fn data() -> Self {
        Self
    }

    fn view(UsersPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || {
            query.with(|query| {
                let done = query.get("done").map(str::to_owned);
                (UserFilter::from_query(query), done)
            })
        };
        let found = load(asked, async |(filter, done)| {
            let users = list_users(filter.clone()).await;
            users.map(|users| (filter, users, done))
        });
        view! {
            <Loaded resource=found let:found>
                <UserList filter=found.0 users=found.1 done=found.2/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn UserList(
    filter: UserFilter,
    users: Users,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let Users {
        lines,
        search,
        roles,
        decides,
        steps_in,
    } = users;
    let (total, request) = (lines.total, lines.request);
    let (chips, paged) = (chips(&filter, &search), filter.clone());
    let (rows, shown) = (lines.rows, filter.clone());
    let banner = done.as_deref().and_then(done_words).map(|done| {
        view! { <SuccessBanner done next="An e-mail tells the person so."/> }
    });
    let csv = paths::users_csv(&filter);
    view! {
        <Page heading="User Management">
            {banner}
            <p>
                "Who holds which role where your own roles reach, and who asks for one. A role that is removed or suspended ends
                with the person's next request."
            </p>
            {steps_in.then(|| view! {
                <p><a href=paths::UNATTENDED>"Organizations without a security official"</a></p>
            })}
            <PeopleSearch list=PeopleList::Users filter=filter.to_query() search/>
            <UserFilterForm filter roles/>
            <FilterChips chips/>
            <div>
                <ResultCount total request noun="roles"/>
                {(total > 0).then(|| view! { <CsvLink href=csv total most=UserFilter::EXPORT_ROWS/> })}
            </div>
            {(total > 0).then(|| view! { <UserTable lines=rows filter=shown decides/> })}
            <Pagination
                total
                request
                label="People and roles"
                href=move |page: PageRequest| paths::users(&UserFilter { page, ..paged.clone() })
            />
        </Page>
    }
}

#[component]
fn UserTable(lines: Vec<UserLine>, filter: UserFilter, decides: bool) -> impl IntoView {
    let headers = UserSort::ALL
        .into_iter()
        .map(|column| {
            let (sorted, by_column) = filter.sorted_by(column);
            view! { <SortHeader label=column.title() href=paths::users(&by_column) sorted/> }
        })
        .collect_view();
    let rows = lines
        .into_iter()
        .map(|line| view! { <UserRow line filter=filter.clone() decides/> })
        .collect_view();
    view! {
        <DataTable id="users" caption="People, with the roles that they hold and ask for">
            <thead>
                <tr>
                    {headers}
                    <th scope="col">"State"</th>
                    <th scope="col">"Federal surveyor ID"</th>
                    {decides.then(|| view! { <th scope="col">"Act"</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

/// It came through the address, so only known words count.
fn done_words(done: &str) -> Option<&'static str> {
    match done {
        "removed" => Some("The role is removed"),
        "suspended" => Some("The role is suspended"),
        "resumed" => Some("The role is given back"),
        _ => None,
    }
}

#[component]
fn UserRow(line: UserLine, filter: UserFilter, decides: bool) -> impl IntoView {
    let person = paths::user(&filter, line.user);
    let (state, surveyor) = (state_of(&line), surveyor_of(&line));
    let recertification = recertification_of(&line);
    let act = decides.then(|| view! { <td>{act(&line, &filter)}</td> });
    view! {
        <tr>
            <th scope="row">
                <a href=person>{line.person}</a>
                <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
            </th>
            <td>{line.role.name()}</td>
            <td>{line.place}</td>
            <td><Moment at=line.since/></td>
            <td>{line.last_log_in.map_or_else(|| "Never".into_any(), |at| view! { <Moment at/> }.into_any())}</td>
            <td>{recertification}</td>
            <td>{state}</td>
            <td>{surveyor}</td>
            {act}
        </tr>
    }
}

/// Whether a role works, since how many days it is asked for, and whether nobody else decides there.
pub(super) fn state_of(line: &UserLine) -> impl IntoView + use<> {
    let tone = match line.holding {
        Holding::Active => Tone::Good,
        Holding::Suspended | Holding::Pending => Tone::Caution,
    };
    let days = line.pending_days.map(|days| match days {
        0 => " since today".to_owned(),
        1 => " for 1 day".to_owned(),
        days => format!(" for {days} days"),
    });
    let last = line
        .is_last_official
        .then(|| view! { " "<Tag text="Last security official"/> });
    view! { <Tag tone text=line.holding.title()/>{days}{last} }
}

/// How far a role is confirmed.
pub(super) fn recertification_of(line: &UserLine) -> AnyView {
    match (line.due_at, line.confirmed_at) {
        (Some(due), _) => {
            view! { "To be confirmed by "<DateText date=due.eastern().date()/> }.into_any()
        }
        (None, Some(at)) => view! { "Confirmed "<Moment at/> }.into_any(),
        (None, None) if line.holding == Holding::Active => "Not due yet".into_any(),
        (None, None) => ().into_any(),
    }
}

fn surveyor_of(line: &UserLine) -> Option<String> {
    let surveying = line.surveying?;
    Some(match (&line.surveyor_id, surveying) {
        (Some(id), Surveying::Verified) => format!("{}, verified", id.as_str()),
        (Some(id), Surveying::ToVerify) => format!("{}, to be verified", id.as_str()),
        (None, _) => surveying.title().to_owned(),
    })
}

/// What one may do about it.
fn act(line: &UserLine, filter: &UserFilter) -> AnyView {
    let spoken = format!(" {} of {}, {}", line.role.name(), line.person, line.place);
    let (href, words) = match line.entry {
        Entry::Grant(grant) => (paths::user_grant(filter, line.user, grant), "Change"),
        Entry::Request(id) => (paths::role_request(id), "Decide"),
    };
    view! { <a href=href>{words}<span class="usa-sr-only">{spoken}</span></a> }.into_any()
}
