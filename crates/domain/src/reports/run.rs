use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ReportKind, ReportParameters};
use crate::time::Instant;

/// A report that a job makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub Uuid);

/// How far such a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Waiting,
    Done,
    Failed,
}

impl RunState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Done, Self::Failed];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Waiting => "Being made",
            Self::Done => "Ready",
            Self::Failed => "Could not be made",
        }
    }
}

/// A report that somebody asked for and that is kept for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRun {
    pub id: RunId,
    pub kind: ReportKind,
    pub parameters: ReportParameters,
    /// First and last day that it is about, of a report that asks for days.
    #[serde(with = "crate::time::wire")]
    pub days: Vec<Date>,
    pub asked_at: Instant,
    /// The moment of which it tells, by the rules' clock.
    pub as_of: Instant,
    pub state: RunState,
    /// Of how many steps how many are done.
    pub progress: i64,
    pub steps: i64,
    pub finished_at: Option<Instant>,
    pub rows: i64,
}

impl ReportRun {
    /// For so long it is kept.
    pub const KEPT_DAYS: i64 = 30;
}
