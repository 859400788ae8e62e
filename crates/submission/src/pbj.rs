//! PBJ files, data specifications 4.10.0: the outline of the XSD and all edits that a file alone
//! can answer, in one pass.

mod calendar;
mod day_totals;
mod edits;
mod header;
mod item;
mod outline;
mod roster;

mod values;

pub(crate) use edits::Edits;
pub use item::Item;
pub use outline::{Log, Outline, Values};

use domain::staffing::{Hundredths, JobTitle, PayType};
use jiff::civil::Date;

use crate::{summary::Header, xml::Here};

/// Takes what a file holds, as it is read. Only what passed its own checks arrives; but a later
/// finding may still reject the file, so nothing counts before the check has ended.
pub trait Receiver {
    /// A file of the submission begins.
    fn begin_file(&mut self, _name: &str) {}

    /// The header has been read.
    fn header(&mut self, _header: &Header) {}

    /// An employee of the employees section.
    fn employee(&mut self, _employee: &Employee<'_>) {}

    /// An employee whom the staffing hours section names, also without hours that are processed. The same one comes
    /// as often as the file names it; `here` knows the place. `employee` keeps the rule of
    /// [`domain::staffing::EmployeeId`].
    fn staff(&mut self, _employee: &str, _here: &mut Here<'_>) {}

    /// Hours of one employee on one date of the quarter.
    fn hours(&mut self, _entry: &HourEntry<'_>) {}
}

/// Takes nothing: the browser needs only findings and figures.
impl Receiver for () {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employee<'a> {
    /// Keeps the rule of [`domain::staffing::EmployeeId`].
    pub id: &'a str,
    pub hire_date: Option<Date>,
    pub termination_date: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourEntry<'a> {
    /// Keeps the rule of [`domain::staffing::EmployeeId`].
    pub employee: &'a str,
    pub date: Date,
    pub job_title: JobTitle,
    pub pay_type: PayType,
    /// 0 to 22.50.
    pub hours: Hundredths,
}

#[cfg(test)]
mod tests;
