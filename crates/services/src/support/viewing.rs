//! Viewing as a role at an organization: from a ticket, for half an hour, and only to look (ADR 0026).
//!
//! A viewing's id stands for the person of that role, who is nobody: lists ask for it as for a user, and
//! [`place_in_scope!`](crate::scope) finds the one place that it is at.

pub(crate) mod end;
pub(crate) mod organizations;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod start;

use domain::{
    access::{Action, Grant, Role, Scope, Sight},
    audit::{Act, Event, Object, Who},
    forms::FieldError,
    identity::UserId,
    support::{NewViewing, TicketNumber, Viewing, ViewingReason},
    time::Instant,
};
use store::{Tx, exec, fetch, jobs::Worker};
use uuid::Uuid;

use crate::{
    Clock, ServiceError, Services,
    access::place::Place,
    audit::{self, Viewer},
    identity::{Session, grants::Held},
    on,
};

pub use end::stop;
pub use organizations::organizations_of_asker;
pub use record::{find_viewing, list_viewings};
pub use start::{is_running, roles, start};

/// The roles that view, as [`Action::ViewAs`] has them; a test compares.
macro_rules! viewers {
    () => {
        "('help_desk', 'help_desk_production_control')"
    };
}

/// When whoever began viewing `v` lost the role for it; none while they hold it without a break. A role that is given back
/// is a new grant, and takes up no viewing. Served by `role_grant_user`.
macro_rules! role_over {
    () => {
        concat!(
            "case when exists (select 1 from role_grant g where g.user_id = v.user_id and g.role in ",
            crate::support::viewing::viewers!(),
            " and g.granted_at <= v.begun_at and g.ended_at is null) then null
             else coalesce((select max(g.ended_at) from role_grant g where g.user_id = v.user_id and g.role in ",
            crate::support::viewing::viewers!(),
            " and g.ended_at > v.begun_at and g.granted_at <= v.begun_at), v.begun_at) end"
        )
    };
}
pub(super) use role_over;
pub(super) use viewers;

store::sql! {
    /// Served by viewing_of_session and the primary keys.
    RUNNING = concat!("select v.id, v.user_id, v.role, v.provider_id, v.state_code, v.jurisdiction, v.reason, v.ends_at,
            v.revealed_at, t.number, t.user_id as asker, p.name as provider_name, p.ccn, ", role_over!(), " as role_over_at
        from viewing v
        join ticket t on t.id = v.ticket_id
        left join provider p on p.id = v.provider_id
        where v.session_hash = $1 and v.ended_at is null");
    /// Served by the primary key.
    REVEAL = "update viewing set revealed_at = $2, revealed_words = $3 where id = $1 and ended_at is null";
}

/// A viewing that is underway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Stands for a person of the role.
    pub id: Uuid,
    pub role: Role,
    pub grant: Grant,
    /// Who it is, for the record.
    pub viewer: Viewer,
    /// As the red bar says it.
    pub shown: Viewing,
    /// Where the role is held, as whoever holds it reads it.
    pub held_at: String,
    place: Place,
    role_is_over: bool,
}

impl Running {
    #[must_use]
    pub const fn sight(&self) -> Sight {
        if self.shown.is_revealed {
            Sight::Revealed
        } else {
            Sight::Masked
        }
    }

    /// Whether it is over, though nobody has written that down: [`end::note`] is due.
    pub(crate) fn is_over(&self, now: Instant) -> bool {
        self.role_is_over || self.shown.ends_at <= now
    }

    fn subject(&self) -> Subject {
        Subject {
            viewer: self.viewer,
            ticket: self.shown.ticket,
            place: self.place,
        }
    }
}

/// What every event of a viewing says of it.
#[derive(Debug, Clone, Copy)]
struct Subject {
    viewer: Viewer,
    ticket: TicketNumber,
    place: Place,
}

impl Subject {
    fn event(&self, act: Act, who: Who, at: Instant) -> Event {
        let event = Event::new(act, who, at)
            .of(self.viewer.on_behalf_of)
            .about(Object::Ticket(self.ticket))
            .word("role", self.viewer.role.key());
        self.place.concerned(event)
    }
}

#[derive(store::FromRow)]
struct RunningRow {
    id: Uuid,
    user_id: Uuid,
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    reason: String,
    ends_at: i64,
    revealed_at: Option<i64>,
    number: i64,
    asker: Uuid,
    provider_name: Option<String>,
    ccn: Option<String>,
    role_over_at: Option<i64>,
}

impl RunningRow {
    fn read(self) -> Result<Running, ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        let role = Role::from_key(&self.role).map_err(|_| corrupt("role"))?;
        let place = Place::of(
            self.provider_id,
            self.state_code.as_deref(),
            self.jurisdiction.as_deref(),
        )?;
        let reason = ViewingReason::from_key(&self.reason).ok_or(corrupt("reason"))?;
        Ok(Running {
            id: self.id,
            role,
            grant: Grant {
                role,
                scope: scope_of(place),
            },
            viewer: Viewer {
                user: UserId(self.user_id),
                on_behalf_of: UserId(self.asker),
                role,
            },
            shown: Viewing {
                role: role.name().to_owned(),
                place: place.words(self.provider_name.as_deref(), self.ccn.as_deref()),
                reason: reason.title().to_owned(),
                ticket: TicketNumber(self.number),
                ends_at: Instant(self.ends_at),
                is_revealed: self.revealed_at.is_some(),
            },
            held_at: place.words(self.provider_name.as_deref(), None),
            place,
            role_is_over: self.role_over_at.is_some(),
        })
    }
}

fn scope_of(place: Place) -> Scope {
    match place {
        Place::Provider(id) => Scope::Providers(vec![id]),
        Place::State(state) => Scope::State(state),
        Place::Jurisdiction(one) => Scope::Jurisdiction(one),
        Place::Nation => Scope::Nation,
    }
}

/// The viewing of a session, while whoever started it may view as a role. It [may be over](Running::is_over).
pub(crate) async fn of_session(
    tx: &mut Tx,
    held: &[Held],
    token_hash: &[u8; 32],
) -> Result<Option<Running>, ServiceError> {
    let may_view = |held: &Held| domain::access::policy(held.grant.role, Action::ViewAs).is_some();
    if !held.iter().any(may_view) {
        return Ok(None);
    }
    let row = fetch!(
        fetch_optional,
        RunningRow,
        tx,
        RUNNING,
        token_hash.as_slice()
    )?;
    row.map(RunningRow::read).transpose()
}

/// Writes that whoever views as a role looked at a page, before the page leaves. `page` is its name.
///
/// # Errors
/// [`ServiceError::NotFound`] for whoever views as no role; [`ServiceError::Unrecorded`] when it could not be written:
/// the page may not be shown then.
pub async fn looked(
    services: &Services,
    session: &Session,
    page: &'static str,
    now: Instant,
) -> Result<(), ServiceError> {
    let running = session.viewing.as_ref().ok_or(ServiceError::NotFound)?;
    let subject = running.subject();
    let event = subject
        .event(Act::Read, Who::Owner(subject.viewer.user), now)
        .about(Object::Page(page));
    audit::read(services, event).await
}

/// Has identifiers shown for the rest of the viewing.
///
/// # Errors
/// [`ServiceError::NotFound`] for whoever views as no role; [`ServiceError::Refused`] at `words`; the database's.
pub async fn reveal(
    services: &Services,
    session: &Session,
    words: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let running = session.viewing.as_ref().ok_or(ServiceError::NotFound)?;
    if let Some(error) = wrong_words("words", words, MISSING_REASON) {
        return Err(ServiceError::Refused(vec![error]));
    }
    let mut tx = services.db.record().await?;
    exec!(tx, REVEAL, running.id, now.0, words.trim())?;
    let subject = running.subject();
    let who = Who::Owner(subject.viewer.user);
    let event = subject.event(Act::IdentifiersRevealed, who, now);
    Ok(audit::commit(tx, services, event).await?)
}

/// Adds the handlers of the jobs of viewing as a role: that its time is over, and what officials are told each week.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let kind = end::END_VIEWING;
    let worker = on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(end::work(services, job, clock))
    });
    let kind = report::REPORT;
    on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(report::work(services, job, clock))
    })
}

const MISSING_REASON: &str = "Enter why you need to see it.";

/// What is wrong with a reason in words that a field has; `missing` says which is asked for.
fn wrong_words(field: &str, words: &str, missing: &str) -> Option<FieldError> {
    let (words, longest) = (words.trim(), NewViewing::LONGEST);
    let message = if words.is_empty() {
        missing.to_owned()
    } else if words.chars().count() > longest {
        format!("Shorten the text to {longest} characters.")
    } else {
        return None;
    };
    Some(FieldError::new(field, message))
}

#[cfg(test)]
mod tests;
