//! My Reports: reports that a job makes, facility by facility, and that are kept for 30 days for who asked.

use domain::{
    access::{Action, Actor, Category},
    audit::{Act, Event, Object, Record},
    count::as_count,
    identity::UserId,
    listing::Query,
    objection::Objection,
    providers::StateCode,
    reports::{
        Cell, KeptTable, ReportKind, ReportParameters, ReportRun, ReportTable, RunId, RunState,
    },
    time::{Instant, Now},
};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{
    Tx, exec, fetch,
    jobs::{self, Finished, Job, JobError, NewJob, Worker},
};
use uuid::Uuid;

use super::{Asked, Gathered, Place, Shown, counts, csv, is_long};
use crate::{
    Clock, ServiceError, Services, audit, identity::grants, on, scope::provider_in_scope,
    submissions::check::Work,
};

/// The kind of the job that makes a report.
const MAKE: &str = "reports.make";
/// So many of somebody's may be underway at once.
const MOST_WAITING: i64 = 5;
/// Facilities that one transaction reads.
const FACILITIES: usize = 20;

/// Reads reports with the state that follows from their job, however that came to its end.
macro_rules! selecting {
    () => {
        "select r.id, r.user_id, r.category, r.reach, r.report, r.parameters, r.asked_at, r.as_of,
             case when r.state = 'waiting' and j.state in ('dead', 'given_up') then 'failed' else r.state end as state,
             r.progress, r.steps, r.finished_at, r.row_count
         from report_run r left join job j on j.id = r.job_id"
    };
}

/// Facilities with something to tell of, within the scope that is bound as `$1` to `$4`, that of a CCN and a state.
macro_rules! facilities_with {
    ($something:literal) => {
        concat!(
            "select p.id from provider p where ",
            provider_in_scope!(),
            " and (cast($5 as text) is null or p.state_code = $5) and exists ",
            $something,
            " order by p.search_key, p.id"
        )
    };
}

store::sql! {
    INSERT = "insert into report_run (id, user_id, category, reach, report, parameters, asked_at, as_of, state, progress, steps,
            row_count, job_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, 0, 0, $9)";
    /// Served by report_run_user.
    COUNT_WAITING = "select count(*) from report_run r join job j on j.id = r.job_id
        where r.user_id = $1 and r.state = 'waiting' and j.state not in ('dead', 'given_up')";
    /// Served by report_run_user.
    OWN = concat!(selecting!(), " where r.user_id = $1 and r.category = $2 order by r.asked_at desc, r.id limit 100");
    /// Served by the primary key.
    ONE = concat!(selecting!(), " where r.id = $1");
    /// Served by the primary key.
    CONTENT = "select content, shown from report_run where id = $1 and state = 'done'";
    PROGRESS = "update report_run set progress = $2, steps = $3 where id = $1";
    DONE = "update report_run set state = 'done', progress = steps, content = $2, row_count = $3, finished_at = $4, shown = $5
        where id = $1 and state = 'waiting'";
    FORGET = "delete from report_run where asked_at < $1";
    /// Served by provider_search and assessment_provider.
    ASSESSED = facilities_with!("(select 1 from assessment a where a.provider_id = p.id)");
    /// Served by provider_search and submission_file_provider.
    SENDING = facilities_with!(
        "(select 1 from submission_file f join sent_record r on r.file_id = f.id where f.provider_id = p.id)"
    );
    /// Served by the primary key.
    USER_NAME = "select user_name from user_account where id = $1 and state = 'active'";
}

#[derive(store::FromRow)]
struct RunRow {
    id: Uuid,
    user_id: Uuid,
    category: String,
    reach: String,
    report: String,
    parameters: String,
    asked_at: i64,
    as_of: i64,
    state: String,
    progress: i64,
    steps: i64,
    finished_at: Option<i64>,
    row_count: i64,
}

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "kept report",
};

impl RunRow {
    fn kind(&self) -> Result<ReportKind, ServiceError> {
        ReportKind::from_key(&self.report).ok_or(CORRUPT)
    }

    fn parameters(&self) -> Result<ReportParameters, ServiceError> {
        let query = Query::parse(&self.parameters);
        Ok(ReportParameters::from_query(self.kind()?, &query))
    }

    fn run(&self) -> Result<ReportRun, ServiceError> {
        let (kind, parameters) = (self.kind()?, self.parameters()?);
        let as_of = Instant(self.as_of).eastern().date();
        Ok(ReportRun {
            id: RunId(self.id),
            kind,
            days: parameters.days_shown(kind, as_of),
            parameters,
            asked_at: Instant(self.asked_at),
            as_of: Instant(self.as_of),
            state: RunState::from_key(&self.state).ok_or(CORRUPT)?,
            progress: self.progress,
            steps: self.steps,
            finished_at: self.finished_at.map(Instant),
            rows: self.row_count,
        })
    }
}

