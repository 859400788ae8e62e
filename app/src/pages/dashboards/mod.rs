//! The dashboard of the active category: the boards that the person's rights bring.

mod oversight;
mod places;
mod submissions;
mod to_fix;
mod welcome;
mod work;

use crate::api::dashboards::find_dashboard;
use crate::api::notices::find_ended_roles;
use crate::pages::notices::EndedRolesAlert;
use crate::pages::penalties::AgeChart;
use crate::ui::{DataTable, Loaded, Page, SectionBar, load, use_query};
use crate::view::dashboards::DashboardView;
use domain::dashboards::{DashboardFilter, LaterRole};
use domain::notices::EndedRoles;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use oversight::Oversight;
use submissions::Submissions;
use welcome::Welcome;
use work::Work;

pub struct DashboardPage;

#[lazy_route]
impl LazyRoute for DashboardPage {
    fn data() -> Self {
        Self
    }

    fn view(DashboardPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(DashboardFilter::from_query);
        let found = load(filter, async |filter| {
            Ok((find_dashboard(filter).await?, find_ended_roles().await?))
        });
        view! {
            <Loaded resource=found let:found>
                <Boards dashboard=found.0 ended=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Boards(
    dashboard: DashboardView,
    /// Only of someone who holds no role any more.
    ended: Option<EndedRoles>,
) -> impl IntoView {
    let DashboardView {
        submissions,
        oversight,
        work,
        ages,
        later,
        lost,
    } = dashboard;
    let has_board = submissions.is_some() || oversight.is_some() || !work.is_empty();
    if !has_board && later.is_empty() {
        return view! { <Welcome ended lost/> }.into_any();
    }
    let facility = submissions
        .as_ref()
        .and_then(|board| board.facility.as_ref())
        .map(|one| one.name.clone());
    let state = oversight
        .as_ref()
        .and_then(|board| board.state)
        .map(|state| state.name().to_owned());
    let heading = match facility.or(state) {
        Some(place) => format!("Dashboard: {place}"),
        None => "Dashboard".to_owned(),
    };
    view! {
        <Page heading>
            {ended.map(|ended| view! { <EndedRolesAlert ended/> })}
            {submissions.map(|board| view! { <Submissions board/> })}
            {oversight.map(|board| view! { <Oversight board/> })}
            {work.into_iter().map(|board| view! { <Work board/> }).collect_view()}
            {(!ages.is_empty()).then(|| view! { <AgeChart ages=&ages/> })}
            {(!later.is_empty()).then(|| view! { <Later roles=later/> })}
        </Page>
    }
    .into_any()
}

/// Roles whose work is not built yet, with what they will do.
#[component]
fn Later(roles: Vec<LaterRole>) -> impl IntoView {
    let rows = roles
        .into_iter()
        .map(|role| view! { <tr><th scope="row">{role.name}</th><td>{role.text}</td></tr> })
        .collect_view();
    view! {
        <SectionBar heading="Not built yet"/>
        <DataTable id="later" caption="Roles whose work is to come">
            <thead>
                <tr>
                    <th scope="col">"Role"</th>
                    <th scope="col">"What it will do"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
