//! One person of User Management: the account, the roles held and asked for, the federal surveyor ID, and what may be done
//! about one of the roles.

use super::grant::OneGrant;
use super::surveyor::Surveyor;
use super::users::{recertification_of, state_of};
use crate::api::users::find_user;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    DataTable, Loaded, Moment, Page, SectionBar, SuccessBanner, Tag, Tone, load, use_query,
};
use crate::view::users::UserView;
use domain::access::{Entry, GrantAt, UserDetail, UserFilter, UserLine};
use domain::identity::UserId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    id: Option<UserId>,
    /// Of the list that one came from.
    filter: UserFilter,
    /// The role that something is to be done about.
    grant: Option<GrantAt>,
    flash: Option<String>,
    done: Option<String>,
}

pub struct UserPage;

#[lazy_route]
impl LazyRoute for UserPage {
    fn data() -> Self {
        Self
    }

    fn view(UserPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let id = params.with(|params| params.get("id"));
            let id = id.and_then(|id| Uuid::parse_str(&id).ok()).map(UserId);
            query.with(|query| Asked {
                id,
                filter: UserFilter::from_query(query),
                grant: query.get("grant").and_then(GrantAt::parse),
                flash: query.get("flash").map(str::to_owned),
                done: query.get("done").map(str::to_owned),
            })
        };
        let found = load(asked, async |asked| match asked.id {
            Some(id) => find_user(id, asked.grant, asked.flash.clone())
                .await
                .map(|found| (asked, found)),
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                {person_or_grant(found)}
            </Loaded>
        }
        .into_any()
    }
}

/// The person, or what may be done about one of the roles.
fn person_or_grant((asked, found): (Asked, UserView)) -> AnyView {
    let chosen = asked.grant.and_then(|grant| {
        let mut roles = found.user.roles.iter();
        roles
            .find(|line| line.entry == Entry::Grant(grant))
            .map(|line| (line.clone(), grant))
    });
    let Asked { filter, done, .. } = asked;
    match chosen {
        Some((line, grant)) => {
            let UserView {
                user,
                is_confirmed,
                form,
            } = found;
            let may_change = user.may_change;
            view! { <OneGrant line grant filter may_change is_confirmed form/> }.into_any()
        }
        None => view! { <Person filter found done/> }.into_any(),
    }
}

#[component]
fn Person(
    filter: UserFilter,
    found: UserView,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let UserView {
        user,
        is_confirmed,
        form,
    } = found;
    let banner = (done.as_deref() == Some("surveyor")).then(|| {
        view! {
            <SuccessBanner done="The federal surveyor ID is written down" next="An e-mail tells the person so."/>
        }
    });
    let (may_change, list) = (user.may_change, paths::users(&filter));
    let rows = user
        .roles
        .iter()
        .cloned()
        .map(|line| view! { <RoleRow line filter=filter.clone() may_change/> })
        .collect_view();
    let errors = form.errors.clone();
    let surveyor = user.surveyor.clone().map(|facts| {
        let user = user.user;
        view! { <Surveyor user facts filter may_change is_confirmed form/> }
    });
    view! {
        <Page heading=user.person.clone() errors>
            {banner}
            <Account user/>
            <SectionBar heading="Roles"/>
            <DataTable id="roles" caption="Roles held and asked for, as far as your own roles reach">
                <thead>
                    <tr>
                        <th scope="col">"User Role"</th>
                        <th scope="col">"Organization"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Recertification"</th>
                        {may_change.then(|| view! { <th scope="col">"Act"</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            {surveyor}
            <p><a href=list>"User Management"</a></p>
        </Page>
    }
}

#[component]
fn Account(user: UserDetail) -> impl IntoView {
    let (tone, text) = if user.is_usable {
        (Tone::Good, "Active")
    } else {
        (Tone::Bad, "Cannot be used")
    };
    let last = match user.last_log_in {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <dl class="q-facts">
            <dt>"User ID"</dt><dd>{user.user_name.as_str().to_owned()}</dd>
            <dt>"E-mail"</dt><dd>{user.email}</dd>
            <dt>"Account"</dt><dd><Tag tone text/></dd>
            <dt>"Registered"</dt><dd><Moment at=user.created_at/></dd>
            <dt>"Last log-in"</dt><dd>{last}</dd>
        </dl>
    }
}

#[component]
fn RoleRow(line: UserLine, filter: UserFilter, may_change: bool) -> impl IntoView {
    let (state, recertification) = (state_of(&line), recertification_of(&line));
    let spoken = format!(" {}, {}", line.role.name(), line.place);
    let act = may_change.then(|| {
        let (href, words) = match line.entry {
            Entry::Grant(grant) => (paths::user_grant(&filter, line.user, grant), "Change"),
            Entry::Request(id) => (paths::role_request(id), "Decide"),
        };
        view! { <td><a href=href>{words}<span class="usa-sr-only">{spoken}</span></a></td> }
    });
    view! {
        <tr>
            <th scope="row">{line.role.name()}</th>
            <td>{line.place}</td>
            <td>{state}</td>
            <td><Moment at=line.since/></td>
            <td>{recertification}</td>
            {act}
        </tr>
    }
}
