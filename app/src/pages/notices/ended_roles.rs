//! Tells someone whose roles ended because nobody logged in for 60 days what they were.

use crate::paths;
use crate::ui::{Alert, AlertKind, LinkButton, Moment};
use domain::notices::EndedRoles;
use leptos::prelude::*;

#[component]
pub fn EndedRolesAlert(ended: EndedRoles) -> impl IntoView {
    let roles = ended
        .roles
        .into_iter()
        .map(|held| view! { <li>{format!("{}, {}", held.role.name(), held.place)}</li> })
        .collect_view();
    view! {
        <Alert kind=AlertKind::Warning heading="Your roles have ended">
            <p>
                "Nobody had logged in with your user ID for 60 days, so these roles ended on "
                <Moment at=ended.ended_at/>". Your account has stayed."
            </p>
            <ul>{roles}</ul>
            <p>
                "If you still need them, request the same roles again. They are decided on anew; the page says by whom, for
                the request itself is not made on this site yet."
            </p>
            <LinkButton href=paths::REQUEST_ROLE>"Request the same roles"</LinkButton>
        </Alert>
    }
}
