//! One record at its facility: held against what is stored, until it is known which version it becomes.

use std::sync::Arc;

use domain::{
    assessments::{PatientId, Transaction},
    providers::ProviderId,
    submissions::Severity,
    time::{Instant, display_date},
};
use jiff::civil::Date;
use store::{Tx, jobs::JobError};
use submission::{
    Finding, Findings,
    assessments::{Checked, Key, Pack, Record, ServerCheck},
};
use uuid::Uuid;

use super::{
    super::{
        edits, exclusions,
        facility::Facility,
        locate::{self, StoredVersion},
        pdpm,
        read::ReadRecord,
    },
    version::Version,
};
use crate::{
    patients::{
        self,
        matching::{self, Matched, Said},
    },
    submissions::check::Work,
};

/// What is known of a record in the end.
#[derive(Default)]
pub struct RecordVerdict {
    /// None unless the sender may send for it.
    pub provider: Option<ProviderId>,
    pub is_test: bool,
    /// Whose record it is.
    pub patient: Option<PatientId>,
    /// Whom it is said of: the patient, or somebody who was merged into them. Kept with what was sent, it is right also once the merge is
    /// undone.
    pub said_of: Option<PatientId>,
    pub assessment: Option<Uuid>,
    /// Beyond what the record alone shows.
    pub found: Vec<Finding>,
    /// What it shows without the codes that its state's law keeps out, where it had some.
    pub without_excluded: Option<Findings>,
}

impl RecordVerdict {
    /// Holds the record against the register of providers.
    pub fn at_facility(&mut self, checked: &Checked, facility: &Facility) {
        self.provider = Some(facility.id);
        self.is_test = facility.ccn.is_none();
        if self.is_test {
            self.found.push(edits::is_test(checked));
        } else {
            self.found.extend(edits::of_register(checked, facility));
        }
        let target = checked.record.target(&checked.pack);
        if let (Some(ended), Some(day)) = (facility.terminated_on, target)
            && ended < day
        {
            self.found
                .push(edits::terminated(checked, &display_date(ended)));
        }
    }

    /// What the record alone shows.
    pub fn of_record<'a>(&'a self, record: &'a ReadRecord) -> &'a Findings {
        self.without_excluded.as_ref().unwrap_or(&record.findings)
    }

    /// How many findings of a severity there are, in the record alone and beyond it.
    pub fn count(&self, record: &ReadRecord, severity: Severity) -> u64 {
        let beyond = self
            .found
            .iter()
            .filter(|finding| finding.severity == severity)
            .count();
        self.of_record(record).count(severity) + u64::try_from(beyond).unwrap_or(u64::MAX)
    }

    pub fn is_fatal(&self, record: &ReadRecord) -> bool {
        self.count(record, Severity::Fatal) > 0
    }
}

/// A record that says which transaction it is and of which day, at a facility for which its sender may send.
pub struct Case<'a> {
    /// The record's row.
    pub file: Uuid,
    pub record: &'a ReadRecord,
    /// As it was sent.
    sent: &'a Checked,
    /// As it is stored: without excluded codes, in capitals.
    pub checked: Checked,
    pub facility: Facility,
    pub transaction: Transaction,
    target: Date,
    /// Of the event that it tells of, where that is not the target date.
    effective: Option<Date>,
    pub verdict: &'a mut RecordVerdict,
}

