//! Sessions: a random token in the browser's cookie, its hash in the database, and the stage it is at.

use std::time::Duration;

use domain::{
    access::{Actor, Category},
    audit::{Act, Event},
    identity::{Person, Registration, RoleHeld, SessionEnd, SessionStage, UserId, UserName},
    time::{Instant, Now},
};
use store::{DbError, Tx, exec, fetch};
use tokio::time::timeout;
use uuid::Uuid;

use super::{Holder, Session, Underway, grants, switch};
use crate::{
    ServiceError, Services,
    support::viewing::{self, Running},
    token::Token,
};

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// It ends when nobody asked anything for so long.
    pub idle_seconds: i64,
    /// It ends after so long, whatever is asked.
    pub lasting_seconds: i64,
    /// A proven second factor lets it do what is dangerous for so long.
    pub confirmed_seconds: i64,
}

impl Default for SessionTimes {
    /// ARS 5.0 moderate: 15 idle minutes (AC-11), a working day, 5 minutes (IA-11).
    fn default() -> Self {
        Self {
            idle_seconds: 15 * 60,
            lasting_seconds: 12 * 60 * 60,
            confirmed_seconds: 5 * 60,
        }
    }
}

impl SessionTimes {
    /// Before the end of an idle session, when its page warns: time enough to answer ten times over (WCAG 2.2.1 asks for
    /// twenty seconds).
    #[must_use]
    pub const fn warning_seconds(self) -> i64 {
        self.idle_seconds / 6
    }
}

/// To prove a second factor, or to choose a new password.
const BRIEF_SECONDS: i64 = 15 * 60;
/// The last use is written at most this often: reading pages must not queue for the one writer.
const TOUCH_SECONDS: i64 = 30;
/// How long a request waits until its use is written.
const LONGEST_TOUCH: Duration = Duration::from_millis(500);
/// An ended session is kept this long, so that the log-in page can say why it ended.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// The browser's own name is cut here.
const AGENT_CHARACTERS: usize = 200;

store::sql! {
    INSERT = "insert into session
        (token_hash, user_id, category, stage, agent, created_at, last_seen_at, ends_at, confirmed_at, category_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Served by the primary keys.
    FIND = "select s.user_id, s.category, s.stage, s.last_seen_at, s.ends_at, s.confirmed_at, s.ended,
            s.category_at, u.user_name, u.full_name, u.registration
        from session s join user_account u on u.id = s.user_id
        where s.token_hash = $1 and u.state = 'active'";
    /// Never backwards: requests may finish out of order. What has ended stays so.
    TOUCH = "update session set last_seen_at = $2 where token_hash = $1 and last_seen_at < $2 and ends_at > $2";
    /// The first role that a person is granted settles it; no later one does.
    SETTLE = "update session set category = $2, category_at = $3 where token_hash = $1 and category_at is null";
    END = "delete from session where token_hash = $1";
    LOG_OUT = "delete from session where token_hash = $1 returning user_id";
    /// What the next step takes over. The old token is dead from here on.
    TAKE = "delete from session where token_hash = $1 and ends_at > $2
        returning user_id, category, stage, agent, confirmed_at, created_at, ends_at, category_at";
    /// What was asked with the old token meanwhile is told that there is a new one, and not that nobody is logged in.
    RENEWED = "insert into session (token_hash, user_id, category, agent, created_at, last_seen_at, ends_at, ended)
        values ($1, $2, $3, '', $4, $5, $5, $6)";
    /// Served by session_by_user. They stay as long as someone may ask why they ended.
    END_OTHERS = "update session set ends_at = $3, ended = $4 where user_id = $1 and token_hash <> $2 and ends_at > $3";
    /// Reads the table, once a day.
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
        /// How far it had come.
        stage: SessionStage,
    },
    /// No session of ours, or of an account that was disabled.
    Unknown,
}

/// Who is behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedBy {
    Person,
    /// A page that keeps itself up to date. It does not keep a session alive.
    Page,
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

#[derive(store::FromRow)]
struct SessionRow {
    user_id: Uuid,
    category: String,
    stage: String,
    last_seen_at: i64,
    ends_at: i64,
    confirmed_at: Option<i64>,
    ended: Option<String>,
    /// None as long as the person had no role: it is in no category then.
    category_at: Option<i64>,
    user_name: String,
    full_name: String,
    registration: String,
}

