//! The record of viewings as a role, for the officials of their organizations and whoever oversees them: which there were,
//! and what was looked at.

use domain::{
    access::{Action, Actor, Role},
    audit::{Act, Event, Object, Record},
    listing::Page,
    support::{
        TicketNumber, ViewingEnd, ViewingFilter, ViewingLine, ViewingReason, ViewingRecord,
        ViewingWords,
    },
    time::Instant,
};
use jiff::ToSpan as _;
use store::{Tx, fetch};
use uuid::Uuid;

use crate::{
    ServiceError, Services,
    access::place::Place,
    audit::{self, pages::seen_while_viewing},
    scope::ScopeBinds,
};

/// The viewings in somebody's reach: for an official, of what they decide for.
macro_rules! in_scope {
    () => {
        concat!(
            " from viewing v
             join user_account u on u.id = v.user_id
             join ticket t on t.id = v.ticket_id
             left join provider p on p.id = v.provider_id
             where ",
            crate::scope::request_in_scope!("v.state_code", "v.provider_id", "v.jurisdiction")
        )
    };
}

macro_rules! columns {
    () => {
        concat!(
            "select v.id, v.user_id, v.role, v.provider_id, v.state_code, v.jurisdiction, v.reason, v.begun_at, v.ends_at,
                 v.ended_at, v.ended_why, v.revealed_at, u.user_name, t.number, p.name as provider_name, p.ccn, ",
            super::role_over!(),
            " as role_over_at,
             (select count(*) from audit_event e
              where e.actor_id = v.user_id and e.viewed_role is not null and e.object_type = 'page'
                  and e.happened_at >= v.begun_at and e.happened_at <= coalesce(v.ended_at, v.ends_at)) as pages"
        )
    };
}

store::sql! {
    /// Served by viewing_begun, backwards, by audit_event_actor and the primary keys.
    LIST = concat!(
        columns!(), in_scope!(), " and v.begun_at >= $5 and v.begun_at < $6
         order by v.begun_at desc, v.id desc limit $7 offset $8"
    );
    /// Served by viewing_begun and the primary keys.
    COUNT = concat!("select count(*)", in_scope!(), " and v.begun_at >= $5 and v.begun_at < $6");
    /// Served by the primary keys and audit_event_actor.
    FIND = concat!(columns!(), in_scope!(), " and v.id = $5");
    /// Served by the primary key.
    WORDS = "select words, elsewhere_words, revealed_words from viewing where id = $1";
}

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    reason: String,
    begun_at: i64,
    ends_at: i64,
    ended_at: Option<i64>,
    ended_why: Option<String>,
    revealed_at: Option<i64>,
    user_name: String,
    number: i64,
    provider_name: Option<String>,
    ccn: Option<String>,
    role_over_at: Option<i64>,
    pages: i64,
}

impl Row {
    fn place(&self) -> Result<Place, ServiceError> {
        Place::of(
            self.provider_id,
            self.state_code.as_deref(),
            self.jurisdiction.as_deref(),
        )
    }

    /// When it ended and how; of what nobody has written down yet, with its time or with the role for it.
    fn ended(&self, now: Instant) -> Option<(Instant, Option<ViewingEnd>)> {
        if let Some(at) = self.ended_at {
            let why = self.ended_why.as_deref().and_then(ViewingEnd::from_key);
            return Some((Instant(at), why));
        }
        let role_over = self.role_over_at.map(|at| (at, ViewingEnd::RoleOver));
        let ends = [Some((self.ends_at, ViewingEnd::TimeOver)), role_over];
        let first = ends.into_iter().flatten().min_by_key(|(at, _)| *at);
        let over = first.filter(|(at, _)| *at <= now.0);
        over.map(|(at, why)| (Instant(at), Some(why)))
    }

    fn line(self, now: Instant) -> Result<ViewingLine, ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        let role = Role::from_key(&self.role).map_err(|_| corrupt("role"))?;
        let reason = ViewingReason::from_key(&self.reason).ok_or(corrupt("reason"))?;
        let place = self.place()?;
        let ended = self.ended(now);
        Ok(ViewingLine {
            id: self.id,
            role: role.name().to_owned(),
            place: place.words(self.provider_name.as_deref(), self.ccn.as_deref()),
            viewer: self.user_name,
            ticket: TicketNumber(self.number),
            reason: reason.title().to_owned(),
            begun_at: Instant(self.begun_at),
            ended,
            is_revealed: self.revealed_at.is_some(),
            pages: self.pages,
        })
    }
}

/// The viewings of the organizations in somebody's reach, the newest first. That it was looked at is an event.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewViewings`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn list_viewings(
    services: &Services,
    actor: &Actor,
    filter: ViewingFilter,
) -> Result<Page<ViewingLine>, ServiceError> {
    let scope = scope(actor)?;
    let (from, until) = times(filter);
    let mut tx = services.db.read().await?;
    let (total,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        COUNT,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        from,
        until
    )?;
    let request = filter.page.within(total);
    let rows = fetch!(
        fetch_all,
        Row,
        tx,
        LIST,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        from,
        until,
        i64::from(request.size),
        request.offset()
    )?;
    drop(tx);
    let rows = rows.into_iter().map(|row| row.line(actor.now.system));
    let rows: Vec<ViewingLine> = rows.collect::<Result<_, _>>()?;
    let event = Event::by(Act::Read, actor, Action::ViewViewings)
        .about(Object::List(Record::Viewings))
        .count("rows", rows.len());
    audit::read(services, event).await?;
    Ok(Page {
        rows,
        total,
        request,
    })
}

/// One of them, with what was looked at, the newest first; from the event `before` on. With the viewer's own words for whoever
/// has [`Action::ReadViewingWords`]. That it was looked at is an event.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none of this id in the person's scope, else as [`list_viewings`].
pub async fn find_viewing(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    before: Option<i64>,
) -> Result<ViewingRecord, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let row = fetch!(
        fetch_optional,
        Row,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        id
    )?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let place = row.place()?;
    let times = (row.begun_at, row.ended_at.unwrap_or(row.ends_at));
    let events = seen_while_viewing(&mut tx, row.user_id, times, before).await?;
    let (words, right) = if actor.may(Action::ReadViewingWords) {
        let words = words(&mut tx, id).await?;
        (Some(words), Action::ReadViewingWords)
    } else {
        (None, Action::ViewViewings)
    };
    drop(tx);
    let line = row.line(actor.now.system)?;
    let event = Event::by(Act::Read, actor, right).about(Object::Viewing(id));
    audit::read(services, place.concerned(event)).await?;
    Ok(ViewingRecord {
        line,
        words,
        events,
    })
}

/// What whoever viewed wrote down.
async fn words(tx: &mut Tx, id: Uuid) -> Result<ViewingWords, ServiceError> {
    type Stored = (String, Option<String>, Option<String>);
    let (why, elsewhere, revealed) = fetch!(fetch_one, Stored, tx, WORDS, id)?;
    Ok(ViewingWords {
        why,
        elsewhere,
        revealed,
    })
}

fn scope(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    let action = Action::ViewViewings;
    let coverage = actor.coverage(action)?;
    Ok(ScopeBinds::of_places(actor, action, &coverage))
}

/// The first moment of the first day, and that after the last one.
pub(super) fn times(filter: ViewingFilter) -> (i64, i64) {
    let begin = |day| Instant::start_of(day).0;
    let until = filter.to.map(|day| begin(day.saturating_add(1.day())));
    (
        filter.from.map_or(i64::MIN, begin),
        until.unwrap_or(i64::MAX),
    )
}

#[cfg(test)]
mod tests;
