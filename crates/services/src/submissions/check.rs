//! The job that checks a submission: reads its files, settles one after the other, and then the submission.
//!
//! It may be killed anywhere and run again: what is settled stays settled, what is not begins anew.

use std::fs::File;

use domain::{
    count::as_count,
    submissions::{FileState, SubmissionKind, SubmissionState},
    time::{Instant, Now},
};
use jiff::civil::Date;
use serde::Deserialize;
use store::{
    Tx, exec, fetch,
    files::ContentHash,
    jobs::{self, Finished, Job, JobError},
};
use submission::NotChecked;
use uuid::Uuid;

use super::{
    read::{self, ReadFile},
    settle::settle,
};
use crate::{Clock, ServiceError, Services, assessments, error::unreadable};

/// A file whose state is not the one that its job, which alone ends it, has left.
pub(crate) const FILE_STATE: ServiceError = ServiceError::Corrupt { what: "file state" };

/// The kind of this job.
pub(crate) const CHECK: &str = "submissions.check";

store::sql! {
    /// Served by the primary key.
    SENT = "select id, number, kind, sent_right as by_right, file_hash, file_name, user_id, role, received_at, stored_at, state from submission where id = $1";
    BEGIN = "update submission set checking_at = $2 where id = $1 and checking_at is null";
    ADD_FILE = "insert into submission_file (id, submission_id, ordinal, name, facility_id, state_code, fiscal_year, quarter, \
                    process_type, state, employees, entries, entries_left_out, hours, fatal_count, warning_count) \
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'received', $10, $11, $12, $13, 0, 0) \
                on conflict (submission_id, ordinal) do nothing";
    /// Served by the unique index `submission_file(submission_id, ordinal)`.
    FILES = "select id, state from submission_file where submission_id = $1 order by ordinal";
    /// Counts the submissions of a kind that go before this one: they were sent earlier, are being checked or are to be and have not
    /// failed, and are not read yet or have files for a facility and quarter that this one has files for, too. Assessments have no
    /// quarter. There are none before this one is read.
    /// Served by submission_undecided.
    EARLIER = "with own as (select distinct upper(state_code) as state_code, upper(facility_id) as facility_id, \
                                   fiscal_year, quarter from submission_file \
                            where submission_id = $1 and state = 'received') \
               select count(*) from submission s join job j on j.id = s.job_id \
               where s.state = 'received' and s.kind = $2 and s.number < $3 \
                 and (j.state = 'running' or j.state = 'queued' and j.attempts = 0) \
                 and exists (select 1 from own) \
                 and (not exists (select 1 from submission_file f where f.submission_id = s.id) \
                      or exists (select 1 from submission_file f \
                                 join own on own.state_code = upper(f.state_code) and own.facility_id = upper(f.facility_id) \
                                     and coalesce(own.fiscal_year, 0) = coalesce(f.fiscal_year, 0) \
                                     and coalesce(own.quarter, 0) = coalesce(f.quarter, 0) \
                                 where f.submission_id = s.id and f.state = 'received'))";
    DECIDE = "update submission set state = $2, finished_at = $3 where id = $1 and state = 'received'";
}

/// A submission as the job sees it.
#[derive(Debug, store::FromRow)]
pub(crate) struct Sent {
    pub id: Uuid,
    pub number: i64,
    kind: String,
    /// The right of the policy table by which it was sent.
    pub by_right: String,
    file_hash: Vec<u8>,
    file_name: String,
    pub user_id: Uuid,
    pub role: String,
    received_at: i64,
    pub stored_at: i64,
    state: String,
}

impl Sent {
    /// When the last byte arrived, by the rules' clock: what decides about deadlines and dates.
    pub fn received_at(&self) -> Instant {
        Instant(self.received_at)
    }
}

/// The job under its lease, the services it works on, and the clocks.
pub(crate) struct Work<'a> {
    pub services: &'a Services,
    pub job: &'a Job,
    pub clock: &'a Clock,
}

impl Work<'_> {
    pub fn now(&self) -> Now {
        (self.clock)()
    }

    /// A writing transaction, which begins by renewing the lease: whoever has lost it writes nothing more.
    pub async fn write(&self) -> Result<Tx, JobError> {
        let mut tx = self.services.db.write().await?;
        jobs::renew(&mut tx, self.job, self.now().system).await?;
        Ok(tx)
    }

    /// Reads the bytes of a submission, on the day on which they came, where computing for long holds nobody up.
    pub async fn read<T: Send + 'static>(
        &self,
        sent: &Sent,
        read: impl FnOnce(File, &str, Date) -> Result<T, NotChecked> + Send + 'static,
    ) -> Result<T, JobError> {
        let hash = ContentHash::try_from(sent.file_hash.clone())
            .map_err(|error| JobError::Hopeless(error.into()))?;
        let file: File = self
            .services
            .files
            .open(&hash)
            .await
            .map_err(|error| JobError::Failed(error.into()))?;
        let name = sent.file_name.clone();
        let today = sent.received_at().eastern().date();
        let read = tokio::task::spawn_blocking(move || read(file, &name, today))
            .await
            .map_err(|_| JobError::Panicked)?;
        read.map_err(|error| JobError::Failed(error.into()))
    }
}

