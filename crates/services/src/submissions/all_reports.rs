//! The reports of every file in one table: what a vendor reads of all its clients, instead of a report for each. A row is a
//! message; a file without any has one row, which says so.

use bytes::Bytes;
use domain::{
    access::Actor,
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
    honest,
    scope::{binds, file_in_scope, quarter_of, state_of},
};
use crate::{
    ServiceError, Services, audit, csv_table::CsvTable, identity::Bearer, scope::ScopeBinds,
};

/// After the five words of the scope: kind, since, whether no token limits it, and the token that does.
macro_rules! of_files {
    () => {
        concat!(
            " from submission s join submission_file f on f.submission_id = s.id \
              left join provider p on p.id = f.provider_id left join finding c on c.file_id = f.id \
              where s.kind = $6 and s.received_at >= $7 and f.state <> 'received' and ",
            file_in_scope!(),
            " and ($8 or s.access_token_id = $9 \
                   or p.id in (select l.provider_id from access_token_provider l where l.token_id = $9))"
        )
    };
}

store::sql! {
    /// Served by the index `submission(received_at)`.
    PLACES = concat!("select f.provider_id, count(distinct f.id)", of_files!(), " group by f.provider_id");
    /// After those: the number, file and message after which it goes on, and how many. Served by the unique
    /// `submission.number` and the primary key of `finding`.
    ROWS_AFTER = concat!(
        "select s.number, f.ordinal as file, f.name as file_name, p.name as facility, p.ccn, f.fiscal_year, f.quarter, \
                s.received_at, f.state, coalesce(c.ordinal, 0) as message, c.edit, c.severity, c.message as text, c.fix, c.item, \
                c.item_value, c.allowed, c.line, c.element_path, c.employee_id, c.work_date",
        of_files!(),
        " and (s.number > $10 or s.number = $10 and (f.ordinal > $11 or f.ordinal = $11 and coalesce(c.ordinal, 0) > $12)) \
         order by s.number, f.ordinal, coalesce(c.ordinal, 0) limit $13"
    );
}

/// Rows read and handed on at a time.
const PAGE: i64 = 1_000;

const HEADINGS: [&str; 20] = [
    "Submission ID",
    "File",
    "File Name",
    "Facility",
    "CCN",
    "Quarter",
    "Received",
    "State",
    "Message",
    "Edit",
    "Severity",
    "Text",
    "What to Change",
    "Item",
    "Value",
    "Allowed",
    "Line",
    "Element",
    "Employee ID",
    "Date",
];

/// Which reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllReports {
    pub kind: SubmissionKind,
    /// Of files that were received then or later, by the rules' clock.
    pub since: Instant,
}

/// The reports that somebody may read, as one CSV file.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows submissions of this kind; in the middle of the file, the
/// database's.
pub async fn all_reports(
    services: &Services,
    actor: &Actor,
    asked: AllReports,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    table(services, actor, None, asked).await
}

/// The same through a token, which may be for some of the facilities.
///
/// # Errors
/// As [`all_reports`].
pub async fn all_reports_for(
    services: &Services,
    bearer: &Bearer,
    asked: AllReports,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let limited = bearer.limit.as_ref().map(|_| bearer.token);
    table(services, &bearer.actor, limited, asked).await
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
    limited: Option<AccessTokenId>,
    asked: AllReports,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let asked = Asked {
        scope: binds(actor, asked.kind)?,
        limited,
        reports: asked,
    };
    let places = asked.places(services).await?;
    let files: i64 = places.iter().map(|(_, files)| files).sum();
    let event = Event::by(Act::Exported, actor, asked.reports.kind.seen_by())
        .about(Object::List(Record::Reports))
        .at(places.into_iter().filter_map(|(id, _)| id).map(ProviderId))
        .count("files", files);
    audit::read(services, event).await?;
    let begin = CsvTable::new(&HEADINGS).finish();
    let end = honest(services, CsvTable::continued());
    let rows = asked.rows(services.clone()).map_ok(|rows| {
        let mut table = CsvTable::continued();
        for row in rows {
            table.row(&row);
        }
        Bytes::from(table.finish())
    });
    Ok(once(ready(Ok(begin.into())))
        .chain(rows)
        .chain(once(ready(Ok(end.into())))))
}

impl Asked {
    /// The facilities that the table is about, with how many files of each.
    async fn places(&self, services: &Services) -> Result<Vec<(Option<Uuid>, i64)>, ServiceError> {
        let (scope, asked) = (&self.scope, self.reports);
        let mut tx = services.db.read().await?;
        Ok(fetch!(
            fetch_all,
            (Option<Uuid>, i64),
            tx,
            PLACES,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            &scope.own_roles,
            asked.kind.key(),
            asked.since.0,
            self.limited.is_none(),
            self.token(),
        )?)
    }

    fn token(&self) -> Uuid {
        self.limited.map_or(Uuid::nil(), |token| token.0)
    }

    /// Every row. Each page is a transaction of its own: what is decided changes no more.
    fn rows(
        self,
        services: Services,
    ) -> impl Stream<Item = Result<Vec<[String; 20]>, ServiceError>> + Send {
        let begin = (0_i64, 0_i32, 0_i32);
        try_unfold(
            (services, self, begin),
            |(services, asked, after)| async move {
                let rows = asked.page(&services, after).await?;
                let last = rows.last().map(|row| (row.number, row.file, row.message));
                let rows: Vec<_> = rows.into_iter().map(Row::cells).collect::<Result<_, _>>()?;
                Ok(last.map(|last| (rows, (services, asked, last))))
            },
        )
    }

    async fn page(
        &self,
        services: &Services,
        (number, file, message): (i64, i32, i32),
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
}

impl Row {
    fn cells(self) -> Result<[String; 20], ServiceError> {
        let quarter = quarter_of(self.fiscal_year, self.quarter);
        let severity = self.severity.as_deref().and_then(Severity::parse);
        let date = self.work_date.map(|day| display_date(day.to_jiff()));
        let said = Option::unwrap_or_default;
        let has_message = self.message > 0;
        Ok([
            SubmissionNumber(self.number).to_string(),
            self.file.to_string(),
            self.file_name,
            said(self.facility),
            said(self.ccn),
            said(quarter.map(|quarter| quarter.to_string())),
            Instant(self.received_at).display(),
            state_of(&self.state)?.title().to_owned(),
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
            said(self.employee_id),
            said(date),
        ])
    }
}
