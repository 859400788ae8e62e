//! My Profile: the account, its roles, and what was requested.

use crate::api::access::list_own_requests;
use crate::api::identity::find_profile;
use crate::api::notices::find_ended_roles;
use crate::api::openid::UnlinkProvider;
use crate::api::recertification::list_own_confirmations;
use crate::pages::access::{OwnConfirmations, OwnRequests};
use crate::pages::notices::EndedRolesAlert;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, DataTable, LinkButton, Loaded, Moment, Page, PostForm, SectionBar,
    SuccessBanner, load, use_query,
};
use crate::view::identity::ProfileView;
use domain::access::{Category, OwnConfirmation, OwnRequest, RoleLost, RolesLost};
use domain::identity::{ContactForm, Person, Profile, ProviderLink, RoleHeld};
use domain::notices::EndedRoles;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

/// What was requested, and how far the roles that are held are confirmed.
type OwnRoles = (Vec<OwnRequest>, Vec<OwnConfirmation>);

pub struct ProfilePage;

#[lazy_route]
impl LazyRoute for ProfilePage {
    fn data() -> Self {
        Self
    }

    fn view(ProfilePage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(flash, async |flash| {
            let view = find_profile(flash).await?;
            let roles = (list_own_requests().await?, list_own_confirmations().await?);
            Ok((view, find_ended_roles().await?, roles))
        });
        view! {
            <Loaded resource=found let:found>
                <MyProfile
                    found
                    done=query.with_untracked(|query| query.get("done").map(str::to_owned))
                    moved=query.with_untracked(|query| query.get("moved").and_then(Category::from_key))
                />
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn MyProfile(
    found: (ProfileView, Option<EndedRoles>, OwnRoles),
    /// What was just done.
    done: Option<String>,
    /// The category in which the last role has just ended.
    moved: Option<Category>,
) -> impl IntoView {
    let (ProfileView { form, profile }, ended, (requests, confirmations)) = found;
    let Profile {
        person,
        elsewhere,
        lost,
        provider,
        ..
    } = profile.clone();
    view! {
        <Page heading="My Profile" errors=form.errors>
            {banner(done.as_deref())}
            {moved.map(|from| view! { <Moved from to=person.clone()/> })}
            {ended.map(|ended| view! { <EndedRolesAlert ended/> })}
            <Account profile/>
            <Security/>
            {provider.map(|link| view! { <Elsewhere link/> })}
            <SectionBar heading="User Roles"/>
            <Roles person elsewhere lost/>
            <LinkButton href=paths::REQUEST_ROLE>"Request User Role"</LinkButton>
            <OwnConfirmations confirmations/>
            <OwnRequests requests/>
        </Page>
    }
}

/// It came through the address, so only known words count.
fn banner(done: Option<&str>) -> AnyView {
    match done {
        Some("password") => {
            view! { <SuccessBanner done="Your password is changed" next="A mail tells you so as well."/> }.into_any()
        }
        Some("linked") => {
            view! { <SuccessBanner done="Your account is linked" next="A mail tells you so as well."/> }.into_any()
        }
        Some("unlinked") => {
            view! { <SuccessBanner done="Your account is no longer linked" next="A mail tells you so as well."/> }.into_any()
        }
        Some("requested") => {
            let next = "Your approval status will be emailed to you after your request is reviewed.";
            view! { <SuccessBanner done="Role Request Submitted" next/> }.into_any()
        }
        // The second line is seed 002's, steps 2.8, 3.7 and 4.7.
        Some("granted") => {
            let next = "No further action is required. The role is immediately available in the training environment.";
            view! { <SuccessBanner done="Role Request Submitted" next/> }.into_any()
        }
        Some("withdrawn") => view! { <SuccessBanner done="Your request is withdrawn"/> }.into_any(),
        Some("reminded") => {
            let next = "You can remind them again in three days.";
            view! { <SuccessBanner done="Those who decide are reminded by e-mail" next/> }.into_any()
        }
        Some("contact") => view! { <SuccessBanner done="Your contact details are saved"/> }.into_any(),
        _ => ().into_any(),
    }
}

/// Who it is, and how to reach them.
#[component]
fn Account(profile: Profile) -> impl IntoView {
    let Person {
        full_name,
        user_name,
        ..
    } = profile.person;
    let contact = profile.contact.map(|contact| {
        let ContactForm {
            phone,
            address,
            city,
            state,
            zip,
            ..
        } = contact;
        let home = format!("{address}, {city}, {state} {zip}");
        view! { <dt>"Telephone"</dt><dd>{phone}</dd><dt>"Address"</dt><dd>{home}</dd> }
    });
    view! {
        <SectionBar heading="Account"/>
        <dl class="q-facts">
            <dt>"Name"</dt><dd>{full_name}</dd>
            <dt>"User ID"</dt><dd>{user_name.as_str().to_owned()}</dd>
            <dt>"E-mail"</dt><dd>{profile.email}</dd>
            {contact}
            <dt>"Time zone"</dt><dd>{profile.time_zone.name()}</dd>
            {profile.last_log_in_at.map(|at| view! { <dt>"Last log-in"</dt><dd><Moment at/></dd> })}
        </dl>
        <ul>
            <li><a href=paths::CONTACT>"Change contact details and time zone"</a></li>
            <li><a href=paths::EMAIL>"Change e-mail address"</a></li>
        </ul>
    }
}

/// The way to what keeps the account safe, and to what is told of it.
#[component]
fn Security() -> impl IntoView {
    view! {
        <SectionBar heading="Security and notifications"/>
        <ul>
            <li><a href=paths::CHANGE_PASSWORD>"Change Password"</a></li>
            <li><a href=paths::DEVICES>"Two-factor devices"</a></li>
            <li><a href=paths::SESSIONS>"Your sessions"</a></li>
            <li><a href=paths::TOKENS>"Access tokens"</a></li>
            <li><a href=paths::NOTIFICATIONS>"Notifications"</a></li>
            <li><a href=paths::OWN_EVENTS>"Access history"</a></li>
        </ul>
    }
}

/// The identity provider, and the account's link to it.
#[component]
fn Elsewhere(link: ProviderLink) -> impl IntoView {
    let name = link.name;
    let state = if let Some(at) = link.linked_at {
        view! {
            <p>"Linked to your account since "<Moment at/>"."</p>
            <PostForm action=UnlinkProvider::url() label="Remove the link">
                <Button>"Remove the link"</Button>
            </PostForm>
        }
        .into_any()
    } else {
        let start = paths::openid_start("");
        view! { <p><a href=start rel="external">{format!("Link your account to {name}")}</a></p> }
            .into_any()
    };
    view! {
        <SectionBar heading=format!("Log-in with {name}")/>
        {state}
    }
}

/// Why someone is here who asked for another page.
#[component]
fn Moved(from: Category, to: Person) -> impl IntoView {
    let from = from.name();
    let now = if to.roles.is_empty() {
        "You hold no other role. Request one below if you still need it.".to_owned()
    } else {
        format!("You go on as {}, with the roles below.", to.category.name())
    };
    view! {
        <Alert kind=AlertKind::Warning heading="Your role has ended">
            {format!("Your last role of the category {from} was removed or suspended. The roles below say why, and who decided. {now}")}
        </Alert>
    }
}

#[component]
fn Roles(person: Person, elsewhere: Vec<RoleHeld>, lost: RolesLost) -> impl IntoView {
    let is_suspended = lost.has_suspended();
    let none = match (person.roles.is_empty(), is_suspended, lost.has_held) {
        (false, ..) => None,
        (true, true, _) => Some("You hold no role while it is suspended."),
        (true, false, true) => Some("You hold no role any more."),
        (true, false, false) => Some("You hold no role yet."),
    };
    let none = none.map(|words| view! { <p>{words}</p> });
    let held = (!person.roles.is_empty()).then(|| view! { <HeldRoles person/> });
    let suspended = is_suspended.then(|| view! { <Suspended/> });
    let lost = (!lost.roles.is_empty()).then(|| view! { <LostRoles roles=lost.roles/> });
    let elsewhere = (!elsewhere.is_empty()).then(|| view! { <InOtherCategories elsewhere/> });
    view! { {none} {held} {elsewhere} {suspended} {lost} }
}

/// The roles that count once one goes on in their category.
#[component]
fn InOtherCategories(elsewhere: Vec<RoleHeld>) -> impl IntoView {
    let roles = elsewhere.into_iter().map(|held| {
        let role = format!(
            "{} ({}), {}",
            held.name,
            held.role.category().name(),
            held.place
        );
        view! { <li>{role}</li> }
    });
    view! {
        <p>
            "One category is active at a time, and the table has its roles. You hold further roles in other categories. To work
            with them, choose “Go on as” their category in the user menu at the top of the page."
        </p>
        <ul>{roles.collect_view()}</ul>
    }
}

/// Who gives a suspended role back.
#[component]
fn Suspended() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Warning heading="Suspended roles">
            "They give no access until they are given back. Whoever suspended a role, or a colleague of theirs, can do so, and "
            "Production Control at the Service Center."
        </Alert>
    }
}

/// What was suspended or removed, when, by whom and why.
#[component]
fn LostRoles(roles: Vec<RoleLost>) -> impl IntoView {
    let rows = roles
        .into_iter()
        .map(|lost| {
            let what = if lost.is_suspended {
                "Suspended"
            } else {
                "Removed"
            };
            let by = match lost.by {
                Some(by) => {
                    view! { {by.name}<span class="q-subject">{by.contact}</span> }.into_any()
                }
                None => "A rule of this site".into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{lost.role}</th>
                    <td>{lost.place}</td>
                    <td>{what}</td>
                    <td><Moment at=lost.ended_at/></td>
                    <td>{by}</td>
                    <td class="q-prose">{lost.reason}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="lost" caption="Your roles that are suspended, or were removed in the last 90 days">
            <thead>
                <tr>
                    <th scope="col">"User Role"</th>
                    <th scope="col">"Where it held"</th>
                    <th scope="col">"What happened"</th>
                    <th scope="col">"Since"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"Reason"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn HeldRoles(person: Person) -> impl IntoView {
    let category = person.category.name();
    let rows = person
        .roles
        .into_iter()
        .map(|held| {
            view! {
                <tr>
                    <th scope="row">{held.role.name()}</th>
                    <td>{category}</td>
                    <td>{held.place}</td>
                    <td>{held.role.description()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="roles" caption="Your roles">
            <thead>
                <tr>
                    <th scope="col">"User Role"</th>
                    <th scope="col">"User Category"</th>
                    <th scope="col">"Where it holds"</th>
                    <th scope="col">"What it is for"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
