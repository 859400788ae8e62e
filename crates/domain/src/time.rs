//! Instants, and the two clocks a request reads once at its edge.

pub mod wire;
mod zone;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};
use serde::{Deserialize, Serialize};

pub use zone::Zone;

/// A moment: microseconds since 1970-01-01T00:00:00Z. `integer` in
/// `SQLite`, `bigint` in `PostgreSQL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

impl Instant {
    /// Microseconds of whole seconds, for spans such as `plus_seconds`.
    const MICROS: i64 = 1_000_000;
    const DAY_SECONDS: i64 = 24 * 60 * 60;

    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(Self::MICROS)))
    }

    /// Days of 24 hours each, whatever clocks do.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(Self::DAY_SECONDS))
    }

    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Whole seconds from `earlier` to here; negative when `earlier` is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / Self::MICROS
    }

    /// Whole days of 24 hours from `earlier` to here; negative when `earlier` is later.
    #[must_use]
    pub const fn full_days_since(self, earlier: Self) -> i64 {
        self.seconds_since(earlier) / Self::DAY_SECONDS
    }

    /// How many dates of a zone's calendar later this is than `earlier`: 1 from one evening to the next morning.
    #[must_use]
    pub fn days_since(self, earlier: Self, zone: Zone) -> i64 {
        let day = |at: Self| zone.local(at.timestamp()).date();
        i64::from((day(self) - day(earlier)).get_days())
    }

    /// The wall clock in Eastern Time: CMS's deadlines are (PBJ Policy Manual; SOM chapter 5).
    #[must_use]
    pub fn eastern(self) -> DateTime {
        Zone::Eastern.local(self.timestamp())
    }

    /// The moment at which Eastern clocks show `local`. In the hour that autumn repeats, the first;
    /// in the hour that spring skips, the one an hour later.
    #[must_use]
    pub fn from_eastern(local: DateTime) -> Self {
        Zone::Eastern
            .moment(local)
            .map_or(Self(i64::MAX), |stamp| Self(stamp.as_microsecond()))
    }

    /// The moment at which a day begins in Eastern Time.
    #[must_use]
    pub fn start_of(day: Date) -> Self {
        Self::from_eastern(day.at(0, 0, 0, 0))
    }

    /// `11/22/2026 2:32 PM ET`, as mails and files show a moment.
    #[must_use]
    pub fn display(self) -> String {
        self.display_in(Zone::Eastern)
    }

    /// `11/22/2026 1:32 PM CT`, as screens show a moment to whoever chose this zone.
    #[must_use]
    pub fn display_in(self, zone: Zone) -> String {
        let local = zone.local(self.timestamp());
        let (hour, half) = match local.hour() {
            0 => (12, "AM"),
            12 => (12, "PM"),
            h @ 13.. => (h - 12, "PM"),
            h => (h, "AM"),
        };
        format!(
            "{} {hour}:{:02} {half} {}",
            display_date(local.date()),
            local.minute(),
            zone.abbreviation()
        )
    }

    /// `2026-11-22T19:32:05Z`, for programs: `<time datetime>`, the API and the proof of the audit trail. Tables that people
    /// save have [`Self::display`].
    #[must_use]
    pub fn iso(self) -> String {
        let utc = Offset::UTC.to_datetime(self.timestamp());
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            utc.year(),
            utc.month(),
            utc.day(),
            utc.hour(),
            utc.minute(),
            utc.second()
        )
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// `MM/DD/YYYY`, as the seeds' screens show a date.
#[must_use]
pub fn display_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year())
}

/// The federal fiscal year of a day: it begins in October of the year before.
#[must_use]
pub fn fiscal_year(day: Date) -> i16 {
    if day.month() >= 10 {
        day.year().saturating_add(1)
    } else {
        day.year()
    }
}

/// A date as people type it, `11/22/2026`, or as addresses write it, `2026-11-22`.
#[must_use]
pub fn day_of(text: &str) -> Option<Date> {
    let [month, day, year] = text.split('/').collect::<Vec<_>>()[..] else {
        // More than this jiff reads as the day of a moment, whatever the moment's own zone.
        let is_day = text.len() == "YYYY-MM-DD".len();
        return is_day.then(|| text.parse().ok()).flatten();
    };
    // Of which century a shorter year is, would be a guess.
    let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The two clocks, read once where a request or a job begins.
///
/// `rules` decides deadlines and is what `--today` shifts (it keeps ticking); `system` times
/// sessions, leases and receipts' ages, and is never shifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    pub system: Instant,
    pub rules: Instant,
}

impl Now {
    /// Today in Eastern Time, for rules and deadlines.
    #[must_use]
    pub fn today(self) -> Date {
        self.rules.eastern().date()
    }
}

#[cfg(test)]
mod tests;
