//! Viewing as a role, as forms and the red bar have it (ADR 0026).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::TicketNumber;
use crate::{
    audit::EventList,
    listing::{Listed, PageRequest, Query},
    time::Instant,
};

/// Why somebody views as a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewingReason {
    Reproduce,
    Explain,
    Check,
}

impl ViewingReason {
    pub const ALL: [Self; 3] = [Self::Reproduce, Self::Explain, Self::Check];

    /// As stored and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reproduce => "reproduce",
            Self::Explain => "explain",
            Self::Check => "check",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Reproduce => "See the problem that a ticket tells of",
            Self::Explain => "Explain a page to the person who asks",
            Self::Check => "Check that a problem is gone",
        }
    }
}

/// The form that starts it, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewViewing {
    pub ticket: String,
    pub role: String,
    /// A CCN, for a role of a provider or a vendor.
    pub organization: String,
    /// For every other role: the letters of a state, or the key of a jurisdiction.
    pub place: String,
    pub reason: String,
    pub words: String,
    /// Why at another organization than the ticket's asker holds a role at, or asks for one at.
    pub elsewhere: String,
}

impl NewViewing {
    /// What the words may be long, in characters.
    pub const LONGEST: usize = 500;
    /// How long it lasts, and no longer.
    pub const MINUTES: i64 = 30;
}

/// What the red bar of every page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    pub role: String,
    pub place: String,
    pub reason: String,
    pub ticket: TicketNumber,
    pub ends_at: Instant,
    /// Whether identifiers are shown.
    pub is_revealed: bool,
}

impl Viewing {
    /// `14:32 ET`.
    #[must_use]
    pub fn ends(&self) -> String {
        let end = self.ends_at.eastern();
        format!("{:02}:{:02} ET", end.hour(), end.minute())
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewingEnd {
    Stopped,
    LoggedOut,
    /// Its half hour.
    TimeOver,
    /// The session, for whatever reason, before the half hour was over.
    SessionOver,
    /// The role by which whoever viewed may view.
    RoleOver,
}

impl ViewingEnd {
    pub const ALL: [Self; 5] = [
        Self::Stopped,
        Self::LoggedOut,
        Self::TimeOver,
        Self::SessionOver,
        Self::RoleOver,
    ];

    /// As stored and in the record.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::LoggedOut => "logged_out",
            Self::TimeOver => "time_over",
            Self::SessionOver => "session_over",
            Self::RoleOver => "role_over",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Stopped => "Stopped",
            Self::LoggedOut => "Logged out",
            Self::TimeOver => "Its time was over",
            Self::SessionOver => "The session was over",
            Self::RoleOver => "The role for viewing ended",
        }
    }
}

/// The address of the record of viewings, the newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewingFilter {
    /// The first and the last day on which they began, in Eastern Time.
    #[serde(with = "crate::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    pub page: PageRequest,
}

impl ViewingFilter {
    /// Reads an address. What is no day is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            from: query.day("from"),
            to: query.day("to"),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Query::default()
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref())
            .with_page(self.page)
    }
}

impl Listed for ViewingFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

/// A viewing, as the officials of its organization read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewingLine {
    pub id: Uuid,
    pub role: String,
    /// The organization.
    pub place: String,
    /// A user ID.
    pub viewer: String,
    pub ticket: TicketNumber,
    pub reason: String,
    pub begun_at: Instant,
    /// When it ended, and how where that is known; none while it is underway.
    pub ended: Option<(Instant, Option<ViewingEnd>)>,
    pub is_revealed: bool,
    /// How many looks at pages are recorded.
    pub pages: i64,
}

/// Why, as whoever viewed wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewingWords {
    pub why: String,
    /// Why at another organization than the ticket's asker's.
    pub elsewhere: Option<String>,
    /// Why identifiers were shown.
    pub revealed: Option<String>,
}

/// A viewing with what was looked at, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewingRecord {
    pub line: ViewingLine,
    /// For whoever may read them.
    pub words: Option<ViewingWords>,
    pub events: EventList,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn ways_to_end_are_read_back() {
        for end in ViewingEnd::ALL {
            assert_eq!(ViewingEnd::from_key(end.key()), Some(end));
        }
    }

    #[test]
    fn an_address_of_the_record_reads_back_what_it_was_written_from() {
        let filter = ViewingFilter {
            from: Some(date(2026, 11, 16)),
            to: Some(date(2026, 11, 22)),
            page: PageRequest::new(2, 50),
        };
        assert_eq!(ViewingFilter::from_query(&filter.to_query()), filter);
        let nonsense = Query::parse("from=then&to=x");
        assert_eq!(
            ViewingFilter::from_query(&nonsense),
            ViewingFilter::default()
        );
    }
}
