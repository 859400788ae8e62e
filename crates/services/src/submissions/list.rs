use domain::{
    access::Actor,
    audit::{Act, Event, Object, Record},
    listing::{Page, Total},
    providers::Ccn,
    submissions::{Progress, SubmissionFilter, SubmissionLine, SubmissionNumber, SubmissionSort},
    time::Instant,
};
use jiff::ToSpan as _;
use store::{Tx, fetch, row::Row};
use uuid::Uuid;

use super::scope::{
    binds, facility_of, file_in_scope, file_state, files_joined, quarter_of, state_of,
};
use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    listing::{EVERYTHING, counted},
    scope::{ScopeBinds, listed},
};

/// The most rows that one CSV holds; it says so when the list has more.
const EXPORT_ROWS: i64 = SubmissionFilter::EXPORT_ROWS;

/// After the five words of the scope: number, CCN, fiscal year, quarter, states, edit, from, before, sender, kind.
macro_rules! matching {
    () => {
        concat!(
            files_joined!(),
            "join user_account u on u.id = s.user_id where ",
            file_in_scope!(),
            " and (cast($6 as bigint) is null or s.number = $6) \
              and (cast($7 as text) is null or p.ccn = $7) \
              and (cast($8 as integer) is null or f.fiscal_year = $8 and f.quarter = $9) \
              and (cast($10 as text) is null or $10 like '%,' || ",
            file_state!(),
            " || ',%') \
              and (cast($11 as text) is null or exists \
                    (select 1 from finding_count c where c.file_id = f.id and c.edit = $11)) \
              and (cast($12 as bigint) is null or s.received_at >= $12) \
              and (cast($13 as bigint) is null or s.received_at < $13) \
              and (cast($14 as text) is null or u.user_name = $14) and s.kind = $15"
        )
    };
}

/// Blank values come last whichever way a column is sorted; the number and the place in the ZIP settle
/// what is equal.
macro_rules! page_by {
    ($order:expr) => {
        concat!(
            "select s.number, f.ordinal, coalesce(f.name, s.file_name) as file_name, s.received_at, \
                    u.user_name, p.id as provider_id, p.name as provider_name, p.ccn, f.fiscal_year, f.quarter, ",
            file_state!(),
            " as state, coalesce(f.fatal_count, 0) as fatal, coalesce(f.warning_count, 0) as warnings",
            matching!(),
            " order by ",
            $order,
            ", s.number desc, f.ordinal limit $16 offset $17"
        )
    };
}

store::sql! {
    COUNT = concat!("select count(*) from (select 1 ", matching!(), " limit $16 offset $17) as seen");
}

store::sorted! { page_by! of SubmissionSort
    Number = "s.number", "s.number desc";
    // Served by the index `submission(received_at)`.
    Received = "s.received_at", "s.received_at desc";
    Facility = "p.name is null, p.name", "p.name is null, p.name desc";
    Quarter = "f.fiscal_year is null, f.fiscal_year, f.quarter",
        "f.fiscal_year is null, f.fiscal_year desc, f.quarter desc";
    State = file_state!(), concat!(file_state!(), " desc");
    Problems = "f.fatal_count is null, f.fatal_count, f.warning_count",
        "f.fatal_count is null, f.fatal_count desc, f.warning_count desc";
}

#[derive(store::FromRow)]
struct LineRow {
    number: i64,
    ordinal: Option<i32>,
    file_name: String,
    received_at: i64,
    user_name: String,
    provider_id: Option<Uuid>,
    provider_name: Option<String>,
    ccn: Option<String>,
    fiscal_year: Option<i32>,
    quarter: Option<i32>,
    state: String,
    fatal: i64,
    warnings: i64,
}

impl LineRow {
    fn read(self) -> Result<SubmissionLine, ServiceError> {
        Ok(SubmissionLine {
            number: SubmissionNumber(self.number),
            ordinal: self.ordinal,
            file_name: self.file_name,
            received_at: Instant(self.received_at),
            sender: self.user_name,
            facility: facility_of(self.provider_id, self.provider_name, self.ccn),
            quarter: quarter_of(self.fiscal_year, self.quarter),
            state: state_of(&self.state)?,
            fatal: self.fatal,
            warnings: self.warnings,
        })
    }
}

