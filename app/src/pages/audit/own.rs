//! Access history: what one did oneself, and what was done with one's account.

use super::Events;
use crate::api::audit::list_own;
use crate::paths;
use crate::ui::{Loaded, Page, load, use_query};
use domain::audit::EventList;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct OwnEventsPage;

#[lazy_route]
impl LazyRoute for OwnEventsPage {
    fn data() -> Self {
        Self
    }

    fn view(OwnEventsPage: Self) -> AnyView {
        let query = use_query();
        let before = move || {
            query.with(|query| {
                query
                    .get("before")
                    .and_then(|text| text.parse::<i64>().ok())
            })
        };
        let found = load(before, async |before| {
            list_own(before).await.map(|list| (before, list))
        });
        view! {
            <Loaded resource=found let:found>
                <OwnEvents found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn OwnEvents(found: (Option<i64>, EventList)) -> impl IntoView {
    let (before, list) = found;
    let older = list.next.map(paths::own_events);
    let newest = before.map(|_| paths::OWN_EVENTS.to_owned());
    view! {
        <Page heading="Access History">
            <p>
                "What you did, and what others did with your account, the newest first. If you see something that was not
                you, choose a new password and tell the Service Center."
            </p>
            <Events list caption="Your events, the newest first" older newest/>
            <p><a href=paths::PROFILE>"My Profile"</a></p>
        </Page>
    }
}
