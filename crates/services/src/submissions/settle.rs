//! One file's verdict: the edits that need what is stored, the next generation of its quarter, and its report.

use std::collections::HashSet;

use domain::{
    providers::{FacilityId, ProviderId},
    staffing::{FiscalQuarter, ProcessType},
    submissions::{FileState, Severity},
    time::Instant,
};
use futures::TryStreamExt;
use jiff::civil::Date;
use store::{
    Tx,
    bulk::{Target, Value},
    exec, fetch,
    jobs::JobError,
    row::Day,
    stream,
};
use submission::{CodeCount, Finding};
use uuid::Uuid;

use super::{
    check::{LOOK_AGAIN, Sent, Work, many},
    edits,
    read::{ReadFile, SentEmployee},
};
use crate::staffing::{
    generation::{self, FacilityQuarter, Plan},
    hours::QuarterHours,
};

store::sql! {
    /// Served by the unique index `provider(state_code, facility_id)`.
    FACILITY = "select id, ccn, terminated_on from provider where state_code = $1 and facility_id = $2 and kind = 'nursing_home'";
    /// Whether the sender's grant reached the facility when the file arrived. Served by the index `role_grant(user_id)`.
    GRANTS = "select count(*) from role_grant g join role_grant_provider gp on gp.grant_id = g.id \
              where g.user_id = $1 and g.role = $2 and gp.provider_id = $3 \
                and g.granted_at <= $4 and (g.ended_at is null or g.ended_at > $4)";
    /// Served by the primary key.
    KNOWN_EMPLOYEES = "select e.employee_id from employee e join submission_file f on f.id = e.file_id \
                       where e.provider_id = $1 and f.state in ('accepted', 'accepted_with_warnings')";
    /// Files sent before this one, being checked now, and for the same quarter or not yet read.
    EARLIER = "select count(*) from submission s join job j on j.id = s.job_id \
               where s.state = 'received' and s.number < $1 and j.state = 'running' \
                 and (not exists (select 1 from submission_file f where f.submission_id = s.id) \
                      or exists (select 1 from submission_file f where f.submission_id = s.id and f.state = 'received' \
                                 and f.state_code = $2 and f.facility_id = $3 and f.fiscal_year = $4 and f.quarter = $5))";
    CLEAR_FINDINGS = "delete from finding where file_id = $1 and ordinal in \
                          (select ordinal from finding where file_id = $1 limit $2)";
    CLEAR_EMPLOYEES = "delete from employee where provider_id = $1 and file_id = $2 and employee_id in \
                           (select employee_id from employee where provider_id = $1 and file_id = $2 limit $3)";
    SETTLE = "update submission_file set provider_id = $2, state = $3, fatal_count = $4, warning_count = $5, on_time = $6, \
                  finished_at = $7 where id = $1 and state = 'received'";
}

/// Rows deleted in one transaction; far under 100 ms.
const ROWS_AT_A_TIME: i64 = 4_000;
/// Findings worded and written at a time.
const FINDINGS_AT_A_TIME: usize = 2_000;