/// Begins a session with a new token, and ends the one that the browser came with: a token known
/// before log-in never works after it.
pub(super) async fn begin(
    services: &Services,
    tx: &mut Tx,
    beginning: Beginning<'_>,
    now: Instant,
) -> Result<Token, ServiceError> {
    if let Some(before) = beginning.before {
        exec!(tx, END, before.hash().as_slice())?;
    }
    let (category, has_role) = switch::first(tx, beginning.user).await?;
    let session = NewSession {
        user: beginning.user,
        category: category.key().to_owned(),
        stage: beginning.stage,
        agent: beginning.agent.chars().take(AGENT_CHARACTERS).collect(),
        created_at: now,
        category_at: has_role.then_some(now),
        ends_at: end_of_stage(services.rules.sessions, beginning.stage, now),
        confirmed_at: None,
    };
    insert(tx, session, now).await
}

#[derive(store::FromRow)]
struct Taken {
    user_id: Uuid,
    category: String,
    stage: String,
    agent: String,
    confirmed_at: Option<i64>,
    created_at: i64,
    ends_at: i64,
    category_at: Option<i64>,
}

/// Takes a session to a stage, under a new token. `proven_at` is when a second factor was proven, if it just was.
/// An open session that stays open lasts no longer for it.
///
/// # Errors
/// [`ServiceError::NotFound`] when another request took it first, or it has ended.
pub(crate) async fn step(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    stage: SessionStage,
    proven_at: Option<Instant>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let name = holder.token_hash.as_slice();
    let taken = fetch!(fetch_optional, Taken, tx, TAKE, name, now.0)?;
    let taken = taken.ok_or(ServiceError::NotFound)?;
    let goes_on = stage == SessionStage::Open && taken.stage == stage.key();
    let (created_at, ends_at) = if goes_on {
        (Instant(taken.created_at), Instant(taken.ends_at))
    } else {
        (now, end_of_stage(services.rules.sessions, stage, now))
    };
    if goes_on {
        let why = SessionEnd::Renewed.key();
        let (user, category) = (taken.user_id, taken.category.as_str());
        exec!(tx, RENEWED, name, user, category, created_at.0, now.0, why)?;
    }
    let session = NewSession {
        user: UserId(taken.user_id),
        category: taken.category,
        stage,
        agent: taken.agent,
        created_at,
        category_at: taken.category_at.map(Instant),
        ends_at,
        confirmed_at: proven_at.or(taken.confirmed_at.map(Instant)),
    };
    insert(tx, session, now).await
}

fn end_of_stage(times: SessionTimes, stage: SessionStage, now: Instant) -> Instant {
    now.plus_seconds(match stage {
        SessionStage::SecondFactor | SessionStage::Recovering => BRIEF_SECONDS,
        SessionStage::Registering | SessionStage::Open => times.lasting_seconds,
    })
}

struct NewSession {
    user: UserId,
    category: String,
    stage: SessionStage,
    agent: String,
    created_at: Instant,
    category_at: Option<Instant>,
    ends_at: Instant,
    confirmed_at: Option<Instant>,
}

