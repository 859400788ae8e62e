//! Deciding on a request. The first decision counts, nobody decides on their own request, and both need a second factor
//! of a moment ago.

use domain::{
    access::{
        Action, Approval, RequestId, RequestState, Role, SurveyorAnswer, SurveyorId, SurveyorOrigin,
    },
    audit::{Act, Event, Object},
    identity::UserId,
    messages::Words,
    objection::Objection,
};
use store::{Tx, exec};

use super::{
    gift::{Gift, give, may_be_given},
    grants::take_turn,
    handover::Handover,
    mails::{self, Matter},
    place::{as_now, deciders_of},
    queue::{self, RequestRow},
    users::surveyor,
};
use crate::{
    ServiceError, Services, audit,
    identity::{Session, confirmed},
    prose::prose,
};

store::sql! {
    /// The first decision finds it pending, and no other.
    DECIDE = "update role_request set state = $2, decided_at = $3, decided_by = $4, reason = $5
        where id = $1 and state = 'pending'";
}

/// Grants what was asked for, at once; what a warning speaks against, to whoever says that they have read it. Whoever
/// answered that they are a surveyor gets the role once their federal surveyor ID is verified, or created: before, or now by
/// the decider, who says which.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `read` and `surveyor_id`;
/// [`ServiceError::Conflict`] when it was decided already, is one's own, or the person may not hold the role there any
/// more; [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn approve(
    services: &Services,
    session: &Session,
    id: RequestId,
    approval: Approval,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = to_be_decided(services, &mut tx, session, id).await?;
    let (role, place) = (row.role()?, row.place()?);
    let today = session.actor.now.today();
    may_be_given(&mut tx, row.user(), role, place, today).await?;
    if !approval.has_read && !queue::warnings_of(&mut tx, &row, today).await?.is_empty() {
        let message = "A warning speaks against this request. Tick that you have read it.";
        return Err(ServiceError::field("read", message));
    }
    let mut events = Vec::new();
    if row.surveyor()? == Some(SurveyorAnswer::Yes) {
        let verified = verify(&mut tx, session, row.user(), approval.surveyor).await?;
        if let Some((number, origin)) = verified {
            let event = decided(Act::SurveyorVerified, session, &row, id)?;
            events.push(event.surveyor(number, origin));
        }
    }
    decide(&mut tx, session, id, RequestState::Approved, None).await?;
    let handover = Handover::begin(&mut tx, role, place).await?;
    let gift = Gift {
        user: row.user(),
        role,
        place,
        by: &session.actor.user_name,
        request: Some(id.0),
    };
    let (by, now) = (session.actor.user, session.actor.now.system);
    give(&mut tx, gift, now).await?;
    let places = [row.words()?];
    let matter = matter(&row, role, &places);
    let words = mails::approved(&matter, &mails::decider(&mut tx, session).await?);
    tell(&mut tx, services, session, &row, &words).await?;
    tell_deciders(&mut tx, services, session, &row, &matter, "approved").await?;
    handover
        .tell(&mut tx, services, &places[0], by, now)
        .await?;
    events.push(decided(Act::RequestApproved, session, &row, id)?);
    audit::commit_all(tx, services, events).await?;
    tracing::info!(decider = %by.0, request = %id.0, "a role request was approved");
    Ok(())
}

/// Refuses what was asked for, with a reason that the person reads.
///
/// # Errors
/// [`ServiceError::Refused`] at `reason` without one or with one that is too long; else as [`approve`].
pub async fn reject(
    services: &Services,
    session: &Session,
    id: RequestId,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = to_be_decided(services, &mut tx, session, id).await?;
    let missing = "Enter the reason: the person reads it.";
    let reason = prose("reason", reason, missing)?;
    decide(&mut tx, session, id, RequestState::Rejected, Some(reason)).await?;
    let places = [row.words()?];
    let matter = matter(&row, row.role()?, &places);
    let words = mails::rejected(&matter, reason, &mails::decider(&mut tx, session).await?);
    tell(&mut tx, services, session, &row, &words).await?;
    tell_deciders(&mut tx, services, session, &row, &matter, "rejected").await?;
    let event = decided(Act::RequestRejected, session, &row, id)?;
    audit::commit(tx, services, event).await?;
    tracing::info!(decider = %session.actor.user.0, request = %id.0, "a role request was rejected");
    Ok(())
}

