//! Viewing as a role at an organization: from a ticket, for half an hour, and only to look (ADR 0026).
//!
//! A viewing's id stands for the person of that role, who is nobody: lists ask for it as for a user, and
//! [`place_in_scope!`](crate::scope) finds the one place that it is at.

use domain::{
    access::{Action, Grant, Jurisdiction, Organizations, Role, Scope, Sight},
    audit::{Act, Event, Object},
    forms::FieldError,
    identity::{SessionStage, UserId},
    messages::Words,
    providers::{Ccn, ProviderId, StateCode},
    support::{NewViewing, TicketNumber, Viewing, ViewingReason},
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use crate::{
    ServiceError, Services,
    access::place::{Place, officials},
    audit::{self, Viewer},
    identity::{Session, confirmed, grants::Held, step},
    messages,
    notices::pages,
    token::Token,
};

store::sql! {
    /// Served by viewing_of_session and the primary keys.
    RUNNING = "select v.id, v.user_id, v.role, v.provider_id, v.state_code, v.jurisdiction, v.reason, v.ends_at, v.revealed_at,
            t.number, t.user_id as asker, p.name as provider_name, p.ccn
        from viewing v
        join ticket t on t.id = v.ticket_id
        left join provider p on p.id = v.provider_id
        where v.session_hash = $1 and v.ended_at is null and v.ends_at > $2";
    /// Served by viewing_of_user.
    OF_USER = "select count(*) from viewing v join session s on s.token_hash = v.session_hash
        where v.user_id = $1 and v.ended_at is null and v.ends_at > $2 and s.ends_at > $2";
    /// Served by viewing_of_user.
    END = "update viewing set ended_at = $2 where user_id = $1 and ended_at is null";
    /// Served by the unique number.
    TICKET = "select id, user_id, state from ticket where number = $1";
    /// Served by the unique CCN.
    PROVIDER = "select id, name from provider where ccn = $1";
    START = "insert into viewing (id, user_id, ticket_id, role, provider_id, state_code, jurisdiction, reason, words,
            session_hash, begun_at, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
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

    /// An event that concerns the place that is viewed.
    fn event(&self, act: Act, session: &Session, now: Instant) -> Event {
        let event = Event::own(act, session.holder.user, now)
            .of(self.viewer.on_behalf_of)
            .about(Object::Ticket(self.shown.ticket))
            .word("role", self.role.key());
        match &self.grant.scope {
            Scope::Providers(ids) => event.at(ids.iter().copied()),
            Scope::State(state) => event.within(Some(*state)),
            Scope::Jurisdiction(_) | Scope::Nation => event,
        }
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

/// The viewing of a session, while whoever started it may still view as a role and its time is not over.
pub(crate) async fn running(
    tx: &mut Tx,
    held: &[Held],
    token_hash: &[u8; 32],
    now: Instant,
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
        token_hash.as_slice(),
        now.0
    )?;
    row.map(RunningRow::read).transpose()
}

/// The roles that one may view as here, for the form.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAs`], and while one views already.
pub fn roles(session: &Session) -> Result<Vec<Role>, ServiceError> {
    session.actor.coverage(Action::ViewAs)?;
    let viewable = Role::ALL.into_iter().filter(|role| role.may_be_viewed());
    Ok(viewable.collect())
}

/// Whether somebody views as a role in any of their sessions.
///
/// # Errors
/// The database's.
pub async fn is_running(
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    Ok(runs(&mut tx, user, now).await?)
}

async fn runs(tx: &mut Tx, user: UserId, now: Instant) -> Result<bool, store::DbError> {
    Ok(fetch!(fetch_one, (i64,), tx, OF_USER, user.0, now.0)? != (0,))
}

/// What a form asks for, read.
struct Wanted {
    ticket: Uuid,
    number: TicketNumber,
    asker: UserId,
    role: Role,
    place: Place,
    /// In words.
    place_name: String,
    reason: ViewingReason,
}

/// Begins to view as a role, under a new token: the old one is dead. The security officials of the place are told.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAs`]; [`ServiceError::Unconfirmed`] without a second factor a moment
/// ago; [`ServiceError::Refused`] with the form's problems; [`ServiceError::Conflict`] while one views already; the
/// database's.
pub async fn start(
    services: &Services,
    session: &Session,
    new: &NewViewing,
    now: Instant,
) -> Result<Token, ServiceError> {
    session.actor.coverage(Action::ViewAs)?;
    confirmed(services, &session.holder, now)?;
    let user = session.holder.user;
    let mut tx = services.db.write().await?;
    let wanted = checked(&mut tx, user, new).await?;
    if runs(&mut tx, user, now).await? {
        return Err(ServiceError::Conflict {
            reason: "You view as another role already. Stop that first.",
        });
    }
    // One whose time or session is over.
    exec!(tx, END, user.0, now.0)?;
    let token = step(
        services,
        &mut tx,
        &session.holder,
        SessionStage::Open,
        None,
        now,
    )
    .await?;
    let jurisdiction = wanted.place.jurisdiction().map(Jurisdiction::key);
    exec!(
        tx,
        START,
        Uuid::now_v7(),
        user.0,
        wanted.ticket,
        wanted.role.key(),
        wanted.place.provider(),
        wanted.place.state().map(StateCode::as_str),
        &jurisdiction,
        wanted.reason.key(),
        new.words.trim(),
        token.hash().as_slice(),
        now.0,
        now.plus_seconds(NewViewing::MINUTES * 60).0
    )?;
    let words = started(&wanted);
    for official in officials(&mut tx, wanted.place).await? {
        let (user, email) = (official.user(), &official.email);
        messages::post_notice(&mut tx, &services.keys, user, email, &words, now).await?;
    }
    let event = Event::by(Act::ViewingStarted, &session.actor, Action::ViewAs)
        .of(wanted.asker)
        .about(Object::Ticket(wanted.number))
        .word("role", wanted.role.key())
        .word("reason", wanted.reason.key())
        .in_session(&token.hash());
    audit::commit(tx, services, wanted.place.concerned(event)).await?;
    Ok(token)
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
    let stopped = exec!(tx, END, session.holder.user.0, now.0)?;
    let token = step(
        services,
        &mut tx,
        &session.holder,
        SessionStage::Open,
        None,
        now,
    )
    .await?;
    let event = match &session.viewing {
        Some(running) => running.event(Act::ViewingStopped, session, now),
        None => Event::own(Act::ViewingStopped, session.holder.user, now),
    };
    let event = (stopped > 0).then(|| event.in_session(&token.hash()));
    audit::commit_all(tx, services, event).await?;
    Ok(token)
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
    if let Some(error) = wrong_words(words) {
        return Err(ServiceError::Refused(vec![error]));
    }
    let mut tx = services.db.record().await?;
    exec!(tx, REVEAL, running.id, now.0, words.trim())?;
    let event = running.event(Act::IdentifiersRevealed, session, now);
    Ok(audit::commit(tx, services, event).await?)
}

async fn checked(tx: &mut Tx, user: UserId, new: &NewViewing) -> Result<Wanted, ServiceError> {
    let ticket = ticket(tx, user, &new.ticket).await?;
    let role = Role::from_key(&new.role).ok();
    let role = role
        .filter(|role| role.may_be_viewed())
        .ok_or_else(|| FieldError::new("role", "Choose a role."));
    let place = match &role {
        Ok(role) => place(tx, *role, new.organization.trim()).await?,
        Err(_) => Err(None),
    };
    let reason = ViewingReason::from_key(&new.reason)
        .ok_or_else(|| FieldError::new("reason", "Choose a reason."));
    let words = wrong_words(&new.words);
    match (ticket, role, place, reason, words) {
        (Ok((ticket, number, asker)), Ok(role), Ok((place, place_name)), Ok(reason), None) => {
            Ok(Wanted {
                ticket,
                number,
                asker,
                role,
                place,
                place_name,
                reason,
            })
        }
        (ticket, role, place, reason, words) => {
            let errors = [
                ticket.err(),
                role.err(),
                place.err().flatten(),
                reason.err(),
                words,
            ];
            Err(ServiceError::Refused(
                errors.into_iter().flatten().collect(),
            ))
        }
    }
}

/// An open ticket of somebody else.
async fn ticket(
    tx: &mut Tx,
    user: UserId,
    number: &str,
) -> Result<Result<(Uuid, TicketNumber, UserId), FieldError>, ServiceError> {
    let wrong = |message: &str| Ok(Err(FieldError::new("ticket", message)));
    let Ok(number) = TicketNumber::parse(number) else {
        return wrong("Enter the number of the ticket, such as HD-1001.");
    };
    let found = fetch!(fetch_optional, (Uuid, Uuid, String), tx, TICKET, number.0)?;
    match found {
        None => wrong("There is no ticket of this number."),
        Some((_, asker, _)) if asker == user.0 => {
            wrong("This is your own ticket: a colleague has to look.")
        }
        Some((.., state)) if state == "closed" => wrong("This ticket is closed."),
        Some((id, asker, _)) => Ok(Ok((id, number, UserId(asker)))),
    }
}

/// The place of this word for a role, and its name; else what is wrong with it.
async fn place(
    tx: &mut Tx,
    role: Role,
    word: &str,
) -> Result<Result<(Place, String), Option<FieldError>>, ServiceError> {
    let wrong = |message: String| Ok(Err(Some(FieldError::new("organization", message))));
    let place = match role.organizations() {
        Organizations::Providers => match Ccn::parse(word) {
            Err(why) => return wrong(why.to_string()),
            Ok(ccn) => {
                let found = fetch!(fetch_optional, (Uuid, String), tx, PROVIDER, ccn.as_str())?;
                return match found {
                    None => wrong(format!("No provider has the CCN {}.", ccn.as_str())),
                    Some((id, name)) => {
                        let place = Place::Provider(ProviderId(id));
                        let words = place.words(Some(&name), Some(ccn.as_str()));
                        Ok(Ok((place, words)))
                    }
                };
            }
        },
        Organizations::State => match StateCode::parse(word) {
            Err(why) => return wrong(why.to_string()),
            Ok(state) => Place::State(state),
        },
        _ => match Jurisdiction::parse(word) {
            Ok(one) if role.jurisdictions().contains(&one) => Place::Jurisdiction(one),
            _ => {
                let keys: Vec<String> = role.jurisdictions().iter().map(|one| one.key()).collect();
                return wrong(format!("Enter one of {}.", keys.join(", ")));
            }
        },
    };
    Ok(Ok((place, place.words(None, None))))
}

fn wrong_words(words: &str) -> Option<FieldError> {
    let (words, longest) = (words.trim(), NewViewing::LONGEST);
    let message = if words.is_empty() {
        "Enter why you need to see it.".to_owned()
    } else if words.chars().count() > longest {
        format!("Shorten the text to {longest} characters.")
    } else {
        return None;
    };
    Some(FieldError::new("words", message))
}

/// No name of whoever views, nor of whoever asked.
fn started(wanted: &Wanted) -> Words {
    let words = Words::new("The Help Desk views pages as a role of your organization")
        .say(format!(
            "As {}, {}, for ticket {}. From now on, for {} minutes at most.",
            wanted.role.name(),
            wanted.place_name,
            wanted.number,
            NewViewing::MINUTES
        ))
        .say("Nothing can be changed, sent or saved meanwhile, and identifiers are masked until a reason is given.");
    match wanted.place {
        Place::Provider(_) => words.link("Who saw what", pages::ACCESS_RECORD),
        Place::State(_) | Place::Jurisdiction(_) | Place::Nation => words,
    }
}

#[cfg(test)]
mod tests;
