//! The list of one's sessions, and ending them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    audit::{Act, Event, Object, SessionMark},
    identity::{SessionEnd, SessionLine, browser_of},
    time::Instant,
};
use store::{exec, fetch};

use super::{Holder, sessions};
use crate::{ServiceError, Services, audit};

store::sql! {
    /// Served by session_by_user.
    LIST = "select token_hash, agent, created_at, last_seen_at from session
        where user_id = $1 and stage = 'open' and ends_at > $2 and last_seen_at > $3
        order by last_seen_at desc, created_at desc";
    /// Served by the primary key.
    END_ONE = "update session set ends_at = $3, ended = $4 where token_hash = $1 and user_id = $2 and ends_at > $3";
}

/// The sessions in which whoever holds this one is logged in, the last used first.
///
/// # Errors
/// The database's.
pub async fn own_sessions(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<Vec<SessionLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        (Vec<u8>, String, i64, i64),
        tx,
        LIST,
        holder.user.0,
        now.0,
        now.plus_seconds(-services.rules.sessions.idle_seconds).0
    )?;
    let line = |(hash, agent, started_at, last_seen_at): (Vec<u8>, String, i64, i64)| SessionLine {
        is_this: hash == holder.token_hash,
        id: URL_SAFE_NO_PAD.encode(hash),
        browser: browser_of(&agent),
        started_at: Instant(started_at),
        last_seen_at: Instant(last_seen_at),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Ends one of one's own sessions. Another's is left alone.
///
/// # Errors
/// The database's.
pub async fn end_own_session(
    services: &Services,
    holder: &Holder,
    id: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let hash = URL_SAFE_NO_PAD.decode(id).unwrap_or_default();
    let mut tx = services.db.write().await?;
    let why = SessionEnd::Elsewhere.key();
    let ended = exec!(tx, END_ONE, hash.as_slice(), holder.user.0, now.0, why)?;
    let hash: Option<[u8; 32]> = hash.try_into().ok().filter(|_| ended > 0);
    let event = hash.map(|hash| {
        Event::own(Act::SessionEnded, holder.user, now)
            .about(Object::Session(SessionMark::of(&hash)))
    });
    Ok(audit::commit_all(tx, services, event).await?)
}

/// Ends all of one's sessions but this one.
///
/// # Errors
/// The database's.
pub async fn end_other_sessions(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let why = SessionEnd::Elsewhere;
    sessions::end_others(&mut tx, holder.user, &holder.token_hash, why, now).await?;
    let event = Event::own(Act::SessionEnded, holder.user, now).word("which", "all_others");
    Ok(audit::commit(tx, services, event).await?)
}
