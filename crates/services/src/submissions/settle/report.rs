//! The Final Validation Report in the making.

use domain::{
    count::as_count,
    submissions::{FileState, Severity},
    time::Instant,
};
use store::{
    Tx,
    bulk::{Target, Value},
    exec,
    jobs::JobError,
};
use submission::{CodeCount, Finding, Findings};
use uuid::Uuid;

use super::verdict::Verdict;
use crate::submissions::{
    check::{FILE_STATE, Sent, Work},
    read::ReadFile,
};

store::sql! {
    SETTLE = "update submission_file set provider_id = $2, state = $3, fatal_count = $4, warning_count = $5, on_time = $6, \
                  finished_at = $7 where id = $1 and state = 'received'";
}

/// Findings worded and written at a time.
const FINDINGS_AT_A_TIME: usize = 2_000;

pub(crate) const FINDING: Target<13> = Target {
    table: "finding",
    columns: [
        "file_id",
        "ordinal",
        "edit",
        "severity",
        "message",
        "fix",
        "item",
        "item_value",
        "allowed",
        "line",
        "element_path",
        "employee_id",
        "work_date",
    ],
};
pub(crate) const FINDING_COUNT: Target<4> = Target {
    table: "finding_count",
    columns: ["file_id", "edit", "severity", "occurrences"],
};
/// The Final Validation Report in the making.
pub(super) struct Report<'a> {
    id: Uuid,
    file: &'a ReadFile,
    found: &'a [Finding],
    counts: Vec<CodeCount>,
}

impl<'a> Report<'a> {
    pub(super) fn new(id: Uuid, file: &'a ReadFile, found: &'a [Finding]) -> Self {
        Self {
            id,
            file,
            found,
            counts: counts_with(&file.findings, found),
        }
    }

    fn count(&self, severity: Severity) -> u64 {
        count_of(&self.counts, severity)
    }

    pub(super) fn state(&self) -> FileState {
        FileState::decided(self.count(Severity::Fatal), self.count(Severity::Warning))
    }

    pub(super) async fn write_findings(&self, work: &Work<'_>) -> Result<(), JobError> {
        FINDING
            .load(&work.services.db, finding_rows(self.id, 1, self.found))
            .await?;
        let total = self.file.findings.len();
        for begin in (0..total).step_by(FINDINGS_AT_A_TIME) {
            let end = total.min(begin + FINDINGS_AT_A_TIME);
            let some: Vec<Finding> = (begin..end)
                .filter_map(|index| self.file.findings.get(index))
                .collect();
            let first = self.found.len() + begin + 1;
            FINDING
                .load(&work.services.db, finding_rows(self.id, first, &some))
                .await?;
        }
        Ok(())
    }

    /// The file's last change.
    pub(super) async fn conclude(
        &self,
        tx: Tx,
        sent: &Sent,
        verdict: &Verdict,
        now: Instant,
    ) -> Result<Tx, JobError> {
        let rows: Vec<_> = count_rows(self.id, &self.counts).collect();
        let mut tx = FINDING_COUNT.insert(tx, &rows).await?;
        let quarter = self.file.summary.header.quarter;
        let on_time =
            quarter.map(|quarter| sent.received_at().eastern().date() <= quarter.deadline());
        let settled = exec!(
            tx,
            SETTLE,
            self.id,
            verdict.provider.map(|provider| provider.0),
            self.state().as_str(),
            as_count(self.count(Severity::Fatal)),
            as_count(self.count(Severity::Warning)),
            on_time,
            now.0,
        )?;
        if settled == 1 {
            Ok(tx)
        } else {
            Err(JobError::Failed(FILE_STATE.into()))
        }
    }
}

/// How often each edit was found: in the file alone, and by the server.
pub(crate) fn counts_with(of_file: &Findings, of_server: &[Finding]) -> Vec<CodeCount> {
    let mut counts = of_file.counts();
    for finding in of_server {
        let same =
            |row: &&mut CodeCount| row.code == finding.code && row.severity == finding.severity;
        match counts.iter_mut().find(same) {
            Some(row) => row.count += 1,
            None => counts.push(CodeCount {
                code: finding.code.clone(),
                severity: finding.severity,
                count: 1,
            }),
        }
    }
    counts
}

/// How many findings there are of a severity.
pub(crate) fn count_of(counts: &[CodeCount], severity: Severity) -> u64 {
    let of = counts.iter().filter(|row| row.severity == severity);
    of.map(|row| row.count).sum()
}

/// How often each edit was found, as rows.
pub(crate) fn count_rows(file: Uuid, counts: &[CodeCount]) -> impl Iterator<Item = [Value<'_>; 4]> {
    counts.iter().map(move |row| {
        [
            Value::Uuid(file),
            Value::Text(&row.code),
            Value::Text(row.severity.as_str()),
            Value::Bigint(as_count(row.count)),
        ]
    })
}

pub(crate) fn finding_rows(
    file: Uuid,
    first: usize,
    findings: &[Finding],
) -> impl Iterator<Item = [Value<'_>; 13]> + Send {
    let ordinals = i32::try_from(first).unwrap_or(i32::MAX)..;
    ordinals
        .zip(findings)
        .map(move |(ordinal, finding)| finding_row(file, ordinal, finding))
}

fn finding_row(file: Uuid, ordinal: i32, finding: &Finding) -> [Value<'_>; 13] {
    let place = &finding.place;
    [
        Value::Uuid(file),
        Value::Integer(ordinal),
        Value::Text(&finding.code),
        Value::Text(finding.severity.as_str()),
        Value::Text(&finding.message),
        Value::Text(&finding.fix),
        Value::Text(&finding.item),
        finding.value.as_deref().map_or(Value::Null, Value::Text),
        finding.allowed.as_deref().map_or(Value::Null, Value::Text),
        place
            .line
            .map_or(Value::Null, |line| Value::Bigint(line.into())),
        if place.path.is_empty() {
            Value::Null
        } else {
            Value::Text(&place.path)
        },
        place.employee.as_deref().map_or(Value::Null, Value::Text),
        place.date.map_or(Value::Null, Value::Day),
    ]
}
