//! The people of those who decide, and the roles that these hold.

use super::grant::{OneGrant, state_of};
use super::role_choices;
use crate::api::access::{GrantsView, list_grants};
use crate::paths;
use crate::ui::{
    DataTable, FilterChip, FilterChips, FilterForm, Loaded, Moment, Page, Pagination, ResultCount,
    SelectField, SuccessBanner, TextField, load, use_query,
};
use domain::access::{GrantFilter, GrantId, GrantLine, Role};
use domain::listing::{PageRequest, Query};
use domain::providers::ProviderId;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    filter: GrantFilter,
    /// The row that something is to be done about.
    chosen: Option<Chosen>,
    flash: Option<String>,
    done: Option<String>,
}

/// A role at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Chosen {
    id: GrantId,
    provider: Option<ProviderId>,
}

impl Asked {
    fn from_query(query: &Query) -> Self {
        let word = |name| query.get(name).map(str::to_owned);
        let provider = query
            .get("provider")
            .and_then(|id| Uuid::parse_str(id).ok())
            .map(ProviderId);
        Self {
            filter: GrantFilter::from_query(query),
            chosen: query
                .get("grant")
                .and_then(GrantId::parse)
                .map(|id| Chosen { id, provider }),
            flash: word("flash"),
            done: word("done"),
        }
    }
}

impl Chosen {
    fn is(self, line: &GrantLine) -> bool {
        (line.id, line.provider) == (self.id, self.provider)
    }
}

pub struct GrantsPage;

#[lazy_route]
impl LazyRoute for GrantsPage {
    fn data() -> Self {
        Self
    }

    fn view(GrantsPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || query.with(Asked::from_query);
        let found = load(asked, async |asked| {
            let (filter, flash) = (asked.filter.clone(), asked.flash.clone());
            list_grants(filter, flash).await.map(|found| (asked, found))
        });
        view! {
            <Loaded resource=found let:found>
                {list_or_one(found)}
            </Loaded>
        }
        .into_any()
    }
}

/// The list, or what may be done about one of its rows.
fn list_or_one((asked, found): (Asked, GrantsView)) -> AnyView {
    let chosen = asked.chosen.and_then(|chosen| {
        let mut rows = found.grants.rows.iter();
        rows.find(|line| chosen.is(line)).cloned()
    });
    let Asked { filter, done, .. } = asked;
    match chosen {
        Some(line) => {
            let GrantsView {
                is_confirmed, form, ..
            } = found;
            view! { <OneGrant line filter is_confirmed form/> }.into_any()
        }
        None => view! { <Grants filter found done/> }.into_any(),
    }
}

#[component]
fn Grants(
    filter: GrantFilter,
    found: GrantsView,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let grants = found.grants;
    let (total, request) = (grants.total, grants.request);
    let (chips, paged) = (chips(&filter), filter.clone());
    let rows = grants
        .rows
        .into_iter()
        .map(|line| {
            let change = paths::grant(&filter, line.id, line.provider);
            view! { <GrantRow line change/> }
        })
        .collect_view();
    let banner = done.as_deref().and_then(done_words).map(|done| {
        view! { <SuccessBanner done next="An e-mail tells the person so."/> }
    });
    view! {
        <Page heading="People and Roles">
            {banner}
            <p>"Who holds which role where you decide. A role that is removed or suspended ends with the person's next request."</p>
            <GrantFilterForm filter/>
            <FilterChips chips/>
            <ResultCount total request noun="roles"/>
            {(total > 0).then(|| view! {
                <DataTable id="grants" caption="People and the roles that they hold">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"User Role"</th>
                            <th scope="col">"Where"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col">"Change"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <Pagination
                total
                request
                label="People and roles"
                href=move |page: PageRequest| paths::grants(&GrantFilter { page, ..paged.clone() })
            />
        </Page>
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
fn GrantFilterForm(filter: GrantFilter) -> impl IntoView {
    let alone = filter.alone.then_some("true");
    let keep = Query::default().with("alone", alone);
    view! {
        <FilterForm action=paths::GRANTS label="Filter people and roles" keep>
            <TextField name="q" label="Name or user ID" value=filter.search/>
            <SelectField
                name="role"
                label="User Role"
                choices=role_choices()
                value=filter.role.map(Role::key).unwrap_or_default()
                any="All roles"
            />
        </FilterForm>
    }
}

fn chips(filter: &GrantFilter) -> Vec<FilterChip> {
    let all = filter.at_first_page();
    let searched = (!filter.search.is_empty()).then(|| FilterChip {
        text: format!("Search: {}", filter.search),
        without: paths::grants(&GrantFilter {
            search: String::new(),
            ..all.clone()
        }),
    });
    let role = filter.role.map(|role| FilterChip {
        text: role.name().to_owned(),
        without: paths::grants(&GrantFilter {
            role: None,
            ..all.clone()
        }),
    });
    let alone = filter.alone.then(|| FilterChip {
        text: "Only security officials without a second".to_owned(),
        without: paths::grants(&GrantFilter {
            alone: false,
            ..all.clone()
        }),
    });
    [searched, role, alone].into_iter().flatten().collect()
}

#[component]
fn GrantRow(line: GrantLine, change: String) -> impl IntoView {
    let state = state_of(&line);
    let spoken = format!(" {} of {}, {}", line.role.name(), line.person, line.place);
    view! {
        <tr>
            <th scope="row">
                {line.person}
                <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
            </th>
            <td>{line.role.name()}</td>
            <td>{line.place}</td>
            <td>{state}</td>
            <td><Moment at=line.granted_at/></td>
            <td><a href=change>"Change"<span class="usa-sr-only">{spoken}</span></a></td>
        </tr>
    }
}
