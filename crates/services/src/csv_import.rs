//! CSV files that operators import: their columns by name, their lines a batch at a time.

use std::{fmt, io::Read};

use csv::{StringRecord, StringRecordsIter};
use domain::spreadsheet::letters_and_digits;

use crate::ServiceError;

/// Why a file could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("No column of this file is named {column}. Its first line must name the columns.")]
    NoColumn { column: &'static str },
    #[error("This is not a CSV file that can be read.")]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<Why> {
    /// Counted from 1, the heading being the first.
    pub line: u64,
    /// What stood in the column that says what the line is about: a CCN, a user ID, a code.
    pub about: String,
    pub why: Why,
}

/// As the command line prints it.
impl<Why: fmt::Display> fmt::Display for Refusal<Why> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, about, why } = self;
        write!(f, "line {line}, {about:?}: {why}")
    }
}

/// The names of a file's columns, by their letters and digits.
pub(crate) struct Headings(Vec<String>);

impl Headings {
    pub fn of(line: &StringRecord) -> Self {
        Self(line.iter().map(letters_and_digits).collect())
    }

    /// The place of the column that has the first of these names which the file has.
    pub fn place(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.0.iter().position(|heading| heading == name))
    }

    /// The same of a column without which the file says nothing; `column` is how people know it.
    pub fn needed(&self, column: &'static str, names: &[&str]) -> Result<usize, ImportError> {
        self.place(names).ok_or(ImportError::NoColumn { column })
    }
}

/// The next lines of a file, at most so many; none at its end.
pub(crate) fn batch<R: Read>(
    records: &mut StringRecordsIter<'_, R>,
    most: usize,
) -> Result<Option<Vec<StringRecord>>, csv::Error> {
    let lines: Vec<_> = records.take(most).collect::<Result<_, _>>()?;
    Ok((!lines.is_empty()).then_some(lines))
}
