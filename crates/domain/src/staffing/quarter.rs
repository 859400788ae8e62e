use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// A quarter of the federal fiscal year. Quarter 1 of fiscal year Y begins on October 1 of Y-1
/// (items federalFiscalYear and reportQuarter).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i16, u8)", into = "(i16, u8)")]
pub struct FiscalQuarter {
    fiscal_year: i16,
    quarter: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A fiscal quarter is 1 to 4 of a year from 2016 to 9999.")]
pub struct NotAQuarter;

impl FiscalQuarter {
    /// The years that PBJ files may name (edit -3679 on federalFiscalYear).
    pub const FIRST_YEAR: i16 = 2016;
    pub const LAST_YEAR: i16 = 9999;

    /// # Errors
    /// [`NotAQuarter`] outside quarters 1 to 4 of 2016 to 9999.
    pub const fn new(fiscal_year: i16, quarter: u8) -> Result<Self, NotAQuarter> {
        if fiscal_year >= Self::FIRST_YEAR
            && fiscal_year <= Self::LAST_YEAR
            && quarter >= 1
            && quarter <= 4
        {
            Ok(Self {
                fiscal_year,
                quarter,
            })
        } else {
            Err(NotAQuarter)
        }
    }

    /// `2026Q4`, as addresses and exports write it.
    #[must_use]
    pub fn key(self) -> String {
        format!("{}Q{}", self.fiscal_year, self.quarter)
    }

    /// Reads what [`Self::key`] writes.
    ///
    /// # Errors
    /// [`NotAQuarter`] for any other text.
    pub fn from_key(key: &str) -> Result<Self, NotAQuarter> {
        let (year, quarter) = key.split_once('Q').ok_or(NotAQuarter)?;
        match (year.parse(), quarter.parse()) {
            (Ok(year), Ok(quarter)) => Self::new(year, quarter),
            _ => Err(NotAQuarter),
        }
    }

    /// The quarter in which a day lies, from fiscal year 2016 on.
    #[must_use]
    pub fn containing(day: Date) -> Option<Self> {
        let (fiscal_year, quarter) = match day.month() {
            10..=12 => (day.year().checked_add(1)?, 1),
            1..=3 => (day.year(), 2),
            4..=6 => (day.year(), 3),
            _ => (day.year(), 4),
        };
        Self::new(fiscal_year, quarter).ok()
    }

    #[must_use]
    pub const fn fiscal_year(self) -> i16 {
        self.fiscal_year
    }

    #[must_use]
    pub const fn quarter(self) -> u8 {
        self.quarter
    }

    #[must_use]
    pub const fn first_day(self) -> Date {
        match self.quarter {
            1 => date(self.fiscal_year - 1, 10, 1),
            2 => date(self.fiscal_year, 1, 1),
            3 => date(self.fiscal_year, 4, 1),
            _ => date(self.fiscal_year, 7, 1),
        }
    }

    #[must_use]
    pub const fn last_day(self) -> Date {
        match self.quarter {
            1 => date(self.fiscal_year - 1, 12, 31),
            2 => date(self.fiscal_year, 3, 31),
            3 => date(self.fiscal_year, 6, 30),
            _ => date(self.fiscal_year, 9, 30),
        }
    }

    /// Days in the quarter, 90 to 92.
    #[must_use]
    pub fn days(self) -> u8 {
        match self.quarter {
            1 | 4 => 92,
            3 => 91,
            _ if self.first_day().in_leap_year() => 91,
            _ => 90,
        }
    }

    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }

    /// The `index`th day of the quarter, the first being 0; none past its end.
    #[must_use]
    pub fn day(self, index: u8) -> Option<Date> {
        let mut first = self.first_day();
        let mut left = i8::try_from(index).ok()?;
        while left >= first.days_in_month() {
            left -= first.days_in_month();
            first = Date::new(first.year(), first.month() + 1, 1).ok()?;
        }
        let day = Date::new(first.year(), first.month(), left + 1).ok()?;
        (day <= self.last_day()).then_some(day)
    }

    /// The last day on which files of the quarter are taken, until 11:59 PM Eastern Time:
    /// 45 days after its end (42 CFR 483.70(p)(5)), whatever the year.
    #[must_use]
    pub const fn deadline(self) -> Date {
        match self.quarter {
            1 => date(self.fiscal_year, 2, 14),
            2 => date(self.fiscal_year, 5, 15),
            3 => date(self.fiscal_year, 8, 14),
            _ => date(self.fiscal_year, 11, 14),
        }
    }

    /// Whether files of the quarter are taken on this day (Eastern Time).
    #[must_use]
    pub fn is_open(self, today: Date) -> bool {
        (self.first_day()..=self.deadline()).contains(&today)
    }

    /// Days of the quarter that have come, today included.
    #[must_use]
    pub fn days_begun(self, today: Date) -> u8 {
        let begun = (today - self.first_day()).get_days() + 1;
        u8::try_from(begun.max(0))
            .unwrap_or(u8::MAX)
            .min(self.days())
    }

    /// The quarter whose files most facilities owe: the one in its 45 days, else the one that
    /// closed last.
    #[must_use]
    pub fn due(today: Date) -> Option<Self> {
        Self::containing(today)?.previous()
    }

    /// The quarter of today and those before it, the latest first.
    pub fn latest(today: Date) -> impl Iterator<Item = Self> {
        core::iter::successors(Self::containing(today), |quarter| quarter.previous())
    }

    #[must_use]
    pub fn previous(self) -> Option<Self> {
        match self.quarter {
            1 => Self::new(self.fiscal_year - 1, 4).ok(),
            quarter => Self::new(self.fiscal_year, quarter - 1).ok(),
        }
    }

    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self.quarter {
            4 => Self::new(self.fiscal_year + 1, 1).ok(),
            quarter => Self::new(self.fiscal_year, quarter + 1).ok(),
        }
    }
}

/// `FY 2026 Q4`.
impl core::fmt::Display for FiscalQuarter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FY {} Q{}", self.fiscal_year, self.quarter)
    }
}

impl TryFrom<(i16, u8)> for FiscalQuarter {
    type Error = NotAQuarter;
    fn try_from((fiscal_year, quarter): (i16, u8)) -> Result<Self, NotAQuarter> {
        Self::new(fiscal_year, quarter)
    }
}

impl From<FiscalQuarter> for (i16, u8) {
    fn from(quarter: FiscalQuarter) -> Self {
        (quarter.fiscal_year, quarter.quarter)
    }
}
