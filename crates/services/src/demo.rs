//! The demonstration: invented providers, people and two years of payroll files.
//!
//! Everything follows from a seed number and the day of the rules' clock: the same two give the
//! same demonstration. Nothing here is of a real person; no name, address or number is meant for one.

pub(crate) mod assessments;
mod dice;
pub(crate) mod history;
pub(crate) mod penalties;
pub(crate) mod people;
pub(crate) mod providers;
pub(crate) mod recertification;
mod reset;
mod story;
mod tasks;
pub(crate) mod tickets;
mod words;

pub use people::{DemoAccount, DemoPerson, PASSWORD, PEOPLE, UNFINISHED, people};
pub use reset::{Reset, reset_demo, reset_standing};
pub use tasks::guide;

use domain::objection::Objection;
use domain::time::Now;
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day};

use crate::{ServiceError, Services};

store::sql! {
    HELD = "select seed, laid_out_on, complete from demo where id = 1";
    BEGIN = "insert into demo (id, seed, laid_out_on, complete) values (1, $1, $2, $3)";
    FINISH = "update demo set complete = $1 where id = 1";
    PROVIDERS = "select count(*) from provider";
}

/// What [`seed_demo`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    /// The database was empty and holds the demonstration now.
    Now,
    /// It held this demonstration already.
    Already,
}

/// Lays out the demonstration of this seed and day in an empty database, or ends what was interrupted.
///
/// # Errors
/// [`ServiceError::Conflict`] when the database holds something else.
pub async fn seed_demo(services: &Services, seed: u32, now: Now) -> Result<Seeded, ServiceError> {
    lay_out(services, seed, now, story::QUARTERS).await
}

pub(crate) async fn lay_out(
    services: &Services,
    seed: u32,
    now: Now,
    quarters: usize,
) -> Result<Seeded, ServiceError> {
    let today = now.today();
    let providers = providers::invent(seed, now);
    let password_hash = services.passwords.hash(PASSWORD).await?;
    let mut tx = services.db.write().await?;
    match held(&mut tx, seed, today).await? {
        Held::Whole => return Ok(Seeded::Already),
        Held::Half => drop(tx),
        Held::Nothing => {
            exec!(tx, BEGIN, i64::from(seed), Day::from(today), false)?;
            for provider in &providers {
                providers::insert(&mut tx, provider, now).await?;
            }
            let people = people(&services.site);
            people::insert(&mut tx, seed, people, &providers, &password_hash, now).await?;
            recertification::insert(&mut tx, seed, now).await?;
            penalties::insert(&mut tx, &providers, now).await?;
            tickets::insert(&mut tx, seed, now).await?;
            tx.commit().await?;
        }
    }
    recertification::begin(services, now).await?;
    people::age(services, now).await?;
    let story = story::tell(seed, today, &providers, quarters);
    history::happen(services, story, now).await?;
    assessments::happen(services, seed, today, &providers, now).await?;
    assessments::form::fill_in(services, seed, now).await?;
    people::send_documents(services, now).await?;
    history::send_mails(services, now.system).await?;
    let mut tx = services.db.write().await?;
    exec!(tx, FINISH, true)?;
    tx.commit().await?;
    Ok(Seeded::Now)
}

/// Whether the database holds a demonstration, whose people log in without a password.
///
/// # Errors
/// The database's.
pub async fn is_demo(services: &Services) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    Ok(fetch!(fetch_optional, (i64, Day, bool), tx, HELD)?.is_some())
}

/// How much of the wanted demonstration is there.
enum Held {
    Nothing,
    Half,
    Whole,
}

async fn held(tx: &mut Tx, seed: u32, today: Date) -> Result<Held, ServiceError> {
    match fetch!(fetch_optional, (i64, Day, bool), tx, HELD)? {
        Some((held, day, complete)) if (held, day.to_jiff()) == (i64::from(seed), today) => {
            Ok(if complete { Held::Whole } else { Held::Half })
        }
        Some(_) => Err(Objection::AnotherDemonstration.into()),
        None => match fetch!(fetch_one, (i64,), tx, PROVIDERS)? {
            (0,) => Ok(Held::Nothing),
            _ => Err(Objection::OwnProviders.into()),
        },
    }
}

#[cfg(test)]
mod tests;
