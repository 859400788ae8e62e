//! How far one's own roles are confirmed, on My Profile.

use crate::ui::{DataTable, DateText, SectionBar};
use domain::access::{Decider, OwnConfirmation};
use leptos::prelude::*;

/// Of every category: the dates, and while it is underway who confirms. Nothing for someone without a role.
#[component]
pub fn OwnConfirmations(confirmations: Vec<OwnConfirmation>) -> impl IntoView {
    let rows = confirmations
        .iter()
        .cloned()
        .map(|one| view! { <ConfirmationRow one/> })
        .collect_view();
    (!confirmations.is_empty()).then(|| {
        view! {
            <SectionBar heading="Recertification"/>
            <p>"Others say from time to time whether you still need your roles. There is nothing for you to do."</p>
            <DataTable id="confirmations" caption="How far your roles are confirmed">
                <thead>
                    <tr>
                        <th scope="col">"User Role"</th>
                        <th scope="col">"Where it holds"</th>
                        <th scope="col">"Last confirmed"</th>
                        <th scope="col">"To be confirmed by"</th>
                        <th scope="col">"Who confirms"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        }
    })
}

#[component]
fn ConfirmationRow(one: OwnConfirmation) -> impl IntoView {
    let deciders = one
        .deciders
        .into_iter()
        .map(|Decider { name, contact }| view! { <li>{name}", "{contact}</li> })
        .collect::<Vec<_>>();
    let deciders = if deciders.is_empty() {
        "Not asked yet".into_any()
    } else {
        view! { <ul class="usa-list usa-list--unstyled">{deciders}</ul> }.into_any()
    };
    let confirmed = match one.confirmed_at {
        Some(at) => view! { <DateText date=at.eastern().date()/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <th scope="row">{one.role}</th>
            <td>{one.place}</td>
            <td>{confirmed}</td>
            <td><DateText date=one.due_at.eastern().date()/></td>
            <td>{deciders}</td>
        </tr>
    }
}
