//! How viewing as a role ends: by its button, with the session, with the role for it, or with its time. Whoever notices
//! first writes it down, and nobody does twice.

use domain::{
    access::Role,
    audit::{Act, Event, Who},
    identity::{SessionStage, UserId},
    support::{TicketNumber, ViewingEnd},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Tx, exec, fetch,
    jobs::{self, Finished, Job, JobError, NewJob},
};
use uuid::Uuid;

use super::{Subject, start::runs};
use crate::{
    Clock, ServiceError, Services,
    access::place::Place,
    audit::{self, Viewer},
    identity::{Session, SessionTimes, step},
    token::Token,
};

pub(super) const END_VIEWING: &str = "end_viewing";

macro_rules! open {
    ($which:literal) => {
        concat!(
            "select v.id, v.user_id, v.role, v.provider_id, v.state_code, v.jurisdiction, v.session_hash, v.ends_at,
                 t.number, t.user_id as asker, s.last_seen_at, s.ends_at as session_ends_at, ",
            super::role_over!(),
            " as role_over_at
             from viewing v join ticket t on t.id = v.ticket_id left join session s on s.token_hash = v.session_hash
             where v.ended_at is null and ",
            $which
        )
    };
}

store::sql! {
    /// Served by viewing_of_user.
    OF_USER = open!("v.user_id = $1");
    /// Served by viewing_of_session.
    OF_SESSION = open!("v.session_hash = $1");
    /// Served by the primary key.
    OF_ID = open!("v.id = $1");
    /// The first who notices finds it open. Served by the primary key.
    END = "update viewing set ended_at = $2, ended_why = $3 where id = $1 and ended_at is null";
}

/// A viewing whose end is not written down yet.
#[derive(store::FromRow)]
struct Open {
    id: Uuid,
    user_id: Uuid,
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    session_hash: Vec<u8>,
    ends_at: i64,
    number: i64,
    asker: Uuid,
    /// None of a session that is gone.
    last_seen_at: Option<i64>,
    session_ends_at: Option<i64>,
    role_over_at: Option<i64>,
}

impl Open {
    fn subject(&self) -> Result<Subject, ServiceError> {
        let role = Role::from_key(&self.role);
        Ok(Subject {
            viewer: Viewer {
                user: UserId(self.user_id),
                on_behalf_of: UserId(self.asker),
                role: role.map_err(|_| ServiceError::Corrupt { what: "role" })?,
            },
            ticket: TicketNumber(self.number),
            place: Place::of(
                self.provider_id,
                self.state_code.as_deref(),
                self.jurisdiction.as_deref(),
            )?,
        })
    }

    fn session_hash(&self) -> Result<[u8; 32], ServiceError> {
        let hash = self.session_hash.as_slice().try_into();
        hash.map_err(|_| ServiceError::Corrupt { what: "session" })
    }

    /// When its session ends that nobody uses any more; none of a session that is gone.
    fn session_over(&self, times: SessionTimes) -> Option<i64> {
        let idle = Instant(self.last_seen_at?).plus_seconds(times.idle_seconds);
        Some(idle.0.min(self.session_ends_at?))
    }

    /// Ends what is open, if anything is, in the caller's transaction: with its time, its session and the role for it at the
    /// latest, whenever that is noticed. Gives the event for that, unless somebody ended it first.
    async fn end(
        open: Option<Self>,
        tx: &mut Tx,
        times: SessionTimes,
        why: ViewingEnd,
        now: Instant,
    ) -> Result<Option<Ended>, ServiceError> {
        let Some(open) = open else {
            return Ok(None);
        };
        let session_over = open
            .session_over(times)
            .map(|at| (at, ViewingEnd::SessionOver));
        let role_over = open.role_over_at.map(|at| (at, ViewingEnd::RoleOver));
        let ends = [
            Some((open.ends_at, ViewingEnd::TimeOver)),
            session_over,
            role_over,
            Some((now.0, why)),
        ];
        let first = ends.into_iter().flatten().min_by_key(|(at, _)| *at);
        let (at, why) = first.map_or((now, why), |(at, why)| (Instant(at), why));
        if exec!(tx, END, open.id, at.0, why.key())? == 0 {
            return Ok(None);
        }
        let subject = open.subject()?;
        let who = match why {
            ViewingEnd::Stopped | ViewingEnd::LoggedOut => Who::Owner(subject.viewer.user),
            ViewingEnd::TimeOver | ViewingEnd::SessionOver | ViewingEnd::RoleOver => Who::Program,
        };
        let event = subject
            .event(Act::ViewingStopped, who, at)
            .word("ended", why.key())
            .in_session(&open.session_hash()?);
        Ok(Some(Ended {
            viewer: subject.viewer,
            event,
        }))
    }
}

