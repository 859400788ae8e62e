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

/// A birth date that may lack its day or its month: the middle of what it can be, from which an age is counted. A missing day is the 15th,
/// and a missing month and day are 2 July (OASIS edit -3390, MDS edit -3778).
#[must_use]
pub fn middle(text: &str) -> Option<Date> {
    completed(text, 15, (7, 2))
}

/// Of such a date, the first day that it can be. Another day that lies before it is certainly earlier.
#[must_use]
pub fn first(text: &str) -> Option<Date> {
    completed(text, 1, (1, 1))
}

/// With a day for one that is missing, and a month and day for both.
fn completed(text: &str, missing_day: i8, (month, day): (i8, i8)) -> Option<Date> {
    match text.len() {
        8 => build(text, None, None),
        6 => build(text, None, Some(missing_day)),
        4 => build(text, Some(month), Some(day)),
        _ => None,
    }
}

/// Whole years from one day to another: a year is full when month and day are reached. To an earlier day they are negative, and one more as soon
/// as a day is left over.
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{day, first, middle, years};

    #[test]
    fn a_day_is_one_of_the_calendar() {
        assert_eq!(day("20240229"), Some(date(2024, 2, 29)));
        for none in [
            "20230229", "19000229", "20260431", "2026041", "202604", "2026-4-1", "^", "--------",
        ] {
            assert_eq!(day(none), None, "{none}");
        }
    }

    #[test]
    fn a_birth_date_that_lacks_a_part_has_a_middle_and_a_first_day() {
        for (text, of_age, of_order) in [
            ("1941", date(1941, 7, 2), date(1941, 1, 1)),
            ("194102", date(1941, 2, 15), date(1941, 2, 1)),
            ("19410311", date(1941, 3, 11), date(1941, 3, 11)),
        ] {
            assert_eq!(middle(text), Some(of_age), "{text}");
            assert_eq!(first(text), Some(of_order), "{text}");
        }
        for none in ["41", "194113", "19410231", "1941021", ""] {
            assert_eq!((middle(none), first(none)), (None, None), "{none}");
        }
    }

    /// As the texts of -3390 and -3778 count it: by month and day, so that who was born on 29 February is a year older on 1 March.
    #[test]
    fn a_year_is_full_on_the_birthday() {
        let born = date(2004, 2, 29);
        assert_eq!(years(born, date(2026, 2, 28)), 21);
        assert_eq!(years(born, date(2026, 3, 1)), 22);
        assert_eq!(years(born, date(2024, 2, 29)), 20);
        assert_eq!(years(date(1886, 5, 1), date(2026, 5, 1)), 140);
        assert_eq!(years(date(1885, 5, 2), date(2026, 5, 1)), 140);
        assert_eq!(years(date(1885, 5, 1), date(2026, 5, 1)), 141);
    }

    /// From the later day to the earlier: what is left over of a year counts as one.
    #[test]
    fn years_that_are_counted_back_are_exact_to_the_day() {
        let today = date(2026, 5, 1);
        assert_eq!(years(today, date(1886, 5, 2)), -140);
        assert_eq!(years(today, date(1886, 5, 1)), -140);
        assert_eq!(years(today, date(1886, 4, 30)), -141);
        assert_eq!(years(date(2024, 3, 1), date(1884, 2, 29)), -141);
    }
}
