use domain::{
    access::Actor,
    assessments::{Transaction, reasons_in_words},
    audit::{Act, Event, Object, Record},
    listing::{Page, Total},
    masking::seen,
    providers::{Ccn, ProviderId},
    submissions::{
        Progress, SubmissionFilter, SubmissionKind, SubmissionLine, SubmissionNumber,
        SubmissionSort,
    },
    time::{Instant, display_date},
};
use jiff::ToSpan as _;
use store::{
    Tx, fetch,
    row::{Day, Row},
};
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

/// After the five words of the scope: number, CCN, fiscal year, quarter, states, edit, from, before, sender, kind. More may be joined.
macro_rules! matching {
    ($more:literal) => {
        concat!(
            files_joined!(),
            $more,
            " join user_account u on u.id = s.user_id where ",
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
                    u.user_name, p.id as provider_id, p.name as provider_name, p.ccn, f.fiscal_year, f.quarter, \
                    r.instrument, r.reasons, r.transaction_code, r.target_date, r.document, ",
            file_state!(),
            " as state, coalesce(f.fatal_count, 0) as fatal, coalesce(f.warning_count, 0) as warnings",
            matching!("left join sent_record r on r.file_id = f.id"),
            " order by ",
            $order,
            ", s.number desc, f.ordinal limit $16 offset $17"
        )
    };
}

store::sql! {
    COUNT = concat!("select count(*) from (select 1 ", matching!(""), " limit $16 offset $17) as seen");
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
    #[row(flatten)]
    record: RecordRow,
    state: String,
    fatal: i64,
    warnings: i64,
}

/// What a file says of itself that is a record of an assessment.
#[derive(store::FromRow)]
struct RecordRow {
    instrument: Option<String>,
    reasons: Option<String>,
    transaction_code: Option<String>,
    target_date: Option<Day>,
    document: Option<String>,
}

/// The columns of the CSV: first those that say which file it is, then those of its kind, and last what became of it.
const OF_FILE: [&str; 7] = [
    "Submission ID",
    "File",
    "File Name",
    "Received",
    "Sender",
    "Facility",
    "CCN",
];
const OF_OUTCOME: [&str; 3] = ["State", "Fatal", "Warnings"];

const fn own_columns(kind: SubmissionKind) -> &'static [&'static str] {
    match kind {
        SubmissionKind::Staffing => &["Quarter"],
        SubmissionKind::Assessments => &[
            "Instrument",
            "Reason",
            "Transaction",
            "Target Date",
            "Document",
        ],
    }
}

impl RecordRow {
    fn cells(self, actor: &Actor) -> Vec<String> {
        let instrument = self.instrument.unwrap_or_default();
        let reasons = reasons_in_words(&instrument, &self.reasons.unwrap_or_default());
        let transaction = self.transaction_code.as_deref().map(Transaction::parse);
        let transaction = transaction.and_then(Result::ok).map(Transaction::title);
        let target = self.target_date.map(|day| display_date(day.to_jiff()));
        let document = self.document.map(|document| seen(actor.viewing, document));
        vec![
            instrument,
            reasons,
            transaction.unwrap_or_default().to_owned(),
            target.unwrap_or_default(),
            document.unwrap_or_default(),
        ]
    }
}

impl LineRow {
    /// As the CSV has it.
    fn cells(self, actor: &Actor, kind: SubmissionKind) -> Result<Vec<String>, ServiceError> {
        let (line, record) = self.read()?;
        let (name, ccn) = match line.facility {
            Some(facility) => (facility.name, facility.ccn.map(String::from)),
            None => (String::new(), None),
        };
        let quarter = line.quarter.map(|quarter| quarter.to_string());
        let own = match kind {
            SubmissionKind::Staffing => vec![quarter.unwrap_or_default()],
            SubmissionKind::Assessments => record.cells(actor),
        };
        let ordinal = line.ordinal.map(|ordinal| ordinal.to_string());
        let mut cells = vec![
            line.number.to_string(),
            ordinal.unwrap_or_default(),
            line.file_name,
            line.received_at.display(),
            line.sender,
            name,
            ccn.unwrap_or_default(),
        ];
        cells.extend(own);
        cells.extend([
            line.state.title().to_owned(),
            line.fatal.to_string(),
            line.warnings.to_string(),
        ]);
        Ok(cells)
    }

    fn read(self) -> Result<(SubmissionLine, RecordRow), ServiceError> {
        let line = SubmissionLine {
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
        };
        Ok((line, self.record))
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
    let rows = search
        .rows(&mut tx, i64::from(request.size), request.offset())
        .await?;
    Ok(Page {
        rows: rows
            .into_iter()
            .map(|row| row.read().map(|(line, _)| line))
            .collect::<Result<_, _>>()?,
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
    let mut table = CsvTable::new(
        &[
            OF_FILE.as_slice(),
            own_columns(filter.kind),
            OF_OUTCOME.as_slice(),
        ]
        .concat(),
    );
    let rows = search.rows(&mut tx, EXPORT_ROWS, 0).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, filter.kind.seen_by())
        .about(Object::List(Record::Submissions))
        .at(rows
            .iter()
            .filter_map(|row| row.provider_id.map(ProviderId)))
        .count("rows", rows.len());
    audit::read(services, event).await?;
    for row in rows {
        table.row(&row.cells(actor, filter.kind)?);
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
    ) -> Result<Vec<LineRow>, ServiceError> {
        let sql = statement(self.filter.sort, self.filter.direction);
        self.run(tx, sql, limit, offset).await
    }
}
