//! Jobs that run once a day, on however many servers.
//!
//! A day's job is one row of `job`: its dedupe key names the day. The program enqueues today's at its start
//! ([`begin`]), and each one first enqueues the next day's, so that the days go on also when the work of one fails.
//! Days are those of the rules' clock: the demonstration lives its own.

use std::sync::Arc;

use domain::time::{Instant, Now};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use store::{
    Db, DbError, Tx,
    jobs::{self, Job, JobError, NewJob, Worker},
};

use crate::{
    Clock, JobFuture, ServiceError, Services, access::RECERTIFICATION,
    audit::nightly::VERIFICATION, housekeeping::HOUSEKEEPING, notices::DAILY_NOTICES, on,
};

/// Every one of them.
const EVERY: [Daily; 4] = [HOUSEKEEPING, VERIFICATION, RECERTIFICATION, DAILY_NOTICES];

/// A job that runs every day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Daily {
    pub kind: &'static str,
    /// The hour from which it may run, in Eastern Time; not 2, which a day in spring lacks.
    pub hour: i8,
}

#[derive(Deserialize)]
struct Payload {
    /// `2026-11-22`.
    day: String,
}

/// Enqueues today's jobs, for the program's start. Those that are there already stay as they are.
///
/// # Errors
/// The database's.
pub async fn begin(services: &Services, now: Now) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    for daily in EVERY {
        daily.enqueue(&mut tx, now.today(), now).await?;
    }
    Ok(tx.commit().await?)
}

/// The day that a daily job is for: an earlier one when no server ran on it.
pub(crate) fn scheduled_day(job: &Job) -> Result<Date, JobError> {
    let Payload { day } = job.payload()?;
    day.parse()
        .map_err(|error: jiff::Error| JobError::Hopeless(error.into()))
}

impl Daily {
    /// Adds the handler of each day's work, which finishes the job as every handler does.
    #[must_use]
    pub fn on<F>(self, worker: Worker, services: &Services, clock: &Clock, work: F) -> Worker
    where
        F: for<'a> Fn(&'a Services, &'a Job, &'a Clock) -> JobFuture<'a> + Send + Sync + 'static,
    {
        let work = Arc::new(work);
        on(
            worker,
            self.kind,
            services,
            clock,
            move |services, job, clock| {
                let work = Arc::clone(&work);
                Box::pin(async move {
                    self.enqueue_next(&services.db, scheduled_day(job)?, clock())
                        .await?;
                    work(services, job, clock).await
                })
            },
        )
    }

    /// The day after; days on which no server ran are not caught up one by one.
    async fn enqueue_next(self, db: &Db, day: Date, now: Now) -> Result<(), DbError> {
        let Ok(next) = day.max(now.today()).tomorrow() else {
            return Ok(());
        };
        let mut tx = db.write().await?;
        self.enqueue(&mut tx, next, now).await?;
        tx.commit().await
    }

    async fn enqueue(self, tx: &mut Tx, day: Date, now: Now) -> Result<(), DbError> {
        let begins = Instant::from_eastern(day.at(self.hour, 0, 0, 0));
        // Jobs run by the system's clock, from which the demonstration's rules are some days away.
        let run_at = now.system.plus_micros(begins.0 - now.rules.0);
        let key = format!("{} {day}", self.kind);
        let job = NewJob::new(self.kind, json!({ "day": day.to_string() }))
            .at(run_at)
            .once(&key);
        jobs::enqueue(tx, job, now.system).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
