//! The reports of every file in one table: what a vendor reads of all its clients, instead of a report for each. A row is a
//! message; a file without any has one row, which says so.

use bytes::Bytes;
use domain::{
    access::Actor,
    assessments::PatientNumber,
    audit::{Act, Event, Object, Record},
    identity::AccessTokenId,
    providers::ProviderId,
    submissions::{Severity, SubmissionKind, SubmissionNumber},
    time::{Instant, display_date},
};
use futures::{
    Stream, StreamExt as _, TryStreamExt as _,
    future::ready,
    stream::{once, try_unfold},
};
use store::{fetch, row::Day};
use uuid::Uuid;

use super::{
    columns::{self, RecordMarks},
    honest,
    scope::{binds, file_in_scope, quarter_of, state_of},
};
use crate::{
    ServiceError, Services, audit, csv_table::CsvTable, identity::Bearer, scope::ScopeBinds,
};

/// Says whether a decided file is within the scope bound as `$1` to `$5`, and within what no token limits (`$8`), or the token does (`$9`).
macro_rules! is_seen {
    () => {
        concat!(
            "f.state <> 'received' and ",
            file_in_scope!(),
            " and ($8 or s.access_token_id = $9 \
                   or p.id in (select l.provider_id from access_token_provider l where l.token_id = $9))"
        )
    };
}

/// After the five words of the scope: kind, since, whether no token limits it, and the token that does. More tables may be joined.
macro_rules! of_files {
    ($joined:literal) => {
        concat!(
            " from submission s join submission_file f on f.submission_id = s.id \
              left join provider p on p.id = f.provider_id left join finding c on c.file_id = f.id",
            $joined,
            " where s.kind = $6 and s.received_at >= $7 and ",
            is_seen!()
        )
    };
}

store::sql! {
    /// After those: the number after which a page begins, and how many. Served by the unique `submission.number`.
    NUMBERS = concat!(
        "select s.number from submission s where s.kind = $6 and s.received_at >= $7 and s.number > $10 and exists \
            (select 1 from submission_file f left join provider p on p.id = f.provider_id \
             where f.submission_id = s.id and ", is_seen!(), ") order by s.number limit $11"
    );
    /// After those: the number after which it begins, and the last. Served by the index `submission(received_at)`.
    PLACES = concat!(
        "select f.provider_id, count(distinct f.id)", of_files!(""),
        " and s.number > $10 and s.number <= $11 group by f.provider_id"
    );
    /// The patients of the same, as far as they are known.
    PATIENTS = concat!(
        "select t.number from patient t where t.id in (select (select r.patient_id from sent_record r where r.file_id = f.id)",
        of_files!(""), " and s.number > $10 and s.number <= $11)"
    );
    /// After those: the number, file and message after which it goes on, the last number, and how many. Served by the unique
    /// `submission.number` and the primary key of `finding`.
    ROWS_AFTER = concat!(
        "select s.number, f.ordinal as file, f.name as file_name, p.name as facility, p.ccn, f.fiscal_year, f.quarter, \
                s.received_at, f.state, coalesce(c.ordinal, 0) as message, c.edit, c.severity, c.message as text, c.fix, c.item, \
                c.item_value, c.allowed, c.line, c.element_path, c.employee_id, c.work_date, r.instrument, r.reasons, \
                r.target_date, r.document, t.number as patient, a.number as assessment",
        of_files!(
            " left join sent_record r on r.file_id = f.id left join patient t on t.id = r.patient_id \
              left join assessment a on a.id = r.assessment_id"
        ),
        " and (s.number > $10 or s.number = $10 and (f.ordinal > $11 or f.ordinal = $11 and coalesce(c.ordinal, 0) > $12)) \
           and s.number <= $13 order by s.number, f.ordinal, coalesce(c.ordinal, 0) limit $14"
    );
}

/// Rows read and handed on at a time.
const PAGE: i64 = 1_000;

/// The headings of what the table says of a file, before those of its record and of a message.
fn headings(kind: SubmissionKind) -> Vec<&'static str> {
    let mut of_file = vec!["Submission ID", "File", "File Name", "Facility", "CCN"];
    if kind == SubmissionKind::Staffing {
        of_file.push("Quarter");
    }
    of_file.extend(["Received", "State"]);
    columns::headings(kind, &of_file)
}

/// Which reports are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllReports {
    pub kind: SubmissionKind,
    /// Of files that were received then or later, by the rules' clock.
    pub since: Instant,
}

