//! Sessions: a random token in the browser's cookie, its hash in the database, and the stage it is at.

use domain::{
    access::{Actor, Category},
    identity::{Person, Registration, SessionEnd, SessionStage, UserId, UserName},
    time::{Instant, Now},
};
use store::{DbError, Tx, exec, fetch, sqlx};
use uuid::Uuid;

use super::{Holder, Session, Underway, grants};
use crate::{ServiceError, Services, token::Token};

/// ARS AC-11: 15 minutes.
pub(super) const IDLE_SECONDS: i64 = 15 * 60;
/// A working day.
const LASTING_SECONDS: i64 = 12 * 60 * 60;
/// To prove a second factor, or to choose a new password.
const BRIEF_SECONDS: i64 = 15 * 60;
/// The last use is written at most this often: reading pages must not queue for the one writer.
const TOUCH_SECONDS: i64 = 30;
/// An ended session is kept this long, so that the log-in page can say why it ended.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// The browser's own name is cut here.
const AGENT_CHARACTERS: usize = 200;

store::sql! {
    INSERT = "insert into session
        (token_hash, user_id, category, stage, agent, created_at, last_seen_at, ends_at, confirmed_at)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $8)";
    /// Served by the primary keys.
    FIND = "select s.user_id, s.category, s.stage, s.last_seen_at, s.ends_at, s.confirmed_at, u.user_name, u.full_name,
            u.registration
        from session s join user_account u on u.id = s.user_id
        where s.token_hash = $1 and u.state = 'active'";
    /// Never backwards: requests may finish out of order.
    TOUCH = "update session set last_seen_at = $2 where token_hash = $1 and last_seen_at < $2";
    END = "delete from session where token_hash = $1";
    /// What the next step takes over. The old token is dead from here on.
    TAKE = "delete from session where token_hash = $1 returning user_id, category, agent, confirmed_at";
    /// Reads the table, at log-in and once a day.
    FORGET = "delete from session where ends_at < $1";
}

/// What a cookie turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    Open(Box<Session>),
    /// It is on its way to one: a second factor, a registration or a new password is still to come.
    Underway(Box<Underway>),
    /// It was a session of this person.
    Ended {
        user: UserId,
        why: SessionEnd,
    },
    /// No session of ours, or of an account that was disabled.
    Unknown,
}

/// Who is behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    ByPerson,
    /// A page that keeps itself up to date. It does not keep a session alive.
    ByPage,
}

/// A session to begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning<'a> {
    pub user: UserId,
    pub stage: SessionStage,
    /// The session that the browser has already; it ends.
    pub before: Option<&'a Token>,
    /// As the browser calls itself.
    pub agent: &'a str,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    user_id: Uuid,
    category: String,
    stage: String,
    last_seen_at: i64,
    ends_at: i64,
    confirmed_at: Option<i64>,
    user_name: String,
    full_name: String,
    registration: String,
}

/// Begins a session with a new token, and ends the one that the browser came with: a token known
/// before log-in never works after it.
pub(super) async fn begin(
    tx: &mut Tx,
    beginning: Beginning<'_>,
    now: Instant,
) -> Result<Token, ServiceError> {
    if let Some(before) = beginning.before {
        exec!(tx, END, before.hash().as_slice())?;
    }
    forget(tx, now).await?;
    let category = grants::first_category(&grants::of(tx, beginning.user).await?);
    let agent: String = beginning.agent.chars().take(AGENT_CHARACTERS).collect();
    insert(
        tx,
        beginning.user,
        category.key(),
        beginning.stage,
        &agent,
        None,
        now,
    )
    .await
}

/// Takes a session to a stage, under a new token. `proven_at` is when a second factor was proven, if it just was.
///
/// # Errors
/// [`ServiceError::NotFound`] when another request took it first.
pub(super) async fn step(
    tx: &mut Tx,
    holder: &Holder,
    stage: SessionStage,
    proven_at: Option<Instant>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let taken = fetch!(
        fetch_optional,
        (Uuid, String, String, Option<i64>),
        tx,
        TAKE,
        holder.token_hash.as_slice()
    )?;
    let (user, category, agent, before) = taken.ok_or(ServiceError::NotFound)?;
    let confirmed_at = proven_at.map_or(before, |at| Some(at.0));
    insert(
        tx,
        UserId(user),
        &category,
        stage,
        &agent,
        confirmed_at,
        now,
    )
    .await
}

