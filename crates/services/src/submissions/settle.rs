//! One file's end: weighed against what is stored, made the next generation of its quarter if it is accepted,
//! and reported.

pub(crate) mod report;
pub(crate) mod verdict;

use domain::{
    audit::{Act, Event, Object, Who},
    identity::UserId,
    providers::ProviderId,
    submissions::SubmissionNumber,
};
use jiff::civil::Date;
use store::{
    bulk::{Target, Value},
    exec,
    jobs::JobError,
};
use uuid::Uuid;

use self::{report::Report, verdict::Verdict};
use super::{
    check::{Sent, Work},
    read::{ReadFile, SentEmployee},
};
use crate::{audit, notices::staffing_file, staffing::generation};

store::sql! {
    CLEAR_FINDINGS = "delete from finding where file_id = $1 and ordinal in \
                          (select ordinal from finding where file_id = $1 limit $2)";
    CLEAR_EMPLOYEES = "delete from employee where provider_id = $1 and file_id = $2 and employee_id in \
                           (select employee_id from employee where provider_id = $1 and file_id = $2 limit $3)";
}

/// Rows deleted in one transaction; far under 100 ms.
const ROWS_AT_A_TIME: i64 = 4_000;

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

/// Brings one file to its end: the one of this number, counted from 1. Nothing that is stored changes unless it is accepted.
pub(super) async fn settle(
    work: &Work<'_>,
    sent: &Sent,
    (id, ordinal): (Uuid, i32),
    file: &ReadFile,
) -> Result<(), JobError> {
    loop {
        let verdict = Verdict::weigh(work, sent, file).await?;
        clear(work, id, verdict.provider).await?;
        let report = Report::new(id, file, &verdict.found);
        let accepted = report.state().is_accepted();
        let built = match (&verdict.plan, verdict.provider) {
            (plan, Some(provider)) if accepted => {
                write_employees(work, provider, id, file).await?;
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
        let mut tx = report
            .conclude(tx, sent, &verdict, work.now().rules)
            .await?;
        staffing_file::tell(&mut tx, work.services, id, work.now())
            .await
            .map_err(|error| JobError::Failed(error.into()))?;
        let event = Event::new(Act::FileSettled, Who::Program, work.now().system)
            .of(UserId(sent.user_id))
            .about(Object::File(SubmissionNumber(sent.number), ordinal))
            .at(verdict.provider)
            .word("outcome", report.state().as_str());
        audit::commit(tx, work.services, event).await?;
        return Ok(());
    }
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
