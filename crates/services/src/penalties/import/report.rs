use domain::{money::NotMoney, providers::NotACcn};

use super::Outcome;
use crate::csv_import::Refusal;

/// What became of a file's lines.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Lines under the heading.
    pub lines: u64,
    pub added: u64,
    pub unchanged: u64,
    /// Denials of payment, which are no civil money penalties.
    pub denials: u64,
    pub refused: Vec<Refusal<WhyRefused>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyRefused {
    #[error(transparent)]
    Ccn(#[from] NotACcn),
    #[error(transparent)]
    Amount(#[from] NotMoney),
    #[error("A fine is more than nothing.")]
    Nothing,
    #[error("A date is written as MM/DD/YYYY or YYYY-MM-DD.")]
    Date,
    #[error("A penalty is a fine or a payment denial.")]
    Kind,
    #[error("No provider has this CCN. Import the providers first.")]
    Unknown,
}

impl ImportReport {
    pub(super) fn count(&mut self, line: u64, about: String, outcome: Outcome) {
        self.lines += 1;
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Denial => self.denials += 1,
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
            unchanged,
            denials,
            refused,
        } = self;
        let refused = refused.len();
        writeln!(
            f,
            "{lines} lines read: {added} cases added, {unchanged} unchanged, {refused} refused"
        )?;
        write!(
            f,
            "{denials} payment denials were left out: they are remedies, and no civil money penalties"
        )
    }
}
