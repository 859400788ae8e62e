//! One's own requests, on My Profile (seed 003, figure 11).

use super::StateTag;
use crate::api::access::{RemindDeciders, WithdrawRequest};
use crate::ui::{DataTable, Moment, SectionBar, counted};
use domain::access::{Category, Decider, Organizations, OwnRequest, RequestId, RequestState};
use domain::providers::StateCode;
use leptos::prelude::*;
use server_fn::ServerFn;
use std::collections::BTreeSet;

/// What waits, with what the training environment granted at once, by category, and what was decided of late.
#[component]
pub fn OwnRequests(requests: Vec<OwnRequest>) -> impl IntoView {
    let (pending, decided): (Vec<_>, Vec<_>) = requests
        .into_iter()
        .partition(|request| request.state == RequestState::Pending || request.granted_at_once);
    let none = pending
        .is_empty()
        .then(|| view! { <p>"No request is pending."</p> });
    let groups = Category::ALL
        .into_iter()
        .filter_map(|category| {
            let requests: Vec<_> = pending
                .iter()
                .filter(|request| request.role.category() == category)
                .cloned()
                .collect();
            (!requests.is_empty()).then(|| view! { <Pending category requests/> })
        })
        .collect_view();
    let decided = (!decided.is_empty()).then(|| view! { <Decided requests=decided/> });
    view! {
        <SectionBar heading="Pending Requests" id="pending-requests"/>
        {none}
        {groups}
        {decided}
    }
}

/// What the requests of a category are for: providers, states, or a role alone.
fn organizations_of(requests: &[OwnRequest]) -> Organizations {
    requests.first().map_or(Organizations::Nothing, |request| {
        request.role.organizations()
    })
}

