//! What officials are told once a week: how often the Help Desk viewed as a role of their organization, each as which one.

use std::collections::BTreeMap;

use domain::{
    access::Role,
    identity::UserId,
    listing::PageRequest,
    messages::Words,
    support::ViewingFilter,
    time::{Instant, display_date},
};
use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Tx, fetch,
    jobs::{self, Finished, Job, JobError, NewJob},
};
use uuid::Uuid;

use super::record::times;
use crate::{
    Clock, ServiceError, Services,
    access::place::{Official, Place, holders, officials},
    messages,
    notices::pages,
};

pub(super) const REPORT: &str = "report_viewings";

store::sql! {
    /// Served by viewing_begun and the primary key.
    VIEWED = "select v.role, v.provider_id, v.state_code, v.jurisdiction, p.name, p.ccn, count(*) as viewings
        from viewing v left join provider p on p.id = v.provider_id
        where v.begun_at >= $1 and v.begun_at < $2
        group by v.role, v.provider_id, v.state_code, v.jurisdiction, p.name, p.ccn
        order by p.name, v.provider_id, v.state_code, v.jurisdiction, v.role";
}

#[derive(store::FromRow)]
struct Viewed {
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    name: Option<String>,
    ccn: Option<String>,
    viewings: i64,
}

impl Viewed {
    fn place(&self) -> Result<Place, ServiceError> {
        Place::of(
            self.provider_id,
            self.state_code.as_deref(),
            self.jurisdiction.as_deref(),
        )
    }

    /// `PBJ Viewer, DAVIS COUNTY HOSPITAL (16E724): 2`.
    fn line(&self, place: Place) -> Result<String, ServiceError> {
        let role =
            Role::from_key(&self.role).map_err(|_| ServiceError::Corrupt { what: "role" })?;
        let place = place.words(self.name.as_deref(), self.ccn.as_deref());
        Ok(format!("{}, {place}: {}", role.name(), self.viewings))
    }
}

#[derive(Serialize, Deserialize)]
struct Payload {
    /// The Monday after the week: `2026-11-23`.
    monday: String,
}

/// What one official is told.
struct Letter {
    email: String,
    viewings: i64,
    lines: Vec<String>,
}

/// Enqueues the report of the last whole week, Monday to Sunday in Eastern Time by the system's clock, once; on another day
/// than Monday where no server ran then.
///
/// # Errors
/// The database's.
pub(crate) async fn begin(services: &Services, now: Instant) -> Result<(), ServiceError> {
    let today = now.eastern().date();
    let passed = i64::from(today.weekday().to_monday_zero_offset());
    let monday = today.saturating_sub(passed.days()).to_string();
    let key = format!("{REPORT} {monday}");
    let mut tx = services.db.write().await?;
    let job = NewJob::new(REPORT, json!(Payload { monday })).once(&key);
    jobs::enqueue(&mut tx, job, now).await?;
    Ok(tx.commit().await?)
}

/// Mails the report of a week. Nobody is told of a week without viewings.
pub(super) async fn work(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let Payload { monday } = job.payload()?;
    let monday: Date = monday
        .parse()
        .map_err(|error: jiff::Error| JobError::Hopeless(error.into()))?;
    let week = ViewingFilter {
        from: Some(monday.saturating_sub(7.days())),
        to: Some(monday.saturating_sub(1.day())),
        page: PageRequest::default(),
    };
    let failed = |error: ServiceError| JobError::Failed(error.into());
    let now = clock().system;
    let mut tx = services.db.write().await?;
    for (user, letter) in letters(&mut tx, week).await.map_err(failed)? {
        let words = letter.words(week);
        let (user, email) = (UserId(user), &letter.email);
        messages::post_notice(&mut tx, &services.keys, user, email, &words, now)
            .await
            .map_err(failed)?;
    }
    let finished = jobs::finish(&mut tx, job, now).await?;
    tx.commit().await?;
    Ok(finished)
}

/// One for each official of a place that was viewed, by their account.
async fn letters(tx: &mut Tx, week: ViewingFilter) -> Result<BTreeMap<Uuid, Letter>, ServiceError> {
    let (from, until) = times(week);
    let viewed = fetch!(fetch_all, Viewed, tx, VIEWED, from, until)?;
    let mut letters = BTreeMap::new();
    for one in viewed {
        let place = one.place()?;
        let line = one.line(place)?;
        for official in readers(tx, place).await? {
            let letter = letters.entry(official.user().0).or_insert_with(|| Letter {
                email: official.email,
                viewings: 0,
                lines: Vec::new(),
            });
            letter.viewings += one.viewings;
            letter.lines.push(line.clone());
        }
    }
    Ok(letters)
}

/// The officials of a place; those of CMS where it has none.
async fn readers(tx: &mut Tx, place: Place) -> Result<Vec<Official>, ServiceError> {
    let officials = officials(tx, place).await?;
    if officials.is_empty() {
        return holders(tx, Role::CmsSecurityOfficial).await;
    }
    Ok(officials)
}

impl Letter {
    /// Without the name of whoever viewed, or asked.
    fn words(&self, week: ViewingFilter) -> Words {
        let day = |day: Option<Date>| day.map(display_date).unwrap_or_default();
        let (from, to) = (day(week.from), day(week.to));
        let times = if self.viewings == 1 {
            "once".to_owned()
        } else {
            format!("{} times", self.viewings)
        };
        let words = Words::new(format!("Help Desk viewings, {from} to {to}"))
            .say(format!(
                "From {from} to {to} the Help Desk viewed pages {times} as a role of an organization that you decide for:"
            ));
        let words = self.lines.iter().fold(words, Words::say);
        words
            .say("The record says who it was, for which ticket, and what was looked at.")
            .link("Help Desk Viewings", week.to_query().after(pages::VIEWINGS))
    }
}

#[cfg(test)]
mod tests;