impl<'a> Case<'a> {
    pub fn open(
        (file, record): (Uuid, &'a ReadRecord),
        sent: &'a Checked,
        facility: Facility,
        verdict: &'a mut RecordVerdict,
    ) -> Option<Self> {
        let code = sent.record.said(&sent.pack, Key::Transaction)?;
        Some(Self {
            file,
            record,
            transaction: Transaction::parse(code).ok()?,
            target: sent.record.target(&sent.pack)?,
            effective: sent.record.effective(&sent.pack),
            sent,
            checked: sent.clone(),
            facility,
            verdict,
        })
    }

    /// Takes out what the law of the state keeps out on the day on which the record came, and judges it as it is then. Codes move up where
    /// a place is free.
    pub async fn tidy_diagnoses(
        &mut self,
        tx: &mut Tx,
        excluded: &[String],
        (day, now): (Date, Instant),
    ) -> Result<(), JobError> {
        let tidied = exclusions::tidy(&mut self.checked, excluded);
        let gaps = tidied.gaps.into_iter();
        self.verdict
            .found
            .extend(gaps.map(|item| edits::moved_up(&self.checked, item)));
        if tidied.items.is_empty() {
            return Ok(());
        }
        // A list that needs a code and has none any more is refused, and no message repeats what is out.
        let mut findings = self.record.findings.clone();
        findings.set_told(Arc::new(self.checked.findings(&self.record.name)));
        self.verdict.without_excluded = Some(findings);
        let state = self.facility.state;
        patients::exclusions::applied(tx, (state, day), &tidied.by, now).await?;
        let removed = tidied.items.into_iter();
        self.verdict
            .found
            .extend(removed.map(|item| edits::excluded(&self.checked, item)));
        Ok(())
    }

    /// Holds the record against what is stored. Gives the version that it becomes; none when it is not stored.
    pub async fn weigh(
        &mut self,
        tx: &mut Tx,
        work: &Work<'_>,
    ) -> Result<Option<Version>, JobError> {
        let unknown = pdpm::unknown(tx, &self.checked, self.target).await?;
        self.verdict.found.extend(unknown);
        let told = self.verdict.found.len();
        // Letters are kept in capitals (information edits -9006 and -9050).
        self.checked.record.capitalize();
        // A merge that came first is seen, and one that comes later finds what is stored here.
        matching::turn_of(tx, self.facility.id).await?;
        let version = match self.transaction {
            Transaction::New => self.new_record(tx, work).await?,
            Transaction::Modification => self.modification(tx, work).await?,
            Transaction::Inactivation => self.inactivation(tx).await?,
        };
        edits::tell_as_sent(&mut self.verdict.found[told..], self.sent);
        Ok(version)
    }

    /// A record that was not there before.
    async fn new_record(
        &mut self,
        tx: &mut Tx,
        work: &Work<'_>,
    ) -> Result<Option<Version>, JobError> {
        let reasons = self.reasons();
        // Looked for before a profile is made or changed: a record that is refused leaves no trace in them.
        if self.is_not_stored() || self.is_repeated(tx, work, &reasons).await? {
            return Ok(None);
        }
        let matched = self.find_patient(tx, work).await?;
        self.happen_once(tx, matched.patient, &reasons).await?;
        self.follow(tx, work, matched.patient, &reasons).await?;
        self.keep_start(tx, matched.patient).await?;
        Ok(Some(Version {
            patient: matched.patient,
            said_of: matched.said_of,
            of: None,
            target: self.target,
            reasons,
        }))
    }

    /// What takes the place of a stored record.
    async fn modification(
        &mut self,
        tx: &mut Tx,
        work: &Work<'_>,
    ) -> Result<Option<Version>, JobError> {
        let Some(stored) = self.corrected(tx).await? else {
            return Ok(None);
        };
        let reasons = self.reasons();
        self.keep_subset(&stored);
        self.stay_alone(tx, &stored, &reasons).await?;
        if self.is_not_stored() {
            return Ok(None);
        }
        self.update_patient(tx, work, &stored).await?;
        Ok(Some(Version::after(stored, self.target, reasons)))
    }

    /// What takes a stored record back, and says nothing new of it.
    async fn inactivation(&mut self, tx: &mut Tx) -> Result<Option<Version>, JobError> {
        let stored = self.corrected(tx).await?;
        Ok(stored.filter(|_| !self.is_not_stored()).map(|stored| {
            let (target, reasons) = (stored.target_date.to_jiff(), stored.reasons.clone());
            Version::after(stored, target, reasons)
        }))
    }

    pub fn is_fatal(&self) -> bool {
        self.verdict.is_fatal(self.record)
    }

    fn is_not_stored(&self) -> bool {
        self.verdict.is_test || self.is_fatal()
    }

    fn reasons(&self) -> String {
        self.checked.record.reasons(&self.checked.pack)
    }

    fn said(&self) -> Said<'_> {
        said_of(&self.checked.pack, &self.checked.record)
    }

    /// Whether the patient has such a record already, which is said then.
    async fn is_repeated(
        &mut self,
        tx: &mut Tx,
        work: &Work<'_>,
        reasons: &str,
    ) -> Result<bool, JobError> {
        let (keys, said) = (&work.services.rules.match_keys, self.said());
        let known = matching::known(tx, keys, self.facility.id, &said).await?;
        let Some((patient, said_of)) = known else {
            return Ok(false);
        };
        let instrument = &self.checked.pack.instrument;
        let same = locate::same(tx, patient, instrument, reasons, self.target).await?;
        let Some(same) = same else {
            return Ok(false);
        };
        self.verdict.patient = Some(patient);
        self.verdict.said_of = Some(said_of);
        self.verdict
            .found
            .push(edits::duplicate(&self.checked, same.number));
        Ok(true)
    }

    /// Finds the patient whom a new record is about, or makes one, and says so.
    async fn find_patient(&mut self, tx: &mut Tx, work: &Work<'_>) -> Result<Matched, JobError> {
        let (keys, said) = (&work.services.rules.match_keys, self.said());
        let (provider, now) = (self.facility.id, work.now().rules);
        let matched = matching::of_record(tx, keys, provider, &said, self.file, now).await?;
        self.verdict.said_of = Some(matched.said_of);
        if matched.created {
            let created = edits::patient_created(&self.checked, matched.twin);
            self.verdict.found.push(created);
        }
        self.tell_updated(&matched);
        Ok(matched)
    }

    /// The day on which it takes effect.
    fn day(&self) -> Date {
        self.effective.unwrap_or(self.target)
    }

