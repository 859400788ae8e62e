//! Payroll-based staffing hours.

mod quarter;
mod quarter_hours;
mod status;

pub use quarter::QuarterPage;
pub use status::StatusPage;
