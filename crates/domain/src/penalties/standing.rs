use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::DUE_DAYS;

/// How long a debt is past its due date, in the steps of the ageing report. The due date itself is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    UpTo30,
    UpTo60,
    UpTo90,
    UpTo120,
    Over120,
}

pub const AGES: [Age; 5] = [
    Age::UpTo30,
    Age::UpTo60,
    Age::UpTo90,
    Age::UpTo120,
    Age::Over120,
];

impl Age {
    /// The days past due that it stands for; the last step has no end.
    #[must_use]
    pub const fn days(self) -> (i32, Option<i32>) {
        match self {
            Self::UpTo30 => (1, Some(30)),
            Self::UpTo60 => (31, Some(60)),
            Self::UpTo90 => (61, Some(90)),
            Self::UpTo120 => (91, Some(120)),
            Self::Over120 => (121, None),
        }
    }

    /// The step of so many days past due; none before the due date and on it.
    #[must_use]
    pub fn of(days: i32) -> Option<Self> {
        AGES.into_iter().find(|age| {
            let (least, most) = age.days();
            days >= least && most.is_none_or(|most| days <= most)
        })
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::UpTo30 => "1-30 days",
            Self::UpTo60 => "31-60 days",
            Self::UpTo90 => "61-90 days",
            Self::UpTo120 => "91-120 days",
            Self::Over120 => "Over 120 days",
        }
    }
}

/// What a list of cases may be about, besides their states. The dashboard counts by the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// [`CaseState::is_open`](super::CaseState::is_open).
    Open,
    /// Open, with something unpaid that is due today or in the next [`DUE_DAYS`] days.
    DueSoon,
    /// Open, with something unpaid that was due before today.
    Overdue,
    /// Open, with something unpaid, so long past its due date.
    Aged(Age),
}

impl Standing {
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::DueSoon,
        Self::Overdue,
        Self::Aged(Age::UpTo30),
        Self::Aged(Age::UpTo60),
        Self::Aged(Age::UpTo90),
        Self::Aged(Age::UpTo120),
        Self::Aged(Age::Over120),
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::Aged(Age::UpTo30) => "past_due_1_30",
            Self::Aged(Age::UpTo60) => "past_due_31_60",
            Self::Aged(Age::UpTo90) => "past_due_61_90",
            Self::Aged(Age::UpTo120) => "past_due_91_120",
            Self::Aged(Age::Over120) => "past_due_over_120",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::DueSoon => "Due in 15 days",
            Self::Overdue => "Past due",
            Self::Aged(Age::UpTo30) => "Past due 1-30 days",
            Self::Aged(Age::UpTo60) => "Past due 31-60 days",
            Self::Aged(Age::UpTo90) => "Past due 61-90 days",
            Self::Aged(Age::UpTo120) => "Past due 91-120 days",
            Self::Aged(Age::Over120) => "Past due over 120 days",
        }
    }

    /// The due dates that it stands for, seen from today, both ends included; none where every one does. All but
    /// [`Self::Open`] want something unpaid besides.
    #[must_use]
    pub fn due_between(self, today: Date) -> Option<(Date, Date)> {
        let before = |days: i32| today.saturating_sub(days.days());
        match self {
            Self::Open => None,
            Self::DueSoon => Some((today, today.saturating_add(DUE_DAYS.days()))),
            Self::Overdue => Some((FIRST_DAY, before(1))),
            Self::Aged(age) => {
                let (least, most) = age.days();
                Some((most.map_or(FIRST_DAY, before), before(least)))
            }
        }
    }
}

/// Before every penalty of the program.
const FIRST_DAY: Date = jiff::civil::date(1900, 1, 1);
