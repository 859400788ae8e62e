//! Guessing is slowed down and then stopped (ARS AC-7): counted by what was typed as user ID, so that nobody learns
//! from it which user IDs there are. Security codes are counted apart: a mailed link takes a lock on the password away,
//! and must give nobody more guesses at the second factor.
//!
//! An attempt is counted before it is checked and taken back when it was right: a hundred guesses at the same time
//! are still five.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    audit::{Act, Event, Who},
    identity::{UserId, UserName},
    support::Lock,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::log_in;
use crate::{
    ServiceError, Services, audit,
    keys::{Keys, Purpose},
};

/// The longest delay is eight times the first.
const MOST_DOUBLINGS: u32 = 3;

store::sql! {
    /// Served by the primary key. The row is locked from here on: attempts under one name come one after the other.
    GUARD = "insert into log_in_guard (name_hash, last_at) values ($1, $2)
        on conflict (name_hash) do update set last_at = $2 returning locked_until";
    /// Served by the primary key.
    LOCKED_UNTIL = "select locked_until from log_in_guard where name_hash = $1";
    /// Served by log_in_failure_name.
    FAILURES = "select count(*), max(failed_at) from log_in_failure where name_hash = $1 and failed_at > $2";
    ATTEMPT = "insert into log_in_failure (id, name_hash, failed_at) values ($1, $2, $3)";
    TAKE_BACK = "delete from log_in_failure where id = $1";
    /// Served by the primary key.
    LOCK = "update log_in_guard set locked_until = $2
        where name_hash = $1 and (locked_until is null or locked_until <= $3)";
    /// Served by the primary key.
    UNLOCK = "update log_in_guard set locked_until = null where name_hash = $1 and locked_until is not null";
    /// Served by log_in_failure_name.
    FORGIVE = "delete from log_in_failure where name_hash = $1";
    /// Served by log_in_failure_at.
    FORGET = "delete from log_in_failure where failed_at < $1";
    /// Served by log_in_guard_last.
    FORGET_GUARDS = "delete from log_in_guard where last_at < $1";
}

/// How many failures in which time lock a user ID, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOut {
    pub failures: i32,
    pub window_seconds: i64,
    pub locked_seconds: i64,
    /// After the first failure; twice as long after each further one.
    pub delay_micros: i64,
}

impl Default for LockOut {
    /// ARS 5.0 moderate: 5 in 120 minutes, for an hour.
    fn default() -> Self {
        Self {
            failures: 5,
            window_seconds: 120 * 60,
            locked_seconds: 60 * 60,
            delay_micros: 1_000_000,
        }
    }
}

impl LockOut {
    /// `factor` times as patient, for tests that fail all day.
    #[must_use]
    pub fn raised(self, factor: u32) -> Self {
        Self {
            failures: self
                .failures
                .saturating_mul(i32::try_from(factor).unwrap_or(i32::MAX)),
            delay_micros: self.delay_micros / i64::from(factor.max(1)),
            ..self
        }
    }

    /// Microseconds to wait after so many failures.
    fn delay(self, failures: i64) -> i64 {
        let doublings = u32::try_from(failures - 1).unwrap_or(0).min(MOST_DOUBLINGS);
        self.delay_micros << doublings
    }
}

/// What is guessed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    Password,
    SecurityCode,
}

impl Guess {
    fn locked(self, rule: LockOut) -> String {
        let (minutes, failures) = (rule.locked_seconds / 60, rule.failures);
        match self {
            Self::Password => format!(
                "Log-in with this user ID is locked for {minutes} minutes, because {failures} log-ins failed. Wait, or \
                 choose a new password with \"Forgot your user ID or password?\"."
            ),
            Self::SecurityCode => format!(
                "Security codes and passkeys of this account are locked for {minutes} minutes, because {failures} of them were \
                 wrong. Wait, then log in again."
            ),
        }
    }