/// The requests of one category, in the seeds' columns.
#[component]
fn Pending(category: Category, requests: Vec<OwnRequest>) -> impl IntoView {
    let kind = organizations_of(&requests);
    let noun = match kind {
        Organizations::Providers => "Provider",
        Organizations::State => "State",
        Organizations::Region => "Region",
        Organizations::Accreditation => "Accrediting Organization",
        Organizations::Contract => "Contract",
        Organizations::Nothing => "Role",
    };
    let places: BTreeSet<_> = requests
        .iter()
        .map(|request| {
            let provider = request.organization.as_ref().map(|one| one.slug.clone());
            let role = (kind == Organizations::Nothing).then_some(request.role);
            (
                provider,
                request.state_code,
                request.jurisdiction.clone(),
                role,
            )
        })
        .collect();
    let caption = counted(places.len(), noun);
    let places = match kind {
        Organizations::Providers => view! {
            <th scope="col">"Provider"</th>
            <th scope="col">"Provider Type"</th>
            <th scope="col">"CCN"</th>
            <th scope="col">"Assessment FAC ID"</th>
        }
        .into_any(),
        Organizations::State
        | Organizations::Region
        | Organizations::Accreditation
        | Organizations::Contract => view! { <th scope="col">{noun}</th> }.into_any(),
        Organizations::Nothing => ().into_any(),
    };
    let rows = requests
        .into_iter()
        .map(|request| view! { <PendingRow request/> })
        .collect_view();
    view! {
        <h3>{category.name()}</h3>
        <DataTable id=category.key() caption>
            <thead>
                <tr>
                    <th scope="col">"User Role"</th>
                    {places}
                    <th scope="col">"Request Date"</th>
                    <th scope="col">"Security Official Name"</th>
                    <th scope="col">"Security Official Contact"</th>
                    <th scope="col">"Change"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

/// Where it is for, in the columns of its category.
fn place_cells(request: &OwnRequest) -> AnyView {
    match request.role.organizations() {
        Organizations::Providers => {
            let line = request.organization.clone();
            let (kind, ccn, facility_id) = line.as_ref().map_or((None, None, None), |line| {
                (
                    Some(line.kind.abbreviation()),
                    line.ccn.clone().map(String::from),
                    line.facility_id.clone().map(String::from),
                )
            });
            view! {
                <td>{line.map(|line| line.name)}</td>
                <td>{kind}</td>
                <td>{ccn}</td>
                <td>{facility_id}</td>
            }
            .into_any()
        }
        Organizations::State => {
            view! { <td>{request.state_code.map(StateCode::name)}</td> }.into_any()
        }
        Organizations::Region | Organizations::Accreditation | Organizations::Contract => {
            view! { <td>{request.jurisdiction.clone()}</td> }.into_any()
        }
        Organizations::Nothing => ().into_any(),
    }
}

#[component]
fn PendingRow(request: OwnRequest) -> impl IntoView {
    let about = format!("{} {}", request.role.name(), place_of(&request));
    let place = place_cells(&request);
    let line = |text: fn(&Decider) -> &str| {
        request
            .deciders
            .iter()
            .map(|decider| view! { <div>{text(decider).to_owned()}</div> })
            .collect_view()
    };
    let (names, contacts) = (
        line(|decider| decider.name.as_str()),
        line(|decider| decider.contact.as_str()),
    );
    if request.granted_at_once {
        return view! {
            <tr>
                <th scope="row">{request.role.name()}</th>
                {place}
                <td><Moment at=request.requested_at/></td>
                <td colspan="3">"Granted at once: the role is available now."</td>
            </tr>
        }
        .into_any();
    }
    let remind = request.may_remind.then(|| {
        let label = format!("Remind those who decide on {about}");
        view! { <OneButton action=RemindDeciders::url() id=request.id label text="Remind"/> }
    });
    let withdraw = format!("Withdraw the request for {about}");
    view! {
        <tr>
            <th scope="row">{request.role.name()}</th>
            {place}
            <td><Moment at=request.requested_at/></td>
            <td>{names}</td>
            <td>{contacts}</td>
            <td>
                {remind}
                <OneButton action=WithdrawRequest::url() id=request.id label=withdraw text="Withdraw"/>
            </td>
        </tr>
    }
    .into_any()
}

/// A form that is a button.
#[component]
fn OneButton(
    action: &'static str,
    id: RequestId,
    /// The button's accessible name.
    label: String,
    text: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action=crate::sent_from(action.to_owned())>
            <input type="hidden" name="id" value=id.to_string()/>
            <button type="submit" class="usa-button usa-button--outline" aria-label=label>{text}</button>
        </form>
    }
}

/// The organization in words; empty for roles that need none.
fn place_of(request: &OwnRequest) -> String {
    match (
        &request.organization,
        request.state_code,
        &request.jurisdiction,
    ) {
        (Some(line), ..) => format!("at {}", line.name),
        (None, Some(state), _) => format!("in {}", state.name()),
        (None, None, Some(name)) => format!("for {name}"),
        (None, None, None) => String::new(),
    }
}

#[component]
fn Decided(requests: Vec<OwnRequest>) -> impl IntoView {
    let rows = requests
        .into_iter()
        .map(|request| {
            let place = match (&request.organization, request.state_code) {
                (Some(line), _) => line.name.clone(),
                (None, Some(state)) => state.name().to_owned(),
                (None, None) => {
                    let nation = || "Nationwide".to_owned();
                    request.jurisdiction.clone().unwrap_or_else(nation)
                }
            };
            let by = request
                .decided_by
                .map(|by| view! { {by.name}<span class="q-subject">{by.contact}</span> });
            view! {
                <tr>
                    <th scope="row">{request.role.name()}</th>
                    <td>{place}</td>
                    <td><StateTag state=request.state/></td>
                    <td>{request.decided_at.map(|at| view! { <Moment at/> })}</td>
                    <td>{by}</td>
                    <td class="q-prose">{request.reason}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <SectionBar heading="Decided Requests"/>
        <DataTable id="decided" caption="What became of your requests in the last 90 days">
            <thead>
                <tr>
                    <th scope="col">"User Role"</th>
                    <th scope="col">"Where"</th>
                    <th scope="col">"Decision"</th>
                    <th scope="col">"Date"</th>
                    <th scope="col">"Decided by"</th>
                    <th scope="col">"Reason"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
