//! Who did what.

use domain::{
    audit::AuditFilter,
    listing::{Listed as _, Query},
    support::ViewingFilter,
};
use uuid::Uuid;

/// The audit trail, for auditors.
pub const AUDIT: &str = "/audit";
/// The same, whole, as a file with its proof.
pub const AUDIT_EXPORT: &str = "/audit.ndjson";
/// Who saw and changed what, for the security officials of an organization.
pub const ACCESS_RECORD: &str = "/audit/organization";
/// When the Help Desk viewed as a role of an organization, for its officials.
pub const VIEWINGS: &str = "/audit/viewings";
/// One's own acts, and what was done with one's account.
pub const OWN_EVENTS: &str = "/audit/own";

#[must_use]
pub fn audit(filter: &AuditFilter) -> String {
    filter.to_query().after(AUDIT)
}

/// The same list, whole, as a table.
#[must_use]
pub fn audit_csv(filter: &AuditFilter) -> String {
    filter.at_first_page().to_query().after("/audit.csv")
}

/// One row of the audit trail.
#[must_use]
pub fn audit_event(seq: i64) -> String {
    format!("{AUDIT}/{seq}")
}

#[must_use]
pub fn access_record(filter: &AuditFilter) -> String {
    filter.to_query().after(ACCESS_RECORD)
}

/// The same list, whole, as a table.
#[must_use]
pub fn access_record_csv(filter: &AuditFilter) -> String {
    filter
        .at_first_page()
        .to_query()
        .after("/audit/organization.csv")
}

#[must_use]
pub fn viewings(filter: ViewingFilter) -> String {
    filter.to_query().after(VIEWINGS)
}

/// A viewing as a role, with what was looked at, from an event on.
#[must_use]
pub fn viewing(id: Uuid, before: Option<i64>) -> String {
    let before = before.map(|seq| seq.to_string());
    Query::default()
        .with("before", before.as_deref())
        .after(&format!("{VIEWINGS}/{id}"))
}

/// Access history, from an event on.
#[must_use]
pub fn own_events(before: i64) -> String {
    Query::default()
        .with("before", Some(&before.to_string()))
        .after(OWN_EVENTS)
}
