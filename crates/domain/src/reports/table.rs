use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ReportKind, ReportParameters};
use crate::{
    assessments::AssessmentNumber,
    listing::PageRequest,
    spreadsheet::as_it_was,
    submissions::SubmissionNumber,
    time::{Instant, display_date},
};

/// A report's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportTable {
    pub kind: ReportKind,
    pub parameters: ReportParameters,
    /// When it was made, by the rules' clock.
    pub as_of: Instant,
    /// First and last day that it is about, of a report that asks for days.
    #[serde(with = "crate::time::wire")]
    pub days: Vec<Date>,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// How many rows it has on all pages, and which of these this is. A file has all of them.
    pub total: i64,
    pub request: PageRequest,
    /// Whether there were more rows than a table has.
    pub is_cut: bool,
}

/// What stands in a table: a word, a number, or something that has a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    Text(String),
    Number(i64),
    Day(#[serde(with = "crate::time::wire")] Option<Date>),
    Moment(Instant),
    Submission(SubmissionNumber),
    /// The report of a file: submission, place in it, and its name.
    File(SubmissionNumber, i32, String),
    Assessment(AssessmentNumber),
}

/// The columns of what has a page by its number.
pub const SUBMISSION_ID: &str = "Submission ID";
pub const ASSESSMENT_ID: &str = "Assessment ID";

/// A table that was kept as a file, as far as a page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTable {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl ReportTable {
    /// The most rows that its pages have together.
    pub const PAGE_ROWS: usize = 1_000;
    /// The most rows that a report that is kept has.
    pub const MOST_ROWS: usize = 50_000;
}

impl Cell {
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// Reads what a file has in a column: what has a page by its number is that again, as far as whoever reads it may open that, and all
    /// else is text, without the apostrophe that keeps a spreadsheet from running it.
    #[must_use]
    pub fn of_file(column: &str, text: &str, opens_assessments: bool) -> Self {
        let text = as_it_was(text);
        let number = || text.parse().ok();
        let cell = match column {
            SUBMISSION_ID => number().map(|number| Self::Submission(SubmissionNumber(number))),
            ASSESSMENT_ID if opens_assessments => {
                number().map(|number| Self::Assessment(AssessmentNumber(number)))
            }
            _ => None,
        };
        cell.unwrap_or_else(|| Self::text(text))
    }

    /// As it stands in a file.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::File(_, _, text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(date) => date.map(display_date).unwrap_or_default(),
            Self::Moment(at) => at.display(),
            Self::Submission(number) => number.to_string(),
            Self::Assessment(number) => number.to_string(),
        }
    }
}
