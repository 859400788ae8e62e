//! Who may do what: asking for a role in three steps, deciding on requests, people and the roles that they hold.

mod category;
mod grant;
mod grants;
mod organizations;
mod own_requests;
mod request;
mod requests;
mod role;
mod step_form;

pub use category::RequestRolePage;
pub use grants::GrantsPage;
pub use organizations::AddOrganizationsPage;
pub use own_requests::OwnRequests;
pub use request::RoleRequestPage;
pub use requests::RoleRequestsPage;
pub use role::SelectRolePage;

use crate::ui::{Choice, Tag, Tone};
use domain::access::{RequestState, Role};
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

/// The roles of a filter.
fn role_choices() -> Vec<Choice> {
    Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.key(), role.name()))
        .collect()
}

/// `1 Provider`, `2 Providers`.
fn counted(count: usize, one: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {one}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_counted_in_the_singular() {
        assert_eq!(counted(1, "Provider"), "1 Provider");
        assert_eq!(counted(2, "State"), "2 States");
        assert_eq!(counted(0, "Provider"), "0 Providers");
    }
}
