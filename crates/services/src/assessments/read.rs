//! Reading a submission of assessments: the same check as in the browser, and the records themselves.

use std::{cell::RefCell, fs::File, ops::ControlFlow, sync::Arc};

use domain::submissions::Severity;
use jiff::civil::Date;
use submission::{
    Finding, Findings, Limits, NotChecked, Options, Place,
    assessments::{
        Assessments, Checked, Fields, Intake, Judge, Judged, Library, RecordSummary, Wanted,
    },
};

/// One XML file: the submission itself or a member of its ZIP.
#[derive(Debug)]
pub(crate) struct ReadRecord {
    pub name: String,
    pub findings: Findings,
    /// What it says of itself; empty when it could not be read to its end.
    pub summary: RecordSummary,
    /// None when it could not be read, or no rules are held for it.
    pub checked: Option<Checked>,
}

/// Judges, and keeps the records that it has judged.
struct Keeping<'a> {
    library: &'a Library,
    kept: RefCell<Vec<Option<Checked>>>,
}

impl Judge for Keeping<'_> {
    fn begin(&self) -> Box<dyn Intake> {
        self.library.begin()
    }

    fn judge(&self, fields: &Fields, file: &str, today: Date) -> Result<Judged, Wanted> {
        let (judged, checked) = self.library.judge_record(fields, file, today)?;
        self.kept.borrow_mut().push(checked);
        Ok(judged)
    }
}

/// Reads all records of a submission. It computes for as long as they are many: not for an async thread.
///
/// # Errors
/// When the bytes cannot be read, which says nothing about the records.
pub(crate) fn read(
    mut bytes: File,
    name: &str,
    today: Date,
    limits: &Limits,
    library: &Library,
) -> Result<Vec<ReadRecord>, NotChecked> {
    let options = Options {
        today,
        limits: *limits,
    };
    let judge = Keeping {
        library,
        kept: RefCell::default(),
    };
    let checked = submission::check(
        &mut bytes,
        name,
        &options,
        Assessments::Checked(&judge),
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )?;
    let mut kept = judge.kept.into_inner().into_iter();
    Ok(checked
        .files
        .into_iter()
        .map(|file| {
            let (summary, checked) = match file.record {
                Some(summary) => (summary, kept.next().flatten()),
                None => (RecordSummary::default(), None),
            };
            let findings = if file.summary.is_some() {
                staffing(&file.file_name, today)
            } else {
                file.findings
            };
            ReadRecord {
                name: file.file_name,
                findings,
                summary,
                checked,
            }
        })
        .collect())
}

/// A payroll file, which has a page and roles of its own. What is wrong inside of it does not matter here.
fn staffing(file: &str, today: Date) -> Findings {
    let mut findings = Findings::new(file, today, 1);
    findings.set_told(Arc::new(vec![not_an_assessment()]));
    findings
}

/// What is said of a payroll file where assessments alone are taken.
#[must_use]
pub fn not_an_assessment() -> Finding {
    Finding {
        code: "server:not-an-assessment".to_owned(),
        severity: Severity::Fatal,
        message: "This is a payroll-based journal file, and not an assessment.".to_owned(),
        fix: "Send it on the page for payroll-based journal files.".to_owned(),
        item: String::new(),
        value: None,
        allowed: None,
        place: Place::default(),
    }
}
