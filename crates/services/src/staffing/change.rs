//! What accepted files made of their quarters.

use std::collections::HashMap;

use domain::{
    staffing::{FileChange, FiscalQuarter, ProcessType},
    submissions::SubmissionNumber,
};
use jiff::civil::Date;
use store::{Tx, fetch};

use super::compare::FiguresRow;
use crate::{ServiceError, submissions::scope::quarter_of};

/// The columns of [`ChangeRow`], of a generation `g` and the one `b` before it.
macro_rules! change_columns {
    () => {
        "g.process_type, g.employees, g.hours, g.days_with_rn, b.employees as employees_before, b.hours as hours_before, \
         b.days_with_rn as days_before, g.added, g.changed, g.removed"
    };
}
pub(super) use change_columns;

store::sql! {
    /// Those of one file, or of all files of a submission. Served by the unique `submission.number` and the index
    /// `staffing_generation(file_id)`.
    OF_SUBMISSION = concat!(
        "select f.ordinal, g.fiscal_year, g.quarter, ", change_columns!(),
        " from submission s join submission_file f on f.submission_id = s.id join staffing_generation g on g.file_id = f.id \
         left join staffing_generation b on b.id = g.previous_id \
         where s.number = $1 and (cast($2 as integer) is null or f.ordinal = $2) and g.state in ('current', 'superseded')"
    );
}

#[derive(store::FromRow)]
pub(super) struct ChangeRow {
    process_type: String,
    #[row(flatten)]
    after: FiguresRow,
    employees_before: Option<i64>,
    hours_before: Option<i64>,
    days_before: Option<i64>,
    added: i64,
    changed: i64,
    removed: i64,
}

impl ChangeRow {
    pub fn read(self, quarter: FiscalQuarter, today: Date) -> Result<FileChange, ServiceError> {
        let before = match (self.employees_before, self.hours_before, self.days_before) {
            (Some(employees), Some(hours), Some(days_with_rn)) => Some(
                FiguresRow {
                    employees,
                    hours,
                    days_with_rn,
                }
                .read(quarter, today),
            ),
            _ => None,
        };
        Ok(FileChange {
            process_type: ProcessType::parse(&self.process_type).ok_or(ServiceError::Corrupt {
                what: "process type",
            })?,
            before,
            after: self.after.read(quarter, today),
            added: self.added,
            changed: self.changed,
            removed: self.removed,
        })
    }
}

#[derive(store::FromRow)]
struct FileRow {
    ordinal: i32,
    fiscal_year: i32,
    quarter: i32,
    #[row(flatten)]
    change: ChangeRow,
}

/// What the files of a submission made of their quarters, by their numbers; of one file alone where `ordinal` says which. Whoever may see
/// a file may see the totals that it found: they are told to whoever sends for its facility (see [`super::compare()`]), and to whoever sees
/// the hours there.
pub(crate) async fn changes_of(
    tx: &mut Tx,
    number: SubmissionNumber,
    ordinal: Option<i32>,
    today: Date,
) -> Result<HashMap<i32, FileChange>, ServiceError> {
    let rows = fetch!(fetch_all, FileRow, tx, OF_SUBMISSION, number.0, ordinal)?;
    let read = |row: FileRow| {
        let quarter = quarter_of(Some(row.fiscal_year), Some(row.quarter));
        let quarter = quarter.ok_or(ServiceError::Corrupt { what: "quarter" })?;
        Ok((row.ordinal, row.change.read(quarter, today)?))
    };
    rows.into_iter().map(read).collect()
}
