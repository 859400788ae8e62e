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
        let (written, first, last) = if let Some(day) = day_of(text) {
            (day.strftime("%Y%m%d").to_string(), day, day)
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
                Some(_) => (
                    first.strftime("%Y%m").to_string(),
                    first,
                    first.last_of_month(),
                ),
                None => (
                    first.strftime("%Y").to_string(),
                    first,
                    first.last_of_year(),
                ),
            }
        };
        if first > today || last.year() < today.year() - MOST_YEARS {
            return Err(NotABirthDate::Impossible);
        }
        Ok(Self(written))
    }

    /// As stored.
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
            8 => Date::strptime("%Y%m%d", text).map_or_else(|_| text.to_owned(), display_date),
            6 => format!("{}/{}", &text[4..], &text[..4]),
            _ => text.to_owned(),
        }
    }
}

fn number(text: &str, digits: usize) -> Option<i16> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn narrow(month: i16) -> Result<i8, NotABirthDate> {
    i8::try_from(month).map_err(|_| NotABirthDate::Unreadable)
}
