//! What the history, the receipt and the Final Validation Report show.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Severity, SubmissionFilter, SubmissionKind, SubmissionNumber, SubmissionState};
use crate::{
    access::Role,
    assessments::{AssessmentNumber, Transaction},
    listing::Page,
    providers::{Ccn, FacilityId, ProviderId, ProviderType, StateCode},
    reports::ReportParameters,
    staffing::{FileChange, FiscalQuarter, ProcessType, TotalHours},
    time::Instant,
};

/// What became of bytes that were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiving {
    /// There is a receipt: a new one, or the one that the same key had made before.
    Received(SubmissionNumber),
    /// The same bytes came before; nothing was received until the sender says "again".
    SentBefore(SubmissionNumber),
}

/// A facility as lists and headers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    pub id: ProviderId,
    pub name: String,
    pub ccn: Option<Ccn>,
}

/// A facility for which someone may send files, as files name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendsFor {
    pub facility: Facility,
    /// The state's own number for it (item facilityId), not the CCN.
    pub facility_id: FacilityId,
    pub state: StateCode,
    /// Says of which instrument its assessments are.
    pub kind: ProviderType,
}

/// A row of the history: a file, that is, a submission or one member of its ZIP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionLine {
    pub number: SubmissionNumber,
    /// Its place in the ZIP, from 1; none before the submission has been opened.
    pub ordinal: Option<i32>,
    pub file_name: String,
    pub received_at: Instant,
    pub sender: String,
    pub facility: Option<Facility>,
    pub quarter: Option<FiscalQuarter>,
    pub state: SubmissionState,
    pub fatal: i64,
    pub warnings: i64,
}

/// The receipt: what arrived, when, from whom, and how far it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub number: SubmissionNumber,
    pub kind: SubmissionKind,
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// User ID and name.
    pub sender: String,
    pub sender_name: String,
    pub role: Role,
    pub started_at: Instant,
    pub received_at: Instant,
    pub progress: LiveState,
    /// Those that the reader may see, in the order of the ZIP, the first [`Self::FILES`]; none before it has been opened.
    pub files: Vec<ReceiptFile>,
    /// Those whose records of the reader's are decided, by name, the first [`Self::FILES`], and at the end what names none that is known.
    /// None for payroll files; files that are no records count nowhere.
    pub providers: Vec<ProviderCounts>,
    /// Whether the report of everything that one has sent oneself is the reader's, too.
    pub has_own_report: bool,
}

impl Receipt {
    /// The most files that a receipt lists, and the most providers.
    pub const FILES: usize = 200;

    /// What a report about this submission is asked for: the day on which it came, and one facility or all of them.
    #[must_use]
    pub fn report_parameters(&self, facility: Option<Ccn>) -> ReportParameters {
        let day = self.received_at.eastern().date();
        ReportParameters {
            facility,
            from: Some(day),
            to: Some(day),
            ..ReportParameters::default()
        }
    }
}

/// What became of the records of one provider in a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderCounts {
    /// None where they name none that is known, or whose the sender is not.
    pub facility: Option<Facility>,
    pub processed: i64,
    /// With warnings or without.
    pub accepted: i64,
    pub with_warnings: i64,
    pub rejected: i64,
    /// Messages in all of them.
    pub fatal: i64,
    pub warnings: i64,
}

impl ProviderCounts {
    /// In the place of a name.
    pub const UNKNOWN: &str = "No provider that is known";

    /// The list of these files; none of a provider that has no number to ask for.
    #[must_use]
    pub fn files(
        &self,
        number: SubmissionNumber,
        kind: SubmissionKind,
    ) -> Option<SubmissionFilter> {
        let ccn = self.facility.as_ref()?.ccn.clone()?;
        Some(SubmissionFilter {
            kind,
            number: Some(number),
            facility: Some(ccn),
            ..SubmissionFilter::default()
        })
    }
}

/// How far a submission is, with the moments at which it got there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveState {
    pub state: SubmissionState,
    pub received_at: Instant,
    pub checking_at: Option<Instant>,
    pub finished_at: Option<Instant>,
}

/// One file of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    pub ordinal: i32,
    pub name: String,
    pub facility: Option<Facility>,
    pub quarter: Option<FiscalQuarter>,
    pub on_time: Option<bool>,
    pub state: SubmissionState,
    pub fatal: i64,
    pub warnings: i64,
    /// What an accepted payroll file made of its quarter.
    pub change: Option<FileChange>,
}

/// The Final Validation Report of one file: header, counts, and one page of one edit's messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub number: SubmissionNumber,
    pub kind: SubmissionKind,
    pub sender: String,
    pub sender_name: String,
    pub received_at: Instant,
    pub finished_at: Option<Instant>,
    pub file: ReceiptFile,
    /// The header as the file has it, also when no such facility is known.
    pub facility_id: Option<String>,
    pub state_code: Option<String>,
    pub process_type: Option<ProcessType>,
    pub employees: i64,
    pub entries: i64,
    /// Hour entries that were not processed.
    pub entries_left_out: i64,
    pub hours: TotalHours,
    /// Of an assessment.
    pub record: Option<SentRecord>,
    /// Every edit that was found, the gravest first.
    pub edits: Vec<EditCount>,
    /// The edit whose messages `messages` has; none shows all of them.
    pub edit: Option<String>,
    pub messages: Page<Message>,
    /// CMS's own sentences about the edits that were found, as far as the operator has imported them.
    pub official: Vec<OfficialText>,
}

impl Report {
    /// Whether the file could be read as a record of an assessment.
    #[must_use]
    pub fn is_record(&self) -> bool {
        self.record
            .as_ref()
            .is_some_and(|record| record.instrument.is_some())
    }
}

/// The record of an assessment file, as it says of itself; none where it does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRecord {
    /// `OASIS`, `MDS`.
    pub instrument: Option<String>,
    pub specification: Option<String>,
    pub subset: Option<String>,
    pub reasons: Option<String>,
    pub transaction: Option<Transaction>,
    #[serde(with = "crate::time::wire")]
    pub target: Option<Date>,
    /// `LAST, FIRST`.
    pub patient: String,
    /// `03/15/1940`, as the file has it, else as the profile; empty where neither says it, or whoever looks may see no patient.
    pub patient_birth: String,
    /// The provider's own mark for the document.
    pub document: Option<String>,
    /// Checked, and not kept: the provider is not certified.
    pub is_test: bool,
    /// What it became.
    pub assessment: Option<AssessmentNumber>,
    /// Whether whoever looks may open the page of that.
    pub may_open: bool,
    /// By which rules it was checked, and how many edits these are.
    pub rules: Option<(String, i32)>,
}

/// How often one edit was found; complete, also where the messages were cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditCount {
    pub edit: String,
    pub severity: Severity,
    pub occurrences: i64,
}

/// One message of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Counted from 1 in the order of the file.
    pub ordinal: i32,
    pub edit: String,
    pub severity: Severity,
    pub text: String,
    pub fix: String,
    pub item: String,
    pub value: Option<String>,
    pub allowed: Option<String>,
    pub line: Option<i64>,
    pub path: Option<String>,
    pub employee: Option<String>,
    #[serde(with = "crate::time::wire")]
    pub date: Option<Date>,
}

/// CMS's own sentence about an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialText {
    pub edit: String,
    /// Of the data specifications that it is from.
    pub version: String,
    pub text: String,
}