#[derive(Deserialize)]
struct Payload {
    submission: Uuid,
}

/// Checks one submission to its end.
pub(crate) async fn check(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let work = Work {
        services,
        job,
        clock,
    };
    let Payload { submission } = job.payload()?;
    let sent = begin(&work, submission).await?;
    if sent.state == SubmissionState::Received.as_str() {
        // What an attempt before this one has read is not read again only to be put off.
        wait_for_earlier(&work, &sent).await?;
        match SubmissionKind::from_key(&sent.kind) {
            Some(SubmissionKind::Staffing) => check_staffing(&work, &sent).await?,
            Some(SubmissionKind::Assessments) => assessments::check::check(&work, &sent).await?,
            None => return Err(unreadable("submission kind")),
        }
    }
    decide(&work, &sent).await
}

async fn check_staffing(work: &Work<'_>, sent: &Sent) -> Result<(), JobError> {
    let files = read_files(work, sent).await?;
    let rows = add_files(work, sent, &files).await?;
    wait_for_earlier(work, sent).await?;
    for (ordinal, (file, (id, state))) in (1..).zip(files.into_iter().zip(rows)) {
        if state == FileState::Received.as_str() {
            settle(work, sent, (id, ordinal), &file).await?;
        }
    }
    Ok(())
}

async fn begin(work: &Work<'_>, submission: Uuid) -> Result<Sent, JobError> {
    let mut tx = work.write().await?;
    exec!(tx, BEGIN, submission, work.now().rules.0)?;
    let sent = fetch!(fetch_optional, Sent, tx, SENT, submission)?;
    tx.commit().await?;
    sent.ok_or_else(|| JobError::Hopeless(ServiceError::NotFound.into()))
}

async fn read_files(work: &Work<'_>, sent: &Sent) -> Result<Vec<ReadFile>, JobError> {
    let limits = work.services.rules.file_limits;
    let read = move |file, name: &str, today| read::read(file, name, today, &limits);
    work.read(sent, read).await
}

/// Rows for all files at once, so that the receipt lists them, and that a later submission for the same quarter
/// sees whom to wait for. Gives each file's row with its state.
async fn add_files(
    work: &Work<'_>,
    sent: &Sent,
    files: &[ReadFile],
) -> Result<Vec<(Uuid, String)>, JobError> {
    let mut tx = work.write().await?;
    for (ordinal, file) in (1_i32..).zip(files) {
        let (summary, header) = (&file.summary, &file.summary.header);
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        exec!(
            tx,
            ADD_FILE,
            Uuid::now_v7(),
            sent.id,
            ordinal,
            &file.name,
            said(&header.facility_id),
            header.state.map(domain::providers::StateCode::as_str),
            header
                .quarter
                .map(|quarter| i32::from(quarter.fiscal_year())),
            header.quarter.map(|quarter| i32::from(quarter.quarter())),
            summary
                .process_type
                .map(domain::staffing::ProcessType::as_str),
            i64::from(summary.employees),
            as_count(summary.entries),
            as_count(summary.entries_left_out),
            summary.total.0,
        )?;
    }
    let rows = fetch!(fetch_all, (Uuid, String), tx, FILES, sent.id)?;
    tx.commit().await?;
    Ok(rows)
}

/// Files of one facility count in the order in which they were sent, also when several submissions are checked at once: one
/// whose turn has not come is put off.
pub(crate) async fn wait_for_earlier(work: &Work<'_>, sent: &Sent) -> Result<(), JobError> {
    let mut tx = work.services.db.read().await?;
    let (earlier,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        EARLIER,
        sent.id,
        &sent.kind,
        sent.number
    )?;
    if earlier == 0 {
        Ok(())
    } else {
        Err(JobError::NotYet)
    }
}

/// The submission's own state follows from its files'.
async fn decide(work: &Work<'_>, sent: &Sent) -> Result<Finished, JobError> {
    let now = work.now();
    let mut tx = work.services.db.write().await?;
    let rows = fetch!(fetch_all, (Uuid, String), tx, FILES, sent.id)?;
    let states: Result<Vec<_>, _> = rows
        .iter()
        .map(|(_, word)| FileState::parse(word))
        .collect();
    let states = states.map_err(|_| unreadable("file state"))?;
    let state = SubmissionState::of_files(&states);
    let state = state
        .ok_or_else(|| JobError::Failed(ServiceError::Corrupt { what: "submission" }.into()))?;
    exec!(tx, DECIDE, sent.id, state.as_str(), now.rules.0)?;
    let finished = jobs::finish(&mut tx, work.job, now.system).await?;
    tx.commit().await?;
    Ok(finished)
}
