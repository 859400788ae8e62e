//! The demonstration's people, each a click away.

use crate::paths;
use crate::ui::SectionBar;
use crate::view::identity::{DemoChoice, DemoData};
use leptos::prelude::*;

#[component]
pub fn DemoPeople(demo: DemoData, next: String) -> impl IntoView {
    let people = demo
        .people
        .into_iter()
        .map(|person| view! { <Person person next=next.clone()/> })
        .collect_view();
    let unfinished = demo
        .unfinished
        .into_iter()
        .map(|account| view! { <Unfinished account/> })
        .collect_view();
    view! {
        <SectionBar heading="People of the demonstration"/>
        <p><a href=paths::DEMO>"Things to try"</a>", each with who does it and where."</p>
        <p>
            "Log in as one of these invented people with one click, or type their user ID with the password "
            <code>{demo.password}</code> "."
        </p>
        <ul class="q-people">{people}</ul>
        <h3>"Accounts to log in to step by step"</h3>
        <p>"Log in with the user ID and the same password."</p>
        <ul class="q-people">{unfinished}</ul>
    }
}

/// Somebody to log in as step by step.
#[component]
fn Unfinished(account: DemoChoice) -> impl IntoView {
    view! {
        <li>
            <p class="q-people__name">{account.full_name}</p>
            <p><code>{account.user_name}</code></p>
            <p>{account.good_for}</p>
        </li>
    }
}

#[component]
fn Person(person: DemoChoice, next: String) -> impl IntoView {
    view! {
        <li>
            <p class="q-people__name">{person.full_name.clone()}</p>
            <p><code>{person.user_name.clone()}</code></p>
            <p>{person.good_for}</p>
            <form method="post" action=paths::DEMO_LOG_IN>
                <input type="hidden" name="user_name" value=person.user_name/>
                <input type="hidden" name="next" value=next/>
                <button type="submit" class="usa-button usa-button--outline">
                    {format!("Log in as {}", person.full_name)}
                </button>
            </form>
        </li>
    }
}