    /// Warns of a record of an event that another one tells of already, which was completed on another day.
    async fn happen_once(
        &mut self,
        tx: &mut Tx,
        patient: PatientId,
        reasons: &str,
    ) -> Result<(), JobError> {
        let Some(day) = self.effective else {
            return Ok(());
        };
        let record = (self.checked.pack.instrument.as_str(), reasons);
        if let Some(number) = locate::same_event(tx, patient, record, day).await? {
            let same = edits::same_event(&self.checked, number);
            self.verdict.found.push(same);
        }
        Ok(())
    }

    /// Warns of a record that is not expected after the one before it, or before the one after it.
    async fn follow(
        &mut self,
        tx: &mut Tx,
        work: &Work<'_>,
        patient: PatientId,
        reasons: &str,
    ) -> Result<(), JobError> {
        let record = (self.checked.pack.instrument.as_str(), reasons);
        let around = locate::around(tx, patient, record, self.day()).await?;
        let sequence = &work.services.rules.sequence;
        let before = sequence.unexpected_after(record, &around);
        let before = before.map(|before| edits::unexpected_after(&self.checked, before));
        let after = sequence.unexpected_before(record, &around);
        let after = after.map(|after| edits::unexpected_before(&self.checked, after));
        self.verdict.found.extend(before.into_iter().chain(after));
        Ok(())
    }

    /// Warns of a record that repeats when its stay began, and says another day than the record of that.
    async fn keep_start(&mut self, tx: &mut Tx, patient: PatientId) -> Result<(), JobError> {
        let Checked { pack, record, .. } = &self.checked;
        let repeats = |item: u16| pack.keyed(Key::Start).any(|start| start == item);
        let (Some(said), true) = (
            record.day(pack, Key::Start),
            record.carried(pack).any(repeats),
        ) else {
            return Ok(());
        };
        let begun = locate::beginnings(tx, patient, &pack.instrument, self.day()).await?;
        if let Some((number, _)) = begun.first()
            && begun.iter().all(|(_, day)| *day != said)
        {
            let other = edits::other_start(&self.checked, *number);
            self.verdict.found.push(other);
        }
        Ok(())
    }

    /// The current version of the record that a correction is about. What is wrong is said: that there is none, or that the correction
    /// is not its next.
    async fn corrected(&mut self, tx: &mut Tx) -> Result<Option<StoredVersion>, JobError> {
        let (checked, provider) = (&self.checked, self.facility.id);
        let Some(stored) = locate::corrected(tx, provider, checked).await? else {
            let missed = locate::missed(tx, provider, checked).await?;
            self.verdict
                .found
                .extend(edits::not_located(checked, missed));
            return Ok(None);
        };
        let patient = PatientId(stored.patient_id);
        self.verdict.patient = Some(patient);
        self.verdict.said_of = Some(matching::said_of(tx, (patient, stored.record_id)).await?);
        let next = stored.correction + 1;
        let said = checked.record.said(&checked.pack, Key::Correction);
        if said.and_then(|number| number.parse::<i32>().ok()) != Some(next) {
            let wrong = edits::correction_number(checked, next);
            self.verdict.found.extend(wrong);
        }
        Ok(Some(stored))
    }

    /// A modification is of the item subset of the record that it corrects.
    fn keep_subset(&mut self, stored: &StoredVersion) {
        let Checked { pack, record, .. } = &self.checked;
        let subset = record.submitted(pack.subset_item);
        if subset.is_some_and(|subset| subset.trim() != stored.subset) {
            let wrong = edits::edit(
                &self.checked,
                ServerCheck::SameSubset,
                Some(Key::Reason),
                None,
            );
            self.verdict.found.extend(wrong);
        }
    }

    /// A modification becomes no second record of the patient for one reason and date.
    async fn stay_alone(
        &mut self,
        tx: &mut Tx,
        stored: &StoredVersion,
        reasons: &str,
    ) -> Result<(), JobError> {
        let (patient, instrument) = (PatientId(stored.patient_id), &self.checked.pack.instrument);
        let same = locate::same(tx, patient, instrument, reasons, self.target).await?;
        if let Some(same) = same
            && same.record_id != stored.record_id
        {
            let duplicate = edits::duplicate(&self.checked, same.number);
            self.verdict.found.push(duplicate);
        }
        Ok(())
    }

    /// What a modification says of the patient takes the place of what is stored.
    async fn update_patient(
        &mut self,
        tx: &mut Tx,
        work: &Work<'_>,
        stored: &StoredVersion,
    ) -> Result<(), JobError> {
        let whose = (PatientId(stored.patient_id), stored.record_id);
        let (said, now) = (self.said(), work.now().rules);
        let matched = matching::of_correction(tx, whose, &said, self.file, now).await?;
        self.tell_updated(&matched);
        Ok(())
    }

    fn tell_updated(&mut self, matched: &Matched) {
        if !matched.updated.is_empty() {
            let updated = edits::patient_updated(&self.checked, &matched.updated);
            self.verdict.found.push(updated);
        }
    }
}

/// Who the record says the patient is.
pub fn said_of<'a>(pack: &Pack, record: &'a Record) -> Said<'a> {
    let said = |key| record.said(pack, key);
    let number = |key| record.number(pack, key);
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