async fn insert(tx: &mut Tx, session: NewSession, now: Instant) -> Result<Token, ServiceError> {
    let token = Token::new()?;
    exec!(
        tx,
        INSERT,
        token.hash().as_slice(),
        session.user.0,
        session.category,
        session.stage.key(),
        session.agent,
        session.created_at.0,
        now.0,
        session.ends_at.0,
        session.confirmed_at.map(|at| at.0),
        session.category_at.map(|at| at.0)
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
    asked: AskedBy,
    now: Now,
) -> Result<Presented, ServiceError> {
    let token_hash = token.hash();
    let mut tx = services.db.read().await?;
    let Some(row) = fetch!(fetch_optional, SessionRow, tx, FIND, token_hash.as_slice())? else {
        return Ok(Presented::Unknown);
    };
    let stage =
        SessionStage::from_key(&row.stage).ok_or(ServiceError::Corrupt { what: "stage" })?;
    if let Some(why) = end_of(&row, services.rules.sessions, now.system)? {
        let user = UserId(row.user_id);
        return Ok(Presented::Ended { user, why, stage });
    }
    let mut present = present(&mut tx, token_hash, row, stage).await?;
    drop(tx);
    let seen = write_use(services, &mut present, asked, now.system).await;
    assemble(services.rules.sessions, present, seen, now)
}

/// A session that has not ended.
struct Present {
    token_hash: [u8; 32],
    row: SessionRow,
    stage: SessionStage,
    held: Vec<grants::Held>,
    begun_in: Category,
    /// The category that it was in, when the last role there has ended.
    moved_from: Option<Category>,
    viewing: Option<Running>,
}

/// What is stored of a session besides its row.
async fn present(
    tx: &mut Tx,
    token_hash: [u8; 32],
    row: SessionRow,
    stage: SessionStage,
) -> Result<Present, ServiceError> {
    let user = UserId(row.user_id);
    let held = match stage {
        SessionStage::Open => grants::of(tx, user).await?,
        _ => Vec::new(),
    };
    let stored =
        Category::from_key(&row.category).ok_or(ServiceError::Corrupt { what: "category" })?;
    let begun_in = match (row.category_at, held.first()) {
        (None, Some(first)) => first.grant.role.category(),
        _ => stored,
    };
    let has_lost = match row.category_at {
        Some(since) if stage == SessionStage::Open => {
            !grants::categories(&held).contains(&begun_in)
                && switch::ended_since(tx, user, begun_in, since).await?
        }
        _ => false,
    };
    let viewing = viewing::of_session(tx, &held, &token_hash).await?;
    Ok(Present {
        token_hash,
        row,
        stage,
        held,
        begun_in,
        moved_from: has_lost.then_some(begun_in),
        viewing,
    })
}

/// Writes down that a session is used and in which category, and ends a viewing that is over. Gives when the session
/// was used last.
async fn write_use(
    services: &Services,
    present: &mut Present,
    asked: AskedBy,
    now: Instant,
) -> Instant {
    let over = present.viewing.take_if(|running| running.is_over(now));
    if let Some(over) = over {
        viewing::end::note(services, over.id, now).await;
    }
    if present.row.category_at.is_none() && !present.held.is_empty() {
        settle(services, present, now).await;
    }
    let last_seen = Instant(present.row.last_seen_at);
    let seen = match asked {
        AskedBy::Person => now,
        AskedBy::Page => last_seen,
    };
    touch(services, &present.token_hash, last_seen, seen).await;
    seen
}

/// The session as those who are asked see it.
fn assemble(
    times: SessionTimes,
    present: Present,
    seen: Instant,
    now: Now,
) -> Result<Presented, ServiceError> {
    let row = present.row;
    let ends_at = seen
        .plus_seconds(times.idle_seconds)
        .min(Instant(row.ends_at));
    let holder = Holder {
        user: UserId(row.user_id),
        user_name: UserName::parse(&row.user_name)
            .map_err(|_| ServiceError::Corrupt { what: "user name" })?,
        stage: present.stage,
        token_hash: present.token_hash,
        confirmed_at: row.confirmed_at.map(Instant),
    };
    if present.stage != SessionStage::Open {
        return Ok(Presented::Underway(Box::new(Underway {
            holder,
            registration: Registration::from_key(&row.registration).ok_or(
                ServiceError::Corrupt {
                    what: "registration",
                },
            )?,
            ends_at,
        })));
    }
    let session = Session {
        moved_from: present.moved_from,
        ..opened(row, holder, present.held, present.begun_in, ends_at, now)
    };
    Ok(Presented::Open(Box::new(match present.viewing {
        Some(running) => as_viewed(session, running),
        None => session,
    })))
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
pub async fn log_out(services: &Services, token: &Token, now: Instant) -> Result<(), ServiceError> {
    let hash = token.hash();
    // Also whoever views as a role logs out.
    let mut tx = services.db.record().await?;
    // Before its session is gone, which says how long it ran.
    let viewing = viewing::end::end_with_session(services, &mut tx, &hash, now).await?;
    let ended = fetch!(fetch_optional, (Uuid,), tx, LOG_OUT, hash.as_slice())?;
    let event = ended.map(|(user,)| Event::own(Act::LogOut, UserId(user), now).in_session(&hash));
    viewing::end::commit(tx, services, viewing, event).await
}

/// Forgets the sessions that ended so long ago that nobody asks why.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.plus_seconds(-KEPT_SECONDS).0)?;
    Ok(())
}

/// Ends every session of a person but the one of this hash; their next requests are told why.
pub(super) async fn end_others(
    tx: &mut Tx,
    user: UserId,
    but: &[u8; 32],
    why: SessionEnd,
    now: Instant,
) -> Result<(), ServiceError> {
    exec!(tx, END_OTHERS, user.0, but.as_slice(), now.0, why.key())?;
    Ok(())
}

/// Ends every session of a person.
pub(super) async fn end_all(
    tx: &mut Tx,
    user: UserId,
    why: SessionEnd,
    now: Instant,
) -> Result<(), ServiceError> {
    // No token has this hash.
    end_others(tx, user, &[0; 32], why, now).await
}

fn end_of(
    row: &SessionRow,
    times: SessionTimes,
    now: Instant,
) -> Result<Option<SessionEnd>, ServiceError> {
    if let Some(ended) = &row.ended {
        let why = SessionEnd::from_key(ended).ok_or(ServiceError::Corrupt { what: "session" });
        return why.map(Some);
    }
    Ok(if now.0 >= row.ends_at {
        Some(SessionEnd::Lasted)
    } else if now.seconds_since(Instant(row.last_seen_at)) >= times.idle_seconds {
        Some(SessionEnd::Idle)
    } else {
        None
    })
}

/// Writes down that a session was used, in a task of its own, for which whoever asks waits a moment at most: reading a page
/// does not queue for the one writer. When that fails, or the program ends before it is done, a session is idle since its use
/// before that one, and the next request writes anew. It may end too early then, whose person logs in again; never too late.
async fn touch(services: &Services, token_hash: &[u8; 32], last_seen: Instant, seen: Instant) {
    if seen.seconds_since(last_seen) < TOUCH_SECONDS {
        return;
    }
    let (services, token_hash) = (services.clone(), *token_hash);
    let written = tokio::spawn(async move {
        if let Err(error) = used(&services, &token_hash, seen).await {
            tracing::warn!(%error, "the last use of a session was not written");
        }
    });
    // Mostly it is done by then, and the next request sees it.
    let _goes_on = timeout(LONGEST_TOUCH, written).await;
}

/// Writes down the category of the first role, which came after the session began: one in another changes nothing. Whoever
/// asks is answered also when that fails: the next request writes it.
async fn settle(services: &Services, present: &Present, now: Instant) {
    if let Err(error) = settled(services, present, now).await {
        tracing::warn!(%error, "the category of a session was not written");
    }
}

async fn settled(services: &Services, present: &Present, now: Instant) -> Result<(), ServiceError> {
    let (token_hash, key) = (present.token_hash.as_slice(), present.begun_in.key());
    let mut tx = services.db.write().await?;
    exec!(tx, SETTLE, token_hash, key, now.0)?;
    Ok(tx.commit().await?)
}

/// Says that a session is used at this moment, for what takes long: an upload is no idle time. A session that has ended
/// stays so.
///
/// # Errors
/// The database's.
pub async fn used(
    services: &Services,
    token_hash: &[u8; 32],
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    exec!(tx, TOUCH, token_hash.as_slice(), now.0)?;
    Ok(tx.commit().await?)
}

fn opened(
    row: SessionRow,
    holder: Holder,
    held: Vec<grants::Held>,
    begun_in: Category,
    ends_at: Instant,
    now: Now,
) -> Session {
    let mut others = grants::categories(&held);
    // Whoever lost all of their roles in this category goes on in that of the first one that is left.
    let category = match others.first() {
        Some(first) if !others.contains(&begun_in) => *first,
        _ => begun_in,
    };
    others.retain(|other| *other != category);
    let (grants, roles) = grants::of_category(held, category);
    let actor = Actor {
        user: holder.user,
        user_name: row.user_name,
        category,
        grants,
        now,
        viewing: None,
    };
    let person = Person {
        user_name: holder.user_name.clone(),
        full_name: row.full_name,
        category,
        roles,
        others,
    };
    Session {
        actor,
        person,
        holder,
        ends_at,
        moved_from: None,
        viewing: None,
    }
}

/// A session whose person views as a role: what it may see is that role's, and who it is stays.
fn as_viewed(session: Session, running: Running) -> Session {
    let role = running.role;
    let actor = Actor {
        user: UserId(running.id),
        user_name: String::new(),
        category: role.category(),
        grants: vec![running.grant.clone()],
        viewing: Some(running.sight()),
        now: session.actor.now,
    };
    let person = Person {
        category: role.category(),
        roles: vec![RoleHeld {
            role,
            name: role.name().to_owned(),
            place: running.held_at.clone(),
        }],
        others: Vec::new(),
        ..session.person
    };
    Session {
        actor,
        person,
        moved_from: None,
        viewing: Some(running),
        ..session
    }
}
