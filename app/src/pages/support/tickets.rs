//! The Help Desk's queue of tickets, filtered by state.

use super::TicketTag;
use crate::api::tickets::list_tickets;
use crate::paths;
use crate::ui::{
    Choice, DataTable, FilterChip, FilterChips, FilterForm, LeftOut, Loaded, Moment, Page,
    Pagination, ResultCount, SelectField, load, number, use_query,
};
use crate::view::tickets::TicketsView;
use domain::listing::PageRequest;
use domain::support::{TicketFilter, TicketLine, TicketState};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// What was asked for, and what was found.
type Found = (TicketFilter, TicketsView);

pub struct TicketsPage;

#[lazy_route]
impl LazyRoute for TicketsPage {
    fn data() -> Self {
        Self
    }

    fn view(TicketsPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(TicketFilter::from_query);
        let found = load(filter, async |filter| {
            list_tickets(filter).await.map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Tickets found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Tickets(found: Found) -> impl IntoView {
    let (filter, TicketsView { tickets, counts }) = found;
    let (total, request) = (tickets.total, tickets.request);
    let choices = counts
        .into_iter()
        .map(|(state, count)| {
            let label = format!("{} ({})", state.title(), number(count));
            Choice::new(state.key(), label)
        })
        .collect();
    let chips = filter.state.map(|state| FilterChip {
        text: format!("State: {}", state.title()),
        without: paths::tickets(TicketFilter::default()),
    });
    let rows = tickets
        .rows
        .into_iter()
        .map(|ticket| view! { <TicketRow ticket/> })
        .collect_view();
    view! {
        <Page heading="Tickets">
            <p>"What people ask the Help Desk. The longest waiting stand first."</p>
            <FilterForm action=paths::TICKETS label="Filter tickets">
                <SelectField
                    name="state"
                    label="State"
                    choices
                    value=filter.state.map(TicketState::key).unwrap_or_default()
                    any="All states"
                />
            </FilterForm>
            <LeftOut read=|query| TicketFilter::from_query(query).to_query() fields=&[("state", "State")]/>
            <FilterChips chips=chips.into_iter().collect()/>
            <ResultCount total request noun="tickets"/>
            {(total > 0).then(|| view! {
                <DataTable id="tickets" caption="Tickets, those that wait first">
                    <thead>
                        <tr>
                            <th scope="col">"Ticket"</th>
                            <th scope="col">"Subject"</th>
                            <th scope="col">"Asked by"</th>
                            <th scope="col">"Provider"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Opened"</th>
                            <th scope="col">"Changed"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <Pagination
                total
                request
                label="Tickets"
                href=move |page: PageRequest| paths::tickets(TicketFilter { page, ..filter })
            />
        </Page>
    }
}

#[component]
fn TicketRow(ticket: TicketLine) -> impl IntoView {
    let provider = ticket.provider.map(|(name, _)| name);
    view! {
        <tr>
            <th scope="row"><a href=paths::ticket(ticket.number)>{ticket.number.to_string()}</a></th>
            <td>{ticket.subject}</td>
            <td>{ticket.asker}</td>
            <td>{provider}</td>
            <td><TicketTag state=ticket.state/></td>
            <td><Moment at=ticket.opened_at/></td>
            <td><Moment at=ticket.changed_at/></td>
        </tr>
    }
}
