//! What someone without a role sees (seed 003, step 1.8).

use crate::pages::notices::EndedRolesAlert;
use crate::paths;
use crate::ui::{Alert, AlertKind, LinkButton, Moment, Page};
use domain::access::{RoleLost, RolesLost};
use domain::notices::EndedRoles;
use leptos::prelude::*;

#[component]
pub fn Welcome(ended: Option<EndedRoles>, lost: RolesLost) -> impl IntoView {
    let none = if lost.has_held || ended.is_some() {
        "You hold no user role at present."
    } else {
        "You have no user role yet."
    };
    let lost = (!lost.roles.is_empty()).then(|| view! { <Lost roles=lost.roles/> });
    view! {
        <Page heading="Welcome to iQIES">
            {ended.map(|ended| view! { <EndedRolesAlert ended/> })}
            {lost}
            <p>{none}" A role decides what you may see and do here; request the one that fits your work."</p>
            <LinkButton href=paths::REQUEST_ROLE>"Request User Role"</LinkButton>
            <p>"What the roles are for, and how a request is approved: "<a href=paths::HELP>"Help"</a></p>
        </Page>
    }
}

/// Why someone who held a role is here.
#[component]
fn Lost(roles: Vec<RoleLost>) -> impl IntoView {
    let roles = roles.into_iter().map(|lost| {
        let what = if lost.is_suspended {
            "suspended"
        } else {
            "removed"
        };
        let role = format!("{}, {}: {what} on ", lost.role, lost.place);
        view! { <li>{role}<Moment at=lost.ended_at/></li> }
    });
    view! {
        <Alert kind=AlertKind::Warning heading="Your roles were suspended or removed">
            <ul>{roles.collect_view()}</ul>
            <p><a href=paths::PROFILE>"My Profile"</a>" says by whom and why, and who gives a suspended role back."</p>
        </Alert>
    }
}
