//! The demonstration: what one can try in it, and laying it out anew.

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// How far laying it out anew is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetStanding {
    /// Nobody asked since the program was started.
    #[default]
    Never,
    Underway(Instant),
    Done(Instant),
    Failed,
}

/// Something to try: who does it, where it begins, and what one will see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// In an infinitive: `Send a payroll file`.
    pub title: String,
    pub full_name: String,
    pub user_name: String,
    /// The address of its page.
    pub place: String,
    pub what: String,
}

/// The page of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    pub tasks: Vec<Task>,
    /// None where it cannot be laid out anew.
    pub reset: Option<ResetStanding>,
}