/// Where a right of somebody's reaches, as a mark to compare.
fn reach(actor: &Actor, kind: ReportKind) -> Result<String, ServiceError> {
    let mut coverage = actor.coverage(kind.right())?;
    // The facilities of a role come by their names, and names change.
    coverage.providers.sort_unstable();
    coverage.own_at.sort_unstable();
    let mark = Sha256::digest(format!("{coverage:?}"));
    Ok(mark.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Asks for a report that takes long.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows what it tells, and for who views as a role;
/// [`ServiceError::Conflict`] for a report that is answered at once, and while too many of theirs are underway;
/// [`ServiceError::Refused`] for one of too many months; the database's.
pub async fn ask(
    services: &Services,
    actor: &Actor,
    kind: ReportKind,
    parameters: &ReportParameters,
) -> Result<RunId, ServiceError> {
    let parameters = ReportParameters::from_query(kind, &parameters.to_query());
    let reach = reach(actor, kind)?;
    if actor.viewing.is_some() {
        let action = kind.right();
        return Err(domain::access::Denial { action }.into());
    }
    if !is_long(actor, kind, &parameters)? {
        return Err(Objection::ReportIsSmall.into());
    }
    let (id, now) = (Uuid::now_v7(), actor.now);
    if kind == ReportKind::Statistics {
        counts::months(parameters.days(kind, now.today()))?;
    }
    let mut tx = services.db.write().await?;
    let (waiting,) = fetch!(fetch_one, (i64,), tx, COUNT_WAITING, actor.user.0)?;
    if waiting >= MOST_WAITING {
        return Err(Objection::ReportsUnderway.into());
    }
    let make = NewJob::new(MAKE, json!({ "run": id }));
    let job = jobs::enqueue(&mut tx, make, now.system).await?;
    let job = job.ok_or(ServiceError::Corrupt { what: "job" })?;
    exec!(
        tx,
        INSERT,
        id,
        actor.user.0,
        actor.category.key(),
        reach,
        kind.key(),
        parameters.to_query().to_string(),
        now.system.0,
        now.rules.0,
        job.0
    )?;
    let event = Event::by(Act::ReportAsked, actor, kind.right())
        .about(Object::List(Record::AssessmentReports))
        .word("report", kind.key());
    audit::commit(tx, services, event).await?;
    Ok(RunId(id))
}

/// Somebody's reports of the last 30 days, the latest first.
///
/// # Errors
/// The database's.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<ReportRun>, ServiceError> {
    let mut tx = services.db.read().await?;
    let category = actor.category.key();
    let rows = fetch!(fetch_all, RunRow, tx, OWN, actor.user.0, category)?;
    rows.iter().map(RunRow::run).collect()
}

/// One of them: how far it is.
///
/// # Errors
/// [`ServiceError::NotFound`] for somebody else's, and once it was cleared away; [`ServiceError::Conflict`] where the person's right
/// reaches elsewhere than it did; the database's.
pub async fn find(
    services: &Services,
    actor: &Actor,
    id: RunId,
) -> Result<ReportRun, ServiceError> {
    let mut tx = services.db.read().await?;
    visible(&mut tx, actor, id).await?.run()
}

async fn visible(tx: &mut Tx, actor: &Actor, id: RunId) -> Result<RunRow, ServiceError> {
    let row = fetch!(fetch_optional, RunRow, tx, ONE, id.0)?;
    let own = row
        .filter(|row| row.user_id == actor.user.0 && row.category == actor.category.key())
        .ok_or(ServiceError::NotFound)?;
    if reach(actor, own.kind()?)? == own.reach {
        Ok(own)
    } else {
        Err(Objection::RolesSinceReport.into())
    }
}

/// The file of one that is ready.
///
/// # Errors
/// As [`find`]; [`ServiceError::NotFound`] before it is ready.
pub async fn content(
    services: &Services,
    actor: &Actor,
    id: RunId,
    act: Act,
) -> Result<(ReportRun, String), ServiceError> {
    let mut tx = services.db.read().await?;
    let row = visible(&mut tx, actor, id).await?;
    let found = fetch!(
        fetch_optional,
        (Option<String>, Option<String>),
        tx,
        CONTENT,
        id.0
    )?;
    drop(tx);
    let (content, shown) = found.ok_or(ServiceError::NotFound)?;
    let content = content.ok_or(ServiceError::NotFound)?;
    let shown = shown.map(|text| serde_json::from_str::<Shown>(&text));
    let shown = shown.transpose().map_err(|_| CORRUPT)?.unwrap_or_default();
    let kind = row.kind()?;
    let event = Event::by(act, actor, kind.right())
        .about(Object::List(Record::AssessmentReports))
        .word("report", kind.key())
        .count("rows", row.row_count);
    audit::read(services, shown.in_event(event)).await?;
    Ok((row.run()?, content))
}

/// Clears reports away whose time is over.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<u64, ServiceError> {
    let before = now.plus_days(-ReportRun::KEPT_DAYS);
    Ok(exec!(tx, FORGET, before.0)?)
}

