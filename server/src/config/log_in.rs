//! How long people stay logged in, and how long they hold what they were given.

use anyhow::ensure;
use clap::Args;
use services::access::RecertificationRules;
use services::identity::{LockOut, SessionTimes};

/// How long sessions last, and what stops guessers; by default as ARS 5.0 moderate has it.
#[derive(Args, Debug, Clone, Copy)]
pub struct LogInArgs {
    /// Seconds without use after which a session ends
    #[arg(long, env = "OPENQIES_IDLE_SECONDS", default_value_t = SessionTimes::default().idle_seconds, value_parser = seconds())]
    pub idle_seconds: i64,
    /// Seconds after which a session ends, however busy it is
    #[arg(long, env = "OPENQIES_SESSION_SECONDS", default_value_t = SessionTimes::default().lasting_seconds, value_parser = seconds())]
    pub session_seconds: i64,
    /// Seconds for which a proven second factor lets a session do what is dangerous
    #[arg(long, env = "OPENQIES_CONFIRMED_SECONDS", default_value_t = SessionTimes::default().confirmed_seconds, value_parser = seconds())]
    pub confirmed_seconds: i64,
    /// Failed log-ins that lock a user ID
    #[arg(long, env = "OPENQIES_LOCK_OUT_FAILURES", default_value_t = LockOut::default().failures, value_parser = clap::value_parser!(i32).range(1..))]
    pub lock_out_failures: i32,
    /// Seconds within which they count together
    #[arg(long, env = "OPENQIES_LOCK_OUT_WINDOW_SECONDS", default_value_t = LockOut::default().window_seconds, value_parser = seconds())]
    pub lock_out_window_seconds: i64,
    /// Seconds for which the user ID is locked then
    #[arg(long, env = "OPENQIES_LOCK_OUT_SECONDS", default_value_t = LockOut::default().locked_seconds, value_parser = seconds())]
    pub lock_out_seconds: i64,
}

/// From what a person can still use to a year.
fn seconds() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(12..=366 * 24 * 60 * 60)
}

impl LogInArgs {
    #[must_use]
    pub fn sessions(&self) -> SessionTimes {
        SessionTimes {
            idle_seconds: self.idle_seconds,
            lasting_seconds: self.session_seconds,
            confirmed_seconds: self.confirmed_seconds,
        }
    }

    #[must_use]
    pub fn lock_out(&self) -> LockOut {
        LockOut {
            failures: self.lock_out_failures,
            window_seconds: self.lock_out_window_seconds,
            locked_seconds: self.lock_out_seconds,
            ..LockOut::default()
        }
    }
}

/// How often roles are confirmed by those who decide; by default as ARS 5.0 moderate has it (AC-2 j, AC-6(7)).
#[derive(Args, Debug, Clone, Copy)]
pub struct RecertificationArgs {
    /// Days within which every role is confirmed, or suspended
    #[arg(long = "recertify-days", env = "OPENQIES_RECERTIFY_DAYS", default_value_t = RecertificationRules::default().yearly_days, value_parser = days())]
    pub yearly: i64,
    /// The same for security officials, the Help Desk, Production Control and auditors
    #[arg(long = "recertify-privileged-days", env = "OPENQIES_RECERTIFY_PRIVILEGED_DAYS", default_value_t = RecertificationRules::default().privileged_days, value_parser = days())]
    pub privileged: i64,
    /// Days for which those who confirm are given time; less than half of the others
    #[arg(long = "recertify-open-days", env = "OPENQIES_RECERTIFY_OPEN_DAYS", default_value_t = RecertificationRules::default().open_days, value_parser = days())]
    pub open: i64,
}

/// From a week to ten years.
fn days() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(7..=3660)
}

impl RecertificationArgs {
    /// # Errors
    /// When a campaign would still be open as the next one begins.
    pub fn rules(&self) -> anyhow::Result<RecertificationRules> {
        let shorter = self.yearly.min(self.privileged);
        ensure!(
            2 * self.open < shorter,
            "--recertify-open-days is to be less than half of --recertify-days and --recertify-privileged-days"
        );
        Ok(RecertificationRules {
            yearly_days: self.yearly,
            privileged_days: self.privileged,
            open_days: self.open,
        })
    }
}
