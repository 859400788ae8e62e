//! What the Help Desk works with: faults, background jobs, people and their accounts, and tickets.

mod people;
mod ticket;
mod viewing;

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    listing::{Listed, PageRequest, Query},
    submissions::{Facility, SubmissionNumber},
    time::Instant,
};

pub use people::{
    Account, Factor, HelpAct, HelpLine, Lock, MessageLine, MessageState, PendingLine, PeopleFound,
    PersonDetail, PersonLine,
};
pub use ticket::{
    NewTicket, NotATicketNumber, Ticket, TicketFilter, TicketLine, TicketMessage, TicketNumber,
    TicketState,
};
pub use viewing::{
    NewViewing, Viewing, ViewingEnd, ViewingFilter, ViewingLine, ViewingReason, ViewingRecord,
};

/// What a person tells the Service Center about a fault of ours, and what the log says beside its cause: `7F3A-01BC`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Incident(pub u32);

/// A text that is no incident number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no incident number")]
pub struct NotAnIncident;

impl TryFrom<String> for Incident {
    type Error = NotAnIncident;

    fn try_from(text: String) -> Result<Self, NotAnIncident> {
        Self::parse(&text).ok_or(NotAnIncident)
    }
}

impl From<Incident> for String {
    fn from(incident: Incident) -> Self {
        incident.to_string()
    }
}

impl Incident {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (high, low) = text.split_once('-')?;
        let part = |part: &str| match part.len() {
            4 => u16::from_str_radix(part, 16).ok(),
            _ => None,
        };
        Some(Self(u32::from(part(high)?) << 16 | u32::from(part(low)?)))
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}-{:04X}", self.0 >> 16, self.0 & 0xFFFF)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Done,
    /// Its last attempt failed; waits for staff.
    Dead,
    /// Staff decided, with a note, that it will not run.
    GivenUp,
}

/// A word that is no state of a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a job's state")]
pub struct NotAJobState(String);

impl JobState {
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Dead,
        Self::GivenUp,
    ];

    /// As stored and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::GivenUp => "given_up",
        }
    }

    /// The state of this word, if it is one.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The words that people see.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Queued => "Waiting",
            Self::Running => "Running",
            Self::Done => "Done",
            Self::Dead => "Failed: needs staff",
            Self::GivenUp => "Given up",
        }
    }
}

impl TryFrom<String> for JobState {
    type Error = NotAJobState;

    fn try_from(word: String) -> Result<Self, NotAJobState> {
        Self::of(&word).ok_or(NotAJobState(word))
    }
}

/// The job list's address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFilter {
    pub state: Option<JobState>,
    /// The submission that the job checks.
    pub submission: Option<SubmissionNumber>,
    pub page: PageRequest,
}

impl Listed for JobFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl JobFilter {
    /// Reads an address. A word that is no state, and a Submission ID that is no number, are as if they were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let number = query
            .get("submission")
            .and_then(|text| text.trim().parse().ok());
        Self {
            state: query.get("state").and_then(JobState::of),
            submission: number.map(SubmissionNumber),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default()
            .with("state", self.state.map(JobState::as_str))
            .with(
                "submission",
                self.submission.map(|number| number.to_string()).as_deref(),
            )
            .with_page(self.page)
    }
}

/// The submission that a job works on, as people speak of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobSubmission {
    pub number: SubmissionNumber,
    pub facilities: JobFacilities,
}

/// About whom a submission is, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobFacilities {
    /// The files that were read name them.
    OfFiles(Vec<Facility>),
    /// No file was read, or none names a facility that is known: those for which its sender sends.
    OfSender(Vec<Facility>),
}

impl JobFacilities {
    /// So many are named.
    const NAMED: usize = 3;
    /// So many are asked for: one more shows that there are others.
    pub const ASKED: usize = Self::NAMED + 1;

    /// What they are to the job.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::OfFiles(_) => "Facility",
            Self::OfSender(_) => "Facility not known yet; its sender sends for",
        }
    }

    /// `OAK HILL (165123), ELM COURT (165124) and others`.
    #[must_use]
    pub fn names(&self) -> String {
        let (Self::OfFiles(all) | Self::OfSender(all)) = self;
        let named = all.iter().take(Self::NAMED).map(|facility| {
            let ccn = facility.ccn.as_ref();
            ccn.map_or_else(
                || facility.name.clone(),
                |ccn| format!("{} ({})", facility.name, ccn.as_str()),
            )
        });
        let named = named.collect::<Vec<_>>().join(", ");
        match all.len() {
            0 => "Nobody who is known".to_owned(),
            known if known > Self::NAMED => format!("{named} and others"),
            _ => named,
        }
    }
}

/// A job with what staff need to decide about it; no people's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobLine {
    pub id: Uuid,
    /// What the job does, in the program's word: `submissions/check`.
    pub kind: String,
    /// What it works on, as JSON of ids.
    pub subject: String,
    /// The submission that this is, where it is one.
    pub submission: Option<JobSubmission>,
    pub state: JobState,
    pub attempts: i32,
    pub max_attempts: i32,
    pub created_at: Instant,
    /// When it runs next, while it waits.
    pub run_at: Instant,
    pub finished_at: Option<Instant>,
    pub last_error: Option<String>,
    /// Why staff gave up.
    pub note: Option<String>,
}

#[cfg(test)]
mod tests;
