//! What became of a picked file, in words.

use super::pace::{Pace, size};
use crate::ui::counted;
use domain::submissions::{Severity, SubmissionKind};
use std::sync::Arc;
use submission::Limits;
use submission::checker::{Checked, Member};

/// How far the check of a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It is not taken at all.
    Refused(Refusal),
    Waiting,
    Running(Pace),
    /// The person cancelled it.
    Cancelled,
    /// The checker could not start or broke off: a fault of ours or of the browser.
    Lost,
    Done(Arc<Checked>),
}

impl Check {
    /// Whether the file can be sent: it was looked at, or could not be for no fault of its own.
    #[must_use]
    pub const fn may_be_sent(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Lost)
    }

    /// What will become of the file at the server, where that is known already: a warning before it is sent.
    #[must_use]
    pub fn warning(&self, kind: SubmissionKind) -> Option<&'static str> {
        match self {
            Self::Done(checked) if checked.refusal.is_some() => Some(
                "The server cannot open this file either, and will reject it. You can still send it to have the report.",
            ),
            Self::Done(checked) if is_of_other_kind(checked, kind) => Some(
                "This is a payroll-based journal (PBJ) file. It is not taken here: send it on the page Upload PBJ Files.",
            ),
            Self::Done(checked) if payroll_files(checked, kind) > 0 => Some(
                "This ZIP has payroll-based journal (PBJ) files among the assessments. They are not taken here: send them on the page Upload PBJ Files.",
            ),
            Self::Done(checked) if count(checked, Severity::Fatal) > 0 => Some(match kind {
                SubmissionKind::Staffing => {
                    "The server will reject a file with fatal problems, and store none of its hours. You can still send it to have the report."
                }
                SubmissionKind::Assessments => {
                    "The server will reject each record with a fatal problem, and store nothing of it. You can still send the file to have the report."
                }
            }),
            _ => None,
        }
    }

    /// The state in a few words; progress has its own. `foretold`: files of it, or records of assessments, that the server will reject
    /// for their facility or quarter.
    #[must_use]
    pub fn words(&self, kind: SubmissionKind, foretold: i64) -> String {
        match self {
            Self::Refused(_) => String::from("Not taken"),
            Self::Waiting => String::from("Waiting to be checked"),
            Self::Running(_) => String::from("Checking in your browser"),
            Self::Cancelled => String::from("Check cancelled"),
            Self::Lost => String::from("Not checked here"),
            Self::Done(checked) if checked.refusal.is_some() => String::from("Cannot be opened"),
            Self::Done(checked) if is_of_other_kind(checked, kind) => {
                String::from("Not an assessment")
            }
            Self::Done(checked) => verdict(checked, kind, foretold),
        }
    }
}

/// How many payroll files stand where assessments are sent. The checker reads them as what they are, and may find nothing wrong with them.
#[must_use]
pub fn payroll_files(checked: &Checked, kind: SubmissionKind) -> usize {
    let payroll = checked.members.iter().filter(|member| member.is_payroll());
    match kind {
        SubmissionKind::Assessments => payroll.count(),
        SubmissionKind::Staffing => 0,
    }
}

/// Whether payroll files alone stand where assessments are sent.
fn is_of_other_kind(checked: &Checked, kind: SubmissionKind) -> bool {
    let payroll = payroll_files(checked, kind);
    payroll > 0 && payroll == checked.members.len()
}

/// Findings of one severity in all files.
#[must_use]
pub fn count(checked: &Checked, severity: Severity) -> i64 {
    let counts = checked.members.iter().flat_map(|member| &member.counts);
    let found: u64 = counts
        .filter(|count| count.severity == severity)
        .map(|count| count.count)
        .sum();
    found.cast_signed()
}

/// Whether this file, or this one of a ZIP, will be rejected for what was found in it.
#[must_use]
pub fn has_fatal(member: &Member) -> bool {
    let mut counts = member.counts.iter();
    counts.any(|found| found.severity == Severity::Fatal && found.count > 0)
}

/// `3 fatal problems, 1 warning`; a clean file is never called more than that.
fn verdict(checked: &Checked, kind: SubmissionKind, foretold: i64) -> String {
    let payroll = match payroll_files(checked, kind) {
        0 => None,
        1 => Some(String::from("1 file is not an assessment")),
        count => Some(format!("{count} files are not assessments")),
    };
    let words = |severity: Severity, one: &str| {
        let count = count(checked, severity);
        (count > 0).then(|| counted(count, one))
    };
    let found: Vec<String> = [
        payroll,
        rejection(kind, foretold),
        words(Severity::Fatal, "fatal problem"),
        words(Severity::Warning, "warning"),
        words(Severity::Information, "note"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() {
        String::from("No problems found here")
    } else {
        found.join(", ")
    }
}

/// `2 records will be rejected for their facility`; none where none will be.
fn rejection(kind: SubmissionKind, foretold: i64) -> Option<String> {
    let (one, why) = match kind {
        SubmissionKind::Staffing => ("file", "facility or quarter"),
        SubmissionKind::Assessments => ("record", "facility"),
    };
    let whose = if foretold == 1 { "its" } else { "their" };
    (foretold > 0).then(|| {
        format!(
            "{} will be rejected for {whose} {why}",
            counted(foretold, one)
        )
    })
}

/// Why a picked file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Folder,
    NotXmlOrZip,
    Empty,
    /// More bytes than this kind of file may have.
    XmlTooLarge {
        limit: u64,
    },
    ZipTooLarge {
        limit: u64,
    },
    /// The list is full.
    TooMany,
}

/// Files in the list at one time; as many as the form without script takes.
pub const MOST_FILES: usize = 20;

impl Refusal {
    /// Judges a file by its name and size, before it is read.
    #[must_use]
    pub fn of(name: &str, bytes: u64, limits: &Limits) -> Option<Self> {
        let ends_with = |ending: &str| {
            name.rsplit_once('.')
                .is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
        };
        if ends_with("xml") {
            match bytes {
                0 => Some(Self::Empty),
                _ => (bytes > limits.xml_bytes).then_some(Self::XmlTooLarge {
                    limit: limits.xml_bytes,
                }),
            }
        } else if ends_with("zip") {
            match bytes {
                0 => Some(Self::Empty),
                _ => (bytes > limits.zip_bytes).then_some(Self::ZipTooLarge {
                    limit: limits.zip_bytes,
                }),
            }
        } else {
            Some(Self::NotXmlOrZip)
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn message(self) -> String {
        match self {
            Self::Folder => String::from(
                "This is a folder. Choose the files inside it, or a ZIP file made from them.",
            ),
            Self::NotXmlOrZip => String::from("Choose a file that ends in .xml or .zip."),
            Self::Empty => {
                String::from("This file is empty. Export it again from the program that made it.")
            }
            Self::XmlTooLarge { limit } => format!(
                "An XML file can be at most {}. Split it into files with fewer employees, each with processType merge.",
                size(limit)
            ),
            Self::ZipTooLarge { limit } => format!(
                "A ZIP file can be at most {}. Put fewer files into it, or send the XML files one by one.",
                size(limit)
            ),
            Self::TooMany => format!(
                "The list holds {MOST_FILES} files. Remove one, then choose this file again."
            ),
        }
    }
}
