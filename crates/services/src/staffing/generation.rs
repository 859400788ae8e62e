//! A quarter's generations (ADR 0009): a file builds the next one in batches, tagged `building`, and one short
//! transaction points the quarter at it. Nothing of an older generation is changed or removed.

use domain::{
    providers::ProviderId,
    staffing::{FiscalQuarter, Hundredths, JobTitle, PayType, ProcessType},
    time::Instant,
};
use serde::Deserialize;
use serde_json::json;
use store::{
    Db, DbError, Tx,
    bulk::{Target, Value},
    exec, fetch,
    jobs::{self, Finished, Job, JobError, NewJob},
    row::Day,
};
use uuid::Uuid;

use super::hours::{Change, HoursBuilder, QuarterHours};
use crate::error::unreadable;

store::sql! {
    /// Served by the primary key.
    CURRENT = "select q.generation_id, s.number, f.name from staffing_quarter q \
               join staffing_generation g on g.id = q.generation_id \
               join submission_file f on f.id = g.file_id join submission s on s.id = f.submission_id \
               where q.provider_id = $1 and q.fiscal_year = $2 and q.quarter = $3";
    /// Served by the primary key.
    HOURS = "select employee_id, work_date, job_title, pay_type, hours from staffing_hour where generation_id = $1";
    BEGIN = "insert into staffing_generation (provider_id, fiscal_year, quarter, file_id, previous_id, process_type, state, \
                 employees, entries, hours, days_with_rn, added, changed, removed, built_at) \
             values ($1, $2, $3, $4, $5, $6, 'building', $7, $8, $9, $10, $11, $12, $13, $14) returning id";
    POINT_FIRST = "insert into staffing_quarter (provider_id, fiscal_year, quarter, generation_id) \
                   select provider_id, fiscal_year, quarter, id from staffing_generation where id = $1 \
                   on conflict (provider_id, fiscal_year, quarter) do nothing";
    POINT_NEXT = "update staffing_quarter set generation_id = $1 where generation_id = $2 \
                  and (provider_id, fiscal_year, quarter) = \
                      (select provider_id, fiscal_year, quarter from staffing_generation where id = $1)";
    MAKE_CURRENT = "update staffing_generation set state = 'current', current_at = $2 where id = $1 and state = 'building'";
    SUPERSEDE = "update staffing_generation set state = 'superseded' where id = $1 and state = 'current'";
    /// Served by the index `staffing_generation(file_id)`.
    ABANDON = "update staffing_generation set state = 'abandoned' where file_id = $1 and state = 'building' returning id";
    REMOVE_HOURS = "delete from staffing_hour where (generation_id, employee_id, work_date, job_title, pay_type) in \
                        (select generation_id, employee_id, work_date, job_title, pay_type from staffing_hour \
                         where generation_id = (select id from staffing_generation where id = $1 and state = 'abandoned') \
                         limit $2)";
    REMOVE = "delete from staffing_generation where id = $1 and state = 'abandoned'";
}

/// The kind of the job that removes an abandoned generation's rows.
pub(crate) const REMOVE_GENERATION: &str = "staffing.remove_generation";

/// Rows deleted in one transaction; far under 100 ms.
const ROWS_AT_A_TIME: i64 = 4_000;

const STAFFING_HOUR: Target<6> = Target {
    table: "staffing_hour",
    columns: [
        "generation_id",
        "employee_id",
        "work_date",
        "job_title",
        "pay_type",
        "hours",
    ],
};

/// Whose hours, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacilityQuarter {
    pub provider: ProviderId,
    pub quarter: FiscalQuarter,
}

impl FacilityQuarter {
    /// Provider, fiscal year and quarter, as every statement about a quarter binds them.
    pub fn binds(self) -> (Uuid, i32, i32) {
        (
            self.provider.0,
            self.quarter.fiscal_year().into(),
            self.quarter.quarter().into(),
        )
    }
}

/// The generation that a quarter points at, with the number of the submission and the name of the file that built it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    pub generation: i64,
    pub submission: i64,
    pub file_name: String,
}

pub async fn current(tx: &mut Tx, place: FacilityQuarter) -> Result<Option<Current>, DbError> {
    let (provider, year, number) = place.binds();
    let found = fetch!(
        fetch_optional,
        (i64, i64, String),
        tx,
        CURRENT,
        provider,
        year,
        number
    )?;
    Ok(found.map(|(generation, submission, file_name)| Current {
        generation,
        submission,
        file_name,
    }))
}

