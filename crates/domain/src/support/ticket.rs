//! Tickets: what people ask the Help Desk, and what it answers (ADR 0026).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    listing::{PageRequest, Query},
    providers::Ccn,
    time::Instant,
};

/// What a ticket is called: `HD-1001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TicketNumber(pub i64);

/// A text that is no number of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A ticket number looks like HD-1001.")]
pub struct NotATicketNumber;

impl TicketNumber {
    /// Reads one as it is shown, whatever the case.
    ///
    /// # Errors
    /// [`NotATicketNumber`] when it is none.
    pub fn parse(text: &str) -> Result<Self, NotATicketNumber> {
        let text = text.trim().to_ascii_uppercase();
        let digits = text.strip_prefix("HD-").ok_or(NotATicketNumber)?;
        let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse() {
            Ok(number) if are_digits => Ok(Self(number)),
            _ => Err(NotATicketNumber),
        }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HD-{}", self.0)
    }
}

impl TryFrom<String> for TicketNumber {
    type Error = NotATicketNumber;

    fn try_from(text: String) -> Result<Self, NotATicketNumber> {
        Self::parse(&text)
    }
}

impl From<TicketNumber> for String {
    fn from(number: TicketNumber) -> Self {
        number.to_string()
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// The asker wrote last.
    Open,
    /// The Help Desk wrote last.
    Answered,
    /// Either of them says that it is done. What the asker writes then opens it again.
    Closed,
}

impl TicketState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Closed];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The words that people see.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Waits for the Help Desk",
            Self::Answered => "Answered",
            Self::Closed => "Closed",
        }
    }
}

/// The address of the Help Desk's queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketFilter {
    pub state: Option<TicketState>,
    pub page: PageRequest,
}

impl TicketFilter {
    /// Reads an address. A word that is no state is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            state: query.get("state").and_then(TicketState::from_key),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default()
            .with("state", self.state.map(TicketState::key))
            .with_page(self.page)
    }
}

/// A ticket as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTicket {
    pub subject: String,
    /// Of the provider that it is about; may be empty.
    pub ccn: String,
    pub words: String,
}

impl NewTicket {
    /// What the subject may be long, in characters.
    pub const LONGEST_SUBJECT: usize = 100;
}

/// A ticket in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLine {
    pub number: TicketNumber,
    pub subject: String,
    pub state: TicketState,
    pub opened_at: Instant,
    /// When somebody wrote to it or closed it last.
    pub changed_at: Instant,
    /// `Anne Example (ANNE.EXAMPLE)`.
    pub asker: String,
    /// The provider that it is about, if the asker named one: its name, and its CCN where it has one.
    pub provider: Option<(String, Option<Ccn>)>,
}

/// What was written to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketMessage {
    pub at: Instant,
    /// A name; to whoever asks, everybody of the Help Desk is the Help Desk.
    pub author: String,
    pub by_help_desk: bool,
    pub words: String,
}

impl TicketMessage {
    /// What it may be long, in characters.
    pub const LONGEST: usize = 1_000;
}

/// A ticket with its thread, the oldest message first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub line: TicketLine,
    pub messages: Vec<TicketMessage>,
    /// Whether whoever looks is who asked.
    pub is_own: bool,
}

#[cfg(test)]
mod tests;
