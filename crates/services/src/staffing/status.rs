use std::collections::BTreeMap;

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record},
    listing::Page,
    providers::{Ccn, ProviderId, Region, StateCode},
    staffing::{
        FiscalQuarter, StatusCounts, StatusFilter, StatusLine, StatusList, StatusSort,
        SubmissionStatus, TotalHours,
    },
    submissions::Facility,
    time::Instant,
};
use jiff::civil::Date;
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::compare::FiguresRow;
use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    scope::{ScopeBinds, listed, provider_in_scope},
};

/// After the four words of the scope: fiscal year, quarter, its first and its last day, state, the region's states.
/// Nursing homes that were certified on some day of the quarter.
macro_rules! facilities {
    () => {
        concat!(
            "(select p.id, p.name, p.ccn, p.state_code, g.current_at, g.employees, g.hours, g.days_with_rn, \
                     case when g.id is not null then 'accepted' \
                          when exists (select 1 from submission_file f where f.provider_id = p.id \
                                       and f.fiscal_year = $5 and f.quarter = $6 and f.state = 'rejected') \
                          then 'rejected_only' else 'missing' end as status \
              from provider p \
              left join staffing_quarter q on q.provider_id = p.id and q.fiscal_year = $5 and q.quarter = $6 \
              left join staffing_generation g on g.id = q.generation_id \
              where ",
            provider_in_scope!(),
            " and ",
            crate::staffing::has_staffing!(),
            " \
              and (p.terminated_on is null or p.terminated_on >= $7) \
              and (p.certified_on is null or p.certified_on <= $8) \
              and (cast($9 as text) is null or p.state_code = $9) \
              and (cast($10 as text) is null or $10 like '%,' || p.state_code || ',%')) as p"
        )
    };
}

macro_rules! page_by {
    ($order:expr) => {
        concat!(
            "select * from ",
            facilities!(),
            " where cast($11 as text) is null or p.status = $11 order by ",
            $order,
            ", p.id limit $12 offset $13"
        )
    };
}

store::sql! {
    COUNTS = concat!("select p.status, count(*) from ", facilities!(), " group by p.status");
    COUNTS_BY_STATE = concat!(
        "select p.state_code, p.status, count(*), cast(coalesce(sum(p.hours), 0) as bigint) from ", facilities!(),
        " group by p.state_code, p.status"
    );
}

store::sorted! { page_by! of StatusSort
    Facility = "p.name", "p.name desc";
    Ccn = "p.ccn", "p.ccn desc";
    State = "p.state_code, p.name", "p.state_code desc, p.name";
    Status = "p.status, p.name", "p.status desc, p.name";
    Hours = "p.hours is null, p.hours, p.name", "p.hours is null, p.hours desc, p.name";
}

#[derive(store::FromRow)]
struct LineRow {
    id: Uuid,
    name: String,
    ccn: String,
    state_code: String,
    current_at: Option<i64>,
    employees: Option<i64>,
    hours: Option<i64>,
    days_with_rn: Option<i64>,
    status: String,
}

impl LineRow {
    fn read(self, quarter: FiscalQuarter, today: Date) -> Result<StatusLine, ServiceError> {
        let figures = match (self.employees, self.hours, self.days_with_rn) {
            (Some(employees), Some(hours), Some(days_with_rn)) => Some(
                FiguresRow {
                    employees,
                    hours,
                    days_with_rn,
                }
                .read(quarter, today),
            ),
            _ => None,
        };
        let ccn = Ccn::parse(&self.ccn).map_err(|_| ServiceError::Corrupt { what: "CCN" })?;
        Ok(StatusLine {
            facility: Facility {
                id: ProviderId(self.id),
                name: self.name,
                ccn: Some(ccn),
            },
            state: StateCode::parse(&self.state_code)
                .map_err(|_| ServiceError::Corrupt { what: "state" })?,
            status: status_of(&self.status)?,
            accepted_at: self.current_at.map(Instant),
            figures,
        })
    }
}

fn status_of(word: &str) -> Result<SubmissionStatus, ServiceError> {
    SubmissionStatus::from_key(word).ok_or(ServiceError::Corrupt { what: "status" })
}

/// Who has submitted for a quarter: nursing homes in the person's scope, with totals, without files and employees.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows it.
pub async fn status(
    services: &Services,
    actor: &Actor,
    filter: &StatusFilter,
) -> Result<StatusList, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let counts = search.counts(&mut tx).await?;
    let total = match filter.status {
        Some(SubmissionStatus::Accepted) => counts.accepted,
        Some(SubmissionStatus::RejectedOnly) => counts.rejected_only,
        Some(SubmissionStatus::Missing) => counts.missing,
        None => counts.accepted + counts.rejected_only + counts.missing,
    };
    let request = filter.page.within(total);
    let rows = search
        .rows(&mut tx, i64::from(request.size), request.offset())
        .await?;
    Ok(StatusList {
        quarter: search.quarter,
        counts,
        lines: Page {
            rows,
            total,
            request,
        },
    })
}

