//! Every address of the app. Pages link by these names and spell no address themselves; the table of
//! addresses stands in docs/ARCHITECTURE.md.

use domain::{
    listing::Query,
    providers::{Ccn, ProviderFilter},
    staffing::{FiscalQuarter, StatusFilter},
    submissions::{SubmissionFilter, SubmissionNumber},
};

pub const LOG_IN: &str = "/login";
pub const LOG_OUT: &str = "/logout";
pub const DEMO_LOG_IN: &str = "/demo/log-in";
pub const HELP: &str = "/help";
pub const PBJ_EDITS: &str = "/help/pbj-edits";
pub const PROFILE: &str = "/profile";
pub const REQUEST_ROLE: &str = "/request-role";
pub const DASHBOARD: &str = "/dashboard";
pub const PROVIDERS: &str = "/providers";
pub const UPLOAD: &str = "/pbj/upload";
pub const SEND: &str = "/pbj/submissions";
pub const SUBMISSIONS: &str = "/submissions";
pub const STAFFING: &str = "/staffing";
pub const STAFFING_STATUS: &str = "/staffing/status";
pub const CHECKER: &str = "/vut";
pub const JOBS: &str = "/support/jobs";
pub const ERROR: &str = "/error";

/// The dashboard of one facility.
#[must_use]
pub fn dashboard(facility: &Ccn) -> String {
    Query::default()
        .with("facility", Some(facility.as_str()))
        .after(DASHBOARD)
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

#[must_use]
pub fn submissions(filter: &SubmissionFilter) -> String {
    filter.to_query().after(SUBMISSIONS)
}

#[must_use]
pub fn submissions_csv(filter: &SubmissionFilter) -> String {
    filter.to_query().after("/submissions.csv")
}

/// The receipt and the live state of a submission.
#[must_use]
pub fn submission(number: SubmissionNumber) -> String {
    format!("{SUBMISSIONS}/{number}")
}

/// The Final Validation Report of one file of a submission.
#[must_use]
pub fn report(number: SubmissionNumber, ordinal: i32) -> String {
    format!("{SUBMISSIONS}/{number}/files/{ordinal}")
}

#[must_use]
pub fn report_csv(number: SubmissionNumber, ordinal: i32) -> String {
    report(number, ordinal) + ".csv"
}

#[must_use]
pub fn report_json(number: SubmissionNumber, ordinal: i32) -> String {
    report(number, ordinal) + ".json"
}

/// The stored quarter of a facility.
#[must_use]
pub fn staffing(facility: &Ccn, quarter: FiscalQuarter) -> String {
    Query::default()
        .with("facility", Some(facility.as_str()))
        .with("quarter", Some(&quarter.key()))
        .after(STAFFING)
}

#[must_use]
pub fn staffing_status(filter: &StatusFilter) -> String {
    filter.to_query().after(STAFFING_STATUS)
}

#[must_use]
pub fn staffing_status_csv(filter: &StatusFilter) -> String {
    filter.to_query().after("/staffing/status.csv")
}

/// A sample file of the demonstration.
#[must_use]
pub fn sample(name: &str) -> String {
    format!("/demo/samples/{name}")
}

#[cfg(test)]
mod tests;