/// A page of these: the reports of some submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportsPage {
    /// The last submission of the page before; 0 for the first page.
    pub after: SubmissionNumber,
    /// Submissions, at most [`Self::MOST`].
    pub limit: i64,
}

impl ReportsPage {
    /// The limit where none is named.
    pub const USUAL: i64 = 200;
    pub const MOST: i64 = 1_000;
}

/// Submissions by their numbers: after the one, up to the other.
#[derive(Debug, Clone, Copy)]
struct Span {
    after: i64,
    until: i64,
}

const EVERYTHING: Span = Span {
    after: 0,
    until: i64::MAX,
};

/// The reports that somebody may read, as one CSV file. Its last line is for people: that CMS has none of these files.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows submissions of this kind; in the middle of the file, the
/// database's.
pub async fn all_reports(
    services: &Services,
    actor: &Actor,
    asked: AllReports,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let asked = Asked::new(actor, None, asked)?;
    let rows = table(services, actor, asked, EVERYTHING).await?;
    let end = honest(services, CsvTable::continued());
    Ok(rows.chain(once(ready(Ok(end.into())))))
}

/// A page of the same through a token, which may be for some of the facilities; and its last submission, when the next page goes on
/// after it. Nothing but rows of the table, for programs.
///
/// # Errors
/// As [`all_reports`].
pub async fn all_reports_for(
    services: &Services,
    bearer: &Bearer,
    asked: AllReports,
    page: ReportsPage,
) -> Result<
    (
        Option<SubmissionNumber>,
        impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>,
    ),
    ServiceError,
> {
    let limited = bearer.limit.as_ref().map(|_| bearer.token);
    let asked = Asked::new(&bearer.actor, limited, asked)?;
    let (span, goes_on) = asked.span(services, page).await?;
    let rows = table(services, &bearer.actor, asked, span).await?;
    Ok((goes_on.then_some(SubmissionNumber(span.until)), rows))
}

/// What the statements bind.
struct Asked {
    scope: ScopeBinds,
    limited: Option<AccessTokenId>,
    reports: AllReports,
}

async fn table(
    services: &Services,
    actor: &Actor,
    asked: Asked,
    span: Span,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let places = asked.places(services, span).await?;
    let files: i64 = places.iter().map(|(_, files)| files).sum();
    let event = Event::by(Act::Exported, actor, asked.reports.kind.seen_by())
        .about(Object::List(Record::Reports))
        .at(places.into_iter().filter_map(|(id, _)| id).map(ProviderId))
        .count("files", files)
        .patients(asked.patients(services, span).await?);
    audit::read(services, event).await?;
    let begin = CsvTable::new(&headings(asked.reports.kind)).finish();
    let rows = asked.rows(services.clone(), span).map_ok(|rows| {
        let mut table = CsvTable::continued();
        for row in rows {
            table.row(&row);
        }
        Bytes::from(table.finish())
    });
    Ok(once(ready(Ok(begin.into()))).chain(rows))
}

impl Asked {
    fn new(
        actor: &Actor,
        limited: Option<AccessTokenId>,
        reports: AllReports,
    ) -> Result<Self, ServiceError> {
        Ok(Self {
            scope: binds(actor, reports.kind)?,
            limited,
            reports,
        })
    }

    /// The submissions of a page, and whether there are more after it.
    async fn span(
        &self,
        services: &Services,
        page: ReportsPage,
    ) -> Result<(Span, bool), ServiceError> {
        let (scope, asked) = (&self.scope, self.reports);
        let limit = page.limit.clamp(1, ReportsPage::MOST);
        let mut tx = services.db.read().await?;
        let numbers = fetch!(
            fetch_all,
            (i64,),
            tx,
            NUMBERS,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            &scope.own_roles,
            asked.kind.key(),
            asked.since.0,
            self.limited.is_none(),
            self.token(),
            page.after.0,
            limit + 1,
        )?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let until = numbers.iter().take(most).next_back();
        let span = Span {
            after: page.after.0,
            until: until.map_or(page.after.0, |(number,)| *number),
        };
        Ok((span, numbers.len() > most))
    }

    /// The facilities that the table is about, with how many files of each.
    async fn places(
        &self,
        services: &Services,
        span: Span,
    ) -> Result<Vec<(Option<Uuid>, i64)>, ServiceError> {
        self.all(services, PLACES, span).await
    }

