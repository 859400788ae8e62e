//! How often edits were found, and how many records were sent.

use domain::{
    providers::{Ccn, StateCode},
    reports::Cell,
    submissions::Severity,
    time::Instant,
};
use jiff::{ToSpan as _, civil::Date};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{Asked, Gathered, Place, Shown, messages::records};
use crate::{ServiceError, submissions::scope::file_in_scope};

store::sql! {
    /// A file that is no record has messages, and counts as none. Served by submission_received and the primary key of counts.
    SUMMARIES = concat!(
        "select f.provider_id, p.name, p.ccn, c.edit, c.severity, count(r.instrument) as records,
             cast(sum(c.occurrences) as bigint) as occurrences
         from submission s
         join submission_file f on f.submission_id = s.id
         join sent_record r on r.file_id = f.id
         join finding_count c on c.file_id = f.id
         left join provider p on p.id = f.provider_id",
        records!(),
        " group by f.provider_id, p.name, p.ccn, p.search_key, c.edit, c.severity
         order by p.search_key, f.provider_id, count(*) desc, c.edit limit $14"
    );
    /// Records that only tested are not counted, and neither are files that are no records; the state of a facility that is not known is
    /// as the record says, in whichever letters. Served by submission_received.
    SENT = concat!(
        "select coalesce(p.state_code, upper(f.state_code), '') as place, r.instrument,
             cast(count(distinct f.provider_id) as bigint) as facilities, count(*) as records,
             cast(sum(case when f.state = 'rejected' then 0 else 1 end) as bigint) as accepted,
             cast(sum(case when f.state = 'accepted_with_warnings' then 1 else 0 end) as bigint) as warned,
             cast(sum(case when f.state = 'rejected' then 1 else 0 end) as bigint) as rejected
         from submission s
         join submission_file f on f.submission_id = s.id
         join sent_record r on r.file_id = f.id
         left join provider p on p.id = f.provider_id",
        records!(),
        " and not r.is_test and r.instrument is not null
         group by coalesce(p.state_code, upper(f.state_code), ''), r.instrument
         order by place, r.instrument limit $14"
    );
}

pub(super) const SUMMARY: [&str; 6] = [
    "Facility",
    "CCN",
    "Edit",
    "Severity",
    "Records",
    "Occurrences",
];

pub(super) const STATISTICS: [&str; 8] = [
    "Month",
    "State",
    "Instrument",
    "Facilities",
    "Records sent",
    "Accepted",
    "Of these with warnings",
    "Rejected",
];

#[derive(store::FromRow)]
struct SummaryRow {
    provider_id: Option<Uuid>,
    name: Option<String>,
    ccn: Option<String>,
    edit: String,
    severity: String,
    records: i64,
    occurrences: i64,
}

#[derive(store::FromRow)]
struct SentRow {
    place: String,
    instrument: String,
    facilities: i64,
    records: i64,
    accepted: i64,
    warned: i64,
    rejected: i64,
}

pub(super) async fn summary(asked: &Asked<'_>, tx: &mut Tx) -> Result<Gathered, ServiceError> {
    let (first, after) = asked.moments();
    let rows = fetch!(
        fetch_all,
        SummaryRow,
        tx,
        SUMMARIES,
        asked.scope.nation,
        &asked.scope.states,
        asked.scope.user,
        &asked.scope.roles,
        &asked.scope.own_roles,
        asked.place.provider(),
        asked.parameters.facility.as_ref().map(Ccn::as_str),
        asked.parameters.state.map(StateCode::as_str),
        asked.parameters.instrument(),
        first,
        after,
        false,
        asked.place == Place::NotKnown,
        asked.limit()
    )?;
    let mut gathered = Gathered::default();
    for row in rows {
        let severity = Severity::parse(&row.severity).map_or("", Severity::title);
        let cells = vec![
            Cell::text(row.name.unwrap_or_else(|| "Not known".to_owned())),
            Cell::text(row.ccn.unwrap_or_default()),
            Cell::text(row.edit),
            Cell::text(severity),
            Cell::Number(row.records),
            Cell::Number(row.occurrences),
        ];
        gathered.row(asked.most, Shown::of(row.provider_id, None), cells);
    }
    Ok(gathered)
}

/// The months that some days touch, each with its days among them.
///
/// # Errors
/// [`ServiceError::Refused`] for more than ten years: each month is counted by itself.
pub(super) fn months((first, last): (Date, Date)) -> Result<Vec<(Date, Date)>, ServiceError> {
    const MOST: usize = 120;
    let mut months = Vec::new();
    let mut begin = first;
    while begin <= last {
        if months.len() == MOST {
            let message = format!(
                "Submission Statistics are about {MOST} months at most. Ask for a later first day, or an earlier last day."
            );
            return Err(ServiceError::field("from", message));
        }
        let end = begin.last_of_month().min(last);
        months.push((begin, end));
        begin = end.saturating_add(1.days());
        if begin == end {
            break;
        }
    }
    Ok(months)
}

/// What was sent in one month, by state and instrument.
pub(super) async fn statistics(
    asked: &Asked<'_>,
    tx: &mut Tx,
    (first, last): (Date, Date),
) -> Result<Gathered, ServiceError> {
    let begins = Instant::start_of(first).0;
    let ends = Instant::start_of(last.saturating_add(1.days())).0;
    let rows = fetch!(
        fetch_all,
        SentRow,
        tx,
        SENT,
        asked.scope.nation,
        &asked.scope.states,
        asked.scope.user,
        &asked.scope.roles,
        &asked.scope.own_roles,
        asked.place.provider(),
        asked.parameters.facility.as_ref().map(Ccn::as_str),
        asked.parameters.state.map(StateCode::as_str),
        asked.parameters.instrument(),
        begins,
        ends,
        false,
        asked.place == Place::NotKnown,
        asked.limit()
    )?;
    let mut gathered = Gathered::default();
    let month = format!("{}-{:02}", first.year(), first.month());
    for row in rows {
        let cells = vec![
            Cell::text(month.clone()),
            Cell::text(row.place),
            Cell::text(row.instrument),
            Cell::Number(row.facilities),
            Cell::Number(row.records),
            Cell::Number(row.accepted),
            Cell::Number(row.warned),
            Cell::Number(row.rejected),
        ];
        gathered.row(asked.most, Shown::default(), cells);
    }
    Ok(gathered)
}
