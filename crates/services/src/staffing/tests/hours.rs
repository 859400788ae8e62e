//! A quarter's hours in memory.

use super::open_quarter;
use crate::staffing::hours::{Change, HoursBuilder, QuarterHours};
use domain::staffing::JobTitle;
use domain::staffing::{Hundredths, PayType, TotalHours};
use jiff::civil::date;

fn hours(entries: &[(&str, i8, i32)]) -> QuarterHours {
    let mut builder = HoursBuilder::new(open_quarter());
    for (employee, day, hundredths) in entries {
        let nurse = JobTitle::from_code(7).unwrap();
        builder.add(
            employee,
            date(2026, 7, *day),
            nurse,
            PayType::Exempt,
            Hundredths(*hundredths),
        );
    }
    builder.finish()
}

fn rows(hours: &QuarterHours) -> Vec<(&str, i8, i32)> {
    hours
        .entries()
        .map(|entry| (entry.employee, entry.date.day(), entry.hours.0))
        .collect()
}

#[test]
fn entries_come_out_in_the_order_of_the_index_with_equal_keys_summed() {
    let hours = hours(&[("B", 2, 100), ("A", 3, 100), ("B", 1, 200), ("B", 2, 50)]);
    assert_eq!(rows(&hours), [("A", 3, 100), ("B", 1, 200), ("B", 2, 150)]);
    let totals = hours.totals();
    assert_eq!(
        (totals.employees, totals.entries, totals.days_with_rn),
        (2, 3, 3)
    );
}

#[test]
fn a_date_outside_the_quarter_is_no_entry() {
    let mut builder = HoursBuilder::new(open_quarter());
    for day in [date(2026, 6, 30), date(2026, 10, 1)] {
        builder.add(
            "A",
            day,
            JobTitle::from_code(7).unwrap(),
            PayType::Exempt,
            Hundredths(100),
        );
    }
    assert_eq!(builder.finish().totals().entries, 0);
}

#[test]
fn merging_with_other_employees_keeps_everyone_in_order() {
    let stored = hours(&[("A", 1, 100), ("C", 1, 100)]);
    let sent = hours(&[("B", 1, 200), ("C", 1, 300), ("D", 2, 400)]);
    let merged = QuarterHours::merge(&stored, &sent);
    assert_eq!(
        rows(&merged),
        [("A", 1, 100), ("B", 1, 200), ("C", 1, 300), ("D", 2, 400)]
    );
    assert_eq!(
        merged.change_from(&stored),
        Change {
            added: 2,
            changed: 1,
            removed: 0
        }
    );
    assert_eq!(
        sent.change_from(&stored),
        Change {
            added: 2,
            changed: 1,
            removed: 1
        }
    );
    assert_eq!(merged.change_from(&merged), Change::default());
}

#[test]
fn a_day_above_the_limit_is_found_by_employee_and_date() {
    let hours = hours(&[("A", 1, 2250), ("B", 2, 2251)]);
    let long: Vec<_> = hours
        .long_days()
        .map(|day| (day.employee, day.date, day.hours))
        .collect();
    assert_eq!(long, [("B", date(2026, 7, 2), TotalHours(2251))]);
}
