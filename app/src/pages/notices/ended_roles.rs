//! Tells someone whose roles ended because nobody logged in for 60 days what they were.

use crate::paths;
use crate::ui::{Alert, AlertKind, Moment};
use domain::notices::EndedRoles;
use leptos::prelude::*;

#[component]
pub fn EndedRolesAlert(ended: EndedRoles) -> impl IntoView {
    let roles = ended
        .roles
        .into_iter()
        .map(|ended| {
            let again = paths::request_again(&ended);
            let what = ended.what;
            view! { <li>{what.clone()}": "<a href=again>"request again"<span class="usa-sr-only">{format!(" {what}")}</span></a></li> }
        })
        .collect_view();
    view! {
        <Alert kind=AlertKind::Warning heading="Your roles have ended">
            <p>
                "Nobody had logged in with your user ID for 60 days, so these roles ended on "
                <Moment at=ended.ended_at/>". Your account has stayed."
            </p>
            <ul>{roles}</ul>
            <p>
                "If you still need one, request it again: the organizations are filled in. It is decided on anew."
            </p>
        </Alert>
    }
}
