//! The audit trail: what happened, who did it, from where, and whom it concerns (ARS AU-2, AU-3; ADR 0024).
//!
//! An [`Event`] holds ids, counts and words of this program, and cannot hold anything else: no name, no address of
//! mail, nothing of a resident or an employee.

mod act;
mod event;
mod view;

pub use act::Act;
pub use event::{Detail, Event, Fact, FileMark, Object, Outcome, Record, SessionMark, Who};
pub use view::{AuditFilter, EventDetail, EventLine, EventList, Organization, Verification};

#[cfg(test)]
mod tests;
