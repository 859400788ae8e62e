//! One record's end: held against what is stored, made the current version if it is accepted, and reported.

mod report;
pub(crate) mod version;

use std::{collections::HashMap, sync::Arc, time::Instant as Stopwatch};

use domain::{
    assessments::{DraftId, PatientId, Transaction},
    audit::{Act, Event, Object, Who},
    identity::UserId,
    providers::{ProviderId, StateCode},
    submissions::{FileState, Severity, SubmissionNumber},
    time::display_date,
};
use jiff::civil::Date;
use store::{Tx, exec, jobs::JobError};
use submission::{
    Finding, Findings,
    assessments::{Checked, Key, ServerCheck},
};
use uuid::Uuid;

use super::{
    check::facility_of,
    drafts, edits, exclusions,
    facility::{Facilities, Facility},
    inbox::close_answered,
    locate, pdpm,
    read::ReadRecord,
};
use crate::{
    audit,
    patients::{self, matching::Said},
    submissions::{
        check::{Sent, Work, many},
        settle::report::{FINDING, FINDING_COUNT, count_rows, finding_rows},
    },
};
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

/// What is known of a record in the end.
#[derive(Default)]
struct Verdict {
    /// None unless the sender may send for it.
    provider: Option<ProviderId>,
    is_test: bool,
    patient: Option<PatientId>,
    assessment: Option<Uuid>,
    /// Beyond what the record alone shows.
    found: Vec<Finding>,
    /// What it shows without the codes that its state's law keeps out, where it had some.
    without_excluded: Option<Findings>,
}

impl Verdict {
    /// What the record alone shows.
    fn of_record<'a>(&'a self, record: &'a ReadRecord) -> &'a Findings {
        self.without_excluded.as_ref().unwrap_or(&record.findings)
    }