async fn insert(
    tx: &mut Tx,
    user: UserId,
    category: &str,
    stage: SessionStage,
    agent: &str,
    confirmed_at: Option<i64>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let token = Token::new()?;
    let lasting = match stage {
        SessionStage::SecondFactor | SessionStage::Recovering => BRIEF_SECONDS,
        SessionStage::Registering | SessionStage::Open => LASTING_SECONDS,
    };
    exec!(
        tx,
        INSERT,
        token.hash().as_slice(),
        user.0,
        category,
        stage.key(),
        agent,
        now.0,
        now.plus_seconds(lasting).0,
        confirmed_at
    )?;
    Ok(token)
}

/// Who the holder of a token is, with the grants that hold at this moment. What a person asks keeps the session alive.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn session(
    services: &Services,
    token: &Token,
    asked: Asked,
    now: Now,
) -> Result<Presented, ServiceError> {
    let token_hash = token.hash();
    let mut tx = services.db.read().await?;
    let Some(row) = fetch!(fetch_optional, SessionRow, tx, FIND, token_hash.as_slice())? else {
        return Ok(Presented::Unknown);
    };
    if let Some(end) = end_of(&row, now.system) {
        let user = UserId(row.user_id);
        return Ok(Presented::Ended { user, why: end });
    }
    let stage =
        SessionStage::from_key(&row.stage).ok_or(ServiceError::Corrupt { what: "stage" })?;
    let held = match stage {
        SessionStage::Open => grants::of(&mut tx, UserId(row.user_id)).await?,
        _ => Vec::new(),
    };
    drop(tx);
    let last_seen = Instant(row.last_seen_at);
    let seen = match asked {
        Asked::ByPerson => now.system,
        Asked::ByPage => last_seen,
    };
    touch(services, &token_hash, last_seen, seen).await?;
    let ends_at = seen.plus_seconds(IDLE_SECONDS).min(Instant(row.ends_at));
    let holder = Holder {
        user: UserId(row.user_id),
        user_name: UserName::parse(&row.user_name)
            .map_err(|_| ServiceError::Corrupt { what: "user name" })?,
        stage,
        token_hash,
        confirmed_at: row.confirmed_at.map(Instant),
    };
    Ok(match stage {
        SessionStage::Open => Presented::Open(Box::new(opened(row, holder, held, ends_at, now)?)),
        _ => Presented::Underway(Box::new(Underway {
            holder,
            registration: Registration::from_key(&row.registration).ok_or(
                ServiceError::Corrupt {
                    what: "registration",
                },
            )?,
            ends_at,
        })),
    })
}

/// Ends a session in the caller's transaction.
pub(super) async fn end(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<(), ServiceError> {
    exec!(tx, END, token_hash.as_slice())?;
    Ok(())
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
    seen: Instant,
) -> Result<(), ServiceError> {
    if seen.seconds_since(last_seen) < TOUCH_SECONDS {
        return Ok(());
    }
    let mut tx = services.db.write().await?;
    exec!(tx, TOUCH, token_hash.as_slice(), seen.0)?;
    Ok(tx.commit().await?)
}

fn opened(
    row: SessionRow,
    holder: Holder,
    held: Vec<grants::Held>,
    ends_at: Instant,
    now: Now,
) -> Result<Session, ServiceError> {
    let category =
        Category::from_key(&row.category).ok_or(ServiceError::Corrupt { what: "category" })?;
    let (grants, roles) = grants::of_category(held, category);
    let actor = Actor {
        user: holder.user,
        user_name: row.user_name,
        category,
        grants,
        now,
    };
    let person = Person {
        user_name: holder.user_name.clone(),
        full_name: row.full_name,
        category,
        roles,
    };
    Ok(Session {
        actor,
        person,
        holder,
        ends_at,
    })
}
