//! People, for the Help Desk: finding somebody, what is known of the account, and helping them. It sees no password, no code
//! and no message's words.

pub(crate) mod acts;
pub(crate) mod one;

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record},
    count::as_count,
    identity::{AccountState, UserId, UserName},
    listing::SealedSearch,
    support::{PeopleFound, PersonLine},
    time::Instant,
};
use store::fetch;
use uuid::Uuid;

use crate::{ServiceError, Services, audit, providers::list::containing, search};

pub use acts::{reproof, start_reset, unlock};
pub use one::find_person;

store::sql! {
    /// Reads the accounts: part of a name, of a user ID or of an address finds them.
    SEARCH = r"select id, full_name, user_name, email, state, last_log_in_at from user_account
        where lower(full_name) like $1 escape '\' or lower(user_name) like $1 escape '\' or lower(email) like $1 escape '\'
        order by full_name, id limit $2";
}

#[derive(store::FromRow)]
struct PersonRow {
    id: Uuid,
    full_name: String,
    user_name: String,
    email: String,
    #[row(try_from = String)]
    state: AccountState,
    last_log_in_at: Option<i64>,
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "account" };

/// Whom a search finds, by name, user ID or e-mail address; nobody while it is shorter than
/// [`PeopleFound::SHORTEST`]. Each search is recorded with whom it showed.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::HelpPeople`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn list_people(
    services: &Services,
    actor: &Actor,
    sealed: Option<&SealedSearch>,
) -> Result<PeopleFound, ServiceError> {
    actor.coverage(Action::HelpPeople)?;
    let text = search::open(services, actor, sealed);
    if text.chars().count() < PeopleFound::SHORTEST {
        return Ok(PeopleFound {
            search: text,
            ..PeopleFound::default()
        });
    }
    let most = as_count(PeopleFound::MOST + 1);
    let mut tx = services.db.read().await?;
    let mut rows = fetch!(fetch_all, PersonRow, tx, SEARCH, containing(&text), most)?;
    drop(tx);
    let has_more = rows.len() > PeopleFound::MOST;
    rows.truncate(PeopleFound::MOST);
    let event = Event::by(Act::Read, actor, Action::HelpPeople)
        .about(Object::List(Record::People))
        .count("rows", rows.len())
        .showing(rows.iter().map(|row| row.id));
    audit::read(services, event).await?;
    let line = |row: PersonRow| {
        Ok(PersonLine {
            user: UserId(row.id),
            person: row.full_name,
            user_name: UserName::parse(&row.user_name).map_err(|_| CORRUPT)?,
            email: row.email,
            is_usable: row.state.is_usable(),
            last_log_in: row.last_log_in_at.map(Instant),
        })
    };
    let people = rows.into_iter().map(line);
    Ok(PeopleFound {
        search: text,
        people: people.collect::<Result<_, ServiceError>>()?,
        has_more,
    })
}

#[cfg(test)]
mod tests;
