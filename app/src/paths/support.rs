//! What the Help Desk does, and asking it.

use domain::{
    access::Role,
    identity::{ProofingFilter, ProofingReference, UserId},
    listing::{Query, SealedSearch},
    support::{HelpAct, JobFilter, JobState, TicketFilter, TicketNumber},
};
use uuid::Uuid;

/// Asking the Help Desk, and one's own tickets.
pub const OWN_TICKETS: &str = "/help/ticket";
pub const JOBS: &str = "/support/jobs";
/// People, for the Help Desk.
pub const PEOPLE: &str = "/support/people";
/// The queue of tickets.
pub const TICKETS: &str = "/support/tickets";
/// Viewing as a role: the form that starts it, where that goes, stopping, and having identifiers shown.
pub const NEW_VIEWING: &str = "/support/viewing/new";
pub const START_VIEWING: &str = "/support/viewing/start";
pub const STOP_VIEWING: &str = "/support/viewing/stop";
pub const REVEAL: &str = "/support/viewing/reveal";
/// The queue of manual proofing.
pub const PROOFING_CASES: &str = "/support/proofing";

#[must_use]
pub fn jobs(filter: JobFilter) -> String {
    filter.to_query().after(JOBS)
}

/// A background job.
#[must_use]
pub fn job(id: Uuid) -> String {
    format!("{JOBS}/{id}")
}

/// The same page, which says that the job was just put into this state.
#[must_use]
pub fn job_done(id: Uuid, state: JobState) -> String {
    Query::default()
        .with("done", Some(state.as_str()))
        .after(&job(id))
}

/// A ticket, for whoever opened it.
#[must_use]
pub fn own_ticket(number: TicketNumber) -> String {
    format!("{OWN_TICKETS}/{number}")
}

#[must_use]
pub fn tickets(filter: TicketFilter) -> String {
    filter.to_query().after(TICKETS)
}

/// A ticket, for the Help Desk.
#[must_use]
pub fn ticket(number: TicketNumber) -> String {
    format!("{TICKETS}/{number}")
}

/// The form that starts viewing as a role, with what is known already. `organization` is a CCN, the letters of a state, or
/// the key of a jurisdiction.
#[must_use]
pub fn new_viewing(
    ticket: Option<TicketNumber>,
    role: Option<Role>,
    organization: Option<&str>,
) -> String {
    let ticket = ticket.map(|number| number.to_string());
    Query::default()
        .with("ticket", ticket.as_deref())
        .with("role", role.map(Role::key))
        .with("organization", organization)
        .after(NEW_VIEWING)
}

/// The page that has identifiers shown, and leads back to the page `next` then.
#[must_use]
pub fn reveal(next: Option<&str>) -> String {
    Query::default().with("next", next).after(REVEAL)
}

/// The page of a ticket, which says what was just done.
#[must_use]
pub fn ticket_done(page: &str, done: &str) -> String {
    Query::default().with("done", Some(done)).after(page)
}

/// Whom a search finds.
#[must_use]
pub fn people(search: Option<&SealedSearch>) -> String {
    Query::default()
        .with("search", search.map(SealedSearch::as_str))
        .after(PEOPLE)
}

/// Somebody, for the Help Desk.
#[must_use]
pub fn person(id: UserId) -> String {
    format!("{PEOPLE}/{}", id.0)
}

/// The same page, which says what was just done.
#[must_use]
pub fn person_done(id: UserId, act: HelpAct) -> String {
    Query::default()
        .with("done", Some(act.key()))
        .after(&person(id))
}

#[must_use]
pub fn proofing_cases(filter: ProofingFilter) -> String {
    filter.to_query().after(PROOFING_CASES)
}

/// The queue, which says that somebody's proofing begins anew; whose, is sealed.
#[must_use]
pub fn proofing_restarted(user_name: Option<&SealedSearch>) -> String {
    Query::default()
        .with("restarted", user_name.map(SealedSearch::as_str))
        .after(PROOFING_CASES)
}

/// A case of manual proofing.
#[must_use]
pub fn proofing_case(reference: &ProofingReference) -> String {
    format!("{PROOFING_CASES}/{}", reference.as_str())
}

/// A document of a case, to be saved.
#[must_use]
pub fn proofing_document(reference: &ProofingReference, ordinal: i32) -> String {
    format!("{}/documents/{ordinal}", proofing_case(reference))
}