/// The counts of that list for each state, with the hours stored; states without nursing homes are left out.
///
/// # Errors
/// As [`status`].
pub async fn count_by_state(
    services: &Services,
    actor: &Actor,
    filter: &StatusFilter,
) -> Result<Vec<(StateCode, StatusCounts, TotalHours)>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    search.counts_by_state(&mut tx).await
}

/// The whole filtered list as a CSV file.
///
/// # Errors
/// As [`status`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &StatusFilter,
) -> Result<Vec<u8>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let mut table = CsvTable::new(&[
        "Facility",
        "CCN",
        "State",
        "Quarter",
        "Status",
        "Accepted",
        "Employees",
        "Hours",
        "Days Without a Registered Nurse",
    ]);
    let lines = search.rows(&mut tx, StatusFilter::EXPORT_ROWS, 0).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::ViewStaffingStatus)
        .about(Object::List(Record::StaffingStatus))
        .count("rows", lines.len());
    audit::read(services, event).await?;
    for line in lines {
        let figure = |figure: fn(&domain::staffing::Figures) -> String| {
            line.figures.as_ref().map(figure).unwrap_or_default()
        };
        let ccn = line.facility.ccn.as_ref();
        table.row(&[
            line.facility.name.clone(),
            ccn.map(|ccn| ccn.as_str().to_owned()).unwrap_or_default(),
            line.state.as_str().to_owned(),
            search.quarter.to_string(),
            line.status.title().to_owned(),
            line.accepted_at.map(Instant::display).unwrap_or_default(),
            figure(|figures| figures.employees.to_string()),
            figure(|figures| figures.hours.to_string()),
            figure(|figures| figures.days_without_rn.to_string()),
        ]);
    }
    Ok(crate::submissions::honest(services, table))
}

/// A filter in the words that its statements bind.
struct Search<'a> {
    scope: ScopeBinds,
    filter: &'a StatusFilter,
    quarter: FiscalQuarter,
    region: Option<String>,
    today: Date,
}

impl<'a> Search<'a> {
    fn new(actor: &Actor, filter: &'a StatusFilter) -> Result<Self, ServiceError> {
        let action = Action::ViewStaffingStatus;
        let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
        let today = actor.now.today();
        let quarter = filter
            .quarter
            .or_else(|| FiscalQuarter::due(today))
            .ok_or(ServiceError::NotFound)?;
        let states = |region: Region| listed(region.states().map(StateCode::as_str));
        Ok(Self {
            scope,
            filter,
            quarter,
            region: filter.region.map(states),
            today,
        })
    }

    async fn counts(&self, tx: &mut Tx) -> Result<StatusCounts, ServiceError> {
        let Self {
            scope,
            filter,
            quarter,
            ..
        } = self;
        let rows = fetch!(
            fetch_all,
            (String, i64),
            tx,
            COUNTS,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            i32::from(quarter.fiscal_year()),
            i32::from(quarter.quarter()),
            Day::from(quarter.first_day()),
            Day::from(quarter.last_day()),
            filter.state.map(StateCode::as_str),
            &self.region,
        )?;
        let mut counts = StatusCounts::default();
        for (word, count) in rows {
            set(&mut counts, status_of(&word)?, count);
        }
        Ok(counts)
    }

    async fn counts_by_state(
        &self,
        tx: &mut Tx,
    ) -> Result<Vec<(StateCode, StatusCounts, TotalHours)>, ServiceError> {
        let Self {
            scope,
            filter,
            quarter,
            ..
        } = self;
        let rows = fetch!(
            fetch_all,
            (String, String, i64, i64),
            tx,
            COUNTS_BY_STATE,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            i32::from(quarter.fiscal_year()),
            i32::from(quarter.quarter()),
            Day::from(quarter.first_day()),
            Day::from(quarter.last_day()),
            filter.state.map(StateCode::as_str),
            &self.region,
        )?;
        let mut states = BTreeMap::<StateCode, (StatusCounts, TotalHours)>::new();
        for (state, word, count, hours) in rows {
            let state =
                StateCode::parse(&state).map_err(|_| ServiceError::Corrupt { what: "state" })?;
            let (counts, sum) = states.entry(state).or_default();
            set(counts, status_of(&word)?, count);
            sum.0 += hours;
        }
        let line = |(state, (counts, hours))| (state, counts, hours);
        Ok(states.into_iter().map(line).collect())
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<StatusLine>, ServiceError> {
        let Self {
            scope,
            filter,
            quarter,
            ..
        } = self;
        let rows = fetch!(
            fetch_all,
            LineRow,
            tx,
            statement(filter.sort, filter.direction),
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            i32::from(quarter.fiscal_year()),
            i32::from(quarter.quarter()),
            Day::from(quarter.first_day()),
            Day::from(quarter.last_day()),
            filter.state.map(StateCode::as_str),
            &self.region,
            filter.status.map(SubmissionStatus::key),
            limit,
            offset,
        )?;
        rows.into_iter()
            .map(|row| row.read(*quarter, self.today))
            .collect()
    }
}

const fn set(counts: &mut StatusCounts, status: SubmissionStatus, count: i64) {
    match status {
        SubmissionStatus::Accepted => counts.accepted = count,
        SubmissionStatus::RejectedOnly => counts.rejected_only = count,
        SubmissionStatus::Missing => counts.missing = count,
    }
}