/// Adds the handler of the job that makes a report.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    on(worker, MAKE, services, clock, |services, job, clock| {
        Box::pin(make(services, job, clock))
    })
}

#[derive(Deserialize)]
struct Payload {
    run: Uuid,
}

/// Makes a report from its beginning: what an earlier attempt had gathered is gone with it.
async fn make(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    let work = Work {
        services,
        job,
        clock,
    };
    let Payload { run } = job.payload()?;
    let prepared = prepare(services, run, work.now().system).await;
    let Some(of) = prepared.map_err(failed)? else {
        return end(&work, None).await;
    };
    let most = ReportTable::MOST_ROWS;
    let asked = Asked::new(services, &of.actor, of.kind, &of.parameters, most);
    let mut asked = asked.map_err(failed)?;
    let gathered = gather_all(&work, run, &mut asked).await?;
    let event = asked.event(Act::ReportMade, &gathered);
    let shown = serde_json::to_string(&gathered.shown()).map_err(hopeless)?;
    let rows = gathered.rows.len();
    let table = asked.table(of.as_of, gathered);
    let content = String::from_utf8(csv(services, &table)).map_err(hopeless)?;
    let made = Made {
        run,
        content,
        shown,
        rows,
        event,
    };
    end(&work, Some(made)).await
}

fn failed(error: ServiceError) -> JobError {
    match error {
        // Whoever asked may not see it any more, or it cannot be made: another attempt finds the same.
        ServiceError::Denied(_)
        | ServiceError::NotFound
        | ServiceError::Conflict(_)
        | ServiceError::Refused(_) => JobError::Hopeless(error.into()),
        other => JobError::Failed(other.into()),
    }
}

fn hopeless(error: impl std::error::Error + Send + Sync + 'static) -> JobError {
    JobError::Hopeless(error.into())
}

/// A report that is to be made, and for whom.
struct Prepared {
    actor: Actor,
    kind: ReportKind,
    parameters: ReportParameters,
    as_of: Instant,
}

/// What is to be made, for who asked as they are now; none where it is made, or forgotten.
async fn prepare(
    services: &Services,
    run: Uuid,
    now: Instant,
) -> Result<Option<Prepared>, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = fetch!(fetch_optional, RunRow, tx, ONE, run)?;
    let Some(row) = row.filter(|row| row.state == RunState::Waiting.key()) else {
        return Ok(None);
    };
    let actor = asker(&mut tx, &row, now).await?;
    let (kind, parameters) = (row.kind()?, row.parameters()?);
    if reach(&actor, kind)? != row.reach {
        return Err(Objection::AskersRoles.into());
    }
    Ok(Some(Prepared {
        actor,
        kind,
        parameters,
        as_of: Instant(row.as_of),
    }))
}

/// Goes through the steps of a report, and says before each how far it is.
async fn gather_all(
    work: &Work<'_>,
    run: Uuid,
    asked: &mut Asked<'_>,
) -> Result<Gathered, JobError> {
    let steps = steps(work.services, asked).await.map_err(failed)?;
    let total = steps.len();
    let mut gathered = Gathered::default();
    for (done, step) in steps.into_iter().enumerate() {
        progress(work, run, (done, total)).await?;
        let mut tx = work.services.db.read().await?;
        let added = add(&mut tx, asked, step, &mut gathered).await;
        added.map_err(failed)?;
        if gathered.is_cut {
            break;
        }
    }
    Ok(gathered)
}

/// Adds what is gathered in one step.
async fn add(
    tx: &mut Tx,
    asked: &mut Asked<'_>,
    step: Step,
    gathered: &mut Gathered,
) -> Result<(), ServiceError> {
    match step {
        Step::Month(month) => {
            let more = counts::statistics(asked, tx, month).await?;
            gathered.append(asked.most, more);
        }
        Step::Places(places) => {
            for place in places {
                asked.place = place;
                let more = asked.gather(tx).await?;
                gathered.append(asked.most, more);
            }
        }
    }
    Ok(())
}

