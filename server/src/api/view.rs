//! What programs read: the JSON of the interface, which says nothing that a page would not.

use domain::submissions::{Receipt, ReceiptFile, SubmissionKind, SubmissionNumber};
use serde::{Deserialize, Serialize};
use services::submissions::program::SubmissionHead;

use super::ROOT;

/// A file was received. It is checked after this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// The Submission ID.
    pub number: i64,
    /// Where its state is asked for.
    pub url: String,
}

/// A submission and its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The Submission ID.
    pub number: i64,
    /// `pbj` or `assessments`.
    pub kind: String,
    pub file_name: String,
    pub bytes: i64,
    /// Of the bytes that were received, in hexadecimal digits.
    pub sha256: String,
    /// The user ID of whoever sent it.
    pub sender: String,
    /// When its last byte arrived (RFC 3339).
    pub received_at: String,
    pub state: String,
    /// Whether the state is the last one.
    pub is_final: bool,
    pub finished_at: Option<String>,
    /// Those that the token may see; none before the submission is read.
    pub files: Vec<File>,
}

/// One XML file: the submission itself, or a member of its ZIP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Counted from 1.
    pub ordinal: i32,
    pub name: String,
    /// None where the file names none that its sender may send for.
    pub facility: Option<Facility>,
    /// The fiscal quarter of a staffing file: `2026Q4`.
    pub quarter: Option<String>,
    pub state: String,
    pub is_final: bool,
    /// Whether it came by the deadline of its quarter.
    pub on_time: Option<bool>,
    /// How many fatal messages its report has.
    pub fatal: i64,
    pub warnings: i64,
    /// The report in the shape of CMS's Validation Utility Tool, once the file is decided.
    pub report_json: Option<String>,
    pub report_csv: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facility {
    pub ccn: Option<String>,
    pub name: String,
}

/// The files of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    pub files: Vec<File>,
}

/// Submissions in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submissions {
    pub submissions: Vec<Head>,
    /// Where the list goes on; none on its last page.
    pub next: Option<String>,
}

/// A submission in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The Submission ID.
    pub number: i64,
    /// `pbj` or `assessments`.
    pub kind: String,
    pub file_name: String,
    pub bytes: i64,
    pub received_at: String,
    pub state: String,
    pub is_final: bool,
    pub finished_at: Option<String>,
    pub url: String,
}

/// Where a submission is asked for.
#[must_use]
pub fn url_of(number: SubmissionNumber) -> String {
    format!("{ROOT}/submissions/{number}")
}

impl Received {
    #[must_use]
    pub fn new(number: SubmissionNumber) -> Self {
        Self {
            number: number.0,
            url: url_of(number),
        }
    }
}

impl From<Receipt> for Submission {
    fn from(receipt: Receipt) -> Self {
        let number = receipt.number;
        let files = receipt.files.into_iter();
        Self {
            number: number.0,
            kind: receipt.kind.key().to_owned(),
            file_name: receipt.file_name,
            bytes: receipt.size,
            sha256: receipt.hash,
            sender: receipt.sender,
            received_at: receipt.received_at.iso(),
            state: receipt.progress.state.as_str().to_owned(),
            is_final: receipt.progress.state.is_decided(),
            finished_at: receipt.progress.finished_at.map(|at| at.iso()),
            files: files.map(|file| File::new(number, file)).collect(),
        }
    }
}

impl File {
    fn new(number: SubmissionNumber, file: ReceiptFile) -> Self {
        let is_final = file.state.is_decided();
        let report = |format: &str| {
            let url = url_of(number);
            is_final.then(|| format!("{url}/files/{}/report.{format}", file.ordinal))
        };
        Self {
            ordinal: file.ordinal,
            report_json: report("json"),
            report_csv: report("csv"),
            name: file.name,
            facility: file.facility.map(|facility| Facility {
                ccn: facility.ccn.map(|ccn| ccn.as_str().to_owned()),
                name: facility.name,
            }),
            quarter: file.quarter.map(|quarter| quarter.key()),
            state: file.state.as_str().to_owned(),
            is_final,
            on_time: file.on_time,
            fatal: file.fatal,
            warnings: file.warnings,
        }
    }
}

impl Head {
    #[must_use]
    pub fn new(kind: SubmissionKind, head: SubmissionHead) -> Self {
        Self {
            number: head.number.0,
            kind: kind.key().to_owned(),
            file_name: head.file_name,
            bytes: head.size,
            received_at: head.received_at.iso(),
            state: head.state.as_str().to_owned(),
            is_final: head.state.is_decided(),
            finished_at: head.finished_at.map(|at| at.iso()),
            url: url_of(head.number),
        }
    }
}
