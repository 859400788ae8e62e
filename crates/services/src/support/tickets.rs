//! Tickets of the Help Desk: asking, answering, closing (ADR 0026). Whoever asked sees their own and nobody else's.

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record},
    count::as_count,
    forms::{FieldError, UNSEEN, has_unseen},
    identity::UserId,
    listing::Page,
    messages::Words,
    objection::Objection,
    providers::{Ccn, ProviderId},
    support::{
        NewTicket, Ticket, TicketFilter, TicketLine, TicketMessage, TicketNumber, TicketState,
    },
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use crate::{ServiceError, Services, audit, error::or_set_aside, limits, messages, notices::pages};

macro_rules! selecting {
    () => {
        "select t.id, t.number, t.user_id, t.provider_id, t.subject, t.state, t.opened_at, t.changed_at, u.user_name, \
             u.full_name, u.email, p.name as provider_name, p.ccn
         from ticket t
         join user_account u on u.id = t.user_id
         left join provider p on p.id = t.provider_id"
    };
}

store::sql! {
    /// Served by ticket_queue. Those that wait for the Help Desk come first, the longest first; then the others, the latest first.
    LIST = concat!(selecting!(), " where $1 = '' or t.state = $1
        order by case when t.state = 'open' then 0 else 1 end,
            case when t.state = 'open' then t.changed_at else -t.changed_at end, t.number
        limit $2 offset $3");
    /// Served by ticket_queue.
    COUNT = "select state, count(*) from ticket group by state";
    /// Served by ticket_user.
    OWN = concat!(selecting!(), " where t.user_id = $1 order by t.number desc limit $2");
    /// Served by the unique number.
    FIND = concat!(selecting!(), " where t.number = $1");
    /// Served by ticket_message_ticket.
    MESSAGES = "select m.written_at, u.full_name, m.by_help_desk, m.words from ticket_message m
        join user_account u on u.id = m.author_id
        where m.ticket_id = $1 order by m.written_at, m.id";
    /// Served by the unique CCN.
    PROVIDER = "select id from provider where ccn = $1";
    NEXT_NUMBER = "update ticket_number set last = last + 1 where id = 1 returning last";
    OPEN = "insert into ticket (id, number, user_id, provider_id, subject, state, opened_at, changed_at)
        values ($1, $2, $3, $4, $5, 'open', $6, $6)";
    WRITE = "insert into ticket_message (id, ticket_id, author_id, by_help_desk, words, written_at)
        values ($1, $2, $3, $4, $5, $6)";
    CHANGE = "update ticket set state = $2, changed_at = $3 where id = $1";
    /// Whoever closes it second finds it closed.
    CLOSE = "update ticket set state = 'closed', changed_at = $2 where id = $1 and state <> 'closed'";
}

/// So many of one's own tickets are listed.
pub const MOST_OWN: usize = 50;

#[derive(store::FromRow)]
struct TicketRow {
    id: Uuid,
    number: i64,
    user_id: Uuid,
    provider_id: Option<Uuid>,
    subject: String,
    state: String,
    opened_at: i64,
    changed_at: i64,
    user_name: String,
    full_name: String,
    email: String,
    provider_name: Option<String>,
    ccn: Option<String>,
}

impl TicketRow {
    fn line(self) -> Result<TicketLine, ServiceError> {
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        let ccn = ccn.map_err(|_| ServiceError::Corrupt { what: "CCN" })?;
        Ok(TicketLine {
            number: TicketNumber(self.number),
            subject: self.subject,
            state: TicketState::from_key(&self.state).ok_or(ServiceError::Corrupt {
                what: "state of a ticket",
            })?,
            opened_at: Instant(self.opened_at),
            changed_at: Instant(self.changed_at),
            asker: format!("{} ({})", self.full_name, self.user_name),
            provider: self.provider_name.map(|name| (name, ccn)),
        })
    }

    fn is_of(&self, actor: &Actor) -> bool {
        self.user_id == actor.user.0
    }

    /// What somebody does about it: for themselves, or as the Help Desk.
    fn event(&self, act: Act, actor: &Actor) -> Event {
        let event = if self.is_of(actor) {
            Event::by_oneself(act, actor)
        } else {
            Event::by(act, actor, Action::AnswerTickets).of(UserId(self.user_id))
        };
        event
            .about(Object::Ticket(TicketNumber(self.number)))
            .at(self.provider_id.map(ProviderId))
    }
}

/// Opens a ticket.
///
/// # Errors
/// [`ServiceError::Refused`] at `subject`, `ccn` and `words`; [`ServiceError::TooMany`]; the database's.
pub async fn open(
    services: &Services,
    actor: &Actor,
    new: &NewTicket,
) -> Result<TicketNumber, ServiceError> {
    count_written(services, actor).await?;
    let mut tx = services.db.write().await?;
    let provider = checked(&mut tx, new).await?;
    let (number,) = fetch!(fetch_one, (i64,), tx, NEXT_NUMBER)?;
    let (id, now) = (Uuid::now_v7(), actor.now.system);
    exec!(
        tx,
        OPEN,
        id,
        number,
        actor.user.0,
        provider,
        new.subject.trim(),
        now.0
    )?;
    write(&mut tx, actor, id, false, &new.words).await?;
    let event = Event::by_oneself(Act::TicketOpened, actor)
        .about(Object::Ticket(TicketNumber(number)))
        .at(provider.map(ProviderId));
    audit::commit(tx, services, event).await?;
    Ok(TicketNumber(number))
}

/// The queue: those that wait first, and how many there are of each state.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::AnswerTickets`], or the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: TicketFilter,
) -> Result<(Page<TicketLine>, Vec<(TicketState, i64)>), ServiceError> {
    actor.coverage(Action::AnswerTickets)?;
    let mut tx = services.db.read().await?;
    let counts = counts(&mut tx).await?;
    let wanted = counts
        .iter()
        .filter(|(state, _)| filter.state.is_none_or(|wanted| wanted == *state));
    let total = wanted.map(|(_, count)| count).sum();
    let request = filter.page.within(total);
    let rows = fetch!(
        fetch_all,
        TicketRow,
        tx,
        LIST,
        filter.state.map_or("", TicketState::key),
        i64::from(request.size),
        request.offset()
    )?;
    drop(tx);
    if !rows.is_empty() {
        let event = Event::by(Act::Read, actor, Action::AnswerTickets)
            .about(Object::List(Record::Tickets))
            .showing(rows.iter().map(|row| row.user_id));
        audit::read(services, event).await?;
    }
    let page = Page {
        rows: rows
            .into_iter()
            .map(TicketRow::line)
            .collect::<Result<_, _>>()?,
        total,
        request,
    };
    Ok((page, counts.into()))
}

