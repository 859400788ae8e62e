//! Beginning to view as a role: the form, read and judged, and the mail to the officials of the place.

use domain::{
    access::{Action, Jurisdiction, Organizations, Role},
    audit::{Act, Event, Object},
    forms::FieldError,
    identity::{SessionStage, UserId},
    messages::Words,
    objection::Objection,
    providers::{Ccn, ProviderId, StateCode},
    support::{NewViewing, TicketNumber, ViewingReason},
    time::{Instant, display_date},
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{MISSING_REASON, end, organizations, wrong_words};
use crate::{
    ServiceError, Services,
    access::place::{Place, officials, staff},
    audit::{self, Viewer},
    error::or_set_aside,
    identity::{Session, confirmed, step},
    messages,
    notices::pages,
    token::Token,
};

store::sql! {
    /// Served by viewing_of_user.
    OF_USER = concat!("select count(*) from viewing v join session s on s.token_hash = v.session_hash
        where v.user_id = $1 and v.ended_at is null and v.ends_at > $2 and s.ends_at > $2 and s.last_seen_at > $3
            and (", super::role_over!(), ") is null");
    /// Served by the unique number.
    TICKET = "select id, user_id, state from ticket where number = $1";
    /// Served by the unique CCN.
    PROVIDER = "select id, name, terminated_on from provider where ccn = $1";
    START = "insert into viewing (id, user_id, ticket_id, role, provider_id, state_code, jurisdiction, reason, words,
            session_hash, begun_at, ends_at, elsewhere_words)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
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
    Ok(runs(&mut tx, services, user, now).await?)
}

pub(super) async fn runs(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<bool, store::DbError> {
    let idle_since = now.plus_seconds(-services.rules.sessions.idle_seconds);
    let found = fetch!(fetch_one, (i64,), tx, OF_USER, user.0, now.0, idle_since.0)?;
    Ok(found != (0,))
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
    /// Whether it is another organization than the asker's.
    is_elsewhere: bool,
}

/// Begins to view as a role, under a new token: the old one is dead. The security officials of the place are told, or
/// those who stand in for them.
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
    end::end_stale(services, user, now).await?;
    let mut tx = services.db.write().await?;
    let wanted = checked(&mut tx, user, new, session.actor.now.today()).await?;
    if runs(&mut tx, services, user, now).await? {
        return Err(Objection::ViewsAlready.into());
    }
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
    let id = Uuid::now_v7();
    let ends_at = now.plus_seconds(NewViewing::MINUTES * 60);
    exec!(
        tx,
        START,
        id,
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
        ends_at.0,
        wanted.is_elsewhere.then(|| new.elsewhere.trim())
    )?;
    end::enqueue(&mut tx, id, ends_at, now).await?;
    tell(&mut tx, services, &wanted, now).await?;
    let event = started_event(session, &wanted, &token);
    let viewer = Viewer {
        user,
        on_behalf_of: wanted.asker,
        role: wanted.role,
    };
    audit::commit(tx, &services.behind(viewer), event).await?;
    Ok(token)
}

/// Who views as which role, where and why, and in which session.
fn started_event(session: &Session, wanted: &Wanted, token: &Token) -> Event {
    let event = Event::by(Act::ViewingStarted, &session.actor, Action::ViewAs)
        .of(wanted.asker)
        .about(Object::Ticket(wanted.number))
        .word("role", wanted.role.key())
        .word("reason", wanted.reason.key())
        .in_session(&token.hash());
    let event = if wanted.is_elsewhere {
        event.word("organization", "not_the_askers")
    } else {
        event
    };
    wanted.place.concerned(event)
}

async fn checked(
    tx: &mut Tx,
    user: UserId,
    new: &NewViewing,
    today: Date,
) -> Result<Wanted, ServiceError> {
    let mut refused = Vec::new();
    let ticket = or_set_aside(ticket(tx, user, &new.ticket).await, &mut refused)?;
    let role = Role::from_key(&new.role).ok();
    let role = role.filter(|role| role.may_be_viewed());
    let place = if let Some(role) = role {
        or_set_aside(place(tx, role, new, today).await, &mut refused)?
    } else {
        refused.push(FieldError::new("role", "Choose a role."));
        None
    };
    let reason = ViewingReason::from_key(&new.reason);
    if reason.is_none() {
        refused.push(FieldError::new("reason", "Choose a reason."));
    }
    refused.extend(wrong_words("words", &new.words, MISSING_REASON));
    let is_elsewhere = match (&ticket, &place) {
        (Some((.., asker)), Some((place, _))) => {
            !organizations::is_theirs(tx, *asker, *place).await?
        }
        _ => false,
    };
    if is_elsewhere {
        refused.extend(wrong_words("elsewhere", &new.elsewhere, MISSING_CAUSE));
    }
    match (ticket, role, place, reason) {
        (Some((ticket, number, asker)), Some(role), Some((place, place_name)), Some(reason))
            if refused.is_empty() =>
        {
            Ok(Wanted {
                ticket,
                number,
                asker,
                role,
                place,
                place_name,
                reason,
                is_elsewhere,
            })
        }
        _ => Err(ServiceError::Refused(refused)),
    }
}

const MISSING_CAUSE: &str = "Enter why: whoever asked in this ticket neither holds a role at this organization nor asks for one.";

/// An open ticket of somebody else.
pub(super) async fn ticket(
    tx: &mut Tx,
    user: UserId,
    number: &str,
) -> Result<(Uuid, TicketNumber, UserId), ServiceError> {
    let wrong = |message: &str| Err(ServiceError::field("ticket", message));
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
        Some((id, asker, _)) => Ok((id, number, UserId(asker))),
    }
}

