//! The mailbox of the demonstration.

use domain::messages::{MailboxFilter, MailboxMessage};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// The newest messages to everybody, or to one recipient; for everyone, in the demonstration alone.
#[server(endpoint = "messages/list_mailbox", input = Json, output = Postcard)]
pub async fn list_mailbox(filter: MailboxFilter) -> Result<Vec<MailboxMessage>, ApiError> {
    let (services, session) = (crate::server::services(), crate::server::session());
    let who = session.as_ref().map(|session| &session.actor);
    let now = crate::server::now().system;
    Ok(services::messages::mailbox(&services, who, &filter, now).await?)
}