/// A viewing that was ended a moment ago, in a transaction that is still open.
pub(crate) struct Ended {
    viewer: Viewer,
    event: Event,
}

/// Commits with the event of what was ended, if anything was, in whose row both identities stand; and with another.
pub(crate) async fn commit(
    tx: Tx,
    services: &Services,
    ended: Option<Ended>,
    other: Option<Event>,
) -> Result<(), ServiceError> {
    match ended {
        Some(Ended { viewer, event }) => {
            let events = [event].into_iter().chain(other);
            audit::commit_all(tx, &services.behind(viewer), events).await?;
        }
        None => audit::commit_all(tx, services, other).await?,
    }
    Ok(())
}

/// Stops viewing as a role, in whichever session it is, under a new token for this one.
///
/// # Errors
/// [`ServiceError::NotFound`] when the session has ended; the database's.
pub async fn stop(
    services: &Services,
    session: &Session,
    now: Instant,
) -> Result<Token, ServiceError> {
    let mut tx = services.db.record().await?;
    let user = session.holder.user.0;
    let open = fetch!(fetch_optional, Open, tx, OF_USER, user)?;
    let ended = Open::end(
        open,
        &mut tx,
        services.rules.sessions,
        ViewingEnd::Stopped,
        now,
    )
    .await?;
    let token = step(
        services,
        &mut tx,
        &session.holder,
        SessionStage::Open,
        None,
        now,
    )
    .await?;
    commit(tx, services, ended, None).await?;
    Ok(token)
}

/// Ends the viewing of a session that is being logged out, if it has one.
pub(crate) async fn end_with_session(
    services: &Services,
    tx: &mut Tx,
    token_hash: &[u8; 32],
    now: Instant,
) -> Result<Option<Ended>, ServiceError> {
    let open = fetch!(fetch_optional, Open, tx, OF_SESSION, token_hash.as_slice())?;
    Open::end(
        open,
        tx,
        services.rules.sessions,
        ViewingEnd::LoggedOut,
        now,
    )
    .await
}

/// Writes down that the viewing of this id is over, if nobody has. Whoever asks is answered also when that
/// fails: the job of the same end tries again.
pub(crate) async fn note(services: &Services, id: Uuid, now: Instant) {
    if let Err(error) = over(services, id, now).await {
        tracing::warn!(%error, "the end of a viewing was not written");
    }
}

async fn over(services: &Services, id: Uuid, now: Instant) -> Result<(), ServiceError> {
    let mut tx = services.db.record().await?;
    let open = fetch!(fetch_optional, Open, tx, OF_ID, id)?;
    let ended = Open::end(
        open,
        &mut tx,
        services.rules.sessions,
        ViewingEnd::TimeOver,
        now,
    )
    .await?;
    commit(tx, services, ended, None).await
}

/// Ends what somebody does not view any more, because its time or its session is over.
pub(crate) async fn end_stale(
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.record().await?;
    if runs(&mut tx, services, user, now).await? {
        return Ok(());
    }
    let open = fetch!(fetch_optional, Open, tx, OF_USER, user.0)?;
    let ended = Open::end(
        open,
        &mut tx,
        services.rules.sessions,
        ViewingEnd::SessionOver,
        now,
    )
    .await?;
    commit(tx, services, ended, None).await
}

#[derive(Serialize, Deserialize)]
struct Payload {
    viewing: Uuid,
}

/// Has the end of a viewing written down when its time is over, should nobody ask for a page then.
pub(super) async fn enqueue(
    tx: &mut Tx,
    viewing: Uuid,
    ends_at: Instant,
    now: Instant,
) -> Result<(), ServiceError> {
    let job = NewJob::new(END_VIEWING, json!(Payload { viewing })).at(ends_at);
    jobs::enqueue(tx, job, now).await?;
    Ok(())
}

/// Ends a viewing whose time is over.
pub(super) async fn work(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let Payload { viewing } = job.payload()?;
    let now = clock().system;
    let failed = |error: ServiceError| JobError::Failed(error.into());
    let mut tx = services.db.write().await?;
    let open = fetch!(fetch_optional, Open, tx, OF_ID, viewing)?;
    let ended = Open::end(
        open,
        &mut tx,
        services.rules.sessions,
        ViewingEnd::TimeOver,
        now,
    )
    .await
    .map_err(failed)?;
    let finished = jobs::finish(&mut tx, job, now).await?;
    commit(tx, services, ended, None).await.map_err(failed)?;
    Ok(finished)
}

#[cfg(test)]
mod tests;
