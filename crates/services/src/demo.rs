//! The demonstration: invented providers, people and two years of payroll files.
//!
//! Everything follows from a seed number and the day of the rules' clock: the same two give the
//! same demonstration. Nothing here is of a real person; no name, address or number is meant for one.

mod dice;
pub(crate) mod people;
pub(crate) mod providers;
mod words;

pub use people::{DemoPerson, PASSWORD, PEOPLE};

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

/// The file name of a demonstration's database: another seed or another day is another file.
#[must_use]
pub fn database_name(seed: u32, today: Date) -> String {
    format!("demo-{seed}-{today}.db")
}

/// Lays out the demonstration of this seed and day in an empty database.
///
/// # Errors
/// [`ServiceError::Conflict`] when the database holds something else, or a demonstration whose
/// laying out was interrupted.
pub async fn seed_demo(services: &Services, seed: u32, now: Now) -> Result<Seeded, ServiceError> {
    let mut tx = services.db.write().await?;
    if let Some(found) = held(&mut tx, seed, now.today()).await? {
        return Ok(found);
    }
    exec!(tx, BEGIN, i64::from(seed), Day::from(now.today()), false)?;
    let providers = providers::invent(seed, now);
    for provider in &providers {
        providers::insert(&mut tx, provider, now).await?;
    }
    people::insert(&mut tx, seed, &providers, now).await?;
    exec!(tx, FINISH, true)?;
    tx.commit().await?;
    Ok(Seeded::Now)
}

async fn held(tx: &mut Tx, seed: u32, today: Date) -> Result<Option<Seeded>, ServiceError> {
    let conflict = |reason| Err(ServiceError::Conflict { reason });
    match fetch!(fetch_optional, (i64, Day, bool), tx, HELD)? {
        Some((held, day, true)) if (held, day.to_jiff()) == (i64::from(seed), today) => {
            Ok(Some(Seeded::Already))
        }
        Some((_, _, true)) => conflict(
            "This database holds the demonstration of another seed or day. Use another database.",
        ),
        Some((_, _, false)) => {
            conflict("This database holds half a demonstration. Remove it and start again.")
        }
        None => match fetch!(fetch_one, (i64,), tx, PROVIDERS)? {
            (0,) => Ok(None),
            _ => conflict(
                "This database holds providers of its own. Use an empty one for the demonstration.",
            ),
        },
    }
}

#[cfg(test)]
mod tests;
