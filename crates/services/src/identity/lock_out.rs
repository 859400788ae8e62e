//! Guessing is slowed down and then stopped (ARS AC-7): counted by what was typed as user ID, so that nobody learns
//! from it which user IDs there are.
//!
//! An attempt is counted before it is checked and taken back when it was right: a hundred guesses at the same time
//! are still five.

use domain::{identity::UserName, time::Instant};
use store::{Tx, exec, fetch};

use crate::{
    ServiceError, Services,
    keys::{Keys, Purpose},
};

store::sql! {
    /// Served by the primary key. No row comes back while the user ID is locked, or must wait: the delay doubles with
    /// each failure.
    ATTEMPT = "insert into log_in_failure (name_hash, failures, first_at, last_at) values ($1, 1, $2, $2)
        on conflict (name_hash) do update set
            failures = case when log_in_failure.first_at <= $3 or log_in_failure.locked_until is not null
                then 1 else log_in_failure.failures + 1 end,
            first_at = case when log_in_failure.first_at <= $3 or log_in_failure.locked_until is not null
                then $2 else log_in_failure.first_at end,
            last_at = $2, locked_until = null
        where log_in_failure.first_at <= $3
            or log_in_failure.locked_until <= $2
            or (log_in_failure.locked_until is null and log_in_failure.failures < $4
                and log_in_failure.last_at + $5 * (case log_in_failure.failures
                    when 0 then 0 when 1 then 1 when 2 then 2 when 3 then 4 else 8 end) <= $2)
        returning failures";
    WHY = "select failures, last_at, locked_until from log_in_failure where name_hash = $1";
    TAKE_BACK = "update log_in_failure set failures = failures - 1, last_at = first_at
        where name_hash = $1 and failures > 0";
    LOCK = "update log_in_failure set locked_until = $2
        where name_hash = $1 and locked_until is null and failures >= $3";
    FORGIVE = "delete from log_in_failure where name_hash = $1";
    /// Served by log_in_failure_last.
    FORGET = "delete from log_in_failure where last_at < $1";
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
}

/// Under which name a user ID's failures are counted. What can be no user ID is counted as one.
pub(super) fn name_hash(keys: &Keys, typed: &str) -> [u8; 32] {
    let name = UserName::parse(typed);
    let name = name.as_ref().map_or("none", UserName::as_str);
    keys.hash(Purpose::UserName, name.as_bytes())
}

/// Counts an attempt before it is checked.
///
/// # Errors
/// [`ServiceError::Refused`] at `field` while the user ID is locked or has to wait; the database's.
pub(super) async fn attempt(
    services: &Services,
    name_hash: &[u8; 32],
    field: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let rule = services.lock_out;
    let mut tx = services.db.write().await?;
    let window = now.plus_seconds(-rule.window_seconds);
    let counted = fetch!(
        fetch_optional,
        (i32,),
        tx,
        ATTEMPT,
        name_hash.as_slice(),
        now.0,
        window.0,
        rule.failures,
        rule.delay_micros
    )?;
    if counted.is_some() {
        exec!(tx, FORGET, window.plus_seconds(-rule.locked_seconds).0)?;
        return Ok(tx.commit().await?);
    }
    let row = fetch!(
        fetch_optional,
        (i32, i64, Option<i64>),
        tx,
        WHY,
        name_hash.as_slice()
    )?;
    let locked = row.is_some_and(|(failures, _, until)| {
        until.is_some_and(|until| until > now.0) || failures >= rule.failures
    });
    let message = if locked {
        format!(
            "Log-in with this user ID is locked for {} minutes, because {} log-ins failed. Wait, or choose a new \
             password with \"Forgot your user ID or password?\".",
            rule.locked_seconds / 60,
            rule.failures
        )
    } else {
        "The last log-in with this user ID failed a moment ago. Wait a few seconds and try again."
            .to_owned()
    };
    Err(ServiceError::field(field, message))
}

/// What was checked was right: the attempt does not count.
pub(super) async fn take_back(tx: &mut Tx, name_hash: &[u8; 32]) -> Result<(), ServiceError> {
    exec!(tx, TAKE_BACK, name_hash.as_slice())?;
    Ok(())
}

/// What was checked was wrong. Says whether this failure locked the user ID.
pub(super) async fn failed(
    tx: &mut Tx,
    rule: LockOut,
    name_hash: &[u8; 32],
    now: Instant,
) -> Result<bool, ServiceError> {
    let until = now.plus_seconds(rule.locked_seconds).0;
    Ok(exec!(tx, LOCK, name_hash.as_slice(), until, rule.failures)? == 1)
}

/// A log-in was completed, or the lock was taken away.
pub(super) async fn forgive(tx: &mut Tx, name_hash: &[u8; 32]) -> Result<(), ServiceError> {
    exec!(tx, FORGIVE, name_hash.as_slice())?;
    Ok(())
}
