//! Where a ticket stands for whoever writes to it.

use domain::{access::Actor, support::TicketNumber};
use services::Services;

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