/// The one place of the form for a role, and its name.
async fn place(
    tx: &mut Tx,
    role: Role,
    new: &NewViewing,
    today: Date,
) -> Result<(Place, String), ServiceError> {
    let (found, field, other) = match role.organizations() {
        Organizations::Providers => {
            let found = provider(tx, new.organization.trim(), today).await?;
            (found, "place", &new.place)
        }
        _ => (listed(role, &new.place)?, "organization", &new.organization),
    };
    if other.trim().is_empty() {
        Ok(found)
    } else {
        let message = "Leave this empty: the role is at one place, which the other field names.";
        Err(ServiceError::field(field, message))
    }
}

/// The place that was chosen of the list, and its name.
fn listed(role: Role, chosen: &str) -> Result<(Place, String), ServiceError> {
    let place = match role.organizations() {
        Organizations::State => StateCode::parse(chosen).ok().map(Place::State),
        _ => Jurisdiction::parse(chosen)
            .ok()
            .filter(|one| role.jurisdictions().contains(one))
            .map(Place::Jurisdiction),
    };
    match place {
        Some(place) => Ok((place, place.words(None, None))),
        None => Err(ServiceError::field("place", missing(role))),
    }
}

/// What to choose for a role that is at no provider.
const fn missing(role: Role) -> &'static str {
    match role.organizations() {
        Organizations::State => "Choose the state of this role.",
        Organizations::Region => "Choose the CMS region of this role.",
        Organizations::Accreditation => "Choose the accrediting organization of this role.",
        Organizations::Contract | Organizations::Providers | Organizations::Nothing => {
            "Choose the contract of this role."
        }
    }
}

/// The provider of a CCN that is not terminated, and its name.
async fn provider(tx: &mut Tx, ccn: &str, today: Date) -> Result<(Place, String), ServiceError> {
    type Found = (Uuid, String, Option<Day>);
    let wrong = |message: String| ServiceError::field("organization", message);
    let ccn = Ccn::parse(ccn).map_err(|why| wrong(why.to_string()))?;
    let found = fetch!(fetch_optional, Found, tx, PROVIDER, ccn.as_str())?;
    let unknown = || wrong(format!("No provider has the CCN {}.", ccn.as_str()));
    let (id, name, terminated_on) = found.ok_or_else(unknown)?;
    let place = Place::Provider(ProviderId(id));
    let words = place.words(Some(&name), Some(ccn.as_str()));
    match terminated_on.map(Day::to_jiff) {
        Some(day) if day <= today => Err(wrong(format!(
            "{words} is terminated, since {}. Nobody gets a role there any more.",
            display_date(day)
        ))),
        _ => Ok((place, words)),
    }
}

/// The security officials of the place; where it has none, Production Control and the CMS Security Officials.
async fn tell(
    tx: &mut Tx,
    services: &Services,
    wanted: &Wanted,
    now: Instant,
) -> Result<(), ServiceError> {
    let officials = officials(tx, wanted.place).await?;
    let (told, words) = if officials.is_empty() {
        (staff(tx).await?, started_unattended(wanted))
    } else {
        (officials, started_at_own(wanted))
    };
    for one in &told {
        messages::post_notice(tx, &services.keys, one.user(), &one.email, &words, now).await?;
    }
    Ok(())
}

/// For the security officials of the place.
fn started_at_own(wanted: &Wanted) -> Words {
    let subject = "The Help Desk views pages as a role of your organization";
    started(wanted, subject).link("What the Help Desk looked at", pages::VIEWINGS)
}

/// For those who stand in for them: what they can mend is that there is no security official.
fn started_unattended(wanted: &Wanted) -> Words {
    let subject =
        "The Help Desk views pages as a role of an organization without a security official";
    started(wanted, subject)
        .say("You are told because there is no security official who could be.")
        .link(
            "Organizations without a security official",
            pages::UNATTENDED,
        )
}

/// No name of whoever views, nor of whoever asked.
fn started(wanted: &Wanted, subject: &str) -> Words {
    Words::new(subject)
        .say(format!(
            "As {}, {}, for ticket {}. From now on, for {} minutes at most.",
            wanted.role.name(),
            wanted.place_name,
            wanted.number,
            NewViewing::MINUTES
        ))
        .say("Nothing can be changed, sent or saved meanwhile, and identifiers are masked until a reason is given.")
}
