//! Switching an account off, and on again. Its roles stay, and count for nothing meanwhile; where its person was the last security
//! official of an organization, that is listed with the moment (`access::unattended`).

use domain::{
    audit::{Act, Event, Who},
    identity::{UserId, UserName},
    time::Instant,
};
use store::{exec, fetch};
use uuid::Uuid;

use super::GrantFault;
use crate::{Services, access, audit, support::viewing};

store::sql! {
    /// Served by the unique user name.
    SWITCH_OFF = "update user_account set state = 'disabled', disabled_at = $2
        where user_name = $1 and state = 'active' returning id";
    /// Served by the unique user name.
    SWITCH_ON = "update user_account set state = 'active', disabled_at = null
        where user_name = $1 and state = 'disabled' returning id";
    /// Served by session_by_user. Whoever logs in again begins a new one.
    END_SESSIONS = "delete from session where user_id = $1";
}

/// Switches an account off, and ends its sessions. Whoever steps in where it was the last security official's is told.
///
/// # Errors
/// [`GrantFault::NoAccount`] when none that can be used has this user ID; [`GrantFault::Nobody`]; the database's.
pub async fn disable(
    services: &Services,
    user_name: &str,
    by: &str,
    now: Instant,
) -> Result<(), GrantFault> {
    let who = operator(by)?;
    let none = || GrantFault::NoAccount(user_name.to_owned());
    let name = UserName::parse(user_name).map_err(|_| none())?;
    let mut tx = services.db.write().await?;
    // Of two officials whose accounts are switched off at once, the second is found to be the last.
    access::take_turn(&mut tx).await?;
    let name = name.as_str();
    let found = fetch!(fetch_optional, (Uuid,), tx, SWITCH_OFF, name, now.0)?;
    let (user,) = found.ok_or_else(none)?;
    exec!(tx, END_SESSIONS, user)?;
    access::tell_of_switched_off(&mut tx, services, UserId(user), now).await?;
    let event = Event::new(Act::AccountDisabled, who, now).of(UserId(user));
    audit::commit(tx, services, event).await?;
    viewing::end::end_stale(services, UserId(user), now).await?;
    tracing::info!(%user, by, "an account was switched off");
    Ok(())
}

/// Switches an account on again.
///
/// # Errors
/// [`GrantFault::NotDisabled`] when none that is switched off has this user ID; [`GrantFault::Nobody`]; the database's.
pub async fn enable(
    services: &Services,
    user_name: &str,
    by: &str,
    now: Instant,
) -> Result<(), GrantFault> {
    let who = operator(by)?;
    let none = || GrantFault::NotDisabled(user_name.to_owned());
    let name = UserName::parse(user_name).map_err(|_| none())?;
    let mut tx = services.db.write().await?;
    let found = fetch!(fetch_optional, (Uuid,), tx, SWITCH_ON, name.as_str())?;
    let (user,) = found.ok_or_else(none)?;
    let event = Event::new(Act::AccountEnabled, who, now).of(UserId(user));
    audit::commit(tx, services, event).await?;
    tracing::info!(%user, by, "an account was switched on");
    Ok(())
}

fn operator(by: &str) -> Result<Who, GrantFault> {
    match by.trim() {
        "" => Err(GrantFault::Nobody),
        by => Ok(Who::Operator(by.to_owned())),
    }
}