    fn is_fatal(&self, record: &ReadRecord) -> bool {
        self.of_record(record).count(Severity::Fatal) > 0
            || self
                .found
                .iter()
                .any(|finding| finding.severity == Severity::Fatal)
    }
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
        let mut reports = Vec::new();
        for (_, id, record) in open {
            let mut verdict = self.weigh(&mut tx, *id, record).await?;
            if verdict.assessment.is_none() && !verdict.is_test && !verdict.is_fatal(record) {
                // Accepted is only what is stored.
                verdict.found.push(edits::not_stored());
            }
            reports.push(Report::new(*id, record, verdict));
            if began.elapsed().as_millis() > TURN_MILLISECONDS {
                break;
            }
        }
        let mut tx = self.write(tx, &reports).await?;
        for answer in reports.iter().filter_map(Report::answer) {
            close_answered(&mut tx, &answer, self.work.now().system).await?;
        }
        let count = |state: fn(FileState) -> bool| {
            reports
                .iter()
                .filter(|report| state(report.state()))
                .count()
        };
        let event = Event::new(Act::FileSettled, Who::Program, self.work.now().system)
            .of(UserId(self.sent.user_id))
            .about(Object::Submission(SubmissionNumber(self.sent.number)))
            .at(reports.iter().filter_map(|report| report.verdict.provider))
            .count("first", open.first().map_or(0, |(ordinal, ..)| *ordinal))
            .count("accepted", count(FileState::is_accepted))
            .count("rejected", count(|state| state == FileState::Rejected));
        audit::commit(tx, self.work.services, event).await?;
        Ok(reports.len())
    }

    /// Holds a record against what is stored, and stores it if nothing fatal is found.
    async fn weigh(
        &mut self,
        tx: &mut Tx,
        file: Uuid,
        record: &ReadRecord,
    ) -> Result<Verdict, JobError> {
        let mut verdict = Verdict::default();
        let Some(checked) = &record.checked else {
            return Ok(verdict);
        };
        let (Some(state), Some(number)) = facility_of(record) else {
            // What is missing is found already.
            return Ok(verdict);
        };
        let instrument = checked.pack.instrument.as_str();
        let found = self
            .facilities
            .find(tx, self.sent, instrument, (state, number))
            .await?;
        let Some(facility) = found else {
            verdict.found.extend(edits::edit(
                checked,
                ServerCheck::Facility,
                Some(Key::Facility),
                None,
            ));
            return Ok(verdict);
        };
        if !facility.is_senders {
            verdict.found.extend(edits::edit(
                checked,
                ServerCheck::Authorization,
                Some(Key::Facility),
                None,
            ));
            return Ok(verdict);
        }
        verdict.provider = Some(facility.id);
        self.at_facility(tx, file, record, checked, &facility, &mut verdict)
            .await?;
        Ok(verdict)
    }

    async fn at_facility(
        &mut self,
        tx: &mut Tx,
        file: Uuid,
        record: &ReadRecord,
        checked: &Checked,
        facility: &Facility,
        verdict: &mut Verdict,
    ) -> Result<(), JobError> {
        let target = checked.record.target(&checked.pack);
        if facility.ccn.is_none() {
            verdict.is_test = true;
            verdict.found.push(edits::is_test(checked));
        } else {
            verdict.found.extend(edits::of_register(checked, facility));
        }
        if let (Some(ended), Some(day)) = (facility.terminated_on, target)
            && ended < day
        {
            verdict
                .found
                .push(edits::terminated(checked, &display_date(ended)));
        }
        let transaction = checked
            .record
            .said(&checked.pack, Key::Transaction)
            .and_then(|code| Transaction::parse(code).ok());
        let (Some(transaction), Some(target)) = (transaction, target) else {
            return Ok(());
        };
        let mut kept = checked.clone();
        let removed = exclusions::remove(&mut kept, self.excluded(tx, facility).await?);
        if !removed.items.is_empty() {
            // A list that needs a code and has none any more is refused, and no message repeats what is out.
            let mut findings = record.findings.clone();
            findings.set_told(Arc::new(kept.findings(&record.name)));
            verdict.without_excluded = Some(findings);
            let (day, now) = (self.day(), self.work.now().system);
            patients::exclusions::applied(tx, (facility.state, day), &removed.by, now).await?;
        }
        let removed = removed.items.into_iter();
        verdict
            .found
            .extend(removed.map(|item| edits::excluded(&kept, item)));
        verdict
            .found
            .extend(pdpm::unknown(tx, &kept, target).await?);
        let told = verdict.found.len();
        // Letters are kept in capitals (information edits -9006 and -9050).
        kept.record.capitalize();
        let version = match transaction {
            Transaction::New => {
                self.new_record(tx, file, record, &kept, facility, target, verdict)
                    .await?
            }
            Transaction::Modification | Transaction::Inactivation => {
                self.correction(tx, file, record, &kept, facility, transaction, verdict)
                    .await?
            }
        };
        edits::tell_as_sent(&mut verdict.found[told..], checked);
        if let Some(version) = &version {
            let warnings = verdict.of_record(record).count(Severity::Warning)
                + many_of(&verdict.found, Severity::Warning);
            let id = version
                .store(
                    tx,
                    &kept,
                    facility,
                    (file, transaction),
                    warnings,
                    self.work,
                )
                .await?;
            verdict.patient = Some(version.patient);
            verdict.assessment = Some(id);
        }
        let is_accepted = !verdict.is_fatal(record) && (version.is_some() || verdict.is_test);
        if let Some(form) = self.form
            && is_accepted
        {
            drafts::hold_accepted(tx, form, &kept.record.lines(&kept.pack)).await?;
        }
        Ok(())
    }

    /// The day on which the submission came.
    fn day(&self) -> Date {
        self.sent.received_at().eastern().date()
    }

    async fn excluded(&mut self, tx: &mut Tx, facility: &Facility) -> Result<&[String], JobError> {
        if !self.excluded.contains_key(&facility.state) {
            let today = self.day();
            let codes = patients::exclusions::in_force(tx, facility.state, today).await?;
            self.excluded.insert(facility.state, codes);
        }
        Ok(&self.excluded[&facility.state])
    }

    /// A record that was not there before. None when it is not stored.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a new record is held against"
    )]
    async fn new_record(
        &self,
        tx: &mut Tx,
        file: Uuid,
        record: &ReadRecord,
        checked: &Checked,
        facility: &Facility,
        target: Date,
        verdict: &mut Verdict,
    ) -> Result<Option<Version>, JobError> {
        if verdict.is_fatal(record) || verdict.is_test {
            return Ok(None);
        }
        let said = said_of(checked);
        let instrument = checked.pack.instrument.as_str();
        let reasons = checked.record.reasons(&checked.pack);
        // Looked for before a profile is made or changed: a record that is refused leaves no trace in them.
        let keys = &self.work.services.match_keys;
        if let Some(patient) = patients::matching::known(tx, keys, facility.id, &said).await?
            && let Some(same) = locate::same(tx, patient, instrument, &reasons, target).await?
        {
            verdict.patient = Some(patient);
            verdict.found.push(edits::duplicate(checked, same.number));
            return Ok(None);
        }
        let now = self.work.now().rules;
        let matched =
            patients::matching::of_record(tx, keys, facility.id, &said, file, now).await?;
        if matched.created {
            verdict.found.push(edits::patient_created(checked));
        } else if !matched.updated.is_empty() {
            verdict
                .found
                .push(edits::patient_updated(checked, &matched.updated));
        }
        let before = locate::before(tx, matched.patient, instrument, target).await?;
        if let Some(before) = before
            && !self
                .work
                .services
                .sequence
                .may_follow(instrument, &before, &reasons)
        {
            verdict.found.push(edits::sequence(checked, &before));
        }
        Ok(Some(Version {
            patient: matched.patient,
            said_of: matched.said_of,
            of: None,
            target,
            reasons,
        }))
    }

    /// A modification or inactivation. None when it is not stored.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a correction is held against"
    )]
    async fn correction(
        &self,
        tx: &mut Tx,
        file: Uuid,
        record: &ReadRecord,
        checked: &Checked,
        facility: &Facility,
        transaction: Transaction,
        verdict: &mut Verdict,
    ) -> Result<Option<Version>, JobError> {
        let Some(stored) = locate::corrected(tx, facility.id, checked).await? else {
            let missed = locate::missed(tx, facility.id, checked).await?;
            verdict.found.extend(edits::not_located(checked, missed));
            return Ok(None);
        };
        verdict.patient = Some(PatientId(stored.patient_id));
        let next = stored.correction + 1;
        let said: Option<i32> = checked
            .record
            .said(&checked.pack, Key::Correction)
            .and_then(|number| number.parse().ok());
        if said != Some(next) {
            verdict
                .found
                .extend(edits::correction_number(checked, next));
        }
        let reasons = checked.record.reasons(&checked.pack);
        let target = checked.record.target(&checked.pack);
        let (reasons, target) = match (transaction, target) {
            (Transaction::Modification, Some(target)) => (reasons, target),
            _ => (stored.reasons.clone(), stored.target_date.to_jiff()),
        };
        if transaction == Transaction::Modification {
            let subset = checked.record.submitted(checked.pack.subset_item);
            if subset.is_some_and(|subset| subset.trim() != stored.subset) {
                verdict.found.extend(edits::edit(
                    checked,
                    ServerCheck::SameSubset,
                    Some(Key::Reason),
                    None,
                ));
            }
            let patient = PatientId(stored.patient_id);
            let instrument = checked.pack.instrument.as_str();
            if let Some(same) = locate::same(tx, patient, instrument, &reasons, target).await?
                && same.record_id != stored.record_id
            {
                verdict.found.push(edits::duplicate(checked, same.number));
            }
        }
        if verdict.is_fatal(record) || verdict.is_test {
            return Ok(None);
        }
        let patient = PatientId(stored.patient_id);
        if transaction == Transaction::Modification {
            let (now, whose) = (self.work.now().rules, (patient, stored.record_id));
            let said = said_of(checked);
            let matched = patients::matching::of_correction(tx, whose, &said, file, now).await?;
            if !matched.updated.is_empty() {
                verdict
                    .found
                    .push(edits::patient_updated(checked, &matched.updated));
            }
        }
        Ok(Some(Version {
            patient,
            said_of: patient,
            of: Some(stored),
            target,
            reasons,
        }))
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
                many(report.count(Severity::Fatal)),
                many(report.count(Severity::Warning)),
                self.work.now().rules.0,
            )?;
            if settled != 1 {
                return Err(JobError::LeaseLost);
            }
        }
        Ok(tx)
    }
}

fn many_of(found: &[Finding], severity: Severity) -> u64 {
    let count = found
        .iter()
        .filter(|finding| finding.severity == severity)
        .count();
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Who the record says the patient is.
fn said_of(checked: &Checked) -> Said<'_> {
    let said = |key| checked.record.said(&checked.pack, key);
    let number = |key| checked.record.number(&checked.pack, key);
    Said {
        first_name: said(Key::FirstName),
        last_name: said(Key::LastName),
        birth: said(Key::Birth),
        sex: said(Key::Sex),
        ssn: number(Key::SocialSecurityNumber),
        medicare: number(Key::Medicare),
        medicaid: number(Key::Medicaid),
    }
}
