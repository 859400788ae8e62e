//! A quarter's hours by day and job title, cut into weeks.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Action, Actor},
    providers::Ccn,
    staffing::{FiscalQuarter, JobTitle, NurseWeek, StaffGroup, TitleHours, TotalHours},
};
use jiff::{ToSpan as _, civil::Date};
use store::{fetch, row::Day};

use crate::{
    ServiceError, Services,
    scope::{ScopeBinds, provider_in_scope},
};

store::sql! {
    LATEST = concat!(
        "select q.fiscal_year, q.quarter from staffing_quarter q join provider p on p.id = q.provider_id where ",
        provider_in_scope!(),
        " and (cast($5 as text) is null or p.ccn = $5) \
         order by (q.fiscal_year = $6 and q.quarter = $7) desc, q.fiscal_year desc, q.quarter desc limit 1"
    );
    /// Served by the index `staffing_quarter(fiscal_year, quarter)` and the primary key of `staffing_hour`.
    DAYS = concat!(
        "select h.work_date, h.job_title, cast(sum(h.hours) as bigint) from staffing_quarter q \
         join provider p on p.id = q.provider_id join staffing_hour h on h.generation_id = q.generation_id where ",
        provider_in_scope!(),
        " and (cast($5 as text) is null or p.ccn = $5) and q.fiscal_year = $6 and q.quarter = $7 \
         group by h.work_date, h.job_title"
    );
}

/// Nurse hours week by week of the wanted quarter, or of the latest one with stored hours when it has none; of one
/// facility or summed over all in the person's scope. None while nothing is stored.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows hours.
pub async fn latest_weeks(
    services: &Services,
    actor: &Actor,
    facility: Option<&Ccn>,
    wanted: FiscalQuarter,
) -> Result<Option<(FiscalQuarter, Vec<NurseWeek>)>, ServiceError> {
    let action = Action::ViewStaffing;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let ccn = facility.map(Ccn::as_str);
    let mut tx = services.db.read().await?;
    let latest = fetch!(
        fetch_optional,
        (i32, i32),
        tx,
        LATEST,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        ccn,
        i32::from(wanted.fiscal_year()),
        i32::from(wanted.quarter())
    )?;
    let Some((year, number)) = latest else {
        return Ok(None);
    };
    let quarter = i16::try_from(year)
        .ok()
        .zip(u8::try_from(number).ok())
        .and_then(|(year, number)| FiscalQuarter::new(year, number).ok())
        .ok_or(ServiceError::Corrupt { what: "quarter" })?;
    let mut hours = DayHours::new(quarter);
    let days = fetch!(
        fetch_all,
        (Day, i32, i64),
        tx,
        DAYS,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        ccn,
        year,
        number
    )?;
    for (date, title, sum) in days {
        hours.add(date.to_jiff(), title, TotalHours(sum));
    }
    Ok(Some((quarter, hours.nurse_weeks())))
}

const DAYS_OF_A_WEEK: i32 = 7;

/// Hours of one quarter by day and job title.
#[derive(Debug)]
pub(super) struct DayHours {
    quarter: FiscalQuarter,
    hours: BTreeMap<(Date, JobTitle), TotalHours>,
}

impl DayHours {
    pub fn new(quarter: FiscalQuarter) -> Self {
        Self {
            quarter,
            hours: BTreeMap::new(),
        }
    }

    /// Adds what the database has summed; a code that is no job title's changes nothing.
    pub fn add(&mut self, date: Date, title: i32, sum: TotalHours) {
        if let Some(title) = JobTitle::from_code(title.into()) {
            self.hours.insert((date, title), sum);
        }
    }

    /// The days of the week in which `from` lies, counted from the quarter's first day; the first week when
    /// it lies in none.
    pub fn week(&self, from: Option<Date>) -> Vec<Date> {
        let from = from.filter(|day| self.quarter.contains(*day));
        let weeks = from.map_or(0, |day| {
            (day - self.quarter.first_day()).get_days() / DAYS_OF_A_WEEK
        });
        self.days_of_week(weeks)
    }

    fn days_of_week(&self, weeks: i32) -> Vec<Date> {
        let first = self.quarter.first_day();
        (weeks * DAYS_OF_A_WEEK..(weeks + 1) * DAYS_OF_A_WEEK)
            .map(|days| first.saturating_add(days.days()))
            .filter(|day| self.quarter.contains(*day))
            .collect()
    }

    fn sum(&self, days: &[Date], of: impl Fn(JobTitle) -> bool) -> TotalHours {
        let within = |((day, title), hours): (&(Date, JobTitle), &TotalHours)| {
            (days.contains(day) && of(*title)).then_some(*hours)
        };
        self.hours.iter().filter_map(within).sum()
    }

    /// Every job title with hours in the quarter, with those of the given days.
    pub fn titles(&self, days: &[Date]) -> Vec<TitleHours> {
        let titles: BTreeSet<JobTitle> = self.hours.keys().map(|(_, title)| *title).collect();
        let of = |title: JobTitle| {
            let on = |day: &Date| self.hours.get(&(*day, title)).copied().unwrap_or_default();
            TitleHours {
                title,
                by_day: days.iter().map(on).collect(),
                week: days.iter().map(on).sum(),
                quarter: self
                    .hours
                    .iter()
                    .filter_map(|((_, other), hours)| (*other == title).then_some(*hours))
                    .sum(),
            }
        };
        titles.into_iter().map(of).collect()
    }

    /// Days until today on which no registered nurse has hours.
    pub fn days_without_rn(&self, today: Date) -> Vec<Date> {
        let nurses: BTreeSet<Date> = self
            .hours
            .iter()
            .filter(|((_, title), hours)| title.is_registered_nurse() && **hours > TotalHours::ZERO)
            .map(|((day, _), _)| *day)
            .collect();
        (0..self.quarter.days_begun(today))
            .filter_map(|index| self.quarter.day(index))
            .filter(|day| !nurses.contains(day))
            .collect()
    }

    /// Nurse hours week by week.
    pub fn nurse_weeks(&self) -> Vec<NurseWeek> {
        let week = |weeks| {
            let days = self.days_of_week(weeks);
            let group = |group| self.sum(&days, move |title| title.group() == group);
            Some(NurseWeek {
                from: *days.first()?,
                days: u8::try_from(days.len()).ok()?,
                registered: group(StaffGroup::RegisteredNurse),
                practical: group(StaffGroup::LicensedPracticalNurse),
                aides: group(StaffGroup::NurseAide),
            })
        };
        (0..).map_while(week).collect()
    }
}
