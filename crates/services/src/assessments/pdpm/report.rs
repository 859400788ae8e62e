use domain::assessments::NotADiagnosisCode;

use crate::csv_import::Refusal;

/// What became of a file's lines.
#[derive(Debug, Default)]
pub struct DiagnosesReport {
    /// Lines under the heading.
    pub lines: u64,
    pub added: u64,
    pub unchanged: u64,
    pub refused: Vec<Refusal<NotADiagnosis>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADiagnosis {
    #[error(transparent)]
    Code(#[from] NotADiagnosisCode),
    #[error("A fiscal year has four digits, and is 2020 at least.")]
    Year,
    #[error("A list is 1 or 2.")]
    List,
}

/// As the command line prints it: the refused lines, then the counts.
impl std::fmt::Display for DiagnosesReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for refusal in &self.refused {
            writeln!(f, "{refusal}")?;
        }
        let Self {
            lines,
            added,
            unchanged,
            refused,
        } = self;
        let refused = refused.len();
        write!(
            f,
            "{lines} lines read: {added} added, {unchanged} unchanged, {refused} refused"
        )
    }
}
