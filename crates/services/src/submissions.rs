//! Submissions: taking files in, checking them, and showing what became of them.

pub(crate) mod all_reports;
pub(crate) mod check;
mod columns;
mod edits;
pub(crate) mod hiding;
pub(crate) mod list;
pub mod official_texts;
pub mod program;
mod read;
pub(crate) mod receipt;
pub(crate) mod receive;
pub(crate) mod report;
pub(crate) mod report_file;
pub(crate) mod scope;
pub(crate) mod sender;
pub(crate) mod settle;

pub use all_reports::{AllReports, ReportsPage, all_reports, all_reports_for};
pub use list::{count, export, list};
pub use receipt::{kind_of, live_state, providers_csv, receipt, sent};
pub use receive::{Arrival, Incoming, Recorded, arrive, authorise, receive};
pub use report::report;
pub use report_file::{report_csv, report_json};
pub use sender::sends_for;

use store::jobs::Worker;

use crate::{Clock, Services, csv_table::CsvTable, on};

/// The last row of every file about submissions, unless CMS itself runs this.
const HONEST_NOTE: &str =
    "Files sent here do not go to CMS and do not meet a duty to report to CMS.";

pub(crate) fn honest(services: &Services, mut table: CsvTable) -> Vec<u8> {
    if services.site.is_not_cms() {
        table.row(&[HONEST_NOTE]);
    }
    table.finish()
}

/// Adds the handlers of this area's jobs.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let kind = check::CHECK;
    on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(check::check(services, job, clock))
    })
}

#[cfg(test)]
pub(crate) mod tests;
