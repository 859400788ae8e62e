use jiff::civil::Date;

use crate::time::{day_of, display_date};

/// A date of birth, of which only the year may be known, or the year and the month; as records write it: `YYYYMMDD`,
/// `YYYYMM` or `YYYY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Birth(String);

/// Nobody is older.
const MOST_YEARS: i16 = 140;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotABirthDate {
    #[error(
        "Enter the date of birth as month, day and year, such as 04/12/1931; or 04/1931 or 1931 where no more is known."
    )]
    Unreadable,
    #[error("Enter a date of birth that is not in the future, and at most 140 years ago.")]
    Impossible,
}

impl Birth {
    /// As people type it: `04/12/1931`, `04/1931` or `1931`.
    ///
    /// # Errors
    /// [`NotABirthDate`], also for a day on which nobody was born who lives `today`.
    pub fn parse(text: &str, today: Date) -> Result<Self, NotABirthDate> {
        let text = text.trim();
        let (stored, first, last) = if let Some(day) = day_of(text) {
            (written(day, 8), day, day)
        } else {
            let (month, year) = match text.split_once('/') {
                Some((month, year)) => (Some(month), year),
                None => (None, text),
            };
            let year = number(year, 4).ok_or(NotABirthDate::Unreadable)?;
            let month = match month {
                Some(month) => {
                    let month = number(month, 2).or_else(|| number(month, 1));
                    Some(month.ok_or(NotABirthDate::Unreadable)?)
                }
                None => None,
            };
            let first = Date::new(year, narrow(month.unwrap_or(1))?, 1);
            let first = first.map_err(|_| NotABirthDate::Unreadable)?;
            match month {
                Some(_) => (written(first, 6), first, first.last_of_month()),
                None => (written(first, 4), first, first.last_of_year()),
            }
        };
        if first > today || last.year() < today.year() - MOST_YEARS {
            return Err(NotABirthDate::Impossible);
        }
        Ok(Self(stored))
    }

    /// As stored: the beginning of every stored date that is known more precisely.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A stored date as people read and type it; what is none stays as it is.
    #[must_use]
    pub fn stored(text: &str) -> String {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.to_owned();
        }
        match text.len() {
            8 => day_of_digits(text).map_or_else(|| text.to_owned(), display_date),
            6 => format!("{}/{}", &text[4..], &text[..4]),
            _ => text.to_owned(),
        }
    }
}

/// As records have it, to so many digits.
fn written(day: Date, digits: usize) -> String {
    let mut text = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    text.truncate(digits);
    text
}

fn day_of_digits(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    day.ok()
}

fn number(text: &str, digits: usize) -> Option<i16> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn narrow(month: i16) -> Result<i8, NotABirthDate> {
    i8::try_from(month).map_err(|_| NotABirthDate::Unreadable)
}
