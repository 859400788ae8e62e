//! What the Help Desk does for somebody: a link for a new password, an end to a lock, identity proofing anew. Each needs a
//! reason and a second factor of a moment ago, is told to the person by mail, and recorded. Nobody helps themselves.

use domain::{
    access::{Action, Actor},
    audit::{Act, Event},
    identity::{UserId, UserName},
    messages::Words,
    objection::Objection,
    support::HelpAct,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::CORRUPT;
use crate::{
    ServiceError, Services,
    access::place::as_now,
    audit,
    identity::{
        Session, confirmed, lock_out,
        proofing::{self, Restart},
        recovery,
    },
    messages::{self, To},
    prose::prose,
};

store::sql! {
    /// Served by the primary key.
    FIND = "select user_name, email from user_account where id = $1";
    RECORD = "insert into help_act (id, user_id, helper_id, act, reason, happened_at) values ($1, $2, $3, $4, $5, $6)";
}

/// Mails somebody a link with which they choose a new password, after their second factor. The Help Desk sees neither.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `reset_reason`;
/// [`ServiceError::Conflict`] for oneself, and for an account whose second factor is not set up; [`ServiceError::NotFound`];
/// [`ServiceError::Denied`] without [`Action::HelpPeople`]; the database's.
pub async fn start_reset(
    services: &Services,
    session: &Session,
    user: UserId,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let helped = Helped::begin(&mut tx, services, session, user).await?;
    let reason = prose("reset_reason", reason, MISSING)?;
    let now = session.actor.now.system;
    recovery::mail_reset(services, &mut tx, user, now).await?;
    helped.record(&mut tx, HelpAct::Reset, reason).await?;
    let event = helped.event(Act::ResetStarted);
    audit::commit(tx, services, event).await?;
    tracing::info!(helper = %helped.actor.user.0, user = %user.0, "a link for a new password was mailed");
    Ok(())
}

/// Takes the locks off somebody's password and security codes, and forgets what led to them.
///
/// # Errors
/// [`ServiceError::Refused`] at `unlock_reason`; [`ServiceError::Conflict`] when nothing is counted; else as
/// [`start_reset`].
pub async fn unlock(
    services: &Services,
    session: &Session,
    user: UserId,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let helped = Helped::begin(&mut tx, services, session, user).await?;
    let reason = prose("unlock_reason", reason, MISSING)?;
    if !lock_out::unlock(&mut tx, services, &helped.user_name).await? {
        return Err(Objection::NothingLocked.into());
    }
    let to = To::mail(Some(user), &helped.email);
    let now = session.actor.now.system;
    messages::post(&mut tx, &services.keys, to, &unlocked(), now).await?;
    helped.record(&mut tx, HelpAct::Unlock, reason).await?;
    let event = helped.event(Act::Unlocked);
    audit::commit(tx, services, event).await?;
    tracing::info!(helper = %helped.actor.user.0, user = %user.0, "a log-in was unlocked");
    Ok(())
}

/// Begins somebody's identity proofing anew, as [`proofing::reproof`] does for a user ID that was typed.
///
/// # Errors
/// [`ServiceError::NotFound`]; else as [`proofing::reproof`].
pub async fn reproof(
    services: &Services,
    session: &Session,
    user: UserId,
    check: &str,
    record: &str,
) -> Result<(), ServiceError> {
    session.actor.coverage(Action::HelpPeople)?;
    let mut tx = services.db.read().await?;
    let found = fetch!(fetch_optional, (String, String), tx, FIND, user.0)?;
    drop(tx);
    let (user_name, _) = found.ok_or(ServiceError::NotFound)?;
    let restart = Restart {
        user_name: &user_name,
        check,
        record,
    };
    let now = session.actor.now.system;
    match proofing::reproof(services, session, restart, now).await {
        // Nobody typed it here.
        Err(ServiceError::Refused(errors))
            if errors.iter().any(|error| error.field == "user_name") =>
        {
            Err(Objection::NoProofingAnew.into())
        }
        done => done.map(drop),
    }
}

const MISSING: &str = "Enter why, and how you know whom you speak with.";

/// Somebody who is helped, and by whom.
struct Helped {
    actor: Actor,
    user: UserId,
    user_name: UserName,
    email: String,
}

impl Helped {
    async fn begin(
        tx: &mut Tx,
        services: &Services,
        session: &Session,
        user: UserId,
    ) -> Result<Self, ServiceError> {
        let actor = as_now(tx, &session.actor).await?;
        actor.coverage(Action::HelpPeople)?;
        let found = fetch!(fetch_optional, (String, String), tx, FIND, user.0)?;
        let (user_name, email) = found.ok_or(ServiceError::NotFound)?;
        if user == actor.user {
            return Err(Objection::OwnAccount.into());
        }
        confirmed(services, &session.holder, actor.now.system)?;
        Ok(Self {
            actor,
            user,
            user_name: UserName::parse(&user_name).map_err(|_| CORRUPT)?,
            email,
        })
    }

    async fn record(&self, tx: &mut Tx, act: HelpAct, reason: &str) -> Result<(), ServiceError> {
        let (id, helper, now) = (Uuid::now_v7(), self.actor.user, self.actor.now.system);
        exec!(
            tx,
            RECORD,
            id,
            self.user.0,
            helper.0,
            act.key(),
            reason,
            now.0
        )?;
        Ok(())
    }

    fn event(&self, act: Act) -> Event {
        Event::by(act, &self.actor, Action::HelpPeople).of(self.user)
    }
}

fn unlocked() -> Words {
    Words::new("Your log-in was unlocked")
        .say(
            "The Help Desk has taken the locks off your password and your security codes, because you, or someone who said to \
             be you, asked for it.",
        )
        .say("If that was not you, tell the Service Center at once.")
        .link("Log in", "/login")
}
