//! The roles that are to be confirmed, by those who decide at their places.

use super::unconfirmed_filter::{RecertificationFilterForm, chips};
use super::{Tick, tick_label};
use crate::api::recertification::{ConfirmRoles, list_unconfirmed};
use crate::pages::people_search::PeopleSearch;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, DataTable, DateText, FilterChips, Loaded, Moment, Page, Pagination,
    ProveFirst, ResultCount, SuccessBanner, Tag, load, use_query,
};
use crate::view::recertification::UnconfirmedView;
use domain::access::{MOST_AT_ONCE, PeopleList, RecertificationFilter, RecertificationLine};
use domain::listing::{PageRequest, Query};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};
use server_fn::ServerFn;

/// What the address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    filter: RecertificationFilter,
    flash: Option<String>,
    /// How many were just kept, removed, and left as they were.
    kept: usize,
    removed: usize,
    missed: usize,
}

impl Asked {
    fn from_query(query: &Query) -> Self {
        let number = |name| query.get(name).and_then(|text| text.parse().ok());
        Self {
            filter: RecertificationFilter::from_query(query),
            flash: query.get("flash").map(str::to_owned),
            kept: number("kept").unwrap_or(0),
            removed: number("removed").unwrap_or(0),
            missed: number("missed").unwrap_or(0),
        }
    }

    fn banner(&self) -> Option<AnyView> {
        let roles = |count: usize| match count {
            1 => "1 role is".to_owned(),
            several => format!("{several} roles are"),
        };
        let done = match (self.kept, self.removed) {
            (0, 0) if self.missed > 0 => "Nothing was changed".to_owned(),
            (0, 0) => return None,
            (0, removed) => format!("{} removed", roles(removed)),
            (kept, _) => format!("{} kept", roles(kept)),
        };
        let next = (self.missed > 0).then(|| {
            format!(
                "{} as before: somebody else was first, or it is the role of a last security official.",
                roles(self.missed)
            )
        });
        Some(match next {
            Some(next) => view! { <SuccessBanner done next/> }.into_any(),
            None => view! { <SuccessBanner done/> }.into_any(),
        })
    }
}

pub struct RecertificationPage;

#[lazy_route]
impl LazyRoute for RecertificationPage {
    fn data() -> Self {
        Self
    }

    fn view(RecertificationPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || query.with(Asked::from_query);
        let found = load(asked, async |asked| {
            let (filter, flash) = (asked.filter.clone(), asked.flash.clone());
            list_unconfirmed(filter, flash)
                .await
                .map(|found| (asked, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Unconfirmed asked=found.0 found=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Unconfirmed(asked: Asked, found: UnconfirmedView) -> impl IntoView {
    let banner = asked.banner();
    let filter = asked.filter;
    let UnconfirmedView {
        found,
        is_confirmed,
        form,
    } = found;
    let (total, request) = (found.lines.total, found.lines.request);
    let (chips, paged, page) = (
        chips(&filter, &found.search),
        filter.clone(),
        paths::recertification(&filter),
    );
    let list = filter.to_query().to_string();
    let problem = form.error("rows").map(str::to_owned);
    let rows = found.lines.rows;
    let act = if is_confirmed {
        view! { <KeepOrRemove problem/> }.into_any()
    } else {
        view! { <ProveFirst page/> }.into_any()
    };
    view! {
        <Page heading="Recertification" errors=form.errors>
            {banner}
            <p>
                "Say of each role whether it is still needed. What nobody has confirmed when its time is over is suspended, and
                can be given back. Your own roles are confirmed by others: My Profile names them."
            </p>
            <PeopleSearch list=PeopleList::Recertification filter=filter.to_query() search=found.search/>
            <RecertificationFilterForm filter roles=found.roles nationwide=found.nationwide/>
            <FilterChips chips/>
            <ResultCount total request noun="roles"/>
            {(total > 0).then(|| view! {
                <form method="post" action=crate::sent_from(ConfirmRoles::url().to_owned()) aria-label="Keep or remove roles">
                    <input type="hidden" name="list" value=list/>
                    <UnconfirmedTable lines=rows is_confirmed/>
                    {act}
                </form>
            })}
            <Pagination
                total
                request
                label="Roles to confirm"
                href=move |page: PageRequest| paths::recertification(&RecertificationFilter { page, ..paged.clone() })
            />
        </Page>
    }
}

#[component]
fn UnconfirmedTable(lines: Vec<RecertificationLine>, is_confirmed: bool) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| view! { <UnconfirmedRow line is_confirmed/> })
        .collect_view();
    view! {
        <DataTable id="unconfirmed" caption="Roles to confirm">
            <thead>
                <tr>
                    {is_confirmed.then(|| view! { <th scope="col">"Select"</th> })}
                    <th scope="col">"Name"</th>
                    <th scope="col">"User Role"</th>
                    <th scope="col">"Where"</th>
                    <th scope="col">"Since"</th>
                    <th scope="col">"Last confirmed"</th>
                    <th scope="col">"Last log-in"</th>
                    <th scope="col">"Confirm by"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn KeepOrRemove(#[prop(optional_no_strip)] problem: Option<String>) -> impl IntoView {
    view! {
        <div id="rows" tabindex="-1">
            {problem.map(|problem| view! { <span class="usa-error-message">{problem}</span> })}
            <p>{format!(
                "Tick the roles, at most {MOST_AT_ONCE} at a time. Removing asks for a reason first."
            )}</p>
            <Button name="change" value="keep">"Keep those ticked"</Button>
            <Button kind=ButtonKind::Danger name="change" value="remove">"Remove those ticked"</Button>
        </div>
    }
}

#[component]
fn UnconfirmedRow(line: RecertificationLine, is_confirmed: bool) -> impl IntoView {
    let tick = is_confirmed.then(|| {
        let label = tick_label(&line.person, &line.user_name, line.role, &line.place);
        view! { <td><Tick name="rows[]" value=line.grant.to_string() label/></td> }
    });
    let last = line
        .is_last_official
        .then(|| view! { " "<Tag text="Last security official"/> });
    let moment = |at: Option<_>| match at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            {tick}
            <th scope="row">
                {line.person}
                <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
            </th>
            <td>{line.role.name()}{last}</td>
            <td>{line.place}</td>
            <td><Moment at=line.granted_at/></td>
            <td>{moment(line.confirmed_at)}</td>
            <td>{moment(line.used_at)}</td>
            <td><DateText date=line.due_at.eastern().date()/></td>
        </tr>
    }
}
