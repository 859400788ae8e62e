//! The audit trail: all of it, what concerns an organization, what concerns oneself, one of its rows, and the record of
//! viewings as a role.

mod event;
mod events;
mod filter;
mod own;
mod record;
mod viewing;
mod viewings;

pub use event::AuditEventPage;
pub use events::AuditPage;
pub use own::OwnEventsPage;
pub use record::AccessRecordPage;
pub use viewing::ViewingRecordPage;
pub use viewings::ViewingsPage;

use crate::paths;
use crate::ui::{CsvLink, DataTable, Moment, Tag, Tone, inherit_focus};
use domain::audit::{AuditFilter, EventLine, EventList, Outcome};
use domain::count::as_count;
use domain::listing::{Listed as _, Total};
use leptos::prelude::*;

#[component]
fn OutcomeTag(outcome: Outcome) -> impl IntoView {
    let tone = match outcome {
        Outcome::Done => Tone::Neutral,
        Outcome::Failed => Tone::Bad,
    };
    view! { <Tag tone text=outcome.title()/> }
}

/// Where older events are than those of a list, and where the newest are when it does not begin with them.
fn ways(
    list: &EventList,
    filter: &AuditFilter,
    address: fn(&AuditFilter) -> String,
) -> (Option<String>, Option<String>) {
    let older = list.next.map(|seq| {
        address(&AuditFilter {
            before: Some(seq),
            ..filter.clone()
        })
    });
    let newest = filter.before.map(|_| address(&filter.at_first_page()));
    (older, newest)
}

/// How many events a list has, as far as a page of it tells.
fn total(list: &EventList, filter: &AuditFilter) -> Total {
    let shown = as_count(list.events.len());
    match (list.next, filter.before) {
        (None, None) => Total::Exactly(shown),
        _ => Total::MoreThan(shown),
    }
}

/// The list as it is filtered, as a table.
#[component]
fn Save(href: String, total: Total) -> impl IntoView {
    view! { <p><CsvLink href total most=AuditFilter::EXPORT_ROWS/></p> }
}

/// A page of events, with the way to the older ones.
#[component]
fn Events(
    list: EventList,
    #[prop(into)] caption: String,
    /// Whether a row leads to its event.
    #[prop(optional)]
    linked: bool,
    /// Where older events are.
    older: Option<String>,
    /// Where the newest events are, when these are not.
    newest: Option<String>,
) -> impl IntoView {
    // Also of the filters above it.
    inherit_focus("heading");
    let rows = list
        .events
        .into_iter()
        .map(|event| view! { <EventRow event linked/> })
        .collect::<Vec<_>>();
    let table = if rows.is_empty() {
        view! { <p role="status">"No events match."</p> }.into_any()
    } else {
        view! {
            <DataTable id="events" caption>
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"To What"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Where"</th>
                        <th scope="col">"Outcome"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        }
        .into_any()
    };
    let has_way = older.is_some() || newest.is_some();
    let newest = newest.map(|href| view! { <li><a href=href>"Newest events"</a></li> });
    let older = older.map(|href| view! { <li><a href=href>"Older events"</a></li> });
    view! {
        {table}
        {has_way.then(|| view! {
            <nav aria-label="Events: pages"><ul>{newest}{older}</ul></nav>
        })}
    }
}

#[component]
fn EventRow(event: EventLine, linked: bool) -> impl IntoView {
    let at = view! { <Moment at=event.at/> };
    let when = if linked {
        let spoken = format!(", event {}", event.seq);
        view! {
            <a href=paths::audit_event(event.seq)>{at}<span class="usa-sr-only">{spoken}</span></a>
        }
        .into_any()
    } else {
        at.into_any()
    };
    view! {
        <tr>
            <th scope="row">{when}</th>
            <td>{event.act}</td>
            <td>{event.object}</td>
            <td>{event.who}</td>
            <td>{event.place}</td>
            <td><OutcomeTag outcome=event.outcome/></td>
        </tr>
    }
}
