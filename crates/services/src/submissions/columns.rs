//! The columns that tables of reports share: what a message says, and whose record it is about without naming anybody.

use domain::{
    assessments::{AssessmentNumber, PatientNumber, reasons_in_words},
    submissions::SubmissionKind,
    time::display_date,
};
use store::row::Day;

const MESSAGE: [&str; 10] = [
    "Message",
    "Edit",
    "Severity",
    "Text",
    "What to Change",
    "Item",
    "Value",
    "Allowed",
    "Line",
    "Element",
];
/// The headings of a payroll file's messages that say about whom one is, and about which day.
const ENTRY: [&str; 2] = ["Employee ID", "Date"];
const RECORD: [&str; 6] = [
    "Instrument",
    "Reason",
    "Target Date",
    "Document",
    "Patient ID",
    "Assessment ID",
];

/// Which columns a table has: `first`, those of an assessment's record, and those of a message.
pub(super) fn headings(kind: SubmissionKind, first: &[&'static str]) -> Vec<&'static str> {
    let mut headings = first.to_vec();
    if kind == SubmissionKind::Assessments {
        headings.extend(RECORD);
    }
    headings.extend(MESSAGE);
    if kind == SubmissionKind::Staffing {
        headings.extend(ENTRY);
    }
    headings
}

/// The cells of a row under such headings, from those of each part.
pub(super) fn cells(
    kind: SubmissionKind,
    first: Vec<String>,
    record: RecordMarks,
    message: [String; MESSAGE.len()],
    entry: [String; ENTRY.len()],
) -> Vec<String> {
    let mut cells = first;
    if kind == SubmissionKind::Assessments {
        cells.extend(record.cells());
    }
    cells.extend(message);
    if kind == SubmissionKind::Staffing {
        cells.extend(entry);
    }
    cells
}

/// Which record a file is, as far as it could be read.
#[derive(Debug, Clone, Default, store::FromRow)]
pub(super) struct RecordMarks {
    instrument: Option<String>,
    reasons: Option<String>,
    target_date: Option<Day>,
    /// The provider's own mark.
    document: Option<String>,
    patient: Option<i64>,
    /// The version that it became.
    assessment: Option<i64>,
}

impl RecordMarks {
    fn cells(self) -> [String; RECORD.len()] {
        let said = Option::unwrap_or_default;
        let instrument = said(self.instrument);
        let reasons = reasons_in_words(&instrument, &said(self.reasons));
        let day = self.target_date.map(|day| display_date(day.to_jiff()));
        let patient = self.patient.map(|number| PatientNumber(number).to_string());
        let assessment = self.assessment.map(AssessmentNumber);
        [
            instrument,
            reasons,
            said(day),
            said(self.document),
            said(patient),
            said(assessment.map(|number| number.to_string())),
        ]
    }
}
