use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object},
    count::as_count,
    providers::{Ccn, ProviderId, StateCode},
    staffing::{
        FiscalQuarter, QuarterChange, QuarterFilter, StaffingPage, StoredQuarter, TotalHours,
    },
    submissions::{Facility, SubmissionNumber},
    time::Instant,
};
use jiff::civil::Date;
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{
    change::{ChangeRow, change_columns},
    compare::figures,
    generation::FacilityQuarter,
    week::DayHours,
};
use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    scope::{ScopeBinds, provider_in_scope},
};

store::sql! {
    FACILITIES = concat!(
        "select p.id, p.name, p.ccn, p.state_code from provider p where ", provider_in_scope!(),
        " and ",
            crate::staffing::has_staffing!(),
            " and (cast($5 as text) is null or p.ccn = $5) \
         order by p.name, p.id limit $6"
    );
    /// Served by the primary key of `staffing_hour`.
    DAYS = "select h.work_date, h.job_title, cast(sum(h.hours) as bigint) from staffing_quarter q \
            join staffing_hour h on h.generation_id = q.generation_id \
            where q.provider_id = $1 and q.fiscal_year = $2 and q.quarter = $3 \
            group by h.work_date, h.job_title";
    /// Served by the index `staffing_generation(provider_id, fiscal_year, quarter)`.
    CHANGES = concat!(
        "select s.number, f.ordinal, g.current_at, ", change_columns!(),
        " from staffing_generation g join submission_file f on f.id = g.file_id \
          join submission s on s.id = f.submission_id left join staffing_generation b on b.id = g.previous_id \
          where g.provider_id = $1 and g.fiscal_year = $2 and g.quarter = $3 and g.state in ('current', 'superseded') \
          order by g.current_at desc, g.id desc limit $4"
    );
    /// Served by the primary key of `staffing_hour`.
    ENTRIES = "select h.employee_id, h.work_date, h.job_title, h.pay_type, h.hours from staffing_quarter q \
               join staffing_hour h on h.generation_id = q.generation_id \
               where q.provider_id = $1 and q.fiscal_year = $2 and q.quarter = $3 \
               order by h.employee_id, h.work_date, h.job_title, h.pay_type limit $4";
}

const QUARTERS_SHOWN: usize = 8;
const CHANGES_SHOWN: i64 = 50;
/// The most rows that one CSV holds; it says so when the quarter has more.
const EXPORT_ROWS: i64 = 100_000;

#[derive(store::FromRow)]
struct FacilityRow {
    id: Uuid,
    name: String,
    ccn: String,
    state_code: String,
}

#[derive(store::FromRow)]
struct AcceptedRow {
    number: i64,
    ordinal: i32,
    current_at: i64,
    #[row(flatten)]
    change: ChangeRow,
}

impl AcceptedRow {
    fn read(
        self,
        quarter: FiscalQuarter,
        today: Date,
        may_open: bool,
    ) -> Result<QuarterChange, ServiceError> {
        Ok(QuarterChange {
            number: SubmissionNumber(self.number),
            ordinal: self.ordinal,
            may_open,
            at: Instant(self.current_at),
            change: self.change.read(quarter, today)?,
        })
    }
}

/// The stored quarter of a facility, one week at a time; or the facilities to choose from.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows hours; [`ServiceError::NotFound`] when the facility
/// lies outside of what they show.
pub async fn quarter(
    services: &Services,
    actor: &Actor,
    filter: &QuarterFilter,
) -> Result<StaffingPage, ServiceError> {
    let today = actor.now.today();
    let mut tx = services.db.read().await?;
    let facilities = facilities(&mut tx, actor, filter.facility.as_ref()).await?;
    let chosen = filter.quarter.or_else(|| FiscalQuarter::due(today));
    let stored = match (facilities.as_slice(), chosen) {
        ([(facility, state)], Some(quarter)) => {
            let may_open = actor
                .coverage(Action::ViewStaffingSubmissions)
                .is_ok_and(|coverage| coverage.covers(facility.id, *state));
            Some(
                stored(
                    &mut tx,
                    facility.clone(),
                    quarter,
                    filter.from,
                    today,
                    may_open,
                )
                .await?,
            )
        }
        _ => None,
    };
    drop(tx);
    if let Some(stored) = &stored {
        let event = Event::by(Act::Read, actor, Action::ViewStaffing)
            .about(Object::Quarter(stored.quarter))
            .at([stored.facility.id]);
        audit::read(services, event).await?;
    }
    Ok(StaffingPage {
        facilities: facilities
            .into_iter()
            .map(|(facility, _)| facility)
            .collect(),
        quarters: FiscalQuarter::latest(today).take(QUARTERS_SHOWN).collect(),
        quarter: chosen,
        stored,
    })
}

