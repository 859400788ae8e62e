//! The board of a state agency or of CMS: providers, what changed, who has submitted.

use super::places::Places;
use super::submissions::DeadlineTag;
use crate::paths;
use crate::ui::{DataTable, DateText, SectionBar, StatCard, StatCards};
use domain::dashboards::{CertificationLine, DashboardFilter, OversightBoard};
use domain::providers::{ProviderFilter, ProviderStatus, ProviderType, StateCode};
use domain::staffing::{StatusFilter, SubmissionStatus};
use leptos::prelude::*;

#[component]
pub fn Oversight(board: OversightBoard) -> impl IntoView {
    let place = board.state.map_or("the nation", StateCode::name);
    let quarter = board.deadline.quarter;
    // One state of the nation that the person looks after.
    let is_part = board.state.is_some() && board.states.is_empty();
    view! {
        <StateSwitch states=board.states.clone() state=board.state/>
        {is_part.then(|| view! { <p><a href=paths::DASHBOARD>"All states"</a></p> })}
        <SectionBar heading=format!("Providers of {place}")/>
        <ProviderCards board=board.clone()/>
        <SectionBar heading=format!("Payroll-Based Journal, {quarter}")/>
        <p><DeadlineTag deadline=board.deadline/></p>
        <StatusCards board=board.clone()/>
        {(!board.places.is_empty()).then(|| view! { <Places places=board.places quarter/> })}
        <SectionBar heading="Certifications"/>
        <Certifications
            id="latest-certifications"
            caption="The latest certifications"
            lines=board.latest_certifications
        />
        <Certifications
            id="oldest-certifications"
            caption="Nursing homes whose last certification lies back the longest"
            lines=board.oldest_certifications
        />
    }
}

#[component]
fn StateSwitch(states: Vec<StateCode>, state: Option<StateCode>) -> impl IntoView {
    let several = states.len() > 1;
    let each = states
        .into_iter()
        .map(|one| {
            let href = paths::dashboard(&DashboardFilter { facility: None, state: Some(one) });
            view! { <li><a href=href aria-current=(state == Some(one)).then_some("true")>{one.name()}</a></li> }
        })
        .collect_view();
    several.then(|| view! { <nav aria-label="State"><ul class="q-switch">{each}</ul></nav> })
}

#[component]
fn ProviderCards(board: OversightBoard) -> impl IntoView {
    let state = board.state;
    let active = move |kind: Option<ProviderType>| {
        paths::providers(&ProviderFilter {
            state,
            kind,
            status: Some(ProviderStatus::Active),
            ..ProviderFilter::default()
        })
    };
    let changed = paths::providers(&ProviderFilter {
        state: board.state,
        changed_recently: true,
        ..ProviderFilter::default()
    });
    let kinds = board
        .kinds
        .iter()
        .map(|(kind, count)| {
            view! { <StatCard label=plural(*kind) value=*count href=active(Some(*kind))/> }
        })
        .collect_view();
    view! {
        <StatCards>
            <StatCard label="active providers" value=board.figures.providers href=active(None)/>
            {kinds}
            <StatCard
                label="changed"
                value=board.figures.changed
                href=changed
                note="Records that changed in the last 30 days."
            />
        </StatCards>
    }
}

const fn plural(kind: ProviderType) -> &'static str {
    match kind {
        ProviderType::NursingHome => "nursing homes",
        ProviderType::SwingBed => "swing beds",
        ProviderType::HomeHealthAgency => "home health agencies",
        ProviderType::Hospice => "hospices",
        ProviderType::Hospital => "hospitals",
    }
}

#[component]
fn StatusCards(board: OversightBoard) -> impl IntoView {
    let (deadline, state, status) = (board.deadline, board.state, board.figures.status);
    let quarter = deadline.quarter;
    let listed = move |status: Option<SubmissionStatus>| {
        paths::staffing_status(&StatusFilter {
            quarter: Some(quarter),
            state,
            status,
            ..StatusFilter::default()
        })
    };
    let card = move |status: SubmissionStatus, count: i64| {
        let late = deadline.has_passed() && status != SubmissionStatus::Accepted;
        let note = if late {
            "Late: the quarter has closed."
        } else {
            ""
        };
        view! { <StatCard label=status.title() value=count href=listed(Some(status)) note/> }
    };
    view! {
        <StatCards>
            {card(SubmissionStatus::Accepted, status.accepted)}
            {card(SubmissionStatus::RejectedOnly, status.rejected_only)}
            {card(SubmissionStatus::Missing, status.missing)}
        </StatCards>
        <p>
            <a href=listed(None)>{format!("{} hours", board.figures.hours.grouped())}</a>
            " are stored for the quarter: the totals of each facility."
        </p>
    }
}

#[component]
fn Certifications(
    id: &'static str,
    caption: &'static str,
    lines: Vec<CertificationLine>,
) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row"><a href=paths::provider(&line.slug)>{line.name}</a></th>
                    <td>{line.state.as_str()}</td>
                    <td><DateText date=line.date/></td>
                    <td>{line.action}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id caption>
            <thead>
                <tr>
                    <th scope="col">"Provider"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Date"</th>
                    <th scope="col">"Action"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