const FINDING: Target<13> = Target {
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
const FINDING_COUNT: Target<4> = Target {
    table: "finding_count",
    columns: ["file_id", "edit", "severity", "occurrences"],
};
const EMPLOYEE: Target<5> = Target {
    table: "employee",
    columns: [
        "provider_id",
        "file_id",
        "employee_id",
        "hired_on",
        "terminated_on",
    ],
};

/// What the database says about a file.
struct Verdict {
    /// None unless the sender may send for it.
    provider: Option<ProviderId>,
    /// Beyond what the file alone shows.
    found: Vec<Finding>,
    /// What an accepted file makes of its quarter.
    plan: Option<Plan>,
}

/// Brings one file to its end. Nothing that is stored changes unless it is accepted.
pub(super) async fn settle(
    work: &Work<'_>,
    sent: &Sent,
    id: Uuid,
    file: ReadFile,
) -> Result<(), JobError> {
    wait_for_earlier(work, sent, &file).await?;
    loop {
        let verdict = weigh(work, sent, &file).await?;
        clear(work, id, verdict.provider).await?;
        let report = Report::new(id, &file, &verdict.found);
        let accepted = report.state().is_accepted();
        let built = match (&verdict.plan, verdict.provider) {
            (plan, Some(provider)) if accepted => {
                write_employees(work, provider, id, &file).await?;
                match plan {
                    Some(plan) => Some((
                        generation::build(&work.services.db, plan, id, work.now().system).await?,
                        plan,
                    )),
                    None => None,
                }
            }
            _ => None,
        };
        report.write_findings(work).await?;
        let mut tx = work.write().await?;
        if let Some((generation, plan)) = built
            && !generation::make_current(&mut tx, generation, plan.previous, work.now().rules)
                .await?
        {
            // Another file has become the current one meanwhile: weigh again, on top of that.
            continue;
        }
        let tx = report
            .conclude(tx, sent, &verdict, work.now().rules)
            .await?;
        tx.commit().await?;
        return Ok(());
    }
}

/// Files of one quarter count in the order in which they were sent, also when two are checked at once.
async fn wait_for_earlier(work: &Work<'_>, sent: &Sent, file: &ReadFile) -> Result<(), JobError> {
    let header = &file.summary.header;
    let (Some(state), Some(quarter)) = (header.state, header.quarter) else {
        return Ok(());
    };
    loop {
        let mut tx = work.services.db.read().await?;
        let (running,) = fetch!(
            fetch_one,
            (i64,),
            tx,
            EARLIER,
            sent.number,
            state.as_str(),
            &header.facility_id,
            i32::from(quarter.fiscal_year()),
            i32::from(quarter.quarter()),
        )?;
        if running == 0 {
            return Ok(());
        }
        drop(tx);
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn weigh(work: &Work<'_>, sent: &Sent, file: &ReadFile) -> Result<Verdict, JobError> {
    let header = &file.summary.header;
    let mut verdict = Verdict {
        provider: None,
        found: Vec::new(),
        plan: None,
    };
    let mut tx = work.services.db.read().await?;
    if let (Some(state), Some(quarter), false) =
        (header.state, header.quarter, header.facility_id.is_empty())
    {
        match find_facility(&mut tx, sent, state.as_str(), &header.facility_id, quarter).await? {
            Ok(provider) => verdict.provider = Some(provider),
            Err(finding) => verdict.found.push(*finding),
        }
    }
    if let Some(quarter) = header.quarter {
        verdict
            .found
            .extend(quarter_open(quarter, sent.received_at()));
    }
    if let (Some(provider), Some(quarter)) = (verdict.provider, header.quarter) {
        let place = FacilityQuarter { provider, quarter };
        verdict
            .found
            .extend(unknown_employees(&mut tx, provider, file).await?);
        if let Some((process_type, hours)) = &file.hours {
            plan(&mut tx, sent, place, *process_type, hours, &mut verdict).await?;
        }
    }
    Ok(verdict)
}

/// Edit -3693. A facility that is known but not the sender's is a refusal too, and not named in the file's row:
/// its people do not see what a stranger sent.
async fn find_facility(
    tx: &mut Tx,
    sent: &Sent,
    state: &str,
    facility_id: &str,
    quarter: FiscalQuarter,
) -> Result<Result<ProviderId, Box<Finding>>, JobError> {
    let unknown = || Box::new(edits::facility_unknown(facility_id, state));
    let Ok(id) = FacilityId::parse(facility_id) else {
        return Ok(Err(unknown()));
    };
    let found = fetch!(
        fetch_optional,
        (Uuid, Option<String>, Option<Day>),
        tx,
        FACILITY,
        state,
        id.as_str()
    )?;
    let Some((provider, ccn, terminated_on)) = found else {
        return Ok(Err(unknown()));
    };
    let (grants,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        GRANTS,
        sent.user_id,
        &sent.role,
        provider,
        sent.stored_at
    )?;
    if grants == 0 {
        return Ok(Err(Box::new(edits::not_authorised(facility_id))));
    }
    if ccn.is_none() {
        return Ok(Err(Box::new(edits::facility_without_ccn(facility_id))));
    }
    match terminated_on.map(Day::to_jiff) {
        Some(day) if day < quarter.first_day() => {
            Ok(Err(Box::new(edits::facility_terminated(facility_id, day))))
        }
        _ => Ok(Ok(ProviderId(provider))),
    }
}

/// Taken from the quarter's first day until 11:59 PM Eastern Time of its 45th day after, by the last byte.
fn quarter_open(quarter: FiscalQuarter, received_at: Instant) -> Option<Finding> {
    let day = received_at.eastern().date();
    if day > quarter.deadline() {
        Some(edits::quarter_closed(quarter, received_at))
    } else if day < quarter.first_day() {
        Some(edits::quarter_not_begun(quarter))
    } else {
        None
    }
}

/// Edit -4016: every employee with hours is listed here, or was in an accepted file before.
async fn unknown_employees(
    tx: &mut Tx,
    provider: ProviderId,
    file: &ReadFile,
) -> Result<Vec<Finding>, JobError> {
    let Some((_, hours)) = &file.hours else {
        return Ok(Vec::new());
    };
    let listed: HashSet<&str> = file
        .employees
        .iter()
        .map(|employee| &*employee.id)
        .collect();
    let mut unknown: HashSet<&str> = hours
        .employees()
        .filter(|id| !listed.contains(id))
        .collect();
    if !unknown.is_empty() {
        let mut known = stream!((String,), tx, KNOWN_EMPLOYEES, provider.0);
        while let Some((id,)) = known.try_next().await? {
            unknown.remove(id.as_str());
        }
    }
    let mut unknown: Vec<_> = unknown.into_iter().collect();
    unknown.sort_unstable();
    Ok(unknown.into_iter().map(edits::employee_unknown).collect())
}

/// What the quarter becomes, and edit -4025 over it.
async fn plan(
    tx: &mut Tx,
    sent: &Sent,
    place: FacilityQuarter,
    process_type: ProcessType,
    hours: &QuarterHours,
    verdict: &mut Verdict,
) -> Result<(), JobError> {
    let current = generation::current(tx, place).await?;
    if let Some(later) = current
        .map(|current| current.submission)
        .filter(|number| *number > sent.number)
    {
        verdict.found.push(edits::overtaken(place.quarter, later));
        return Ok(());
    }
    let previous = current.map(|current| current.generation);
    let stored = match previous {
        Some(generation) => generation::load(tx, generation, place.quarter).await?,
        None => QuarterHours::empty(place.quarter),
    };
    let next = match process_type {
        ProcessType::Replace => hours.clone(),
        ProcessType::Merge => QuarterHours::merge(&stored, hours),
    };
    if process_type == ProcessType::Merge {
        // Days that are too long in the file itself are found already.
        let alone: HashSet<_> = hours
            .long_days()
            .map(|day| (day.employee, day.date))
            .collect();
        let together = next
            .long_days()
            .filter(|day| !alone.contains(&(day.employee, day.date)));
        verdict
            .found
            .extend(together.map(|day| edits::long_day(&day)));
    }
    let change = next.change_from(&stored);
    verdict.plan = Some(Plan {
        place,
        process_type,
        previous,
        hours: next,
        change,
    });
    Ok(())
}

/// Removes what an attempt before this one has left.
async fn clear(work: &Work<'_>, id: Uuid, provider: Option<ProviderId>) -> Result<(), JobError> {
    let mut tx = work.write().await?;
    generation::abandon(&mut tx, id, work.now().system).await?;
    tx.commit().await?;
    loop {
        let mut tx = work.write().await?;
        let mut removed = exec!(tx, CLEAR_FINDINGS, id, ROWS_AT_A_TIME)?;
        if let Some(provider) = provider {
            removed += exec!(tx, CLEAR_EMPLOYEES, provider.0, id, ROWS_AT_A_TIME)?;
        }
        tx.commit().await?;
        if removed == 0 {
            return Ok(());
        }
    }
}

async fn write_employees(
    work: &Work<'_>,
    provider: ProviderId,
    id: Uuid,
    file: &ReadFile,
) -> Result<(), JobError> {
    EMPLOYEE
        .load(
            &work.services.db,
            employee_rows(&file.employees, provider, id),
        )
        .await?;
    Ok(())
}

fn employee_rows(
    employees: &[SentEmployee],
    provider: ProviderId,
    file: Uuid,
) -> impl Iterator<Item = [Value<'_>; 5]> + Send {
    let day = |date: Option<Date>| date.map_or(Value::Null, Value::Day);
    employees.iter().map(move |employee| {
        [
            Value::Uuid(provider.0),
            Value::Uuid(file),
            Value::Text(&employee.id),
            day(employee.hired_on),
            day(employee.terminated_on),
        ]
    })
}

/// The Final Validation Report in the making.
struct Report<'a> {
    id: Uuid,
    file: &'a ReadFile,
    found: &'a [Finding],
    counts: Vec<CodeCount>,
}

impl<'a> Report<'a> {
    fn new(id: Uuid, file: &'a ReadFile, found: &'a [Finding]) -> Self {
        let mut counts = file.findings.counts();
        for finding in found {
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
        Self {
            id,
            file,
            found,
            counts,
        }
    }

    fn count(&self, severity: Severity) -> u64 {
        self.counts
            .iter()
            .filter(|row| row.severity == severity)
            .map(|row| row.count)
            .sum()
    }

    fn state(&self) -> FileState {
        FileState::decided(self.count(Severity::Fatal), self.count(Severity::Warning))
    }

    async fn write_findings(&self, work: &Work<'_>) -> Result<(), JobError> {
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
    async fn conclude(
        &self,
        tx: Tx,
        sent: &Sent,
        verdict: &Verdict,
        now: Instant,
    ) -> Result<Tx, JobError> {
        let rows: Vec<_> = self
            .counts
            .iter()
            .map(|row| {
                [
                    Value::Uuid(self.id),
                    Value::Text(&row.code),
                    Value::Text(row.severity.as_str()),
                    Value::Bigint(many(row.count)),
                ]
            })
            .collect();
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
            many(self.count(Severity::Fatal)),
            many(self.count(Severity::Warning)),
            on_time,
            now.0,
        )?;
        if settled == 1 {
            Ok(tx)
        } else {
            Err(JobError::LeaseLost)
        }
    }
}

fn finding_rows(
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
