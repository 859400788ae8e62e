//! Tickets of the Help Desk.

use domain::support::{TicketFilter, TicketNumber};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::tickets::{OwnTickets, TicketView, TicketsView},
};

/// One's own tickets. `flash` names the form that came back.
#[server(endpoint = "support/find_own_tickets", input = Json, output = Postcard)]
pub async fn find_own_tickets(flash: Option<String>) -> Result<OwnTickets, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let tickets = services::support::tickets::list_own(&services, &actor).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(OwnTickets { tickets, form })
}

/// Opens a ticket, and shows it. The form comes back when something in it is wrong, and when it is one too many.
#[server(endpoint = "support/open_ticket", output = Postcard)]
pub async fn open_ticket(subject: String, ccn: String, words: String) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let new = domain::support::NewTicket {
        subject,
        ccn,
        words,
    };
    let opened = services::support::tickets::open(&services, &actor, &new).await;
    match crate::server::tickets::later(opened) {
        Err(services::ServiceError::Refused(errors)) => {
            let names = ["subject", "ccn", "words"].map(str::to_owned);
            let typed = [new.subject, new.ccn, new.words];
            let values = names.into_iter().zip(typed).collect();
            let form = domain::forms::ReturnedForm { values, errors };
            crate::server::send_back(crate::paths::OWN_TICKETS, &form).await
        }
        opened => {
            let page = crate::paths::own_ticket(opened?);
            leptos_axum::redirect(&crate::paths::ticket_done(&page, "opened"));
            Ok(())
        }
    }
}

/// The tickets that the filter lets through, and how many there are of each state.
#[server(endpoint = "support/list_tickets", input = Json, output = Postcard)]
pub async fn list_tickets(filter: TicketFilter) -> Result<TicketsView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let (tickets, counts) = services::support::tickets::list(&services, &actor, filter).await?;
    Ok(TicketsView { tickets, counts })
}

/// One ticket. `flash` names the form that came back.
#[server(endpoint = "support/find_ticket", input = Json, output = Postcard)]
pub async fn find_ticket(
    number: TicketNumber,
    flash: Option<String>,
) -> Result<TicketView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let ticket = services::support::tickets::find(&services, &actor, number).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(TicketView { ticket, form })
}

/// Writes to a ticket, or closes it with what is written, if anything; and shows it. The form comes back when it says too
/// much, or nothing without closing, and when it is one too many.
#[server(endpoint = "support/write_to_ticket", output = Postcard)]
pub async fn write_to_ticket(
    number: TicketNumber,
    words: String,
    #[server(default)] close: bool,
) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let page = crate::server::tickets::page(&services, &actor, number).await?;
    let done = match (close, words.trim().is_empty()) {
        (true, true) => "closed",
        (true, false) => "written_and_closed",
        (false, _) => "written",
    };
    let written = if close {
        services::support::tickets::close(&services, &actor, number, &words).await
    } else {
        services::support::tickets::write_to(&services, &actor, number, &words).await
    };
    match crate::server::tickets::later(written) {
        Err(services::ServiceError::Refused(errors)) => {
            let values = vec![("words".to_owned(), words)];
            crate::server::send_back(&page, &domain::forms::ReturnedForm { values, errors }).await
        }
        written => {
            written?;
            leptos_axum::redirect(&crate::paths::ticket_done(&page, done));
            Ok(())
        }
    }
}