/// How many tickets wait for the Help Desk.
///
/// # Errors
/// As [`list`].
pub async fn count_open(services: &Services, actor: &Actor) -> Result<i64, ServiceError> {
    actor.coverage(Action::AnswerTickets)?;
    let counts = counts(&mut services.db.read().await?).await?;
    let open = counts.iter().find(|(state, _)| *state == TicketState::Open);
    Ok(open.map_or(0, |(_, count)| *count))
}

/// One's own tickets, the latest first; at most [`MOST_OWN`].
///
/// # Errors
/// The database's.
pub async fn list_own(services: &Services, actor: &Actor) -> Result<Vec<TicketLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let most = as_count(MOST_OWN);
    let rows = fetch!(fetch_all, TicketRow, tx, OWN, actor.user.0, most)?;
    rows.into_iter().map(TicketRow::line).collect()
}

/// A ticket with its thread.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or when it is neither one's own nor the Help Desk's to see; the
/// database's.
pub async fn find(
    services: &Services,
    actor: &Actor,
    number: TicketNumber,
) -> Result<Ticket, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = visible(&mut tx, actor, number).await?;
    let found = fetch!(fetch_all, (i64, String, bool, String), tx, MESSAGES, row.id)?;
    drop(tx);
    let is_own = row.is_of(actor);
    if !is_own {
        audit::read(services, row.event(Act::Read, actor)).await?;
    }
    let message = |(at, name, by_help_desk, words)| TicketMessage {
        at: Instant(at),
        author: if is_own && by_help_desk {
            "Help Desk".to_owned()
        } else {
            name
        },
        by_help_desk,
        words,
    };
    Ok(Ticket {
        messages: found.into_iter().map(message).collect(),
        line: row.line()?,
        is_own,
    })
}

