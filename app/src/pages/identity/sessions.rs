//! Where one is logged in, and ending it.

use crate::api::identity::{EndOtherSessions, EndSession, list_sessions};
use crate::paths;
use crate::ui::{Button, DataTable, Loaded, Moment, Page, PostForm, load};
use domain::identity::SessionLine;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct SessionsPage;

#[lazy_route]
impl LazyRoute for SessionsPage {
    fn data() -> Self {
        Self
    }

    fn view(SessionsPage: Self) -> AnyView {
        let sessions = load(|| (), |()| list_sessions());
        view! {
            <Loaded resource=sessions let:sessions>
                <Sessions sessions/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Sessions(sessions: Vec<SessionLine>) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.is_this);
    let rows = sessions
        .into_iter()
        .map(|session| view! { <Row session/> })
        .collect_view();
    let end_all = others.then(|| {
        view! {
            <PostForm action=EndOtherSessions::url() label="Log out everywhere else">
                <Button>"Log out everywhere else"</Button>
            </PostForm>
        }
    });
    view! {
        <Page heading="Your sessions">
            <p>
                "You are logged in at these places. A session that you do not know is somebody else's: end it, and choose a
                new password."
            </p>
            <DataTable id="sessions" caption="Your sessions">
                <thead>
                    <tr>
                        <th scope="col">"Browser"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col">"End"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            {end_all}
            <p><a href=paths::PROFILE>"My Profile"</a></p>
        </Page>
    }
}

#[component]
fn Row(session: SessionLine) -> impl IntoView {
    let end = if session.is_this {
        view! { "This session" }.into_any()
    } else {
        let label = format!("End the session in {}", session.browser);
        view! {
            <form method="post" action=crate::sent_from(EndSession::url().to_owned())>
                <input type="hidden" name="id" value=session.id/>
                <button type="submit" class="usa-button usa-button--outline" aria-label=label>"End"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{session.browser.clone()}</th>
            <td><Moment at=session.started_at/></td>
            <td><Moment at=session.last_seen_at/></td>
            <td>{end}</td>
        </tr>
    }
}