    const fn too_soon(self) -> &'static str {
        match self {
            Self::Password => {
                "The last log-in with this user ID failed a moment ago. Wait a few seconds and try again."
            }
            Self::SecurityCode => {
                "The last security code or passkey was wrong a moment ago. Wait a few seconds and try again."
            }
        }
    }
}

/// Under which name guesses are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    guess: Guess,
    name_hash: [u8; 32],
}

impl Counted {
    /// Passwords, by what was typed as user ID. What can be no user ID is counted as one.
    pub fn password(keys: &Keys, typed: &str) -> Self {
        let name = UserName::parse(typed);
        let name = name.as_ref().map_or("none", UserName::as_str);
        Self {
            guess: Guess::Password,
            name_hash: keys.hash(Purpose::UserName, name.as_bytes()),
        }
    }

    /// Security codes and passkeys of an account.
    pub fn security_code(keys: &Keys, name: &UserName) -> Self {
        // No user ID has a space.
        let name = format!("code of {}", name.as_str());
        Self {
            guess: Guess::SecurityCode,
            name_hash: keys.hash(Purpose::UserName, name.as_bytes()),
        }
    }

    /// For the limit on log-ins.
    pub fn name(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.name_hash)
    }
}

/// An attempt that was counted, and is taken back when it was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) struct Attempt {
    id: Uuid,
    pub counted: Counted,
}

/// Counts an attempt before it is checked.
///
/// # Errors
/// [`ServiceError::Refused`] at `field` while the name is locked or has to wait; the database's.
pub(super) async fn attempt(
    services: &Services,
    counted: Counted,
    field: &str,
    now: Instant,
) -> Result<Attempt, ServiceError> {
    let rule = services.rules.lock_out;
    let name = counted.name_hash.as_slice();
    let window = now.plus_seconds(-rule.window_seconds);
    let mut tx = services.db.write().await?;
    let (locked_until,) = fetch!(fetch_one, (Option<i64>,), tx, GUARD, name, now.0)?;
    match locked_until {
        Some(until) if until > now.0 => {
            return Err(ServiceError::field(field, counted.guess.locked(rule)));
        }
        // What led to a lock that is over counts no more.
        Some(_) => forgive(&mut tx, counted).await?,
        None => {}
    }
    let (failures, last_at) = fetch!(fetch_one, (i64, Option<i64>), tx, FAILURES, name, window.0)?;
    if failures >= i64::from(rule.failures) {
        return Err(ServiceError::field(field, counted.guess.locked(rule)));
    }
    if last_at.is_some_and(|last_at| last_at + rule.delay(failures) > now.0) {
        return Err(ServiceError::field(field, counted.guess.too_soon()));
    }
    let id = Uuid::now_v7();
    exec!(tx, ATTEMPT, id, name, now.0)?;
    exec!(tx, FORGET, window.0)?;
    exec!(
        tx,
        FORGET_GUARDS,
        window.plus_seconds(-rule.locked_seconds).0
    )?;
    tx.commit().await?;
    Ok(Attempt { id, counted })
}

/// Refuses a locked name where nothing is guessed: whoever comes another way waits, too.
///
/// # Errors
/// [`ServiceError::Refused`] at `field` while the name is locked; the database's.
pub(super) async fn not_locked(
    tx: &mut Tx,
    rule: LockOut,
    counted: Counted,
    field: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    if is_locked(tx, counted, now).await? {
        return Err(ServiceError::field(field, counted.guess.locked(rule)));
    }
    Ok(())
}

/// Whether a name is locked at this moment.
async fn is_locked(tx: &mut Tx, counted: Counted, now: Instant) -> Result<bool, ServiceError> {
    let name = counted.name_hash.as_slice();
    let row = fetch!(fetch_optional, (Option<i64>,), tx, LOCKED_UNTIL, name)?;
    Ok(matches!(row, Some((Some(until),)) if until > now.0))
}

/// What was checked was right: the attempt does not count.
pub(super) async fn take_back(tx: &mut Tx, attempt: Attempt) -> Result<(), ServiceError> {
    exec!(tx, TAKE_BACK, attempt.id)?;
    Ok(())
}

