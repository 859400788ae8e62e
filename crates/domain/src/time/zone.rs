//! The time zones of the states and territories, in which people see moments. Deadlines stay in Eastern Time.

use jiff::tz::{self, TimeZone};
use serde::{Deserialize, Serialize};

static EASTERN: TimeZone = tz::get!("America/New_York");
static CENTRAL: TimeZone = tz::get!("America/Chicago");
static MOUNTAIN: TimeZone = tz::get!("America/Denver");
static PACIFIC: TimeZone = tz::get!("America/Los_Angeles");
static ALASKA: TimeZone = tz::get!("America/Anchorage");
// Without daylight saving time.
static ATLANTIC: TimeZone = TimeZone::fixed(tz::offset(-4));
static ARIZONA: TimeZone = TimeZone::fixed(tz::offset(-7));
static HAWAII: TimeZone = TimeZone::fixed(tz::offset(-10));
static SAMOA: TimeZone = TimeZone::fixed(tz::offset(-11));
static CHAMORRO: TimeZone = TimeZone::fixed(tz::offset(10));

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

    pub(super) fn rules(self) -> &'static TimeZone {
        match self {
            Self::Atlantic => &ATLANTIC,
            Self::Eastern => &EASTERN,
            Self::Central => &CENTRAL,
            Self::Mountain => &MOUNTAIN,
            Self::Arizona => &ARIZONA,
            Self::Pacific => &PACIFIC,
            Self::Alaska => &ALASKA,
            Self::Hawaii => &HAWAII,
            Self::Samoa => &SAMOA,
            Self::Chamorro => &CHAMORRO,
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