/// Whether a ticket is one's own, and not only the Help Desk's to see.
///
/// # Errors
/// As [`find`].
pub async fn is_own(
    services: &Services,
    actor: &Actor,
    number: TicketNumber,
) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    Ok(visible(&mut tx, actor, number).await?.is_of(actor))
}

/// Writes to a ticket. What the asker writes waits for the Help Desk; what the Help Desk writes is an answer, of which
/// the asker is told by mail.
///
/// # Errors
/// [`ServiceError::Refused`] at `words` without any or with more than [`TicketMessage::LONGEST`];
/// [`ServiceError::TooMany`] for the asker; else as [`find`].
pub async fn write_to(
    services: &Services,
    actor: &Actor,
    number: TicketNumber,
    words: &str,
) -> Result<(), ServiceError> {
    if is_own(services, actor, number).await? {
        count_written(services, actor).await?;
    }
    let mut tx = services.db.write().await?;
    let row = visible(&mut tx, actor, number).await?;
    if let Some(error) = wrong_words(words) {
        return Err(ServiceError::Refused(vec![error]));
    }
    let is_answer = !row.is_of(actor);
    write(&mut tx, actor, row.id, is_answer, words).await?;
    let state = if is_answer {
        TicketState::Answered
    } else {
        TicketState::Open
    };
    exec!(tx, CHANGE, row.id, state.key(), actor.now.system.0)?;
    if is_answer {
        tell(&mut tx, services, &row, answered(number), actor.now.system).await?;
    }
    audit::commit(tx, services, row.event(Act::TicketWrittenTo, actor)).await?;
    Ok(())
}

/// Closes a ticket, with last words of whoever closes it, if there are any. Words also come to one that somebody else has
/// closed meanwhile.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is closed and nothing is said; [`ServiceError::Refused`] at `words` with more than
/// [`TicketMessage::LONGEST`]; [`ServiceError::TooMany`] for the asker's words; else as [`find`].
pub async fn close(
    services: &Services,
    actor: &Actor,
    number: TicketNumber,
    words: &str,
) -> Result<(), ServiceError> {
    let says = !words.trim().is_empty();
    if says && is_own(services, actor, number).await? {
        count_written(services, actor).await?;
    }
    let mut tx = services.db.write().await?;
    let row = visible(&mut tx, actor, number).await?;
    let is_answer = !row.is_of(actor);
    if says {
        if let Some(error) = wrong_words(words) {
            return Err(ServiceError::Refused(vec![error]));
        }
        write(&mut tx, actor, row.id, is_answer, words).await?;
    }
    let closes = exec!(tx, CLOSE, row.id, actor.now.system.0)? == 1;
    if !closes && !says {
        return Err(Objection::TicketClosed.into());
    }
    if is_answer {
        let words = closed(number, says);
        tell(&mut tx, services, &row, words, actor.now.system).await?;
    }
    let acts = [
        says.then_some(Act::TicketWrittenTo),
        closes.then_some(Act::TicketClosed),
    ];
    let events = acts.into_iter().flatten().map(|act| row.event(act, actor));
    audit::commit_all(tx, services, events).await?;
    Ok(())
}

/// Counts what somebody writes to the Help Desk: all of it stands in one queue. The Help Desk's answers are not counted.
async fn count_written(services: &Services, actor: &Actor) -> Result<(), ServiceError> {
    let (limit, person) = (services.rules.limits.ticket, actor.user.0.to_string());
    limits::count(services, limit, &person, actor.now.system).await
}

