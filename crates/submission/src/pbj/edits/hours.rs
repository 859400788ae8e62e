//! The hours of one employee on one date: the edits of each entry, and of their sum.

use domain::staffing::{Hundredths, JobTitle, PayType};

use super::{Edits, Entry, WorkDay};
use crate::{
    pbj::{HourEntry, calendar::Day, item::Item, outline::Log, values},
    rule::Rule,
    xml::Here,
};

/// Hundredths of hours of one employee in a month that audits look at.
const MONTH_LIMIT: u32 = 40_000;

impl Edits<'_> {
    /// Edits -3677, -1009, -4002 and -1010, each on its own.
    pub(super) fn work_date(&mut self, text: &[u8], here: &mut Here<'_>, log: &mut Log) {
        let Some(day) = Day::parse(text) else {
            log.add(Rule::NotADate, Item::Date, text, here);
            return;
        };
        let date = day.date();
        log.date = date;
        if day.year() < 1895 {
            log.add(Rule::YearBefore1895, Item::Date, text, here);
        }
        let in_future = day > Day::of(self.today);
        if in_future {
            log.add(Rule::DateInFuture, Item::Date, text, here);
        }
        let Some(quarter) = self.quarter else { return };
        match (quarter.locate(day), date) {
            (Some(place), Some(date)) if !in_future => {
                self.day.date = Some((date, place));
                self.day.total = self
                    .employee
                    .map_or(0, |employee| self.day_totals.get(employee, place.day));
            }
            (Some(_), _) => {}
            (None, _) => log.add(Rule::DateOutsideQuarter, Item::Date, text, here),
        }
    }

    pub(super) fn hours(&mut self, text: &[u8], here: &mut Here<'_>, log: &mut Log) {
        let text = values::trim(text);
        let hours = Hundredths::parse(text)
            .ok()
            .filter(|hours| (Hundredths::ZERO..=Hundredths::DAY_LIMIT).contains(hours));
        let Some(hours) = hours.and_then(|hours| u32::try_from(hours.0).ok()) else {
            log.add(Rule::NotInRange, Item::Hours, text, here);
            return;
        };
        self.entry.hours = Some(hours);
        if self.day.date.is_none() || self.employee.is_none() {
            return;
        }
        let before = self.day.total;
        self.day.total = before.saturating_add(hours);
        self.day.added = self.day.added.saturating_add(hours);
        let limit = Hundredths::DAY_LIMIT.0.unsigned_abs();
        if before <= limit && self.day.total > limit {
            self.day.over_at = Some(here.place());
        }
    }

    pub(super) fn code(&mut self, item: Item, text: &[u8], here: &mut Here<'_>, log: &mut Log) {
        let text = values::trim(text);
        let code = values::integer(text);
        let listed = if item == Item::JobTitleCode {
            self.entry.job_title = code.and_then(JobTitle::from_code);
            self.entry.job_title.is_some()
        } else {
            self.entry.pay_type = code.and_then(PayType::from_code);
            self.entry.pay_type.is_some()
        };
        if !listed {
            log.add(Rule::NotInList, item, text, here);
        }
    }

    pub(super) fn end_entry(&mut self, log: &Log) {
        let Entry {
            hours,
            job_title,
            pay_type,
        } = std::mem::take(&mut self.entry);
        let whole = self
            .employee
            .zip(self.day.date)
            .zip(hours)
            .zip(job_title)
            .zip(pay_type);
        let Some(((((employee, (date, place)), hours), job_title), pay_type)) = whole else {
            self.summary.entries_left_out += 1;
            return;
        };
        let hundredths = Hundredths(hours.cast_signed());
        self.roster.work(employee);
        self.summary.entries += 1;
        self.summary.total = self.summary.total.plus(hundredths);
        self.summary.nurse_days.add(place.day, job_title, hours);
        self.receiver.hours(&HourEntry {
            employee: &log.employee,
            date,
            job_title,
            pay_type,
            hours: hundredths,
        });
    }

    /// The sums that go beyond one entry: edit -4025, and the hours of a month.
    pub(super) fn end_day(&mut self, here: &mut Here<'_>, log: &mut Log) {
        let WorkDay {
            date,
            total,
            added,
            over_at,
        } = std::mem::take(&mut self.day);
        if let (Some(employee), Some((_, place))) = (self.employee, date) {
            // A day without hours takes no room: a file may name a million of them.
            if added > 0 {
                self.day_totals.set(employee, place.day, total);
            }
            if let Some(over_at) = over_at {
                let total = Hundredths(total.cast_signed()).to_string();
                log.add_at(Rule::DayOverLimit, Item::Hours, total.as_bytes(), over_at);
            }
            let (before, after) = self.roster.add_to_month(employee, place.month, added);
            if before <= MONTH_LIMIT && after > MONTH_LIMIT {
                log.add(Rule::HoursPerMonth, Item::Hours, b"", here);
            }
        }
        log.date = None;
    }
}
