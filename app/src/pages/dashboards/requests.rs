//! The board of security officials and Production Control: role requests by state.

use crate::paths;
use crate::ui::{LinkButton, SectionBar, StatCard, StatCards};
use domain::access::{RequestFilter, RequestState};
use leptos::prelude::*;

#[component]
pub fn RoleRequests(counts: Vec<(RequestState, i64)>) -> impl IntoView {
    let cards = counts
        .into_iter()
        .map(|(state, count)| {
            let href = paths::role_requests(&RequestFilter {
                state: Some(state),
                ..RequestFilter::default()
            });
            view! { <StatCard label=state.title() value=count href note=""/> }
        })
        .collect_view();
    view! {
        <SectionBar heading="Role requests"/>
        <StatCards>{cards}</StatCards>
        <LinkButton href=paths::GRANTS>"People and Roles"</LinkButton>
    }
}