/// The files that this person may see and that the filter lets through.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows submissions.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &SubmissionFilter,
) -> Result<Page<SubmissionLine, Total>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search
        .count(&mut tx, Total::counted_up_to(filter.page))
        .await?;
    let request = filter.page.within(total.least());
    Ok(Page {
        rows: search
            .rows(&mut tx, i64::from(request.size), request.offset())
            .await?,
        total,
        request,
    })
}

/// How many files that list has: what a dashboard shows beside the link to it.
///
/// # Errors
/// As [`list`].
pub async fn count(
    services: &Services,
    actor: &Actor,
    filter: &SubmissionFilter,
) -> Result<i64, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    Ok(search.count(&mut tx, EVERYTHING).await?.least())
}

/// The whole filtered list as a CSV file, in its order, up to [`EXPORT_ROWS`].
///
/// # Errors
/// As [`list`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &SubmissionFilter,
) -> Result<Vec<u8>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx, EXPORT_ROWS).await?;
    let mut table = CsvTable::new(&[
        "Submission ID",
        "File",
        "File Name",
        "Received",
        "Sender",
        "Facility",
        "CCN",
        "Quarter",
        "State",
        "Fatal",
        "Warnings",
    ]);
    let lines = search.rows(&mut tx, EXPORT_ROWS, 0).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, filter.kind.seen_by())
        .about(Object::List(Record::Submissions))
        .at(lines
            .iter()
            .filter_map(|line| Some(line.facility.as_ref()?.id)))
        .count("rows", lines.len());
    audit::read(services, event).await?;
    for line in lines {
        let facility = line.facility.as_ref();
        let ccn = facility.and_then(|facility| facility.ccn.as_ref());
        table.row(&[
            line.number.to_string(),
            line.ordinal
                .map(|ordinal| ordinal.to_string())
                .unwrap_or_default(),
            line.file_name,
            line.received_at.display(),
            line.sender,
            facility
                .map(|facility| facility.name.clone())
                .unwrap_or_default(),
            ccn.map(|ccn| ccn.as_str().to_owned()).unwrap_or_default(),
            line.quarter
                .map(|quarter| quarter.to_string())
                .unwrap_or_default(),
            line.state.title().to_owned(),
            line.fatal.to_string(),
            line.warnings.to_string(),
        ]);
    }
    table.tell_cut(EXPORT_ROWS, total, "files");
    Ok(super::honest(services, table))
}

/// A filter in the words that its statements bind.
struct Search<'a> {
    scope: ScopeBinds,
    filter: &'a SubmissionFilter,
    states: Option<String>,
    from: Option<i64>,
    before: Option<i64>,
}

impl<'a> Search<'a> {
    fn new(actor: &Actor, filter: &'a SubmissionFilter) -> Result<Self, ServiceError> {
        let begin = |day| Instant::start_of(day).0;
        let states =
            |progress: Progress| listed(progress.states().iter().map(|state| state.as_str()));
        Ok(Self {
            scope: binds(actor, filter.kind)?,
            filter,
            states: filter.progress.map(states),
            from: filter.from.map(begin),
            before: filter.to.map(|day| begin(day.saturating_add(1.day()))),
        })
    }

    /// Runs one of the statements: they bind the same words.
    async fn run<R: Row>(
        &self,
        tx: &mut Tx,
        sql: &'static str,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<R>, ServiceError> {
        let Self { scope, filter, .. } = self;
        Ok(fetch!(
            fetch_all,
            R,
            tx,
            sql,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            &scope.own_roles,
            filter.number.map(|number| number.0),
            filter.facility.as_ref().map(Ccn::as_str),
            filter
                .quarter
                .map(|quarter| i32::from(quarter.fiscal_year())),
            filter.quarter.map(|quarter| i32::from(quarter.quarter())),
            &self.states,
            &filter.edit,
            self.from,
            self.before,
            &filter.sender,
            filter.kind.key(),
            limit,
            offset,
        )?)
    }

    /// How many there are, counted up to one more than `most`.
    async fn count(&self, tx: &mut Tx, most: i64) -> Result<Total, ServiceError> {
        let rows = self.run(tx, COUNT, most.saturating_add(1), 0).await?;
        Ok(Total::of(counted(rows), most))
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<SubmissionLine>, ServiceError> {
        let sql = statement(self.filter.sort, self.filter.direction);
        let rows = self.run(tx, sql, limit, offset).await?;
        rows.into_iter().map(LineRow::read).collect()
    }
}
