//! The time zones of the states and territories, in which people see moments. Deadlines stay in Eastern Time.

use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};

/// A time zone that people choose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    Atlantic,
    #[default]
    Eastern,
    Central,
    Mountain,
    Arizona,
    Pacific,
    Alaska,
    Hawaii,
    Samoa,
    Chamorro,
}

impl Zone {
    /// From east to west.
    pub const ALL: [Self; 10] = [
        Self::Atlantic,
        Self::Eastern,
        Self::Central,
        Self::Mountain,
        Self::Arizona,
        Self::Pacific,
        Self::Alaska,
        Self::Hawaii,
        Self::Samoa,
        Self::Chamorro,
    ];

    /// As stored: the zone's name in the tz database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.row().0
    }

    /// None for a zone that is not offered.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.key() == key)
    }

    /// `Central Time`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().1
    }

    /// `CT`, behind each moment.
    #[must_use]
    pub const fn abbreviation(self) -> &'static str {
        match self {
            Self::Atlantic => "AST",
            Self::Eastern => "ET",
            Self::Central => "CT",
            Self::Mountain => "MT",
            Self::Arizona => "MST",
            Self::Pacific => "PT",
            Self::Alaska => "AKT",
            Self::Hawaii => "HST",
            Self::Samoa => "SST",
            Self::Chamorro => "ChST",
        }
    }

    /// What this zone's clocks show.
    pub(super) fn local(self, moment: Timestamp) -> DateTime {
        let standard = self.standard_time().to_datetime(moment);
        match self.daylight_saving_time() {
            Some(saving) if saves_daylight(standard) => saving.to_datetime(moment),
            _ => standard,
        }
    }

    /// The moment at which this zone's clocks show `local`; none at the end of time. In the hour that autumn repeats,
    /// the first; in the hour that spring skips, the one an hour later.
    pub(super) fn moment(self, local: DateTime) -> Option<Timestamp> {
        let saving = self
            .daylight_saving_time()
            .and_then(|saving| saving.to_timestamp(local).ok())
            .filter(|moment| self.local(*moment) == local);
        saving.or_else(|| self.standard_time().to_timestamp(local).ok())
    }

    const fn standard_time(self) -> Offset {
        Offset::constant(self.hours())
    }

    /// An hour ahead, in the zones that have it.
    const fn daylight_saving_time(self) -> Option<Offset> {
        match self {
            Self::Eastern | Self::Central | Self::Mountain | Self::Pacific | Self::Alaska => {
                Some(Offset::constant(self.hours() + 1))
            }
            Self::Atlantic | Self::Arizona | Self::Hawaii | Self::Samoa | Self::Chamorro => None,
        }
    }

    /// Hours that clocks are ahead of UTC in winter (15 U.S.C. 261, 263).
    const fn hours(self) -> i8 {
        match self {
            Self::Atlantic => -4,
            Self::Eastern => -5,
            Self::Central => -6,
            Self::Mountain | Self::Arizona => -7,
            Self::Pacific => -8,
            Self::Alaska => -9,
            Self::Hawaii => -10,
            Self::Samoa => -11,
            Self::Chamorro => 10,
        }
    }

    /// Key and name. What every page shows is not among them: a browser would load all of it.
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Atlantic => (
                "America/Puerto_Rico",
                "Atlantic Time (Puerto Rico, Virgin Islands)",
            ),
            Self::Eastern => ("America/New_York", "Eastern Time"),
            Self::Central => ("America/Chicago", "Central Time"),
            Self::Mountain => ("America/Denver", "Mountain Time"),
            Self::Arizona => ("America/Phoenix", "Mountain Standard Time (Arizona)"),
            Self::Pacific => ("America/Los_Angeles", "Pacific Time"),
            Self::Alaska => ("America/Anchorage", "Alaska Time"),
            Self::Hawaii => ("Pacific/Honolulu", "Hawaii Time"),
            Self::Samoa => ("Pacific/Pago_Pago", "Samoa Time"),
            Self::Chamorro => (
                "Pacific/Guam",
                "Chamorro Time (Guam, Northern Mariana Islands)",
            ),
        }
    }
}

/// Whether clocks are set ahead when it is `standard` by standard time: from two o'clock on the second Sunday of March
/// to two o'clock, which is one by standard time, on the first Sunday of November (15 U.S.C. 260a, as it stands since
/// 2007; no moment that is shown is older).
///
/// The law's own words instead of the tables of the tz database: for these, and for what reads them, a browser would
/// load 8 kB more.
fn saves_daylight(standard: DateTime) -> bool {
    let year = standard.year();
    let begin = sunday_from(date(year, 3, 8)).at(2, 0, 0, 0);
    let end = sunday_from(date(year, 11, 1)).at(1, 0, 0, 0);
    (begin..end).contains(&standard)
}

/// `first`, or the first Sunday after it.
fn sunday_from(first: Date) -> Date {
    let days = first.weekday().until(Weekday::Sunday);
    date(first.year(), first.month(), first.day() + days)
}
