use domain::{
    access::Actor,
    audit::{Act, Event, Object, Record},
    listing::{Direction, Page},
    providers::Ccn,
    submissions::{Progress, SubmissionFilter, SubmissionLine, SubmissionNumber, SubmissionSort},
    time::Instant,
};
use jiff::{ToSpan as _, civil::Date};
use store::{Tx, fetch};
use uuid::Uuid;

use super::scope::{
    binds, facility_of, file_in_scope, file_state, files_joined, quarter_of, state_of,
};
use crate::{ServiceError, Services, audit, csv_table::CsvTable, scope::ScopeBinds};

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
    COUNT = concat!("select count(*)", matching!());
    BY_NUMBER = page_by!("s.number");
    BY_NUMBER_DOWN = page_by!("s.number desc");
    /// Served by the index `submission(received_at)`.
    BY_RECEIVED = page_by!("s.received_at");
    BY_RECEIVED_DOWN = page_by!("s.received_at desc");
    BY_FACILITY = page_by!("p.name is null, p.name");
    BY_FACILITY_DOWN = page_by!("p.name is null, p.name desc");
    BY_QUARTER = page_by!("f.fiscal_year is null, f.fiscal_year, f.quarter");
    BY_QUARTER_DOWN = page_by!("f.fiscal_year is null, f.fiscal_year desc, f.quarter desc");
    BY_STATE = page_by!(file_state!());
    BY_STATE_DOWN = page_by!(concat!(file_state!(), " desc"));
    BY_PROBLEMS = page_by!("f.fatal_count is null, f.fatal_count, f.warning_count");
    BY_PROBLEMS_DOWN = page_by!("f.fatal_count is null, f.fatal_count desc, f.warning_count desc");
}

const fn statement(sort: SubmissionSort, direction: Direction) -> &'static str {
    use Direction::{Asc, Desc};
    match (sort, direction) {
        (SubmissionSort::Number, Asc) => BY_NUMBER,
        (SubmissionSort::Number, Desc) => BY_NUMBER_DOWN,
        (SubmissionSort::Received, Asc) => BY_RECEIVED,
        (SubmissionSort::Received, Desc) => BY_RECEIVED_DOWN,
        (SubmissionSort::Facility, Asc) => BY_FACILITY,
        (SubmissionSort::Facility, Desc) => BY_FACILITY_DOWN,
        (SubmissionSort::Quarter, Asc) => BY_QUARTER,
        (SubmissionSort::Quarter, Desc) => BY_QUARTER_DOWN,
        (SubmissionSort::State, Asc) => BY_STATE,
        (SubmissionSort::State, Desc) => BY_STATE_DOWN,
        (SubmissionSort::Problems, Asc) => BY_PROBLEMS,
        (SubmissionSort::Problems, Desc) => BY_PROBLEMS_DOWN,
    }
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
) -> Result<Page<SubmissionLine>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let (size, offset) = (i64::from(filter.page.size), filter.page.offset());
    Ok(Page {
        rows: search.rows(&mut tx, size, offset).await?,
        total: search.count(&mut tx).await?,
        request: filter.page,
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
    search.count(&mut tx).await
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
    let total = search.count(&mut tx).await?;
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
        let begin = |day: Date| Instant::from_eastern(day.at(0, 0, 0, 0)).0;
        Ok(Self {
            scope: binds(actor, filter.kind)?,
            filter,
            states: filter.progress.map(listed),
            from: filter.from.map(begin),
            before: filter.to.map(|day| begin(day.saturating_add(1.day()))),
        })
    }

    async fn count(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        let Self { scope, filter, .. } = self;
        let (total,) = fetch!(
            fetch_one,
            (i64,),
            tx,
            COUNT,
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
        )?;
        Ok(total)
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<SubmissionLine>, ServiceError> {
        let Self { scope, filter, .. } = self;
        let rows = fetch!(
            fetch_all,
            LineRow,
            tx,
            statement(filter.sort, filter.direction),
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
        )?;
        rows.into_iter().map(LineRow::read).collect()
    }
}

/// `,accepted,rejected,`
fn listed(progress: Progress) -> String {
    let states = progress.states().iter().map(|state| state.as_str());
    states.fold(String::from(","), |list, state| list + state + ",")
}
