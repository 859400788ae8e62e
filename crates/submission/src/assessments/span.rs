use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The target dates for which something is in force: from the first through the last, or on and on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    #[serde(with = "domain::time::wire")]
    pub from: Date,
    #[serde(with = "domain::time::wire")]
    pub until: Option<Date>,
}

impl Span {
    #[must_use]
    pub fn covers(self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = domain::time::display_date;
        match self.until {
            Some(until) => write!(f, "{} through {}", shown(self.from), shown(until)),
            None => write!(f, "{} or later", shown(self.from)),
        }
    }
}