/// All entries of a generation.
pub async fn load(
    tx: &mut Tx,
    generation: i64,
    quarter: FiscalQuarter,
) -> Result<QuarterHours, JobError> {
    let mut hours = HoursBuilder::new(quarter);
    let rows = fetch!(
        fetch_all,
        (String, Day, i32, i32, i32),
        tx,
        HOURS,
        generation
    )?;
    for (employee, date, title, pay_type, hundredths) in rows {
        // A merge would take out of the quarter what is left out here.
        let title = JobTitle::from_code(title.into()).ok_or_else(|| unreadable("job title"))?;
        let pay_type = PayType::from_code(pay_type.into()).ok_or_else(|| unreadable("pay type"))?;
        hours.add(
            &employee,
            date.to_jiff(),
            title,
            pay_type,
            Hundredths(hundredths),
        );
    }
    Ok(hours.finish())
}

/// What the next generation is made of.
#[derive(Debug)]
pub struct Plan {
    pub place: FacilityQuarter,
    pub process_type: ProcessType,
    pub previous: Option<i64>,
    pub hours: QuarterHours,
    pub change: Change,
}

/// Writes a generation's rows in short transactions. Nobody sees them before [`make_current`].
pub async fn build(db: &Db, plan: &Plan, file: Uuid, now: Instant) -> Result<i64, DbError> {
    let (totals, change) = (plan.hours.totals(), plan.change);
    let (provider, year, number) = plan.place.binds();
    let mut tx = db.write().await?;
    let (id,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        BEGIN,
        provider,
        year,
        number,
        file,
        plan.previous,
        plan.process_type.as_str(),
        totals.employees,
        totals.entries,
        totals.hours.0,
        totals.days_with_rn,
        change.added,
        change.changed,
        change.removed,
        now.0,
    )?;
    tx.commit().await?;
    STAFFING_HOUR.load(db, rows(&plan.hours, id)).await?;
    Ok(id)
}

/// In the order of the table's index.
fn rows(hours: &QuarterHours, generation: i64) -> impl Iterator<Item = [Value<'_>; 6]> + Send {
    hours.entries().map(move |entry| {
        [
            Value::Bigint(generation),
            Value::Text(entry.employee),
            Value::Day(entry.date),
            Value::Integer(entry.job_title.into()),
            Value::Integer(entry.pay_type.into()),
            Value::Integer(entry.hours.0),
        ]
    })
}

/// Points the quarter at a generation. `false` when the quarter has moved on from the one that this was built
/// from: build it again.
pub async fn make_current(
    tx: &mut Tx,
    id: i64,
    previous: Option<i64>,
    now: Instant,
) -> Result<bool, DbError> {
    let moved = match previous {
        None => exec!(tx, POINT_FIRST, id)?,
        Some(previous) => exec!(tx, POINT_NEXT, id, previous)?,
    };
    if moved == 0 {
        return Ok(false);
    }
    if let Some(previous) = previous {
        exec!(tx, SUPERSEDE, previous)?;
    }
    Ok(exec!(tx, MAKE_CURRENT, id, now.0)? == 1)
}

/// Gives up what a file had begun to build; a job removes the rows.
pub async fn abandon(tx: &mut Tx, file: Uuid, now: Instant) -> Result<(), DbError> {
    for (id,) in fetch!(fetch_all, (i64,), tx, ABANDON, file)? {
        jobs::enqueue(
            tx,
            NewJob::new(REMOVE_GENERATION, json!({ "generation": id })),
            now,
        )
        .await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Removal {
    generation: i64,
}

/// The job that removes an abandoned generation, some rows at a time. Run twice, it finds nothing left.
pub async fn remove(db: &Db, job: &Job, now: impl Fn() -> Instant) -> Result<Finished, JobError> {
    let Removal { generation } = job.payload()?;
    loop {
        let mut tx = db.write().await?;
        let removed = exec!(tx, REMOVE_HOURS, generation, ROWS_AT_A_TIME)?;
        if removed == 0 {
            exec!(tx, REMOVE, generation)?;
            let finished = jobs::finish(&mut tx, job, now()).await?;
            tx.commit().await?;
            return Ok(finished);
        }
        tx.commit().await?;
    }
}
