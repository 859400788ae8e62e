//! Where a ticket stands for whoever writes to it, and what becomes of one too many.

use domain::{access::Actor, support::TicketNumber};
use services::{ServiceError, Services};

use crate::{error::ApiError, paths};

/// The page of a ticket: its asker's, or the Help Desk's.
///
/// # Errors
/// [`ApiError::NotFound`] when the person may not see it.
pub async fn page(
    services: &Services,
    actor: &Actor,
    number: TicketNumber,
) -> Result<String, ApiError> {
    let is_own = services::support::tickets::is_own(services, actor, number).await?;
    Ok(if is_own {
        paths::own_ticket(number)
    } else {
        paths::ticket(number)
    })
}

/// One ticket too many is said at its words, so that what was typed is not lost.
///
/// # Errors
/// The service's, with [`ServiceError::TooMany`] as [`ServiceError::Refused`] at `words`.
pub fn later<T>(written: Result<T, ServiceError>) -> Result<T, ServiceError> {
    written.map_err(|error| match error {
        ServiceError::TooMany {
            retry_after_seconds,
        } => {
            let minutes = retry_after_seconds.div_ceil(60);
            let message = format!(
                "You have written to the Help Desk too often within an hour. Send it again in {minutes} min."
            );
            ServiceError::field("words", message)
        }
        error => error,
    })
}