    /// The patients that the table is about.
    async fn patients(
        &self,
        services: &Services,
        span: Span,
    ) -> Result<impl Iterator<Item = PatientNumber>, ServiceError> {
        let rows: Vec<(i64,)> = self.all(services, PATIENTS, span).await?;
        Ok(rows.into_iter().map(|(number,)| PatientNumber(number)))
    }

    /// What a statement about all files of the table finds.
    async fn all<T: store::row::Row>(
        &self,
        services: &Services,
        statement: &'static str,
        span: Span,
    ) -> Result<Vec<T>, ServiceError> {
        let (scope, asked) = (&self.scope, self.reports);
        let mut tx = services.db.read().await?;
        Ok(fetch!(
            fetch_all,
            T,
            tx,
            statement,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            &scope.own_roles,
            asked.kind.key(),
            asked.since.0,
            self.limited.is_none(),
            self.token(),
            span.after,
            span.until,
        )?)
    }

    fn token(&self) -> Uuid {
        self.limited.map_or(Uuid::nil(), |token| token.0)
    }

    /// Every row. Each page is a transaction of its own: what is decided changes no more.
    fn rows(
        self,
        services: Services,
        span: Span,
    ) -> impl Stream<Item = Result<Vec<Vec<String>>, ServiceError>> + Send {
        let begin = (span.after, i32::MAX, i32::MAX);
        try_unfold(
            (services, self, begin),
            move |(services, asked, after)| async move {
                let rows = asked.page(&services, after, span.until).await?;
                let last = rows.last().map(|row| (row.number, row.file, row.message));
                let rows = rows.into_iter().map(|row| row.cells(asked.reports.kind));
                let rows = rows.collect::<Result<Vec<_>, _>>()?;
                Ok(last.map(|last| (rows, (services, asked, last))))
            },
        )
    }

    async fn page(
        &self,
        services: &Services,
        (number, file, message): (i64, i32, i32),
        until: i64,
    ) -> Result<Vec<Row>, ServiceError> {
        let (scope, asked) = (&self.scope, self.reports);
        let mut tx = services.db.read().await?;
        Ok(fetch!(
            fetch_all,
            Row,
            tx,
            ROWS_AFTER,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            &scope.own_roles,
            asked.kind.key(),
            asked.since.0,
            self.limited.is_none(),
            self.token(),
            number,
            file,
            message,
            until,
            PAGE,
        )?)
    }
}

#[derive(store::FromRow)]
struct Row {
    number: i64,
    file: i32,
    file_name: String,
    facility: Option<String>,
    ccn: Option<String>,
    fiscal_year: Option<i32>,
    quarter: Option<i32>,
    received_at: i64,
    state: String,
    message: i32,
    edit: Option<String>,
    severity: Option<String>,
    text: Option<String>,
    fix: Option<String>,
    item: Option<String>,
    item_value: Option<String>,
    allowed: Option<String>,
    line: Option<i64>,
    element_path: Option<String>,
    employee_id: Option<String>,
    work_date: Option<Day>,
    #[row(flatten)]
    record: RecordMarks,
}

impl Row {
    fn cells(self, kind: SubmissionKind) -> Result<Vec<String>, ServiceError> {
        let quarter = quarter_of(self.fiscal_year, self.quarter);
        let severity = self.severity.as_deref().and_then(Severity::parse);
        let date = self.work_date.map(|day| display_date(day.to_jiff()));
        let said = Option::unwrap_or_default;
        let has_message = self.message > 0;
        let mut of_file = vec![
            SubmissionNumber(self.number).to_string(),
            self.file.to_string(),
            self.file_name,
            said(self.facility),
            said(self.ccn),
        ];
        if kind == SubmissionKind::Staffing {
            of_file.push(said(quarter.map(|quarter| quarter.to_string())));
        }
        of_file.push(Instant(self.received_at).display());
        of_file.push(state_of(&self.state)?.title().to_owned());
        let message = [
            said(has_message.then(|| self.message.to_string())),
            said(self.edit),
            said(severity.map(|severity| severity.title().to_owned())),
            said(self.text),
            said(self.fix),
            said(self.item),
            said(self.item_value),
            said(self.allowed),
            said(self.line.map(|line| line.to_string())),
            said(self.element_path),
        ];
        let entry = [said(self.employee_id), said(date)];
        Ok(columns::cells(kind, of_file, self.record, message, entry))
    }
}
