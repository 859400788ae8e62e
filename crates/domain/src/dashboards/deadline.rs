use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{staffing::FiscalQuarter, time::display_date};

/// A quarter's last day for files, seen from today (Eastern Time).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub quarter: FiscalQuarter,
    /// The last day (42 CFR 483.70(p)(5): 45 days after the quarter's end).
    #[serde(with = "crate::time::wire")]
    pub day: Date,
    /// Days from today until then; negative when it has passed.
    pub days_left: i32,
}

impl Deadline {
    #[must_use]
    pub fn new(quarter: FiscalQuarter, today: Date) -> Self {
        let day = quarter.deadline();
        Self {
            quarter,
            day,
            days_left: (day - today).get_days(),
        }
    }

    #[must_use]
    pub const fn has_passed(&self) -> bool {
        self.days_left < 0
    }

    /// How long there is, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let day = display_date(self.day);
        match self.days_left {
            ..0 => format!("Closed since {day}, 11:59 PM Eastern Time"),
            0 => "Today is the last day, until 11:59 PM Eastern Time".to_owned(),
            1 => format!("1 day left, until {day}, 11:59 PM Eastern Time"),
            days => format!("{days} days left, until {day}, 11:59 PM Eastern Time"),
        }
    }
}
