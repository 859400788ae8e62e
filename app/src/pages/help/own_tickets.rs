//! Asking the Help Desk, and what one asked before.

use crate::api::tickets::{OpenTicket, find_own_tickets};
use crate::pages::support::TicketTag;
use crate::paths;
use crate::ui::{
    Button, DataTable, Loaded, Moment, Page, PostForm, SectionBar, TextArea, TextField, load,
    use_query,
};
use crate::view::tickets::OwnTickets;
use domain::count::as_count;
use domain::forms::ReturnedForm;
use domain::support::{TicketLine, TicketMessage};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct OwnTicketsPage;

#[lazy_route]
impl LazyRoute for OwnTicketsPage {
    fn data() -> Self {
        Self
    }

    fn view(OwnTicketsPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(flash, find_own_tickets);
        view! {
            <Loaded resource=found let:found>
                <Tickets found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Tickets(found: OwnTickets) -> impl IntoView {
    let OwnTickets { tickets, form } = found;
    let list = if tickets.is_empty() {
        view! { <p>"You have opened none."</p> }.into_any()
    } else {
        view! { <List tickets/> }.into_any()
    };
    view! {
        <Page heading="Ask the Help Desk" errors=form.errors.clone()>
            <p>
                "Your ticket goes to the Help Desk with your user ID. You are told by e-mail when there is an answer; it "
                "stands on this site alone."
            </p>
            <TicketForm form/>
            <SectionBar heading="Your tickets"/>
            {list}
        </Page>
    }
}

#[component]
fn TicketForm(form: ReturnedForm) -> impl IntoView {
    let error = |field| form.error(field).map(str::to_owned);
    let [subject_error, ccn_error, words_error] = ["subject", "ccn", "words"].map(error);
    view! {
        <PostForm action=OpenTicket::url() label="New ticket" has_required=true>
            <TextField
                name="subject"
                label="Subject"
                hint="In a few words, at most 100 characters."
                value=form.value("subject")
                error=subject_error
                autocomplete="off"
                required=true
            />
            <TextField
                name="ccn"
                label="CCN"
                hint="Of the provider that it is about, if it is about one."
                value=form.value("ccn")
                error=ccn_error
                autocomplete="off"
            />
            <TextArea
                name="words"
                label="Question"
                hint="What you did, what you expected and what happened, at most 1,000 characters. No names or numbers of patients."
                value=form.value("words")
                error=words_error
                max_length=as_count(TicketMessage::LONGEST)
                required=true
            />
            <Button>"Send to the Help Desk"</Button>
        </PostForm>
    }
}

#[component]
fn List(tickets: Vec<TicketLine>) -> impl IntoView {
    let rows = tickets
        .into_iter()
        .map(|ticket| {
            view! {
                <tr>
                    <th scope="row"><a href=paths::own_ticket(ticket.number)>{ticket.number.to_string()}</a></th>
                    <td>{ticket.subject}</td>
                    <td><TicketTag state=ticket.state/></td>
                    <td><Moment at=ticket.changed_at/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="tickets" caption="Your latest tickets, at most 50, the newest first">
            <thead>
                <tr>
                    <th scope="col">"Ticket"</th>
                    <th scope="col">"Subject"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Changed"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
