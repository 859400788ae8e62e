use domain::providers::{NotACcn, NotAFacilityId, NotAState};

use super::Outcome;
use crate::{ServiceError, csv_import::Refusal};

/// What became of a file's lines.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Lines under the heading.
    pub lines: u64,
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub refused: Vec<Refusal<WhyRefused>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyRefused {
    #[error(transparent)]
    Ccn(#[from] NotACcn),
    #[error(transparent)]
    State(#[from] NotAState),
    #[error(transparent)]
    FacilityId(#[from] NotAFacilityId),
    #[error("A number of beds has digits only.")]
    Beds,
    #[error("A date is written as MM/DD/YYYY or YYYY-MM-DD.")]
    Date,
    #[error("This CCN is of a kind of provider that is not served yet.")]
    Kind,
    #[error("No provider has this CCN, and the line has no name to add one by.")]
    Unknown,
    #[error("This CCN stands on line {first} already.")]
    Repeated { first: u64 },
    #[error("This Facility ID belongs to CCN {holder} of the same state.")]
    FacilityIdTaken { holder: String },
}

/// Why a file could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("No column of this file is named CCN. Its first line must name the columns.")]
    NoCcnColumn,
    #[error("Beside the CCN, no column of this file has a name that is known.")]
    NothingToRead,
    #[error("This is not a CSV file that can be read.")]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl ImportReport {
    pub(super) fn count(&mut self, line: u64, about: String, outcome: Outcome) {
        self.lines += 1;
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Refused(why) => self.refused.push(Refusal { line, about, why }),
        }
    }
}

/// As the command line prints it: the refused lines, then the counts.
impl std::fmt::Display for ImportReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for refusal in &self.refused {
            writeln!(f, "{refusal}")?;
        }
        let Self {
            lines,
            added,
            changed,
            unchanged,
            refused,
        } = self;
        let refused = refused.len();
        write!(
            f,
            "{lines} lines read: {added} added, {changed} changed, {unchanged} unchanged, {refused} refused"
        )
    }
}
