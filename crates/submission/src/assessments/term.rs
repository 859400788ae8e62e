use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Items;

/// Something with a value: a number, a date or a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Term {
    /// What the record has for the item.
    Item(u16),
    /// What it has for the item that is asked about.
    It,
    Number(f64),
    Text(String),
    /// The day of submission.
    Today,
    Day(#[serde(with = "domain::time::wire")] Date),
    /// Of the numbers among the items.
    Sum(Items),
    /// Of the dates among the items.
    Latest(Items),
    Earliest(Items),
    Days {
        from: Box<Self>,
        to: Box<Self>,
    },
    Years {
        from: Box<Self>,
        to: Box<Self>,
    },
    /// In characters.
    Length(Box<Self>),
    /// Of an item, by the item table.
    MaximumLength(Box<Self>),
    /// Counted from 1.
    Characters {
        first: u16,
        last: u16,
        of: Box<Self>,
    },
    Arithmetic(Box<Self>, Operator, Box<Self>),
    /// To the nearest whole number, halves up.
    Rounded(Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    Plus,
    Minus,
    Times,
    DividedBy,
}

impl Operator {
    pub const ALL: [Self; 4] = [Self::Plus, Self::Minus, Self::Times, Self::DividedBy];

    /// As the rule language writes it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::DividedBy => "/",
        }
    }

    pub(super) fn of(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Plus => left + right,
            Self::Minus => left - right,
            Self::Times => left * right,
            Self::DividedBy => left / right,
        }
    }
}
