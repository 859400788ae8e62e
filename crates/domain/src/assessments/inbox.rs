//! The inbox: records that were rejected or warned of, until somebody has done with them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::AssessmentNumber;
use crate::{
    listing::{Page, PageRequest, Query},
    providers::Ccn,
    submissions::{Facility, FileState, SubmissionNumber},
    time::Instant,
};

/// Which records of the inbox are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxPart {
    /// Everything that is not done.
    #[default]
    Open,
    /// What the reader has in hand.
    Mine,
    /// What nobody has in hand.
    Nobodys,
    /// What was rejected, is not done, and past its day.
    Overdue,
    Done,
}

impl InboxPart {
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Mine,
        Self::Nobodys,
        Self::Overdue,
        Self::Done,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::Nobodys => "nobodys",
            Self::Overdue => "overdue",
            Self::Done => "done",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Not done",
            Self::Mine => "In my hands",
            Self::Nobodys => "In nobody's hands",
            Self::Overdue => "Overdue",
            Self::Done => "Done",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// The inbox's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxFilter {
    pub part: InboxPart,
    pub facility: Option<Ccn>,
    pub page: PageRequest,
}

impl InboxFilter {
    /// The most rows that a file of it has.
    pub const EXPORT_ROWS: i64 = 50_000;

    #[must_use]
    pub fn of(part: InboxPart) -> Self {
        Self {
            part,
            ..Self::default()
        }
    }

    /// Reads an address. A word that says nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let part = query.get("show").and_then(InboxPart::from_key);
        let facility = query.get("facility").map(str::trim);
        Self {
            part: part.unwrap_or_default(),
            facility: facility.and_then(|text| Ccn::parse(text).ok()),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let part = (self.part != InboxPart::default()).then(|| self.part.key());
        Query::default()
            .with("show", part)
            .with("facility", self.facility.as_ref().map(Ccn::as_str))
            .with_page(self.page)
    }
}

/// A record of the inbox: the file that brought it, by its submission and its place in that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxLine {
    pub submission: SubmissionNumber,
    pub ordinal: i32,
    /// `LAST, FIRST`, as the file has it; hidden, where whoever looks views as a role.
    pub patient_name: String,
    /// `03/15/1940`, as the file has it, else as the profile; empty where neither says it, or whoever looks may see no patient.
    pub patient_birth: String,
    pub instrument: String,
    /// In words.
    pub reasons: String,
    #[serde(with = "crate::time::wire")]
    pub target: Option<Date>,
    /// Else it was accepted, with warnings.
    pub is_rejected: bool,
    pub fatal: i64,
    pub warnings: i64,
    pub facility: Option<Facility>,
    pub received_at: Instant,
    /// None of a record that was accepted: nothing of it has to be sent.
    pub due: Option<InboxDue>,
    /// Who has it in hand.
    pub owner: Option<String>,
    pub is_own: bool,
    pub done: Option<InboxDone>,
    /// When it was last opened again, and by whom.
    pub reopened: Option<(Instant, String)>,
    /// Whether the reader may take it, hand it on and say that it is done; or, once it is done, open it again.
    pub may_act: bool,
}

impl InboxLine {
    /// What became of it when it was sent.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        if self.is_rejected {
            FileState::Rejected.title()
        } else {
            FileState::AcceptedWithWarnings.title()
        }
    }
}

/// By when a record that was rejected is to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxDue {
    #[serde(with = "crate::time::wire")]
    pub on: Date,
    /// Negative when it is past.
    pub days_left: i64,
}

/// How a record of the inbox was done with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxDone {
    pub at: Instant,
    /// None where it was sent again and accepted: the check knows.
    pub by: Option<String>,
    pub why: DoneWhy,
    /// The assessment that came of it.
    pub answer: Option<AssessmentNumber>,
    /// Whether whoever looks may open the page of that.
    pub may_open: bool,
}

/// Why nothing is left to do for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoneWhy {
    /// It was sent again, and accepted.
    SentAgain,
    NotNeeded,
}

impl DoneWhy {
    pub const ALL: [Self; 2] = [Self::SentAgain, Self::NotNeeded];

    /// As stored and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SentAgain => "sent_again",
            Self::NotNeeded => "not_needed",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::SentAgain => "Sent again and accepted",
            Self::NotNeeded => "Not needed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.key() == key)
    }
}

/// How much there is to do, for dashboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxCounts {
    pub open: i64,
    pub mine: i64,
    pub overdue: i64,
}

/// The inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    pub lines: Page<InboxLine>,
    pub counts: InboxCounts,
}

/// One record of it, and who may have it in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRecord {
    pub line: InboxLine,
    /// User ID and name; none for who may not act.
    pub colleagues: Vec<(String, String)>,
    /// Whether the forms are shown to somebody who views as the role, and changes nothing.
    pub read_only: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back() {
        let text = "show=overdue&facility=165123&page=3";
        let filter = InboxFilter::from_query(&Query::parse(text));
        assert_eq!(filter.part, InboxPart::Overdue);
        assert_eq!(filter.to_query().to_string(), text);
        let wrong = InboxFilter::from_query(&Query::parse("show=x&facility=y"));
        assert_eq!(wrong, InboxFilter::default());
    }

    #[test]
    fn keys_read_back() {
        for part in InboxPart::ALL {
            assert_eq!(InboxPart::from_key(part.key()), Some(part));
        }
        for why in DoneWhy::ALL {
            assert_eq!(DoneWhy::from_key(why.key()), Some(why));
        }
    }
}
