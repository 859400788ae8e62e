//! One record's end: held against what is stored, made the current version if it is accepted, and reported.

mod case;
mod report;
pub(crate) mod version;

use std::{collections::HashMap, time::Instant as Stopwatch};

use domain::{
    assessments::DraftId,
    audit::{Act, Event, Object, Who},
    count::as_count,
    identity::UserId,
    providers::StateCode,
    submissions::{FileState, Severity, SubmissionNumber},
};
use jiff::civil::Date;
use store::{Tx, exec, jobs::JobError};
use submission::assessments::{Checked, Key, ServerCheck};
use uuid::Uuid;

use super::{
    check::facility_of,
    drafts, edits,
    facility::{Facilities, Facility},
    inbox::close_answered,
    read::ReadRecord,
};
use crate::{
    audit,
    patients::{self, matching},
    submissions::{
        check::{FILE_STATE, Sent, Work},
        settle::report::{FINDING, FINDING_COUNT, count_rows, finding_rows},
    },
};
pub(super) use case::said_of;
use case::{Case, RecordVerdict};
use report::{Report, SENT_RECORD};
use version::Version;

store::sql! {
    SETTLE = "update submission_file set provider_id = $2, state = $3, fatal_count = $4, warning_count = $5, finished_at = $6 \
              where id = $1 and state = 'received'";
}

/// A transaction takes in records for so many milliseconds, so that others may write between two of them.
const TURN_MILLISECONDS: u128 = 40;

/// A record of the submission: its place from 1, its row, and what was read.
pub(super) type Open<'a> = (i32, Uuid, &'a ReadRecord);

/// The records of one submission at work, with what they share.
pub(super) struct Desk<'a> {
    work: &'a Work<'a>,
    sent: &'a Sent,
    /// The form that the submission was made of, if it was.
    form: Option<DraftId>,
    facilities: Facilities,
    excluded: HashMap<StateCode, Vec<String>>,
}

impl<'a> Desk<'a> {
    pub fn new(work: &'a Work<'a>, sent: &'a Sent, form: Option<DraftId>) -> Self {
        Self {
            work,
            sent,
            form,
            facilities: Facilities::default(),
            excluded: HashMap::new(),
        }
    }

    /// Settles the first of these, as many as a short transaction takes. Gives their number, at least one.
    pub async fn settle_some(&mut self, open: &[Open<'_>]) -> Result<usize, JobError> {
        let began = Stopwatch::now();
        // One may be deleted between two transactions.
        self.excluded.clear();
        let mut tx = self.work.write().await?;
        // Before the turns of the providers whose records these are.
        matching::turn_to_make(&mut tx).await?;
        let mut reports = Vec::new();
        for (_, id, record) in open {
            let verdict = self.settle(&mut tx, *id, record).await?;
            reports.push(Report::new(*id, record, verdict));
            if began.elapsed().as_millis() > TURN_MILLISECONDS {
                break;
            }
        }
        let mut tx = self.write(tx, &reports).await?;
        for answer in reports.iter().filter_map(Report::answer) {
            close_answered(&mut tx, &answer, self.work.now().system).await?;
        }
        let first = open.first().map_or(0, |(ordinal, ..)| *ordinal);
        audit::commit(tx, self.work.services, self.settled(first, &reports)).await?;
        Ok(reports.len())
    }

    /// Holds a record against what is stored, and stores it if nothing fatal is found.
    async fn settle(
        &mut self,
        tx: &mut Tx,
        file: Uuid,
        record: &ReadRecord,
    ) -> Result<RecordVerdict, JobError> {
        let mut verdict = RecordVerdict::default();
        if let Some(mut case) = self.open(tx, (file, record), &mut verdict).await? {
            let when = (self.day(), self.work.now().system);
            let excluded = self.excluded(tx, case.facility.state).await?;
            case.tidy_diagnoses(tx, excluded, when).await?;
            let version = case.weigh(tx, self.work).await?;
            self.store(tx, &mut case, version).await?;
        }
        if verdict.assessment.is_none() && !verdict.is_test && !verdict.is_fatal(record) {
            // Accepted is only what is stored.
            verdict.found.push(edits::not_stored());
        }
        Ok(verdict)
    }

    /// The case of a record, as far as it says enough to be held against what is stored.
    async fn open<'r>(
        &mut self,
        tx: &mut Tx,
        (file, record): (Uuid, &'r ReadRecord),
        verdict: &'r mut RecordVerdict,
    ) -> Result<Option<Case<'r>>, JobError> {
        let Some(checked) = &record.checked else {
            return Ok(None);
        };
        let Some(facility) = self.facility(tx, record, checked, verdict).await? else {
            return Ok(None);
        };
        verdict.at_facility(checked, &facility);
        Ok(Case::open((file, record), checked, facility, verdict))
    }

