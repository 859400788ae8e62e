//! What someone without a role sees (seed 003, step 1.8).

use crate::pages::notices::EndedRolesAlert;
use crate::paths;
use crate::ui::{LinkButton, Page};
use domain::notices::EndedRoles;
use leptos::prelude::*;

#[component]
pub fn Welcome(ended: Option<EndedRoles>) -> impl IntoView {
    view! {
        <Page heading="Welcome to iQIES">
            {ended.map(|ended| view! { <EndedRolesAlert ended/> })}
            <p>"You have no user role yet. A role decides what you may see and do here; request the one that fits your work."</p>
            <LinkButton href=paths::REQUEST_ROLE>"Request User Role"</LinkButton>
            <p>"What the roles are for, and how a request is approved: "<a href=paths::HELP>"Help"</a></p>
        </Page>
    }
}
