//! The category of roles that a session is active in: where it begins, going on in another, and what becomes of it when
//! the person's last role there ends.

use domain::{
    access::{Category, Role},
    audit::{Act, Event, Who},
    identity::{SessionStage, UserId},
    time::Instant,
};
use store::{Tx, exec, fetch};

use super::{Session, grants, sessions};
use crate::{ServiceError, Services, audit, token::Token};

store::sql! {
    /// Served by the primary key.
    LAST = "select last_category from user_account where id = $1";
    /// Served by the primary key.
    REMEMBER = "update user_account set last_category = $2 where id = $1";
    /// Served by the primary key.
    SWITCH = "update session set category = $2, category_at = $3 where token_hash = $1";
    /// A grant that was divided goes on in its parts. Served by role_grant_user.
    ENDED_SINCE = "select role from role_grant
        where user_id = $1 and ended_at > $2 and coalesce(ended_why, '') <> 'divided'";
}

/// The category that a session begins in, and whether a role is held there: the last one that the person was active in, if
/// they still hold a role in it; else that of the role which was granted first.
pub(super) async fn first(tx: &mut Tx, user: UserId) -> Result<(Category, bool), ServiceError> {
    let held = grants::of(tx, user).await?;
    let (last,): (Option<String>,) = fetch!(fetch_one, (Option<String>,), tx, LAST, user.0)?;
    let last = last.and_then(|key| Category::from_key(&key));
    let last = last.filter(|last| grants::categories(&held).contains(last));
    let category = last.unwrap_or_else(|| grants::first_category(&held));
    Ok((category, !held.is_empty()))
}

/// Whether a role of this category has ended since a moment.
pub(super) async fn ended_since(
    tx: &mut Tx,
    user: UserId,
    category: Category,
    since: i64,
) -> Result<bool, ServiceError> {
    let ended = fetch!(fetch_all, (String,), tx, ENDED_SINCE, user.0, since)?;
    let of_category =
        |(key,): &(String,)| Role::from_key(key).is_ok_and(|role| role.category() == category);
    Ok(ended.iter().any(of_category))
}

/// Takes a session to another category, under a new token: the old one is dead. It is remembered for the next log-in.
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
    enter(&mut tx, session, category, Some(now)).await?;
    let token = sessions::step(services, &mut tx, holder, SessionStage::Open, None, now).await?;
    let event = switched(session, category, now).in_session(&token.hash());
    audit::commit(tx, services, event).await?;
    Ok(token)
}

/// Writes down that a session, whose last role in its category ended, goes on in the one that it is active in now. Its
/// rights went with the role already, so it keeps its token.
///
/// # Errors
/// The database's.
pub async fn go_on(
    services: &Services,
    session: &Session,
    now: Instant,
) -> Result<(), ServiceError> {
    let category = session.actor.category;
    // Without a role it is in no category: the next one that is granted settles it.
    let since = (!session.actor.grants.is_empty()).then_some(now);
    let mut tx = services.db.write().await?;
    enter(&mut tx, session, category, since).await?;
    let event = switched(session, category, now).in_session(&session.holder.token_hash);
    Ok(audit::commit(tx, services, event).await?)
}

async fn enter(
    tx: &mut Tx,
    session: &Session,
    category: Category,
    since: Option<Instant>,
) -> Result<(), ServiceError> {
    let holder = &session.holder;
    let (key, since) = (category.key(), since.map(|since| since.0));
    exec!(tx, SWITCH, holder.token_hash.as_slice(), key, since)?;
    exec!(tx, REMEMBER, holder.user.0, key)?;
    Ok(())
}

fn switched(session: &Session, category: Category, now: Instant) -> Event {
    Event::new(Act::CategorySwitched, Who::logged_in(&session.actor), now)
        .of(session.holder.user)
        .word("to", category.key())
}
