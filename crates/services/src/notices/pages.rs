//! The pages that notices lead to. As `app::paths` has them; a test of the server's compares.

use domain::support::TicketNumber;

pub const LOG_IN: &str = "/login";
pub const REQUEST_ROLE: &str = "/request-role";
pub const PROFILE: &str = "/profile";
/// The queue of those who decide on role requests.
pub const ROLE_REQUESTS: &str = "/access/requests";
/// People and their roles, for those who decide.
pub const USERS: &str = "/access/users";
/// Those of them who are the only official of their place.
pub const ALONE: &str = "/access/users?alone=true";
/// The roles to confirm, for those who decide.
pub const RECERTIFICATION: &str = "/access/recertification";
/// Organizations without a security official, for those who step in there.
pub const UNATTENDED: &str = "/access/organizations";
pub const UPLOAD: &str = "/pbj/upload";

/// When the Help Desk viewed as a role of an organization, for its officials.
pub const VIEWINGS: &str = "/audit/viewings";

/// A ticket, for whoever opened it.
#[must_use]
pub fn own_ticket(number: TicketNumber) -> String {
    format!("/help/ticket/{number}")
}

/// The Final Validation Report of a file.
#[must_use]
pub fn report(number: i64, ordinal: i32) -> String {
    format!("/submissions/{number}/files/{ordinal}")
}
