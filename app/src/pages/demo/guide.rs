//! Things to try in the demonstration, each with one click to whoever does it; and laying it out anew.

use crate::api::demo::{ResetDemo, find_guide};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, Loaded, Moment, Page, PostForm, SectionBar,
    SuccessBanner, load,
};
use domain::demo::{Guide, ResetStanding, Task};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct GuidePage;

#[lazy_route]
impl LazyRoute for GuidePage {
    fn data() -> Self {
        Self
    }

    fn view(GuidePage: Self) -> AnyView {
        let found = load(|| (), async |()| find_guide().await);
        view! {
            <Loaded resource=found let:found>
                <TheGuide found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn TheGuide(found: Guide) -> impl IntoView {
    let Guide { tasks, reset } = found;
    let banner = matches!(reset, Some(ResetStanding::Done(_))).then(|| {
        view! {
            <SuccessBanner
                done="The demonstration was laid out anew"
                next="Everything is as it was at its beginning. Whoever was logged in logs in again."
            />
        }
    });
    let tasks = tasks
        .into_iter()
        .map(|task| view! { <OneTask task/> })
        .collect_view();
    view! {
        <Page heading="Things to try">
            {banner}
            <p>
                "Everybody and everything here is invented. Each button logs you in as somebody and leads to where the task begins; no
                password is asked. Codes and mails are in the "<a href=paths::MAILBOX>"demonstration's mailbox"</a>"."
            </p>
            <ol class="usa-list q-tasks">{tasks}</ol>
            {reset.map(|standing| view! { <Reset standing/> })}
        </Page>
    }
}

#[component]
fn OneTask(task: Task) -> impl IntoView {
    let words = format!("Try it as {}", task.full_name);
    let spoken = format!(": {}", task.title);
    view! {
        <li>
            <h2>{task.title}</h2>
            <p>{task.what}</p>
            <form method="post" action=paths::DEMO_LOG_IN>
                <input type="hidden" name="user_name" value=task.user_name/>
                <input type="hidden" name="next" value=task.place/>
                <button type="submit" class="usa-button usa-button--outline">
                    {words}<span class="usa-sr-only">{spoken}</span>
                </button>
            </form>
        </li>
    }
}

#[component]
fn Reset(standing: ResetStanding) -> impl IntoView {
    let state = match standing {
        ResetStanding::Underway(at) => view! {
            <Alert kind=AlertKind::Info>
                "The demonstration is being laid out anew, since "<Moment at/>". This takes about half a minute; until then it goes on as it is. "
                <a href=paths::DEMO rel="external">"Look again"</a>
            </Alert>
        }
        .into_any(),
        ResetStanding::Failed => view! {
            <Alert kind=AlertKind::Error>"It could not be laid out anew the last time. It goes on as it was."</Alert>
        }
        .into_any(),
        ResetStanding::Never | ResetStanding::Done(_) => ().into_any(),
    };
    let is_underway = matches!(standing, ResetStanding::Underway(_));
    view! {
        <SectionBar heading="Reset the demo"/>
        <p>
            "Puts everything back to its beginning, for everybody: what was sent, decided and recorded here is gone, and everybody is
            logged out. At most three times an hour."
        </p>
        {state}
        {(!is_underway).then(|| view! {
            <PostForm action=ResetDemo::url() label="Reset the demo">
                <Button kind=ButtonKind::Danger>"Reset the demo"</Button>
            </PostForm>
        })}
    }
}
