//! One person, for the Help Desk: the account and what helps to help, and the forms that do.

use super::person_facts::{Factors, Facts, Failures, Messages, Past, Pending, Roles};
use super::person_help::Help;
use crate::api::people::find_person;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Loaded, Page, ProveFirst, SectionBar, SuccessBanner, load, use_query,
};
use crate::view::people::PersonView;
use domain::identity::UserId;
use domain::support::HelpAct;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use uuid::Uuid;

pub struct PersonPage;

#[lazy_route]
impl LazyRoute for PersonPage {
    fn data() -> Self {
        Self
    }

    fn view(PersonPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let id = params.with(|params| params.get("id"));
            let id = id.and_then(|id| Uuid::parse_str(&id).ok()).map(UserId);
            (
                id,
                query.with(|query| query.get("flash").map(str::to_owned)),
            )
        };
        let found = load(asked, async |(id, flash)| match id {
            Some(id) => find_person(id, flash).await,
            None => Err(ApiError::NotFound),
        });
        let done =
            move || query.with_untracked(|query| query.get("done").and_then(HelpAct::from_key));
        view! {
            <Loaded resource=found let:found>
                <Person found done=done()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Person(
    found: PersonView,
    /// What was just done.
    done: Option<HelpAct>,
) -> impl IntoView {
    let PersonView {
        person,
        is_confirmed,
        form,
    } = found;
    // It came through the address, so it counts only where it is true.
    let banner = done
        .filter(|done| person.help.first().is_some_and(|last| last.act == *done))
        .map(|done| {
            view! { <SuccessBanner done=done.title() next="An e-mail tells the person so."/> }
        });
    let (user, errors) = (person.account.user, form.errors.clone());
    let act = if person.is_own {
        view! {
            <Alert kind=AlertKind::Info>"This is your own account: a colleague helps you."</Alert>
        }
        .into_any()
    } else if is_confirmed {
        let is_counted = person.password_lock.failures > 0
            || person.code_lock.failures > 0
            || person.password_lock.locked_until.is_some()
            || person.code_lock.locked_until.is_some();
        let only_production_control = person.only_production_control;
        view! { <Help user is_counted only_production_control form/> }.into_any()
    } else {
        view! { <ProveFirst page=paths::person(user)/> }.into_any()
    };
    view! {
        <Page heading=person.account.person.clone() errors>
            {banner}
            <Facts
                account=person.account
                password_lock=person.password_lock
                code_lock=person.code_lock
                proofing=person.proofing
            />
            <SectionBar heading="Second factors"/>
            <Factors factors=person.factors/>
            <SectionBar heading="Roles"/>
            <Roles roles=person.roles/>
            <Pending pending=person.pending/>
            <SectionBar heading="Messages"/>
            <Messages messages=person.messages/>
            <SectionBar heading="Recent failures"/>
            <Failures failures=person.failures/>
            <SectionBar heading="Help"/>
            <Past help=person.help/>
            {act}
            <p><a href=paths::PEOPLE>"People"</a></p>
        </Page>
    }
}
