//! Cases that nobody decided: their documents are kept for thirty days and no longer. The person is told, and may send
//! them again.

use domain::{
    audit::{Act, Event, Object, Who},
    identity::{ProofingReference, UserId},
    messages::Words,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::documents;
use crate::{
    ServiceError, Services,
    messages::{self, To},
};

const KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;
const REASON: &str = "Nobody decided within 30 days.";

store::sql! {
    /// Served by proofing_attempt_queue.
    OVERDUE = "select a.id, a.user_id, a.reference, u.email from proofing_attempt a
        join user_account u on u.id = a.user_id
        where a.method = 'manual' and a.outcome = 'waiting' and a.started_at <= $1";
    /// Served by the primary key. Not when somebody has decided meanwhile.
    CLOSE = "update proofing_attempt set outcome = 'void', ended_at = $2, reason = $3
        where id = $1 and outcome = 'waiting'";
}

/// Closes the cases that have waited for too long, tells their people, and has the documents deleted. Gives what is to be
/// recorded of it.
pub(crate) async fn close(
    tx: &mut Tx,
    services: &Services,
    now: Instant,
) -> Result<Vec<Event>, ServiceError> {
    let mut events = Vec::new();
    let before = now.plus_seconds(-KEPT_SECONDS).0;
    let overdue = fetch!(fetch_all, (Uuid, Uuid, String, String), tx, OVERDUE, before)?;
    for (case, user, reference, email) in overdue {
        if exec!(tx, CLOSE, case, now.0, REASON)? == 0 {
            continue;
        }
        documents::forget(tx, case, now).await?;
        let to = To::mail(Some(UserId(user)), &email);
        messages::post(tx, &services.keys, to, &words(services, &reference), now).await?;
        let event = Event::new(Act::ProofingEnded, Who::Program, now).of(UserId(user));
        let case = ProofingReference::parse(&reference).ok();
        events.push(match case {
            Some(case) => event.about(Object::ProofingCase(case)),
            None => event,
        });
        tracing::warn!(reference, "nobody decided a proofing case within 30 days");
    }
    Ok(events)
}

fn words(services: &Services, reference: &str) -> Words {
    Words::new("Nobody has decided about your identity yet")
        .say(format!(
            "Your case {reference} has waited for a decision for 30 days and is closed without one. Documents that you sent \
             are deleted."
        ))
        .say(format!(
            "We are sorry for that. Log in to send them again, or to ask for a video call. The Service Center can say what \
             was in the way: {}.",
            services.site.service_center_phone
        ))
        .link("Log in", "/login")
}