    /// The provider of a record, where its sender may send for it.
    async fn facility(
        &mut self,
        tx: &mut Tx,
        record: &ReadRecord,
        checked: &Checked,
        verdict: &mut RecordVerdict,
    ) -> Result<Option<Facility>, JobError> {
        let (Some(state), Some(number)) = facility_of(record) else {
            // What is missing is found already.
            return Ok(None);
        };
        let instrument = checked.pack.instrument.as_str();
        let found = self
            .facilities
            .find(tx, self.sent, instrument, (state, number))
            .await?;
        let broken = match found {
            Some(facility) if facility.is_senders => return Ok(Some(facility)),
            Some(_) => ServerCheck::Authorization,
            None => ServerCheck::Facility,
        };
        let finding = edits::edit(checked, broken, Some(Key::Facility), None);
        verdict.found.extend(finding);
        Ok(None)
    }

    /// The day on which the submission came.
    fn day(&self) -> Date {
        self.sent.received_at().eastern().date()
    }

    async fn excluded(&mut self, tx: &mut Tx, state: StateCode) -> Result<&[String], JobError> {
        if !self.excluded.contains_key(&state) {
            let today = self.day();
            let codes = patients::exclusions::in_force(tx, state, today).await?;
            self.excluded.insert(state, codes);
        }
        Ok(&self.excluded[&state])
    }

    /// Stores the version that a record becomes, and what was accepted in the form that it was made of.
    async fn store(
        &self,
        tx: &mut Tx,
        case: &mut Case<'_>,
        version: Option<Version>,
    ) -> Result<(), JobError> {
        let is_accepted = !case.is_fatal() && (version.is_some() || case.verdict.is_test);
        if let Some(version) = version {
            let id = version.store(tx, case, self.work).await?;
            case.verdict.patient = Some(version.patient);
            case.verdict.assessment = Some(id);
        }
        if let Some(form) = self.form
            && is_accepted
        {
            let lines = case.checked.record.lines(&case.checked.pack);
            drafts::hold_accepted(tx, form, &lines).await?;
        }
        Ok(())
    }

    /// What the audit trail says of records that were settled together.
    fn settled(&self, first: i32, reports: &[Report<'_>]) -> Event {
        let count = |state: fn(FileState) -> bool| {
            reports
                .iter()
                .filter(|report| state(report.state()))
                .count()
        };
        Event::new(Act::FileSettled, Who::Program, self.work.now().system)
            .of(UserId(self.sent.user_id))
            .about(Object::Submission(SubmissionNumber(self.sent.number)))
            .at(reports.iter().filter_map(|report| report.verdict.provider))
            .count("first", first)
            .count("accepted", count(FileState::is_accepted))
            .count("rejected", count(|state| state == FileState::Rejected))
    }

    async fn write(&self, tx: Tx, reports: &[Report<'_>]) -> Result<Tx, JobError> {
        let all: Vec<_> = reports
            .iter()
            .flat_map(|report| finding_rows(report.id, 1, &report.found))
            .collect();
        let tx = FINDING.insert(tx, &all).await?;
        let counts: Vec<_> = reports
            .iter()
            .flat_map(|report| count_rows(report.id, &report.counts))
            .collect();
        let tx = FINDING_COUNT.insert(tx, &counts).await?;
        let today = self.day();
        let rows: Vec<_> = reports.iter().map(|report| report.row(today)).collect();
        let mut tx = SENT_RECORD.insert(tx, &rows).await?;
        for report in reports {
            let settled = exec!(
                tx,
                SETTLE,
                report.id,
                report.verdict.provider.map(|provider| provider.0),
                report.state().as_str(),
                as_count(report.count(Severity::Fatal)),
                as_count(report.count(Severity::Warning)),
                self.work.now().rules.0,
            )?;
            if settled != 1 {
                return Err(JobError::Failed(FILE_STATE.into()));
            }
        }
        Ok(tx)
    }
}
