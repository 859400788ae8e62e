//! The strip and the header: whose site this is, who is here in which role, help, the user's menu.

use super::side_nav::NavLinks;
use crate::paths;
use crate::ui::{DateText, Icon, Menu};
use domain::{
    identity::Person,
    site::{SiteMode, Visit},
    submissions::SubmissionKind,
};
use leptos::prelude::*;

/// Says what kind of site this is. Only a site of CMS bears the banner of a government's site.
#[component]
pub fn Strip(visit: Visit) -> impl IntoView {
    let today = visit.clock_is_shifted.then(|| {
        view! { " Today is " <DateText date=visit.today/> " here." }
    });
    let training = visit.site.is_training.then(|| {
        view! {
            <section class="q-strip" aria-label="About this environment">
                <p>"Training environment. Roles are granted at once, and nothing here counts elsewhere."</p>
            </section>
        }
    });
    let kind = match visit.site.mode {
        SiteMode::Demo => view! {
            <section class="q-strip" aria-label="About this site">
                <p>
                    "Demonstration, not operated by CMS. The people and data are invented, and nothing sent here reaches CMS."
                    {today}
                </p>
            </section>
        }
        .into_any(),
        SiteMode::Agency => ().into_any(),
        SiteMode::Gov => view! { <GovernmentBanner/> }.into_any(),
    };
    view! { {training}{kind} }
}

/// The banner that the design system prescribes for sites of the federal government.
#[component]
fn GovernmentBanner() -> impl IntoView {
    view! {
        <section class="q-strip" aria-label="Official website of the United States government">
            <details>
                <summary>"An official website of the United States government. Here's how you know"</summary>
                <p>"Official websites use .gov. A .gov website belongs to an official government organization in the United States."</p>
                <p>"Secure .gov websites use HTTPS. Share sensitive information only on official, secure websites."</p>
            </details>
        </section>
    }
}

#[component]
pub fn Header(visit: Visit) -> impl IntoView {
    let person = visit.person;
    let (links, submission) = (visit.links, visit.submission);
    let home = if person.is_some() {
        paths::DASHBOARD
    } else {
        paths::LOG_IN
    };
    let nav = (!links.is_empty()).then(|| view! { <SmallScreenNav links submission/> });
    let role = person.as_ref().and_then(role_line).map(|role| {
        view! { <p class="q-header__role"><span class="usa-sr-only">"Your role: "</span>{role}</p> }
    });
    let account = match person {
        Some(person) => view! { <UserMenu person/> }.into_any(),
        None => view! { <a class="q-header__log-in" href=paths::LOG_IN>"Log In"</a> }.into_any(),
    };
    view! {
        <header class="q-header">
            <div class="q-header__bar">
                {nav}
                <a class="q-header__name" href=home>{visit.site.name}</a>
                {role}
                <a class="q-header__button" href=paths::HELP aria-label="Help">
                    <Icon name="help"/>
                </a>
                {account}
            </div>
        </header>
    }
}

/// `PBJ Submitter, 2 providers and 3 more roles`.
fn role_line(person: &Person) -> Option<String> {
    let (first, others) = person.roles.split_first()?;
    let line = format!("{}, {}", first.name, first.place);
    Some(match others.len() {
        0 => line,
        1 => format!("{line}, and 1 more role"),
        more => format!("{line}, and {more} more roles"),
    })
}

#[component]
fn UserMenu(person: Person) -> impl IntoView {
    let button = view! { <Icon name="account_circle"/> }.into_any();
    let switches = person
        .others
        .into_iter()
        .map(|category| {
            view! {
                <li>
                    <form method="post" action=paths::SWITCH_CATEGORY>
                        <input type="hidden" name="category" value=category.key()/>
                        <button type="submit">{format!("Go on as {}", category.name())}</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <Menu label="User menu" class="q-menu" button>
            <div class="q-menu__content">
                <p class="q-menu__person">{person.full_name}<br/>{person.user_name.as_str().to_owned()}</p>
                <ul>
                    <li><a href=paths::PROFILE>"My Profile"</a></li>
                    <li><a href=paths::REQUEST_ROLE>"Request User Role"</a></li>
                    {switches}
                    <li>
                        <form method="post" action=paths::LOG_OUT aria-label="Log out">
                            <button type="submit">"Log Out"</button>
                        </form>
                    </li>
                </ul>
            </div>
        </Menu>
    }
}

/// The side navigation where there is no room at the side.
#[component]
fn SmallScreenNav(
    links: Vec<(String, String)>,
    submission: Option<SubmissionKind>,
) -> impl IntoView {
    let button = view! { <Icon name="menu"/> }.into_any();
    view! {
        <Menu label="Menu" class="q-menu q-menu--nav" button>
            <nav class="q-menu__content" aria-label="Main">
                <NavLinks links submission/>
            </nav>
        </Menu>
    }
}
