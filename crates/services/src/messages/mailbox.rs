//! The mailbox of the demonstration: everything that was sent to anybody, for everybody to read.

use domain::{
    access::Actor,
    audit::{Act, Event, Object, Record, Who},
    messages::{Channel, MailboxFilter, MailboxMessage},
    time::Instant,
};
use store::fetch;
use uuid::Uuid;

use super::unseal;
use crate::{ServiceError, Services, audit};

/// What the page shows at most.
const NEWEST: i64 = 100;

store::sql! {
    /// Served by message_created.
    NEWEST_MESSAGES = "select id, channel, recipient, sealed, created_at from message
        where sealed is not null and ($1 = '' or lower(recipient) = lower($1))
        order by created_at desc, id desc limit $2";
}

#[derive(store::FromRow)]
struct MessageRow {
    id: Uuid,
    channel: String,
    recipient: String,
    sealed: Vec<u8>,
    created_at: i64,
}

/// The newest hundred messages, the newest first. That somebody (`who`) opens it is recorded.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the demonstration; [`ServiceError::Unrecorded`]; the database's.
pub async fn mailbox(
    services: &Services,
    who: Option<&Actor>,
    filter: &MailboxFilter,
    now: Instant,
) -> Result<Vec<MailboxMessage>, ServiceError> {
    if !services.site.is_demo() {
        return Err(ServiceError::NotFound);
    }
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        MessageRow,
        tx,
        NEWEST_MESSAGES,
        filter.to.as_str(),
        NEWEST
    )?;
    drop(tx);
    let who = who.map_or(Who::Unknown, Who::logged_in);
    let event = Event::new(Act::Read, who, now)
        .about(Object::List(Record::Mailbox))
        .count("rows", rows.len());
    audit::read(services, event).await?;
    let open = |row: MessageRow| {
        Ok(MailboxMessage {
            channel: Channel::from_key(&row.channel)
                .ok_or(ServiceError::Corrupt { what: "channel" })?,
            words: unseal(&services.keys, row.id, &row.sealed)?,
            recipient: row.recipient,
            at: Instant(row.created_at),
        })
    };
    rows.into_iter().map(open).collect()
}
