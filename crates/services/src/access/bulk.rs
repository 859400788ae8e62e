//! Deciding on several requests at once: what each would become, and then one after the other by the functions that decide
//! on one, each in its own transaction. The first decision counts, so a form that is sent twice decides nothing twice.

use std::collections::BTreeSet;

use domain::{
    access::{
        Action, Actor, Approval, BulkLine, Decision, MOST_AT_ONCE, RequestId, RequestState,
        SurveyorAnswer,
    },
    audit::{Act, Event, Object, Record},
    providers::ProviderId,
};
use jiff::civil::Date;
use store::Tx;

use super::{
    decide::{approve, reject},
    gift::may_be_given,
    place::Place,
    queue::{RequestRow, find_row, scope, surveyor_of, warnings_of},
};
use crate::{
    ServiceError, Services, audit,
    identity::{Session, confirmed},
    prose::prose,
};

/// What became of several that were decided together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: usize,
    /// Somebody was first, or something stands in the way.
    pub missed: usize,
}

impl Tally {
    /// Counts one more. What is wrong with the row alone stops the others not.
    pub(super) fn count(&mut self, result: Result<(), ServiceError>) -> Result<(), ServiceError> {
        if was_done(result)? {
            self.done += 1;
        } else {
            self.missed += 1;
        }
        Ok(())
    }
}

fn was_done(result: Result<(), ServiceError>) -> Result<bool, ServiceError> {
    match result {
        Ok(()) => Ok(true),
        Err(ServiceError::Conflict(_) | ServiceError::NotFound | ServiceError::Refused(_)) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// What was decided of several requests, and which stay as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    pub done: Vec<RequestId>,
    pub missed: Vec<RequestId>,
}

/// What deciding on these requests would come to. Those outside of one's scope are left out.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`], or the database's.
pub async fn preview(
    services: &Services,
    actor: &Actor,
    ids: &[RequestId],
    decision: Decision,
) -> Result<Vec<BulkLine>, ServiceError> {
    scope(actor)?;
    let mut tx = services.db.read().await?;
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for id in each_once(ids) {
        let row = match find_row(&mut tx, actor, id).await {
            Err(ServiceError::NotFound) => continue,
            found => found?,
        };
        lines.push(line(&mut tx, actor, &row, decision).await?);
        rows.push(row);
    }
    drop(tx);
    if !rows.is_empty() {
        let places = rows.iter().map(RequestRow::place);
        let places = places.collect::<Result<Vec<_>, _>>()?;
        let providers = places.into_iter().filter_map(Place::provider);
        let event = Event::by(Act::Read, actor, Action::DecideRequests)
            .about(Object::List(Record::RoleRequests))
            .at(providers.map(ProviderId))
            .showing(rows.iter().map(|row| row.user().0));
        audit::read(services, event).await?;
    }
    Ok(lines)
}

fn each_once(ids: &[RequestId]) -> impl Iterator<Item = RequestId> {
    let mut seen = BTreeSet::new();
    let new = move |id: &RequestId| seen.insert(id.0);
    ids.iter().copied().take(MOST_AT_ONCE).filter(new)
}

async fn line(
    tx: &mut Tx,
    actor: &Actor,
    row: &RequestRow,
    decision: Decision,
) -> Result<BulkLine, ServiceError> {
    let line = row.line()?;
    let today = actor.now.today();
    let obstacle = if line.state != RequestState::Pending {
        let by = line.decided_by.as_ref();
        let by = by.map_or_else(String::new, |name| format!(" by {name}"));
        Some(format!(
            "It was decided already: {}{by}.",
            line.state.title()
        ))
    } else if row.user() == actor.user {
        Some("It is your own request: My Profile names who decides on it.".to_owned())
    } else if decision == Decision::Approve {
        against_approval(tx, row, today).await?
    } else {
        None
    };
    let is_open = obstacle.is_none() && decision == Decision::Approve;
    let warnings = if is_open {
        warnings_of(tx, row, today).await?
    } else {
        Vec::new()
    };
    Ok(BulkLine {
        line,
        obstacle,
        warnings,
    })
}

/// Why a request that waits cannot be approved with others.
async fn against_approval(
    tx: &mut Tx,
    row: &RequestRow,
    today: Date,
) -> Result<Option<String>, ServiceError> {
    match may_be_given(tx, row.user(), row.role()?, row.place()?, today).await {
        Err(ServiceError::Conflict(objection)) => return Ok(Some(objection.to_string())),
        possible => possible?,
    }
    let is_surveyor = row.surveyor()? == Some(SurveyorAnswer::Yes);
    let lacks_id = is_surveyor && surveyor_of(tx, row.user()).await?.is_none();
    Ok(lacks_id.then(|| {
        "The federal surveyor ID is not verified: open the request to verify or create it."
            .to_owned()
    }))
}

/// Approves these requests. One that a warning speaks against is approved only when it is among `confirmed`: whoever
/// decides has read it.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Denied`]; the database's. What
/// stands in the way of one request is no error: the request stays as it is.
pub async fn approve_all(
    services: &Services,
    session: &Session,
    ids: &[RequestId],
    confirmed: &[RequestId],
) -> Result<Decided, ServiceError> {
    begin(services, session)?;
    let mut decided = Decided::default();
    for id in each_once(ids) {
        let approval = Approval {
            has_read: confirmed.contains(&id),
            ..Approval::default()
        };
        decided.count(id, approve(services, session, id, approval).await)?;
    }
    Ok(decided)
}

/// Rejects these requests, with one reason that each of their people reads.
///
/// # Errors
/// [`ServiceError::Refused`] at `reason` without one or with one that is too long; else as [`approve_all`].
pub async fn reject_all(
    services: &Services,
    session: &Session,
    ids: &[RequestId],
    reason: &str,
) -> Result<Decided, ServiceError> {
    begin(services, session)?;
    prose("reason", reason, "Enter the reason: each person reads it.")?;
    let mut decided = Decided::default();
    for id in each_once(ids) {
        decided.count(id, reject(services, session, id, reason).await)?;
    }
    Ok(decided)
}

fn begin(services: &Services, session: &Session) -> Result<(), ServiceError> {
    scope(&session.actor)?;
    confirmed(services, &session.holder, session.actor.now.system)
}

impl Decided {
    fn count(
        &mut self,
        id: RequestId,
        result: Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        if was_done(result)? {
            self.done.push(id);
        } else {
            self.missed.push(id);
        }
        Ok(())
    }
}
