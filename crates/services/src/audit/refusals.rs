//! What people are refused. It changes nothing and shows nothing, so nobody waits for its row: the answer leaves without it, and a
//! row that cannot be written is only said in the log. That is why it has bounds of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    access::Action,
    audit::{Act, Event, Object, SessionMark, Who},
    time::Instant,
};

use super::read;
use crate::{ServiceError, Services};

/// Why somebody who is logged in was not let do something. A route is the program's own spelling; none where there is no such one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// None of their roles has this right.
    Right(Action),
    /// It is closed while they view as a role.
    Viewing(Option<String>),
    /// No page of this site sent it.
    CrossSite(Option<String>),
}

impl Refusal {
    fn event(self, who: Who, now: Instant) -> Event {
        let event = Event::new(Act::Refused, who, now).failed();
        let (event, route) = match self {
            Self::Right(action) => return event.about(Object::Right(action)),
            Self::Viewing(route) => (event.word("why", "viewing_as"), route),
            Self::CrossSite(route) => (event.word("why", "from_another_site"), route),
        };
        match route {
            Some(route) => event.about(Object::Route(route)),
            None => event,
        }
    }
}

/// What was written down of late, by this program: of a session each refusal once a minute, and sixty of them in an hour.
#[derive(Debug, Clone, Default)]
pub struct Refusals(Arc<Mutex<HashMap<SessionMark, Written>>>);

type Written = Vec<(Instant, Refusal)>;

const MINUTE_SECONDS: i64 = 60;
const HOUR_SECONDS: i64 = 60 * 60;
/// Of a session in an hour: nobody fills the trail with what they may not do.
const MOST: usize = 60;

impl Refusals {
    /// Whether a refusal is to be written down now; then it counts as written.
    #[must_use]
    pub fn admits(&self, session: SessionMark, refusal: &Refusal, now: Instant) -> bool {
        let is_within = |at: Instant, seconds| now.seconds_since(at) < seconds;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, written| {
            written.retain(|(at, _)| is_within(*at, HOUR_SECONDS));
            !written.is_empty()
        });
        let written = sessions.entry(session).or_default();
        let is_known = written
            .iter()
            .any(|(at, known)| known == refusal && is_within(*at, MINUTE_SECONDS));
        let admits = !is_known && written.len() < MOST;
        if admits {
            written.push((now, refusal.clone()));
        }
        admits
    }
}

/// Writes it down, in a transaction of its own.
///
/// # Errors
/// [`ServiceError::Unrecorded`] when it could not be written.
pub async fn refused(
    services: &Services,
    who: Who,
    refusal: Refusal,
    now: Instant,
) -> Result<(), ServiceError> {
    read(services, refusal.event(who, now)).await
}
