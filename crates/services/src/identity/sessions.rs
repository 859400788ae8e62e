//! Sessions: a random token in the browser's cookie, its hash in the database.

use domain::{
    access::{Actor, Category},
    identity::{Person, SessionEnd, UserId, UserName},
    time::{Instant, Now},
};
use store::{DbError, Tx, exec, fetch, sqlx};
use uuid::Uuid;

use super::{Session, grants};
use crate::{ServiceError, Services, token::Token};

/// ARS AC-11: 15 minutes.
const IDLE_SECONDS: i64 = 15 * 60;
/// A working day.
const LASTING_SECONDS: i64 = 12 * 60 * 60;
/// The last use is written at most this often: reading pages must not queue for the one writer.
const TOUCH_SECONDS: i64 = 30;
/// An ended session is kept this long, so that the log-in page can say why it ended.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

store::sql! {
    INSERT = "insert into session (token_hash, user_id, category, created_at, last_seen_at, ends_at)
        values ($1, $2, $3, $4, $4, $5)";
    /// Served by the primary keys.
    FIND = "select s.user_id, s.category, s.last_seen_at, s.ends_at, u.user_name, u.full_name
        from session s join user_account u on u.id = s.user_id
        where s.token_hash = $1 and u.state = 'active'";
    /// Never backwards: requests may finish out of order.
    TOUCH = "update session set last_seen_at = $2 where token_hash = $1 and last_seen_at < $2";
    END = "delete from session where token_hash = $1";
    /// Reads the table, at log-in and once a day.
    FORGET = "delete from session where ends_at < $1";
}

/// What a cookie turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    Open(Box<Session>),
    /// It was a session.
    Ended(SessionEnd),
    /// No session of ours, or of an account that was disabled.
    Unknown,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    user_id: Uuid,
    category: String,
    last_seen_at: i64,
    ends_at: i64,
    user_name: String,
    full_name: String,
}

/// Begins a session with a new token, and ends the one that the browser came with: a token known
/// before log-in never works after it.
pub(super) async fn begin(
    tx: &mut Tx,
    user: UserId,
    before: Option<&Token>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let token = Token::new()?;
    let category = grants::first_category(&grants::of(tx, user).await?);
    if let Some(before) = before {
        exec!(tx, END, before.hash().as_slice())?;
    }
    forget(tx, now).await?;
    let ends_at = now.plus_seconds(LASTING_SECONDS).0;
    exec!(
        tx,
        INSERT,
        token.hash().as_slice(),
        user.0,
        category.key(),
        now.0,
        ends_at
    )?;
    Ok(token)
}

/// Who the holder of a token is, with the grants that hold at this moment; keeps the session alive.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn session(
    services: &Services,
    token: &Token,
    now: Now,
) -> Result<Presented, ServiceError> {
    let token_hash = token.hash();
    let mut tx = services.db.read().await?;
    let Some(row) = fetch!(fetch_optional, SessionRow, tx, FIND, token_hash.as_slice())? else {
        return Ok(Presented::Unknown);
    };
    if let Some(end) = end_of(&row, now.system) {
        return Ok(Presented::Ended(end));
    }
    let held = grants::of(&mut tx, UserId(row.user_id)).await?;
    drop(tx);
    touch(services, &token_hash, Instant(row.last_seen_at), now.system).await?;
    let idle_until = now.system.plus_seconds(IDLE_SECONDS);
    let ends_at = idle_until.min(Instant(row.ends_at));
    Ok(Presented::Open(Box::new(opened(
        row, held, token_hash, ends_at, now,
    )?)))
}

/// Ends a session. A token that is none changes nothing.
///
/// # Errors
/// The database's.
pub async fn log_out(services: &Services, token: &Token) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    exec!(tx, END, token.hash().as_slice())?;
    Ok(tx.commit().await?)
}

/// Forgets the sessions that ended so long ago that nobody asks why.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.plus_seconds(-KEPT_SECONDS).0)?;
    Ok(())
}

fn end_of(row: &SessionRow, now: Instant) -> Option<SessionEnd> {
    if now.0 >= row.ends_at {
        Some(SessionEnd::Lasted)
    } else if now.seconds_since(Instant(row.last_seen_at)) >= IDLE_SECONDS {
        Some(SessionEnd::Idle)
    } else {
        None
    }
}

async fn touch(
    services: &Services,
    token_hash: &[u8; 32],
    last_seen: Instant,
    now: Instant,
) -> Result<(), ServiceError> {
    if now.seconds_since(last_seen) < TOUCH_SECONDS {
        return Ok(());
    }
    let mut tx = services.db.write().await?;
    exec!(tx, TOUCH, token_hash.as_slice(), now.0)?;
    Ok(tx.commit().await?)
}

fn opened(
    row: SessionRow,
    held: Vec<grants::Held>,
    token_hash: [u8; 32],
    ends_at: Instant,
    now: Now,
) -> Result<Session, ServiceError> {
    let category =
        Category::from_key(&row.category).ok_or(ServiceError::Corrupt { what: "category" })?;
    let user_name =
        UserName::parse(&row.user_name).map_err(|_| ServiceError::Corrupt { what: "user name" })?;
    let (grants, roles) = grants::of_category(held, category);
    let actor = Actor {
        user: UserId(row.user_id),
        user_name: row.user_name,
        category,
        grants,
        now,
    };
    let person = Person {
        user_name,
        full_name: row.full_name,
        category,
        roles,
    };
    Ok(Session {
        actor,
        person,
        token_hash,
        ends_at,
    })
}
