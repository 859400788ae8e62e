use domain::staffing::FiscalQuarter;
use jiff::civil::Date;

/// A day as the number YYYYMMDD, which compares as days do and costs no calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u32);

impl Day {
    /// A date of ten characters, YYYY-MM-DD, that exists (edit -3677).
    pub fn parse(text: &[u8]) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
            return None;
        };
        let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let day = Self(
            digits
                .iter()
                .fold(0, |number, digit| number * 10 + u32::from(digit - b'0')),
        );
        (1..=day.days_in_month())
            .contains(&day.of_month())
            .then_some(day)
    }

    pub fn of(date: Date) -> Self {
        let number = |part: i8| u32::from(part.unsigned_abs());
        Self(
            u32::from(date.year().unsigned_abs()) * 10_000
                + number(date.month()) * 100
                + number(date.day()),
        )
    }

    pub const fn year(self) -> u32 {
        self.0 / 10_000
    }

    const fn month(self) -> u32 {
        self.0 / 100 % 100
    }

    const fn of_month(self) -> u32 {
        self.0 % 100
    }

    /// 0 for a month that does not exist.
    const fn days_in_month(self) -> u32 {
        match self.month() {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if self.is_leap_year() => 29,
            2 => 28,
            _ => 0,
        }
    }

    const fn is_leap_year(self) -> bool {
        let year = self.year();
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    }

    pub fn date(self) -> Option<Date> {
        Date::new(
            i16::try_from(self.year()).ok()?,
            i8::try_from(self.month()).ok()?,
            i8::try_from(self.of_month()).ok()?,
        )
        .ok()
    }
}

/// The days of a quarter, for looking up without a calendar.
#[derive(Debug, Clone, Copy)]
pub struct QuarterDays {
    first: Day,
    last: Day,
    /// Days of the quarter before each of its months.
    before: [u32; 3],
}

/// Where a day lies in its quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InQuarter {
    /// 0 to 91.
    pub day: u8,
    /// 0 to 2.
    pub month: u8,
}

impl QuarterDays {
    pub fn new(quarter: FiscalQuarter) -> Self {
        let (first, last) = (Day::of(quarter.first_day()), Day::of(quarter.last_day()));
        let first_month = first.days_in_month();
        let second_month = Day(first.0 + 100).days_in_month();
        Self {
            first,
            last,
            before: [0, first_month, first_month + second_month],
        }
    }

    /// None outside the quarter.
    pub fn locate(&self, day: Day) -> Option<InQuarter> {
        if day < self.first || day > self.last {
            return None;
        }
        let month = day.month() - self.first.month();
        let index = self.before.get(month as usize)? + day.of_month() - 1;
        Some(InQuarter {
            day: u8::try_from(index).ok()?,
            month: u8::try_from(month).ok()?,
        })
    }
}
