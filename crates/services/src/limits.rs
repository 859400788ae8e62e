//! How often something may be asked for. Counted in the database, so that every server counts alike.

use domain::time::Instant;
use store::{DbError, Tx, exec, fetch};

use crate::{ServiceError, Services};

/// No window is as long.
const KEPT_SECONDS: i64 = 2 * 60 * 60;

store::sql! {
    /// Served by the primary key.
    COUNT = "insert into rate_count (bucket, window_start, requests) values ($1, $2, 1)
        on conflict (bucket, window_start) do update set requests = rate_count.requests + 1
        returning requests";
    /// Reads the table, once a day.
    FORGET = "delete from rate_count where window_start < $1";
}

/// At most so many requests in each window of so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub name: &'static str,
    pub requests: u32,
    pub seconds: u32,
}

/// The limits of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For each address, and again for each account.
    pub log_in: Limit,
    /// For each address. There is no password to guess; only sessions without number are kept away.
    pub demo_log_in: Limit,
    /// For each address: log-ins that are begun through the identity provider. No password is guessed there.
    pub provider_log_in: Limit,
    /// For each address, and again for whom the mail is for.
    pub mailed_link: Limit,
    /// Security codes that are sent: for each person, and again for each address and telephone.
    pub security_code: Limit,
    /// For each person.
    pub upload: Limit,
    /// Attempts at identity proofing, for each person.
    pub proofing: Limit,
    /// Requests for roles, for each person: each is mailed to those who decide.
    pub role_request: Limit,
    /// What is written to the Help Desk, for each person: tickets, and what is added to them.
    pub ticket: Limit,
    /// For each address: loads of the public checker's page.
    pub public_check: Limit,
    /// For each access token: whatever its program asks for.
    pub program: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |name, requests, seconds| Limit {
            name,
            requests,
            seconds,
        };
        Self {
            log_in: limit("log-in", 10, 60),
            demo_log_in: limit("demo-log-in", 120, 60),
            provider_log_in: limit("provider-log-in", 60, 60),
            mailed_link: limit("mailed-link", 20, 3600),
            security_code: limit("security-code", 20, 3600),
            upload: limit("upload", 60, 3600),
            proofing: limit("proofing", 10, 3600),
            role_request: limit("role-request", 20, 3600),
            ticket: limit("ticket", 20, 3600),
            public_check: limit("public-check", 30, 60),
            program: limit("program", 300, 60),
        }
    }
}

impl Limits {
    /// Every limit `factor` times as high, for tests that log in all day.
    #[must_use]
    pub fn raised(self, factor: u32) -> Self {
        let raise = |limit: Limit| Limit {
            requests: limit.requests.saturating_mul(factor),
            ..limit
        };
        Self {
            log_in: raise(self.log_in),
            demo_log_in: raise(self.demo_log_in),
            provider_log_in: raise(self.provider_log_in),
            mailed_link: raise(self.mailed_link),
            security_code: raise(self.security_code),
            upload: raise(self.upload),
            proofing: raise(self.proofing),
            role_request: raise(self.role_request),
            ticket: raise(self.ticket),
            public_check: raise(self.public_check),
            program: raise(self.program),
        }
    }
}

/// Counts one request of `subject` (an address, an account) against a limit.
///
/// # Errors
/// [`ServiceError::TooMany`] with the seconds until the window ends, else the database's.
pub async fn count(
    services: &Services,
    limit: Limit,
    subject: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let window = i64::from(limit.seconds) * 1_000_000;
    let start = now.0.div_euclid(window) * window;
    let mut tx = services.db.write().await?;
    let bucket = format!("{}:{subject}", limit.name);
    let (requests,) = fetch!(fetch_one, (i64,), tx, COUNT, bucket, start)?;
    tx.commit().await?;
    if requests <= i64::from(limit.requests) {
        return Ok(());
    }
    let left = Instant(start + window).seconds_since(now) + 1;
    Err(ServiceError::TooMany {
        retry_after_seconds: u32::try_from(left).unwrap_or(limit.seconds),
    })
}

/// Forgets the windows that are long over.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.plus_seconds(-KEPT_SECONDS).0)?;
    Ok(())
}

#[cfg(test)]
mod tests;