/// A ticket that is one's own, or that the Help Desk may see.
async fn visible(
    tx: &mut Tx,
    actor: &Actor,
    number: TicketNumber,
) -> Result<TicketRow, ServiceError> {
    fetch!(fetch_optional, TicketRow, tx, FIND, number.0)?
        .filter(|row| row.is_of(actor) || actor.may(Action::AnswerTickets))
        .ok_or(ServiceError::NotFound)
}

async fn counts(tx: &mut Tx) -> Result<[(TicketState, i64); 3], ServiceError> {
    let found = fetch!(fetch_all, (String, i64), tx, COUNT)?;
    Ok(TicketState::ALL.map(|state| {
        let of_state = found.iter().find(|(key, _)| key == state.key());
        (state, of_state.map_or(0, |(_, count)| *count))
    }))
}

/// The provider that a ticket names, once all of it is as it should be.
async fn checked(tx: &mut Tx, new: &NewTicket) -> Result<Option<Uuid>, ServiceError> {
    let subject = new.subject.trim();
    let longest = NewTicket::LONGEST_SUBJECT;
    let wrong_subject = if subject.is_empty() {
        Some("Enter in a few words what it is about.".to_owned())
    } else if subject.chars().count() > longest {
        Some(format!("Shorten the subject to {longest} characters."))
    } else if has_unseen(subject) {
        Some(UNSEEN.to_owned())
    } else {
        None
    };
    let mut errors: Vec<FieldError> = wrong_subject
        .map(|message| FieldError::new("subject", message))
        .into_iter()
        .collect();
    let provider = named(tx, new.ccn.trim()).await;
    let provider = or_set_aside(provider, &mut errors)?.flatten();
    errors.extend(wrong_words(&new.words));
    if errors.is_empty() {
        Ok(provider)
    } else {
        Err(ServiceError::Refused(errors))
    }
}

/// The provider of a CCN; none where none is given.
async fn named(tx: &mut Tx, ccn: &str) -> Result<Option<Uuid>, ServiceError> {
    if ccn.is_empty() {
        return Ok(None);
    }
    let wrong = |message: String| ServiceError::field("ccn", message);
    let ccn = Ccn::parse(ccn).map_err(|why| wrong(why.to_string()))?;
    let found = fetch!(fetch_optional, (Uuid,), tx, PROVIDER, ccn.as_str())?;
    let unknown = || wrong(format!("No provider has the CCN {}.", ccn.as_str()));
    Ok(Some(found.ok_or_else(unknown)?.0))
}

fn wrong_words(words: &str) -> Option<FieldError> {
    let (words, longest) = (words.trim(), TicketMessage::LONGEST);
    let message = if words.is_empty() {
        "Enter what you want to say.".to_owned()
    } else if words.chars().count() > longest {
        format!("Shorten the text to {longest} characters.")
    } else if has_unseen(words) {
        UNSEEN.to_owned()
    } else {
        return None;
    };
    Some(FieldError::new("words", message))
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    ticket: Uuid,
    by_help_desk: bool,
    words: &str,
) -> Result<(), ServiceError> {
    exec!(
        tx,
        WRITE,
        Uuid::now_v7(),
        ticket,
        actor.user.0,
        by_help_desk,
        words.trim(),
        actor.now.system.0
    )?;
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    services: &Services,
    row: &TicketRow,
    words: Words,
    now: Instant,
) -> Result<(), ServiceError> {
    let (user, email) = (UserId(row.user_id), &row.email);
    messages::post_notice(tx, &services.keys, user, email, &words, now).await
}

/// What was written stands on the page alone, behind the log-in.
fn answered(number: TicketNumber) -> Words {
    Words::new(format!("The Help Desk answered your ticket {number}"))
        .say("Read the answer and write back on the page of the ticket.")
        .link("Your ticket", pages::own_ticket(number))
}

fn closed(number: TicketNumber, with_answer: bool) -> Words {
    let done = if with_answer {
        "answered and closed"
    } else {
        "closed"
    };
    Words::new(format!("The Help Desk {done} your ticket {number}"))
        .say("Write to it again if something is left: it is open again then.")
        .link("Your ticket", pages::own_ticket(number))
}

#[cfg(test)]
mod tests;
