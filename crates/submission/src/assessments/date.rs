//! Dates as records write them.

use jiff::civil::Date;

/// A whole day, YYYYMMDD.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    if text.len() == 8 {
        build(text, None, None)
    } else {
        None
    }
}

/// A whole day, MMDDYYYY.
#[must_use]
pub fn american(text: &str) -> Option<Date> {
    let (start, year) = text.split_at_checked(4)?;
    day(&format!("{year}{start}"))
}

/// A birth date that may lack its day or its month. For an age, a missing day is the 15th, and a missing
/// month and day are 2 July (OASIS edit -3390).
#[must_use]
pub fn partial(text: &str) -> Option<Date> {
    match text.len() {
        8 => build(text, None, None),
        6 => build(text, None, Some(15)),
        4 => build(text, Some(7), Some(2)),
        _ => None,
    }
}

/// Whole years from one day to another: a year is full when month and day are reached.
#[must_use]
pub fn years(from: Date, to: Date) -> i16 {
    let reached = (to.month(), to.day()) >= (from.month(), from.day());
    to.year() - from.year() - i16::from(!reached)
}

/// Days from one to another; negative when the second is earlier.
#[must_use]
pub fn days(from: Date, to: Date) -> i32 {
    to.duration_since(from)
        .as_hours()
        .try_into()
        .map_or(0, |hours: i32| hours / 24)
}

fn build(text: &str, month: Option<i8>, day: Option<i8>) -> Option<Date> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    let year = text.get(..4)?.parse().ok()?;
    Date::new(
        year,
        month.or_else(|| part(4, 6))?,
        day.or_else(|| part(6, 8))?,
    )
    .ok()
}
