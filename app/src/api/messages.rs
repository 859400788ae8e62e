//! The mailbox of the demonstration.

use domain::messages::{MailboxFilter, MailboxMessage};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// The newest messages to everybody, or to one recipient; for everyone, in the demonstration alone.
#[server(endpoint = "messages/list_mailbox", input = Json, output = Postcard)]
pub async fn list_mailbox(filter: MailboxFilter) -> Result<Vec<MailboxMessage>, ApiError> {
    Ok(services::messages::mailbox(&crate::server::services(), &filter).await?)
}
