//! The time zones of the states and territories, in which people see moments. Deadlines stay in Eastern Time.

use jiff::tz::{self, TimeZone};
use serde::{Deserialize, Serialize};

/// The one table of changes of the clocks that the browser loads.
pub(super) static EASTERN: TimeZone = tz::get!("America/New_York");

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
        self.row().2
    }

    /// A table, and how many hours its clocks are ahead of those here. All zones that change their clocks do so at two
    /// o'clock of their own on the same days (15 U.S.C. 260a): Central clocks show now what Eastern ones showed an hour ago.
    pub(super) const fn hours_behind(self) -> (&'static TimeZone, i64) {
        const UTC: &TimeZone = &TimeZone::UTC;
        match self {
            Self::Eastern => (&EASTERN, 0),
            Self::Central => (&EASTERN, 1),
            Self::Mountain => (&EASTERN, 2),
            Self::Pacific => (&EASTERN, 3),
            Self::Alaska => (&EASTERN, 4),
            // Without daylight saving time.
            Self::Atlantic => (UTC, 4),
            Self::Arizona => (UTC, 7),
            Self::Hawaii => (UTC, 10),
            Self::Samoa => (UTC, 11),
            Self::Chamorro => (UTC, -10),
        }
    }

    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Atlantic => (
                "America/Puerto_Rico",
                "Atlantic Time (Puerto Rico, Virgin Islands)",
                "AST",
            ),
            Self::Eastern => ("America/New_York", "Eastern Time", "ET"),
            Self::Central => ("America/Chicago", "Central Time", "CT"),
            Self::Mountain => ("America/Denver", "Mountain Time", "MT"),
            Self::Arizona => ("America/Phoenix", "Mountain Standard Time (Arizona)", "MST"),
            Self::Pacific => ("America/Los_Angeles", "Pacific Time", "PT"),
            Self::Alaska => ("America/Anchorage", "Alaska Time", "AKT"),
            Self::Hawaii => ("Pacific/Honolulu", "Hawaii Time", "HST"),
            Self::Samoa => ("Pacific/Pago_Pago", "Samoa Time", "SST"),
            Self::Chamorro => (
                "Pacific/Guam",
                "Chamorro Time (Guam, Northern Mariana Islands)",
                "ChST",
            ),
        }
    }
}
