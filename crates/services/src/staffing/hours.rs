//! A quarter's hour entries in a small form: what a file brings, what is stored, and what a merge makes of both.

use std::{cmp::Ordering, collections::HashMap};

use domain::count::as_count;
use domain::staffing::{Figures, FiscalQuarter, Hundredths, JobTitle, PayType, TotalHours};
use jiff::civil::Date;

use super::compare::FiguresRow;

/// One key's hours, 16 bytes. The key holds employee, day, job title and pay type from high to low, so that rows
/// sort as the table's index does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    key: u64,
    hours: i32,
}

const EMPLOYEE_SHIFT: u32 = 24;
const DAY_SHIFT: u32 = 16;
const TITLE_SHIFT: u32 = 8;

const fn employee_of(key: u64) -> usize {
    (key >> EMPLOYEE_SHIFT) as usize
}

const fn day_index(key: u64) -> usize {
    (key >> DAY_SHIFT & 0xff) as usize
}

/// The entries of one facility and quarter, in the order employee, date, job title, pay type; each key once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterHours {
    quarter: FiscalQuarter,
    /// In byte order; the key's employee counts in here.
    employees: Vec<Box<str>>,
    rows: Vec<Row>,
}

/// One entry as the database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    pub employee: &'a str,
    pub date: Date,
    pub job_title: u8,
    pub pay_type: u8,
    pub hours: Hundredths,
}

/// A quarter's totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub employees: i64,
    pub entries: i64,
    pub hours: TotalHours,
    pub days_with_rn: i64,
}

/// How many entries one state of a quarter has that the other had not, had with other hours, and had alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    pub added: i64,
    pub changed: i64,
    pub removed: i64,
}

/// More than 22.50 hours of one employee on one date (edit -4025).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongDay<'a> {
    pub employee: &'a str,
    pub date: Date,
    pub hours: TotalHours,
}

impl QuarterHours {
    /// A quarter without entries.
    #[must_use]
    pub const fn empty(quarter: FiscalQuarter) -> Self {
        Self {
            quarter,
            employees: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// The employees with hours, in order.
    fn employees(&self) -> impl Iterator<Item = &str> {
        self.employees.iter().map(AsRef::as_ref)
    }

    /// In the order of the table's index.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> + Send {
        let first = self.quarter.first_day();
        let days: Vec<Date> = (0..self.quarter.days())
            .filter_map(|index| self.quarter.day(index))
            .collect();
        self.rows.iter().map(move |row| {
            let [.., title, pay] = row.key.to_be_bytes();
            Entry {
                employee: &self.employees[employee_of(row.key)],
                date: days.get(day_index(row.key)).copied().unwrap_or(first),
                job_title: title,
                pay_type: pay,
                hours: Hundredths(row.hours),
            }
        })
    }

    /// What is stored, with what is sent on top: hours of the same employee, date, job title and pay type are
    /// replaced, others stay or are added.
    #[must_use]
    pub fn merge(stored: &Self, sent: &Self) -> Self {
        let joined = Joined::new(stored, sent);
        let rows = joined.pairs().filter_map(|(key, before, after)| {
            Some(Row {
                key,
                hours: after.or(before)?,
            })
        });
        Self {
            quarter: sent.quarter,
            rows: rows.collect(),
            employees: joined.employees(),
        }
    }

    #[must_use]
    pub fn change_from(&self, before: &Self) -> Change {
        let mut change = Change::default();
        for (_, before, after) in Joined::new(before, self).pairs() {
            match (before, after) {
                (None, _) => change.added += 1,
                (_, None) => change.removed += 1,
                (before, after) => change.changed += i64::from(before != after),
            }
        }
        change
    }

    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut with_nurse = [false; 256];
        for row in self.rows.iter().filter(|row| row.hours > 0) {
            let [.., title, _] = row.key.to_be_bytes();
            if JobTitle::from_code(title.into()).is_some_and(JobTitle::is_registered_nurse) {
                with_nurse[day_index(row.key)] = true;
            }
        }
        Totals {
            employees: as_count(self.employees.len()),
            entries: as_count(self.rows.len()),
            hours: self.rows.iter().map(|row| Hundredths(row.hours)).sum(),
            days_with_rn: as_count(with_nurse.iter().filter(|day| **day).count()),
        }
    }

    /// The totals in plain figures, on that day.
    #[must_use]
    pub fn figures(&self, today: Date) -> Figures {
        let totals = self.totals();
        let row = FiguresRow {
            employees: totals.employees,
            hours: totals.hours.0,
            days_with_rn: totals.days_with_rn,
        };
        row.read(self.quarter, today)
    }

    /// Every employee and date above the limit of 22.50 hours.
    pub fn long_days(&self) -> impl Iterator<Item = LongDay<'_>> {
        self.rows
            .chunk_by(|a, b| a.key >> DAY_SHIFT == b.key >> DAY_SHIFT)
            .map(|day| {
                (
                    day[0].key,
                    day.iter().map(|row| Hundredths(row.hours)).sum(),
                )
            })
            .filter(|(_, hours)| *hours > TotalHours::from(Hundredths::DAY_LIMIT))
            .filter_map(|(key, hours)| {
                let date = u8::try_from(day_index(key))
                    .ok()
                    .and_then(|day| self.quarter.day(day))?;
                Some(LongDay {
                    employee: &self.employees[employee_of(key)],
                    date,
                    hours,
                })
            })
    }
}

