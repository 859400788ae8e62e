use serde::{Deserialize, Serialize};

use super::{ItemKind, date, number};

/// What an item may hold, or what a condition asks for.
pub type Values = Vec<Value>;

/// One of the entries of such a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A code as submitted.
    Code(String),
    /// A number from the first to the last.
    Range(f64, f64),
    /// `^`.
    Blank,
    /// `-`.
    Dash,
    /// `--------`.
    Dashes,
    /// Digits only.
    Number,
    /// A real day, YYYYMMDD.
    Date,
    /// A month, YYYYMM.
    Month,
    /// A year, YYYY.
    Year,
    /// A real day, MMDDYYYY.
    MonthDayYear,
    /// Any text that is not a special value.
    Text,
}

pub(super) const BLANK: &str = "^";
pub(super) const DASH: &str = "-";
pub(super) const DASHES: &str = "--------";

impl Value {
    /// Whether a value, as submitted for an item of this kind, is this one.
    #[must_use]
    pub fn admits(&self, text: &str, kind: ItemKind) -> bool {
        match self {
            Self::Code(code) => {
                code == text || kind == ItemKind::Number && is_same_number(code, text)
            }
            Self::Range(low, high) => {
                number::read(text).is_some_and(|value| (*low..=*high).contains(&value))
            }
            Self::Blank => text == BLANK,
            Self::Dash => text == DASH,
            Self::Dashes => text == DASHES,
            Self::Number => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Date => date::day(text).is_some(),
            Self::Month => text.len() == 6 && date::first(text).is_some(),
            Self::Year => text.len() == 4 && date::first(text).is_some(),
            Self::MonthDayYear => date::american(text).is_some(),
            Self::Text => !matches!(text, BLANK | DASH | DASHES | ""),
        }
    }

    /// Whether it stands for any text or date, whose form other rules look at.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::Date | Self::Month | Self::Year | Self::MonthDayYear
        )
    }
}

fn is_same_number(left: &str, right: &str) -> bool {
    number::read(left)
        .is_some_and(|left| number::read(right).is_some_and(|right| left.total_cmp(&right).is_eq()))
}
