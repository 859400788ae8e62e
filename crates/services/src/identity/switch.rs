//! Going on in another category of one's roles. A session shows the roles of one category; whoever has several changes over.

use domain::{
    access::Category,
    audit::{Act, Event, Who},
    identity::SessionStage,
    time::Instant,
};
use store::exec;

use super::{Session, grants, sessions};
use crate::{ServiceError, Services, audit, token::Token};

store::sql! {
    /// Served by the primary key.
    SWITCH = "update session set category = $2 where token_hash = $1";
}

/// Takes a session to another category, under a new token: the old one is dead.
///
/// # Errors
/// [`ServiceError::NotFound`] for a category in which the person has no role, and when the session has ended; the
/// database's.
pub async fn switch_category(
    services: &Services,
    session: &Session,
    category: Category,
    now: Instant,
) -> Result<Token, ServiceError> {
    let holder = &session.holder;
    let mut tx = services.db.write().await?;
    let held = grants::of(&mut tx, holder.user).await?;
    if !grants::categories(&held).contains(&category) {
        return Err(ServiceError::NotFound);
    }
    exec!(tx, SWITCH, holder.token_hash.as_slice(), category.key())?;
    let token = sessions::step(services, &mut tx, holder, SessionStage::Open, None, now).await?;
    let event = Event::new(Act::CategorySwitched, Who::logged_in(&session.actor), now)
        .of(holder.user)
        .in_session(&token.hash())
        .word("to", category.key());
    audit::commit(tx, services, event).await?;
    Ok(token)
}
