//! Every address of the app. Pages link by these names and spell no address themselves; the table of
//! addresses stands in docs/ARCHITECTURE.md.

mod access;
mod assessments;
mod audit;
mod identity;
mod patients;
mod penalties;
mod staffing;
mod submissions;
mod support;

use domain::{
    access::Category, dashboards::DashboardFilter, listing::Query, messages::MailboxFilter,
    providers::ProviderFilter,
};

pub use access::*;
pub use assessments::*;
pub use audit::*;
pub use identity::*;
pub use patients::*;
pub use penalties::*;
pub use staffing::*;
pub use submissions::*;
pub use support::*;

pub const DEMO_LOG_IN: &str = "/demo/log-in";
/// Things to try in the demonstration.
pub const DEMO: &str = "/demo";
/// The messages that the demonstration sent.
pub const MAILBOX: &str = "/demo/mailbox";
pub const HELP: &str = "/help";
pub const ASSESSMENTS_HELP: &str = "/help/assessments";
/// Patients and reports.
pub const PATIENTS_HELP: &str = "/help/patients";
/// Registration, the second factor, the end of a session.
pub const ACCOUNT_HELP: &str = "/help/account";
pub const PBJ_EDITS: &str = "/help/pbj-edits";
/// The User Roles Matrix.
pub const ROLES_MATRIX: &str = "/help/roles";
/// How programs check and send files, and where that is written for programs.
pub const PROGRAMS: &str = "/help/api";
pub const API_DESCRIPTION: &str = "/api/openapi.json";
pub const DASHBOARD: &str = "/dashboard";
pub const PROVIDERS: &str = "/providers";
pub const ERROR: &str = "/error";

/// The longest address of a page, in bytes: lists with all their filters stay far below.
pub const LONGEST_PAGE: usize = 2_000;

/// Whether the browser stays on this site when it is sent there: a path that [`is_plain`], and a query. Browsers skip tabs and
/// line breaks in an address, so that there may be none. No page of ours has an address that is too long for an address.
#[must_use]
pub fn is_of_this_site(page: &str) -> bool {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    page.len() <= LONGEST_PAGE
        && path.starts_with('/')
        && is_plain(path)
        && page.chars().all(|c| c.is_ascii_graphic())
}

/// Whether a path is spelled as ours are. Browsers and routers take other spellings for the same page, or for another site: they
/// resolve `.` and `..`, read `\` as `/` and the begin of a host after `//`, and decode what is written in percent, which
/// no path of ours needs.
#[must_use]
pub fn is_plain(path: &str) -> bool {
    let has_dots = path.split('/').any(|part| matches!(part, "." | ".."));
    !has_dots && !path.contains("//") && !path.contains(['%', '\\'])
}

/// Whether a log-in may lead there: to such a page, but the log-in itself.
#[must_use]
pub fn is_page_of_ours(next: &str) -> bool {
    is_of_this_site(next) && !next.starts_with(LOG_IN)
}

/// The dashboard of one facility, of one state, or of all.
#[must_use]
pub fn dashboard(filter: &DashboardFilter) -> String {
    filter.to_query().after(DASHBOARD)
}

#[must_use]
pub fn providers(filter: &ProviderFilter) -> String {
    filter.to_query().after(PROVIDERS)
}

/// The same list, whole, as a file.
#[must_use]
pub fn providers_csv(filter: &ProviderFilter) -> String {
    filter.to_query().after("/providers.csv")
}

/// A provider's profile; `slug` as `ProviderLine::slug` gives it.
#[must_use]
pub fn provider(slug: &str) -> String {
    format!("{PROVIDERS}/{slug}")
}

/// The messages of the demonstration, to everybody or to one recipient.
#[must_use]
pub fn mailbox(filter: &MailboxFilter) -> String {
    filter.to_query().after(MAILBOX)
}

/// The User Roles Matrix, of one category or whole.
#[must_use]
pub fn roles_matrix(category: Option<Category>) -> String {
    Query::default()
        .with("category", category.map(Category::key))
        .after(ROLES_MATRIX)
}

/// A sample file of the demonstration.
#[must_use]
pub fn sample(name: &str) -> String {
    format!("/demo/samples/{name}")
}

#[cfg(test)]
mod tests;