/// What was checked was wrong. Says whether this failure locked the name.
pub(super) async fn failed(
    tx: &mut Tx,
    rule: LockOut,
    counted: Counted,
    now: Instant,
) -> Result<bool, ServiceError> {
    let name = counted.name_hash.as_slice();
    let window = now.plus_seconds(-rule.window_seconds);
    let (failures, _) = fetch!(fetch_one, (i64, Option<i64>), tx, FAILURES, name, window.0)?;
    if failures < i64::from(rule.failures) {
        return Ok(false);
    }
    let until = now.plus_seconds(rule.locked_seconds).0;
    Ok(exec!(tx, LOCK, name, until, now.0)? == 1)
}

/// A log-in was completed, or a lock is over or was taken away.
pub(super) async fn forgive(tx: &mut Tx, counted: Counted) -> Result<(), ServiceError> {
    let name = counted.name_hash.as_slice();
    exec!(tx, UNLOCK, name)?;
    exec!(tx, FORGIVE, name)?;
    Ok(())
}

/// How far guesses at somebody's password, and at their security codes, are counted and locked.
pub(crate) async fn standings(
    tx: &mut Tx,
    services: &Services,
    name: &UserName,
    now: Instant,
) -> Result<[Lock; 2], ServiceError> {
    let window = now.plus_seconds(-services.rules.lock_out.window_seconds);
    let mut locks = [Lock::default(); 2];
    for (lock, counted) in locks.iter_mut().zip(both(&services.keys, name)) {
        let hash = counted.name_hash.as_slice();
        let (failures, last_at) =
            fetch!(fetch_one, (i64, Option<i64>), tx, FAILURES, hash, window.0)?;
        let row = fetch!(fetch_optional, (Option<i64>,), tx, LOCKED_UNTIL, hash)?;
        let until = row.and_then(|(until,)| until).map(Instant);
        *lock = Lock {
            failures,
            last_at: last_at.map(Instant),
            locked_until: until.filter(|until| *until > now),
        };
    }
    Ok(locks)
}

/// Takes both locks off an account and forgets what led to them. Says whether there was anything.
pub(crate) async fn unlock(
    tx: &mut Tx,
    services: &Services,
    name: &UserName,
) -> Result<bool, ServiceError> {
    let mut found = 0;
    for counted in both(&services.keys, name) {
        let hash = counted.name_hash.as_slice();
        found += exec!(tx, UNLOCK, hash)?;
        found += exec!(tx, FORGIVE, hash)?;
    }
    Ok(found > 0)
}

fn both(keys: &Keys, name: &UserName) -> [Counted; 2] {
    [
        Counted::password(keys, name.as_str()),
        Counted::security_code(keys, name),
    ]
}

/// Locks somebody's log-in as failures of a moment ago do, for the demonstration; the rule's usual number of them, each in the
/// audit trail. Whoever is locked stays as they are.
pub(crate) async fn lock(
    services: &Services,
    (user, name): (UserId, &UserName),
    until: Instant,
    now: Instant,
) -> Result<(), ServiceError> {
    let counted = Counted::password(&services.keys, name.as_str());
    let hash = counted.name_hash.as_slice();
    let mut tx = services.db.write().await?;
    if is_locked(&mut tx, counted, now).await? {
        return Ok(());
    }
    forgive(&mut tx, counted).await?;
    let most = LockOut::default().failures;
    for _ in 0..most {
        exec!(tx, ATTEMPT, Uuid::now_v7(), hash, now.0)?;
    }
    // It is not forgotten before it is over.
    fetch!(fetch_one, (Option<i64>,), tx, GUARD, hash, until.0)?;
    exec!(tx, LOCK, hash, until.0, now.0)?;
    let wrong = Event::new(Act::LogInFailed, Who::Unknown, now).of(user);
    let events = (1..=most).flat_map(|failure| log_in::failures(wrong.clone(), failure == most));
    audit::commit_all(tx, services, events).await?;
    Ok(())
}
