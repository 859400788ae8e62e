//! Stored quarters, and who has submitted.

use domain::{
    listing::Query,
    providers::Ccn,
    staffing::{FiscalQuarter, QuarterFilter, StatusFilter},
};

pub const STAFFING: &str = "/staffing";
pub const STAFFING_STATUS: &str = "/staffing/status";

/// The staffing page as its filter says.
#[must_use]
pub fn staffing_quarter(filter: &QuarterFilter) -> String {
    filter.to_query().after(STAFFING)
}

#[must_use]
pub fn staffing_csv(filter: &QuarterFilter) -> String {
    filter.to_query().after("/staffing.csv")
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