fn decided(
    act: Act,
    session: &Session,
    row: &RequestRow,
    id: RequestId,
) -> Result<Event, ServiceError> {
    let event = Event::by(act, &session.actor, Action::DecideRequests)
        .of(row.user())
        .about(Object::Request(id))
        .word("role", row.role()?.key());
    Ok(row.place()?.concerned(event))
}

/// A pending request in one's scope that is not one's own, at a session that may decide on it now.
async fn to_be_decided(
    services: &Services,
    tx: &mut Tx,
    session: &Session,
    id: RequestId,
) -> Result<RequestRow, ServiceError> {
    take_turn(tx).await?;
    let actor = &as_now(tx, &session.actor).await?;
    let row = queue::find_row(tx, actor, id).await?;
    if row.user() == actor.user {
        return Err(Objection::OwnRequest.into());
    }
    confirmed(services, &session.holder, actor.now.system)?;
    if !row.is_pending() {
        return Err(Objection::NotPending.into());
    }
    Ok(row)
}

/// Writes down the federal surveyor ID that the decider has looked up, or created, and gives it; nothing where one was
/// written down before, which stays.
async fn verify(
    tx: &mut Tx,
    session: &Session,
    user: UserId,
    brought: Option<(SurveyorId, SurveyorOrigin)>,
) -> Result<Option<(SurveyorId, SurveyorOrigin)>, ServiceError> {
    let refused = |message| Err(ServiceError::field("surveyor_id", message));
    match (queue::surveyor_of(tx, user).await?, brought) {
        (None, None) => refused(
            "Enter the federal surveyor ID that you have verified or created: without it a surveyor does not get the role.",
        ),
        (Some(known), Some((id, _))) if known != id => refused(
            "Another federal surveyor ID was written down for this person. Look at the request again.",
        ),
        (Some(_), _) => Ok(None),
        (None, Some((id, origin))) => {
            surveyor::write(tx, &session.actor, user, &id, origin).await?;
            Ok(Some((id, origin)))
        }
    }
}

async fn decide(
    tx: &mut Tx,
    session: &Session,
    id: RequestId,
    state: RequestState,
    reason: Option<&str>,
) -> Result<(), ServiceError> {
    let (by, now) = (session.actor.user.0, session.actor.now.system);
    if exec!(tx, DECIDE, id.0, state.key(), now.0, by, reason)? == 1 {
        Ok(())
    } else {
        Err(Objection::NotPending.into())
    }
}

fn matter<'a>(row: &'a RequestRow, role: Role, places: &'a [String]) -> Matter<'a> {
    Matter {
        full_name: &row.full_name,
        user_name: &row.user_name,
        role,
        places,
    }
}

async fn tell(
    tx: &mut Tx,
    services: &Services,
    session: &Session,
    row: &RequestRow,
    words: &Words,
) -> Result<(), ServiceError> {
    let now = session.actor.now.system;
    mails::tell(tx, services, row.user(), &row.email, words, now).await
}

/// The colleagues who need not look at it any more.
async fn tell_deciders(
    tx: &mut Tx,
    services: &Services,
    session: &Session,
    row: &RequestRow,
    matter: &Matter<'_>,
    outcome: &str,
) -> Result<(), ServiceError> {
    let actor = &session.actor;
    let deciders = deciders_of(tx, matter.role, row.place()?, row.user()).await?;
    let words = mails::decided(matter, outcome, &session.person.full_name);
    mails::tell_all(
        tx,
        services,
        &deciders,
        actor.user,
        &words,
        actor.now.system,
    )
    .await
}
