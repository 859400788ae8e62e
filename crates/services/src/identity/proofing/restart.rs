//! Someone has lost every second factor: the Help Desk makes sure whom it speaks with, and proofing begins anew. It sees
//! and sets no password (ASVS 6.4.4, 6.4.6). Of whoever holds a guarded role, Production Control does it.

use domain::{
    access::Action,
    audit::{Act, Event, Who},
    forms::FieldError,
    identity::{IdentityCheck, SessionEnd, UserId, UserName},
    messages::Words,
    objection::Objection,
    time::Instant,
};
use store::{exec, fetch};
use uuid::Uuid;

use super::documents;
use crate::{
    ServiceError, Services,
    access::{
        guarded::{Proofed, Proofing, is_guarded, tell_of_proofing},
        is_production_control,
        place::as_now,
    },
    audit,
    identity::{Session, access_tokens, confirmed, openid, sessions},
    messages::{self, To},
    prose::prose,
};

store::sql! {
    /// Served by the unique user name. Not while the terms are still to be accepted: there is nothing to begin anew.
    BEGIN_ANEW = "update user_account set registration = 'proofing'
        where user_name = $1 and state = 'active' and registration <> 'terms' returning id, email, full_name";
    /// Served by device_user. Backup codes and codes that are awaited go with their devices.
    REMOVE_DEVICES = "delete from device where user_id = $1";
    /// Served by proofing_attempt_user. What was under way is over.
    TAKE_BACK = "update proofing_attempt set outcome = 'void', ended_at = $2, sealed = null
        where user_id = $1 and outcome in ('open', 'waiting') returning id";
    RECORD = "insert into proofing_restart (id, user_id, restarted_by, identity_check, record, restarted_at)
        values ($1, $2, $3, $4, $5, $6)";
}

/// For whom proofing begins anew, and how they were known: what was typed.
#[derive(Debug, Clone, Copy)]
pub struct Restart<'a> {
    pub user_name: &'a str,
    /// [`IdentityCheck::key`].
    pub check: &'a str,
    pub record: &'a str,
}

/// Removes someone's devices, access tokens and link to the identity provider, ends their sessions, and sets their registration
/// back to proofing; they are told by mail, and so is whoever decides on a guarded role of theirs.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideProofing`]; [`ServiceError::Unconfirmed`] without a second factor a
/// moment ago; [`ServiceError::Refused`] at `user_name`, `check` or `record`; [`ServiceError::Conflict`] for a guarded
/// role's person unless one is Production Control; the database's.
pub async fn reproof(
    services: &Services,
    session: &Session,
    restart: Restart<'_>,
    now: Instant,
) -> Result<UserName, ServiceError> {
    let mut tx = services.db.write().await?;
    let actor = &as_now(&mut tx, &session.actor).await?;
    actor.coverage(Action::DecideProofing)?;
    confirmed(services, &session.holder, now)?;
    let Checked {
        user_name,
        check,
        record,
    } = check(session, restart)?;
    let found = fetch!(
        fetch_optional,
        (Uuid, String, String),
        tx,
        BEGIN_ANEW,
        user_name.as_str()
    )?;
    let (user, email, full_name) = found.ok_or_else(|| {
        let message =
            "No active account has this user ID and has come as far as identity proofing.";
        ServiceError::field("user_name", message)
    })?;
    if is_guarded(&mut tx, UserId(user)).await? && !is_production_control(actor) {
        return Err(Objection::OnlyProductionControl.into());
    }
    exec!(tx, REMOVE_DEVICES, user)?;
    openid::unlink_all(&mut tx, UserId(user)).await?;
    let why = SessionEnd::BegunAnew;
    sessions::end_all(&mut tx, UserId(user), why, now).await?;
    for (attempt,) in fetch!(fetch_all, (Uuid,), tx, TAKE_BACK, user, now.0)? {
        documents::forget(&mut tx, attempt, now).await?;
    }
    let id = Uuid::now_v7();
    exec!(
        tx,
        RECORD,
        id,
        user,
        actor.user.0,
        check.key(),
        record,
        now.0
    )?;
    let to = To::mail(Some(UserId(user)), &email);
    messages::post(&mut tx, &services.keys, to, &words(), now).await?;
    let whose = Proofed {
        user: UserId(user),
        full_name: &full_name,
        user_name: user_name.as_str(),
    };
    let anew = Proofing::BegunAnew;
    tell_of_proofing(&mut tx, services, whose, anew, actor.user, now).await?;
    let who = Who::may(actor, Action::DecideProofing);
    let revoked = access_tokens::revoke_all(&mut tx, UserId(user), &who, now).await?;
    let event = Event::new(Act::ProofingRestarted, who, now)
        .of(UserId(user))
        .word("check", check.key());
    let events = [event].into_iter().chain(revoked);
    audit::commit_all(tx, services, events).await?;
    tracing::info!(helper = %actor.user.0, %user, check = check.key(), "proofing begins anew");
    Ok(user_name)
}

struct Checked<'a> {
    user_name: UserName,
    check: IdentityCheck,
    record: &'a str,
}

fn check<'a>(session: &Session, restart: Restart<'a>) -> Result<Checked<'a>, ServiceError> {
    let mut errors = Vec::new();
    let user_name = UserName::parse(restart.user_name);
    match &user_name {
        Err(error) => errors.push(FieldError::new("user_name", error.to_string())),
        Ok(name) if *name == session.holder.user_name => errors.push(FieldError::new(
            "user_name",
            "Nobody does this for themselves: a colleague has to.",
        )),
        Ok(_) => {}
    }
    let check = IdentityCheck::from_key(restart.check);
    if check.is_none() {
        let message = "Choose how you made sure who the person is.";
        errors.push(FieldError::new("check", message));
    }
    let missing = "Enter what was checked, when and by whom.";
    let record = match prose("record", restart.record, missing) {
        Err(ServiceError::Refused(of_record)) => {
            errors.extend(of_record);
            None
        }
        written => Some(written?),
    };
    match (user_name, check, record) {
        (Ok(user_name), Some(check), Some(record)) if errors.is_empty() => Ok(Checked {
            user_name,
            check,
            record,
        }),
        _ => Err(ServiceError::Refused(errors)),
    }
}

fn words() -> Words {
    Words::new("Your identity is to be proofed again")
        .say(
            "The Help Desk has taken all devices for Two-Factor Authentication, access tokens, and any link to an identity \
             provider off your account and ended its sessions, because you, or someone who said to be you, reported the \
             devices as lost.",
        )
        .say(
            "Log in with your user ID and password to go on: your identity is proofed again, and then you set up a new \
             device. Your roles stay as they are.",
        )
        .say("If that was not you, tell the Service Center at once.")
        .link("Log in", "/login")
}
