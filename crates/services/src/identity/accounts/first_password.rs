//! A first password for an account that came over from EIDM without one. A mailbox alone opens no such account, for its
//! identity was proofed already: the Service Center tells the password to whom it knows, and the person chooses their own.

use domain::{
    audit::{Act, Event, Who},
    messages::Words,
    time::Instant,
};
use store::exec;

use super::GrantFault;
use crate::{
    Services, audit,
    identity::codes,
    messages::{self, To},
};

store::sql! {
    /// Only the first: nobody's password is changed by somebody else.
    SET = "update user_account set password_hash = $2, long_password = true, password_changed_at = $3
        where id = $1 and password_hash is null and legacy and registration = 'device'";
}

/// Makes a first password, and gives it to be told.
///
/// # Errors
/// [`GrantFault::HasPassword`] where there is one, or the account did not come from EIDM; else as
/// [`grant_role`](super::grant_role).
pub async fn first_password(
    services: &Services,
    user_name: &str,
    by: &str,
    now: Instant,
) -> Result<String, GrantFault> {
    let by = by.trim();
    if by.is_empty() {
        return Err(GrantFault::Nobody);
    }
    let password = codes::grouped(&codes::backup().map_err(crate::ServiceError::from)?);
    let hash = services.passwords.hash(&password).await;
    let hash = hash.map_err(crate::ServiceError::from)?;
    let mut tx = services.db.write().await?;
    let (user, email) = super::find(&mut tx, user_name).await?;
    if exec!(tx, SET, user.0, hash, now.0)? == 0 {
        return Err(GrantFault::HasPassword(user_name.to_owned()));
    }
    let to = To::mail(Some(user), &email);
    messages::post(&mut tx, &services.keys, to, &words(services), now).await?;
    let event = Event::new(Act::FirstPasswordMade, Who::Operator(by.to_owned()), now).of(user);
    audit::commit(tx, services, event).await?;
    tracing::info!(user = %user.0, by, "the operator made a first password");
    Ok(password)
}

fn words(services: &Services) -> Words {
    Words::new("Your account has a first password")
        .say(
            "The Service Center made a first password for your account and tells it to you. Log in with it, set up \
             two-factor authentication, log in a second time, and choose a password of your own under My Profile.",
        )
        .say(format!(
            "If you did not ask for that, tell the Service Center: {}.",
            services.site.service_center_phone
        ))
        .link("Log in", "/login")
}
