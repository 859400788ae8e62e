//! Who may do what: asking for a role in three steps, deciding on requests, people with the roles that they hold.

mod category;
mod grant;
mod organizations;
mod outcome;
mod own_confirmations;
mod own_requests;
mod recertification;
mod removal;
mod request;
mod requests;
mod role;
mod several;
mod step_form;
mod surveyor;
mod unattended;
mod unconfirmed_filter;
mod user;
mod user_filter;
mod users;

pub use category::RequestRolePage;
pub use organizations::AddOrganizationsPage;
pub use own_confirmations::OwnConfirmations;
pub use own_requests::OwnRequests;
pub use recertification::RecertificationPage;
pub use removal::RemoveRolesPage;
pub use request::RoleRequestPage;
pub use requests::RoleRequestsPage;
pub use role::SelectRolePage;
pub use several::SeveralRequestsPage;
pub use unattended::UnattendedPage;
pub use user::UserPage;
pub use users::UsersPage;

use crate::ui::{Choice, Tag, Tone};
use domain::access::{RequestState, Role};
use domain::identity::UserName;
use leptos::prelude::*;

#[component]
fn StateTag(state: RequestState) -> impl IntoView {
    let tone = match state {
        RequestState::Pending => Tone::Caution,
        RequestState::Approved => Tone::Good,
        RequestState::Rejected => Tone::Bad,
        RequestState::Withdrawn => Tone::Neutral,
    };
    view! { <Tag tone text=state.title()/> }
}

/// A box that ticks one of several rows. Its words are for those who do not see the row, unless they are `shown`.
#[component]
fn Tick(
    name: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    #[prop(optional)] shown: bool,
) -> impl IntoView {
    let id = format!("{}{value}", name.trim_end_matches("[]"));
    view! {
        <div class="usa-checkbox">
            <input class="usa-checkbox__input" type="checkbox" id=id.clone() name=name value=value/>
            <label class="usa-checkbox__label" for=id>
                <span class=(!shown).then_some("usa-sr-only")>{label}</span>
            </label>
        </div>
    }
}

/// What ticks a row: a name alone may stand in several.
fn tick_label(person: &str, user_name: &UserName, role: Role, place: &str) -> String {
    let (user, role) = (user_name.as_str(), role.name());
    format!("Select {person} ({user}): {role}, {place}")
}

/// The choices of a filter by role.
fn role_choices(roles: Vec<Role>) -> Vec<Choice> {
    roles
        .into_iter()
        .map(|role| Choice::new(role.key(), role.name()))
        .collect()
}