async fn facilities(
    tx: &mut Tx,
    actor: &Actor,
    ccn: Option<&Ccn>,
) -> Result<Vec<(Facility, StateCode)>, ServiceError> {
    let action = Action::ViewStaffing;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let limit = as_count(StaffingPage::FACILITIES);
    let rows = fetch!(
        fetch_all,
        FacilityRow,
        tx,
        FACILITIES,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        ccn.map(Ccn::as_str),
        limit,
    )?;
    if rows.is_empty() && ccn.is_some() {
        return Err(ServiceError::NotFound);
    }
    let read = |row: FacilityRow| {
        let state = StateCode::parse(&row.state_code)
            .map_err(|_| ServiceError::Corrupt { what: "state" })?;
        let ccn = Ccn::parse(&row.ccn).map_err(|_| ServiceError::Corrupt { what: "CCN" })?;
        Ok((
            Facility {
                id: ProviderId(row.id),
                name: row.name,
                ccn: Some(ccn),
            },
            state,
        ))
    };
    rows.into_iter().map(read).collect()
}

async fn stored(
    tx: &mut Tx,
    facility: Facility,
    quarter: FiscalQuarter,
    from: Option<Date>,
    today: Date,
    may_open: bool,
) -> Result<StoredQuarter, ServiceError> {
    let place = FacilityQuarter {
        provider: facility.id,
        quarter,
    };
    let (provider, year, number) = place.binds();
    let mut hours = DayHours::new(quarter);
    for (date, title, sum) in fetch!(fetch_all, (Day, i32, i64), tx, DAYS, provider, year, number)?
    {
        hours.add(date.to_jiff(), title, TotalHours(sum));
    }
    let changes = fetch!(
        fetch_all,
        AcceptedRow,
        tx,
        CHANGES,
        provider,
        year,
        number,
        CHANGES_SHOWN
    )?;
    let changes = changes
        .into_iter()
        .map(|row| row.read(quarter, today, may_open));
    let days = hours.week(from);
    Ok(StoredQuarter {
        figures: figures(tx, place, today).await?,
        titles: hours.titles(&days),
        days,
        days_without_rn: hours.days_without_rn(today),
        weeks: hours.nurse_weeks(),
        changes: changes.collect::<Result<_, _>>()?,
        facility,
        quarter,
    })
}

/// The stored hour entries of a quarter as a CSV file, up to [`EXPORT_ROWS`].
///
/// # Errors
/// As [`quarter`]; [`ServiceError::NotFound`] also when the address names no facility.
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &QuarterFilter,
) -> Result<Vec<u8>, ServiceError> {
    let mut tx = services.db.read().await?;
    let facilities = facilities(&mut tx, actor, filter.facility.as_ref()).await?;
    let chosen = filter
        .quarter
        .or_else(|| FiscalQuarter::due(actor.now.today()));
    let ([(facility, _)], Some(quarter)) = (facilities.as_slice(), chosen) else {
        return Err(ServiceError::NotFound);
    };
    let (provider, year, number) = FacilityQuarter {
        provider: facility.id,
        quarter,
    }
    .binds();
    let mut table = CsvTable::new(&[
        "Employee ID",
        "Date",
        "Job Title Code",
        "Pay Type Code",
        "Hours",
    ]);
    let rows = fetch!(
        fetch_all,
        (String, Day, i32, i32, i32),
        tx,
        ENTRIES,
        provider,
        year,
        number,
        EXPORT_ROWS + 1
    )?;
    drop(tx);
    let total = as_count(rows.len());
    let event = Event::by(Act::Exported, actor, Action::ViewStaffing)
        .about(Object::Quarter(quarter))
        .at([facility.id])
        .count("rows", total.min(EXPORT_ROWS));
    audit::read(services, event).await?;
    let shown = usize::try_from(EXPORT_ROWS).unwrap_or(usize::MAX);
    for (employee, date, title, pay_type, hours) in rows.into_iter().take(shown) {
        let hours = TotalHours(hours.into());
        table.row(&[
            employee,
            date.to_jiff().to_string(),
            title.to_string(),
            pay_type.to_string(),
            hours.to_string(),
        ]);
    }
    if total > EXPORT_ROWS {
        table.row(&[format!("Only the first {EXPORT_ROWS} entries are here.")]);
    }
    Ok(crate::submissions::honest(services, table))
}
