//! What programs read: the JSON of the interface, which says nothing that a page would not.

use domain::staffing::FiscalQuarter;
use domain::submissions::{Receipt, ReceiptFile, SubmissionKind, SubmissionNumber};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use services::submissions::program::SubmissionHead;
use utoipa::ToSchema;

use super::ROOT;

/// A file was received. It is checked after this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "number": 1_000_123,
    "url": "/api/v1/submissions/1000123",
}))]
pub struct Received {
    /// The Submission ID.
    pub number: i64,
    /// Where its state is asked for.
    pub url: String,
}

/// A submission and its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "number": 1_000_123,
    "kind": "pbj",
    "file_name": "hours.xml",
    "bytes": 48_213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sender": "VENDOR.SENDS",
    "received_at": "2026-11-10T17:00:05Z",
    "state": "accepted_with_warnings",
    "is_final": true,
    "finished_at": "2026-11-10T17:00:07Z",
    "files": [{
        "ordinal": 1,
        "name": "hours.xml",
        "facility": { "ccn": "165123", "name": "Maple Ridge Care Center" },
        "quarter": "2026Q4",
        "state": "accepted_with_warnings",
        "is_final": true,
        "on_time": true,
        "fatal": 0,
        "warnings": 1,
        "report_json": "/api/v1/submissions/1000123/files/1/report.json",
        "report_csv": "/api/v1/submissions/1000123/files/1/report.csv",
    }],
}))]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Facility {
    pub ccn: Option<String>,
    pub name: String,
}

/// The files of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "files": [{
        "ordinal": 1,
        "name": "hours.xml",
        "facility": { "ccn": "165123", "name": "Maple Ridge Care Center" },
        "quarter": "2026Q4",
        "state": "accepted_with_warnings",
        "is_final": true,
        "on_time": true,
        "fatal": 0,
        "warnings": 1,
        "report_json": "/api/v1/submissions/1000123/files/1/report.json",
        "report_csv": "/api/v1/submissions/1000123/files/1/report.csv",
    }] }))]
pub struct Files {
    pub files: Vec<File>,
}

/// Submissions in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "submissions": [{
        "number": 1_000_123,
        "kind": "pbj",
        "file_name": "hours.xml",
        "bytes": 48_213,
        "received_at": "2026-11-10T17:00:05Z",
        "state": "received",
        "is_final": false,
        "finished_at": null,
        "url": "/api/v1/submissions/1000123",
    }],
    "next": "/api/v1/submissions?since=2026-11-10&limit=1&after=1000123",
}))]
pub struct Submissions {
    pub submissions: Vec<Head>,
    /// Where the list goes on; none on its last page.
    pub next: Option<String>,
}

/// A submission in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

/// The form that sends a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmitForm {
    /// `pbj`: payroll-based journal; `assessments`: OASIS and MDS. It comes before the file.
    pub kind: String,
    /// Sends the same bytes once more, whatever it holds; before the file.
    pub again: Option<String>,
    /// An XML file, or a ZIP of XML files.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<u8>,
}

/// The form that has a file checked.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckForm {
    /// An XML file, or a ZIP of XML files: payroll-based journal, OASIS or MDS.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<u8>,
}

/// The form of CMS's Validation Utility Tool.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VutForm {
    /// An XML file, or a ZIP of XML files: payroll-based journal, OASIS or MDS.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub assessment_file: Vec<u8>,
}

/// What was found in a file, as CMS's Validation Utility Tool writes it ([`domain::submissions::VutAnswer`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "submissionDate": "11/10/2026 12:00 PM",
    "validationResults": [{
        "filename": "hours.xml",
        "accepted": false,
        "validationErrors": [{ "results": {
            "message_number": 1,
            "error_id": "-3676",
            "severity": "Fatal",
            "text": "The value is not one of those allowed.",
            "item": "jobTitleCode",
            "item_value": "99",
        } }],
    }],
}))]
pub struct CheckAnswer {
    /// In Eastern Time.
    pub submission_date: String,
    pub validation_results: Vec<CheckedFile>,
}

/// The report of a file that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ReportAnswer {
    /// Of a staffing file: an array of one.
    Staffing(Vec<CheckedFile>),
    /// Of an assessment; its submission date is that of its receipt.
    Assessment(CheckAnswer),
}

/// A file and its messages; an accepted file is one without fatal messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "filename": "hours.xml", "accepted": true, "validationErrors": [] }))]
pub struct CheckedFile {
    pub filename: String,
    pub accepted: bool,
    pub validation_errors: Vec<CheckMessage>,
    /// Of an assessment that could be read: whose it is and what it is about, as submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_payload: Option<CheckedRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckMessage {
    pub results: CheckResults,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckResults {
    /// Counted from 1 in each file.
    pub message_number: usize,
    /// The number of the edit, or `intake:…` where the file could not be read.
    pub error_id: String,
    /// `Fatal`, `Warning` or `Information`.
    pub severity: String,
    pub text: String,
    pub item: String,
    pub item_value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckedRecord {
    pub ssn: String,
    pub first_name: String,
    pub last_name: String,
    pub facility_name: String,
    pub state_code: String,
    /// YYYYMMDD.
    pub target_date: String,
    pub reason_type: String,
    pub medicare_id: String,
    pub transaction_type_code: String,
    pub system_code: String,
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
            finished_at: receipt.progress.finished_at.map(Instant::iso),
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
            quarter: file.quarter.map(FiscalQuarter::key),
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
            finished_at: head.finished_at.map(Instant::iso),
            url: url_of(head.number),
        }
    }
}
