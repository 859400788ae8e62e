//! The Help Desk's forms about people: read here, answered with the next page or sent back.

use domain::{identity::UserId, support::HelpAct};
use services::{ServiceError, support};

use super::access::{lead_on, open_session};
use crate::{error::ApiError, paths};

/// Mails a link for a new password, and shows the person.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Unconfirmed`], [`ApiError::NotFound`], [`ApiError::Conflict`] for oneself and where
/// it cannot be done, the database's.
pub async fn start_reset(user: UserId, reason: &str) -> Result<(), ApiError> {
    let done = support::start_reset(&super::services(), &open_session()?, user, reason).await;
    lead(done, user, HelpAct::Reset, &[("reset_reason", reason)]).await
}

/// Takes locks off, and shows the person.
///
/// # Errors
/// As [`start_reset`].
pub async fn unlock(user: UserId, reason: &str) -> Result<(), ApiError> {
    let done = support::unlock(&super::services(), &open_session()?, user, reason).await;
    lead(done, user, HelpAct::Unlock, &[("unlock_reason", reason)]).await
}

/// Begins identity proofing anew, and shows the person.
///
/// # Errors
/// As [`start_reset`].
pub async fn reproof(user: UserId, check: &str, record: &str) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let done = support::reproof(&services, &session, user, check, record).await;
    let typed = [("check", check), ("record", record)];
    lead(done, user, HelpAct::Reproof, &typed).await
}

async fn lead(
    done: Result<(), ServiceError>,
    user: UserId,
    act: HelpAct,
    typed: &[(&str, &str)],
) -> Result<(), ApiError> {
    lead_on(
        done,
        &paths::person_done(user, act),
        &paths::person(user),
        typed,
    )
    .await
}
