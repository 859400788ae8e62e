//! Laying the demonstration out anew, while it is used: asked for here, done by whoever runs the program, with another
//! database that takes the place of this one. What was asked is remembered by the program and not by the database, which goes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{demo::ResetStanding, objection::Objection, time::Instant};
use tokio::sync::Notify;

use crate::{ServiceError, Services};

/// As often as it may be done, in a time of so many seconds.
pub const MOST: usize = 3;
const WINDOW_SECONDS: i64 = 60 * 60;

/// Shared by the services of both databases. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Reset(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    asked: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// When it was asked for within the window.
    begun: Vec<Instant>,
    standing: ResetStanding,
}

impl Reset {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, now: Instant) -> Result<(), ServiceError> {
        let mut state = self.state();
        if matches!(state.standing, ResetStanding::Underway(_)) {
            return Err(Objection::ResetUnderway.into());
        }
        let since = now.plus_seconds(-WINDOW_SECONDS);
        state.begun.retain(|at| *at > since);
        if state.begun.len() >= MOST {
            let first = state.begun.first().copied().unwrap_or(now);
            let wait = first.seconds_since(since);
            return Err(ServiceError::TooMany {
                retry_after_seconds: u32::try_from(wait).unwrap_or(0).max(1),
            });
        }
        state.begun.push(now);
        state.standing = ResetStanding::Underway(now);
        drop(state);
        self.0.asked.notify_one();
        Ok(())
    }

    /// Waits until somebody asks.
    pub async fn asked(&self) {
        self.0.asked.notified().await;
    }

    /// The other database has taken the place of this one.
    pub fn done(&self, now: Instant) {
        self.state().standing = ResetStanding::Done(now);
    }

    /// It could not be laid out; the one of before goes on.
    pub fn failed(&self) {
        self.state().standing = ResetStanding::Failed;
    }

    fn standing(&self) -> ResetStanding {
        self.state().standing
    }
}

/// How far it is; none where it cannot be done: outside of the demonstration, or where its database has a name of its own.
#[must_use]
pub fn reset_standing(services: &Services) -> Option<ResetStanding> {
    let reset = services.reset.as_ref().filter(|_| services.site.is_demo());
    reset.map(Reset::standing)
}

/// Asks for it. Whoever visits the demonstration may.
///
/// # Errors
/// [`ServiceError::NotFound`] where it cannot be done; [`ServiceError::Conflict`] while it is underway;
/// [`ServiceError::TooMany`] after three in an hour.
pub fn reset_demo(services: &Services, now: Instant) -> Result<(), ServiceError> {
    let reset = services.reset.as_ref().filter(|_| services.site.is_demo());
    reset.ok_or(ServiceError::NotFound)?.ask(now)?;
    tracing::info!("the demonstration is to be laid out anew");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant(0).plus_seconds(minutes * 60)
    }

    #[test]
    fn it_is_done_one_at_a_time_and_at_most_three_times_an_hour() {
        let reset = Reset::default();
        assert_eq!(reset.standing(), ResetStanding::Never);
        for minutes in [0, 10, 20] {
            reset.ask(at(minutes)).unwrap();
            assert_eq!(reset.standing(), ResetStanding::Underway(at(minutes)));
            let again = reset.ask(at(minutes));
            assert!(matches!(again, Err(ServiceError::Conflict(_))));
            reset.done(at(minutes + 1));
        }
        let ServiceError::TooMany {
            retry_after_seconds,
        } = reset.ask(at(30)).unwrap_err()
        else {
            panic!("a fourth in an hour");
        };
        assert_eq!(retry_after_seconds, 30 * 60);
        reset.ask(at(61)).unwrap();
        reset.failed();
        assert_eq!(reset.standing(), ResetStanding::Failed);
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_it_also_when_it_was_asked_before() {
        let reset = Reset::default();
        reset.ask(at(0)).unwrap();
        reset.clone().asked().await;
    }
}