/// A report that was made.
struct Made {
    run: Uuid,
    content: String,
    /// Of whom it tells.
    shown: String,
    rows: usize,
    event: Event,
}

/// Who asked, with what they hold now.
async fn asker(tx: &mut Tx, row: &RunRow, now: Instant) -> Result<Actor, ServiceError> {
    let found = fetch!(fetch_optional, (String,), tx, USER_NAME, row.user_id)?;
    let (user_name,) = found.ok_or(ServiceError::NotFound)?;
    let category = Category::from_key(&row.category).ok_or(CORRUPT)?;
    let user = UserId(row.user_id);
    let held = grants::of(tx, user).await?;
    let held = held.into_iter().map(|held| held.grant);
    Ok(Actor {
        user,
        user_name,
        category,
        grants: held
            .filter(|grant| grant.role.category() == category)
            .collect(),
        now: Now {
            system: now,
            rules: Instant(row.as_of),
        },
        viewing: None,
    })
}

/// What is gathered in one go.
enum Step {
    Places(Vec<Place>),
    Month((jiff::civil::Date, jiff::civil::Date)),
}

async fn steps(services: &Services, asked: &Asked<'_>) -> Result<Vec<Step>, ServiceError> {
    if asked.kind == ReportKind::Statistics {
        return Ok(counts::months(asked.days)?
            .into_iter()
            .map(Step::Month)
            .collect());
    }
    let scope = &asked.scope;
    let is_of_patients = asked.kind.right() == Action::ViewAssessments;
    // With the facilities of which they see only what they sent themselves: the statements of the report keep to that.
    let (sql, roles) = if is_of_patients {
        (ASSESSED, scope.roles.clone())
    } else {
        (SENDING, scope.roles.clone() + &scope.own_roles)
    };
    let mut tx = services.db.read().await?;
    let state = asked.parameters.state.map(StateCode::as_str);
    let ids = fetch!(
        fetch_all,
        (Uuid,),
        tx,
        sql,
        scope.nation,
        &scope.states,
        scope.user,
        roles,
        state
    )?;
    let places: Vec<Place> = ids.into_iter().map(|(id,)| Place::One(id)).collect();
    let mut steps: Vec<Step> = places
        .chunks(FACILITIES)
        .map(|some| Step::Places(some.to_vec()))
        .collect();
    if !is_of_patients {
        // What was sent may be of no facility that is known; patients are always somebody's.
        steps.push(Step::Places(vec![Place::NotKnown]));
    }
    Ok(steps)
}

async fn progress(
    work: &Work<'_>,
    run: Uuid,
    (done, total): (usize, usize),
) -> Result<(), JobError> {
    let mut tx = work.write().await?;
    exec!(tx, PROGRESS, run, as_count(done), as_count(total))?;
    Ok(tx.commit().await?)
}

/// Finishes the job, with the report where one was made.
async fn end(work: &Work<'_>, made: Option<Made>) -> Result<Finished, JobError> {
    let now = work.now().system;
    let mut tx = work.services.db.write().await?;
    let mut events = Vec::new();
    if let Some(made) = made {
        let rows = as_count(made.rows);
        exec!(tx, DONE, made.run, made.content, rows, now.0, made.shown)?;
        events.push(made.event);
    }
    let finished = jobs::finish(&mut tx, work.job, now).await?;
    audit::commit_all(tx, work.services, events).await?;
    Ok(finished)
}

/// The columns and first rows of one that is ready, at most [`ReportTable::PAGE_ROWS`].
///
/// # Errors
/// As [`content`]; [`ServiceError::Corrupt`] for a file that is no table.
pub async fn rows(
    services: &Services,
    actor: &Actor,
    id: RunId,
) -> Result<KeptTable, ServiceError> {
    let (_, content) = content(services, actor, id, Act::Read).await?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(content.as_bytes());
    // Before the columns stand a few lines that say what the table is about, the last of them when it was made.
    let mut records = reader.records();
    for record in records.by_ref() {
        if record.map_err(|_| CORRUPT)?.get(0) == Some(super::AS_OF) {
            break;
        }
    }
    let opens_assessments = actor.may(Action::ViewAssessments);
    let mut table = KeptTable::default();
    for record in records {
        let record = record.map_err(|_| CORRUPT)?;
        if table.columns.is_empty() {
            table.columns = record.iter().map(str::to_owned).collect();
        } else if record.len() == table.columns.len() && table.rows.len() < ReportTable::PAGE_ROWS {
            let cells = table.columns.iter().zip(&record);
            let cells = cells.map(|(column, text)| Cell::of_file(column, text, opens_assessments));
            table.rows.push(cells.collect());
        }
    }
    Ok(table)
}