/// Two states of a quarter under common employee numbers.
struct Joined<'a> {
    before: (&'a QuarterHours, Vec<u64>),
    after: (&'a QuarterHours, Vec<u64>),
    employees: Vec<&'a str>,
}

impl<'a> Joined<'a> {
    fn new(before: &'a QuarterHours, after: &'a QuarterHours) -> Self {
        let mut employees: Vec<&str> = before.employees().chain(after.employees()).collect();
        employees.sort_unstable();
        employees.dedup();
        let numbers = |hours: &QuarterHours| {
            let number = |name: &str| {
                employees
                    .binary_search(&name)
                    .map_or(0, |number| number as u64)
            };
            hours.employees().map(number).collect()
        };
        Self {
            before: (before, numbers(before)),
            after: (after, numbers(after)),
            employees,
        }
    }

    fn employees(&self) -> Vec<Box<str>> {
        self.employees.iter().map(|name| Box::from(*name)).collect()
    }

    /// Every key of either, in order, with the hours of both.
    fn pairs(&self) -> impl Iterator<Item = (u64, Option<i32>, Option<i32>)> {
        let mut before = renumbered(&self.before).peekable();
        let mut after = renumbered(&self.after).peekable();
        std::iter::from_fn(move || {
            let order = match (before.peek(), after.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(left), Some(right)) => left.key.cmp(&right.key),
            };
            let left = if order.is_le() { before.next() } else { None };
            let right = if order.is_ge() { after.next() } else { None };
            let key = left.or(right)?.key;
            Some((key, left.map(|row| row.hours), right.map(|row| row.hours)))
        })
    }
}

fn renumbered<'a>(
    (hours, numbers): &'a (&QuarterHours, Vec<u64>),
) -> impl Iterator<Item = Row> + 'a {
    let below = (1 << EMPLOYEE_SHIFT) - 1;
    hours.rows.iter().map(move |row| Row {
        key: numbers[employee_of(row.key)] << EMPLOYEE_SHIFT | row.key & below,
        ..*row
    })
}

/// Collects entries in any order; hours of the same key are summed.
#[derive(Debug)]
pub struct HoursBuilder {
    quarter: FiscalQuarter,
    /// Day of the year on which the quarter begins; no fiscal quarter spans two years.
    first_day_of_year: i16,
    numbers: HashMap<Box<str>, u32>,
    /// Neighbours mostly share their employee.
    last: (Box<str>, u32),
    rows: Vec<Row>,
}

impl HoursBuilder {
    #[must_use]
    pub fn new(quarter: FiscalQuarter) -> Self {
        Self {
            quarter,
            first_day_of_year: quarter.first_day().day_of_year(),
            numbers: HashMap::new(),
            last: (Box::from(""), 0),
            rows: Vec::new(),
        }
    }

    /// Adds one entry; a date outside the quarter changes nothing.
    pub fn add(
        &mut self,
        employee: &str,
        date: Date,
        title: JobTitle,
        pay_type: PayType,
        hours: Hundredths,
    ) {
        let Ok(day) = u8::try_from(date.day_of_year() - self.first_day_of_year) else {
            return;
        };
        if day >= self.quarter.days() {
            return;
        }
        let key = u64::from(self.number(employee)) << EMPLOYEE_SHIFT
            | u64::from(day) << DAY_SHIFT
            | u64::from(title.code()) << TITLE_SHIFT
            | u64::from(pay_type.code());
        self.rows.push(Row {
            key,
            hours: hours.0,
        });
    }

    fn number(&mut self, employee: &str) -> u32 {
        if *self.last.0 == *employee && !self.numbers.is_empty() {
            return self.last.1;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(employee) {
            Some(number) => *number,
            None => *self.numbers.entry(employee.into()).or_insert(next),
        };
        self.last = (employee.into(), number);
        number
    }

    #[must_use]
    pub fn finish(self) -> QuarterHours {
        let mut named: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        named.sort_unstable();
        let mut ranks = vec![0; named.len()];
        for (rank, (_, number)) in named.iter().enumerate() {
            ranks[*number as usize] = rank as u64;
        }
        let below = (1 << EMPLOYEE_SHIFT) - 1;
        let mut rows = self.rows;
        for row in &mut rows {
            row.key = ranks[employee_of(row.key)] << EMPLOYEE_SHIFT | row.key & below;
        }
        rows.sort_unstable_by_key(|row| row.key);
        rows.dedup_by(|next, kept| {
            let same = next.key == kept.key;
            if same {
                kept.hours = kept.hours.saturating_add(next.hours);
            }
            same
        });
        QuarterHours {
            quarter: self.quarter,
            employees: named.into_iter().map(|(name, _)| name).collect(),
            rows,
        }
    }
}
