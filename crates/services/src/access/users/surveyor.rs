//! Federal surveyor IDs: looked up, or made, by whoever decides on the person's role, before it is granted (seed 000).

use domain::{
    access::{Action, Actor, SurveyorId, SurveyorOrigin},
    audit::{Act, Event},
    identity::UserId,
    objection::Objection,
    providers::StateCode,
};
use store::{Tx, exec};

use super::one::{as_surveyor, rows_of};
use crate::{
    ServiceError, Services,
    access::{mails, place::as_now},
    audit,
    identity::{Session, confirmed},
};

store::sql! {
    WRITE = "insert into surveyor (user_id, surveyor_id, origin, verified_by, verified_at) values ($1, $2, $3, $4, $5)
        on conflict (user_id) do update set surveyor_id = $2, origin = $3, verified_by = $4, verified_at = $5";
}

/// Writes down somebody's federal surveyor ID, in the place of any that was there, and tells them.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `surveyor_id` for one
/// that somebody else has; [`ServiceError::Conflict`] for one's own, and for whoever is no surveyor;
/// [`ServiceError::NotFound`] outside of one's scope; [`ServiceError::Denied`]; the database's.
pub async fn verify_surveyor(
    services: &Services,
    session: &Session,
    user: UserId,
    id: &SurveyorId,
    origin: SurveyorOrigin,
) -> Result<(), ServiceError> {
    let now = session.actor.now.system;
    let mut tx = services.db.write().await?;
    let actor = as_now(&mut tx, &session.actor).await?;
    actor.coverage(Action::DecideRequests)?;
    let rows = rows_of(&mut tx, &actor, user, None).await?;
    if rows.is_empty() {
        return Err(ServiceError::NotFound);
    }
    let row = as_surveyor(&rows).ok_or(Objection::NoSurveyor)?;
    if user == actor.user {
        return Err(Objection::OwnSurveyorId.into());
    }
    confirmed(services, &session.holder, now)?;
    write(&mut tx, &actor, user, id, origin).await?;
    let words = mails::surveyor_verified(origin);
    mails::tell(&mut tx, services, user, &row.email, &words, now).await?;
    let state = row.state_code.as_deref().map(StateCode::parse).transpose();
    let event = Event::by(Act::SurveyorVerified, &actor, Action::DecideRequests)
        .of(user)
        .within(state.map_err(|_| super::CORRUPT)?)
        .surveyor(id.clone(), origin);
    audit::commit(tx, services, event).await?;
    tracing::info!(by = %actor.user.0, user = %user.0, "a federal surveyor ID was written down");
    Ok(())
}

/// Refused, at `surveyor_id`, for one that somebody else has.
pub(in crate::access) async fn write(
    tx: &mut Tx,
    by: &Actor,
    user: UserId,
    id: &SurveyorId,
    origin: SurveyorOrigin,
) -> Result<(), ServiceError> {
    let (id, how, now) = (id.as_str(), origin.key(), by.now.system.0);
    match exec!(tx, WRITE, user.0, id, how, by.user.0, now) {
        Err(error) if error.is_taken("surveyor.surveyor_id") => {
            let message = "This federal surveyor ID belongs to somebody else. Look at it again.";
            Err(ServiceError::field("surveyor_id", message))
        }
        written => {
            written?;
            Ok(())
        }
    }
}
