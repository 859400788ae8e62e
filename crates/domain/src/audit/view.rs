use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Act, Outcome};
use crate::{
    access::Jurisdiction,
    assessments::PatientNumber,
    listing::{Listed, Query, SealedSearch},
    providers::{Ccn, StateCode},
    time::Instant,
};

/// What a filter by organization names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organization {
    Provider(Ccn),
    State(StateCode),
    /// Neither of the two, as it was typed: a list that is narrowed to it is empty, and its field says why.
    Unknown(String),
}

impl Organization {
    /// Reads a CCN, or a state's two letters; blanks say nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let known = StateCode::parse(text)
            .map(Self::State)
            .or_else(|_| Ccn::parse(text).map(Self::Provider));
        (!text.is_empty()).then(|| known.unwrap_or_else(|_| Self::Unknown(text.to_owned())))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Provider(ccn) => ccn.as_str(),
            Self::State(state) => state.as_str(),
            Self::Unknown(typed) => typed,
        }
    }

    /// CCN and state, as statements bind them; empty where it is not that one. No provider has what is unknown as its CCN.
    #[must_use]
    pub fn ccn_and_state(&self) -> (&str, &str) {
        match self {
            Self::Provider(ccn) => (ccn.as_str(), ""),
            Self::State(state) => ("", state.as_str()),
            Self::Unknown(typed) => (typed, ""),
        }
    }

    /// What is wrong with what was typed.
    #[must_use]
    pub const fn wrong(&self) -> Option<&'static str> {
        match self {
            Self::Provider(_) | Self::State(_) => None,
            Self::Unknown(_) => Some("Enter a CCN, or the two letters of a state."),
        }
    }
}

/// The address of a list of events, the newest first. It names no person: whose events are searched for is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    #[serde(with = "crate::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    /// The user ID of whoever did it.
    pub search: Option<SealedSearch>,
    pub act: Option<Act>,
    pub organization: Option<Organization>,
    /// A region, an accrediting organization or a contract that it names.
    pub jurisdiction: Option<Jurisdiction>,
    /// Whom it shows or changes, also under the numbers that were merged into theirs. A Patient ID tells nothing of them.
    pub patient: Option<PatientNumber>,
    pub outcome: Option<Outcome>,
    /// Only events before this one: the next page.
    pub before: Option<i64>,
}

impl AuditFilter {
    /// Events on a page.
    pub const PAGE: usize = 50;

    /// The most rows of a file.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// Reads an address. A word that cannot be read is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            from: query.day("from"),
            to: query.day("to"),
            search: SealedSearch::from_query(query),
            act: query.get("act").and_then(Act::from_key),
            organization: query.get("organization").and_then(Organization::parse),
            jurisdiction: query
                .get("jurisdiction")
                .and_then(|key| Jurisdiction::parse(key).ok()),
            patient: query
                .get("patient")
                .and_then(|text| text.trim().parse().ok())
                .map(PatientNumber),
            outcome: query.get("outcome").and_then(Outcome::from_key),
            before: query.get("before").and_then(|text| text.parse().ok()),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let before = self.before.map(|seq| seq.to_string());
        let jurisdiction = self.jurisdiction.map(Jurisdiction::key);
        let patient = self.patient.map(|number| number.to_string());
        Query::default()
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref())
            .with("search", self.search.as_ref().map(SealedSearch::as_str))
            .with("act", self.act.map(Act::key))
            .with(
                "organization",
                self.organization.as_ref().map(Organization::as_str),
            )
            .with("jurisdiction", jurisdiction.as_deref())
            .with("patient", patient.as_deref())
            .with("outcome", self.outcome.map(Outcome::key))
            .with("before", before.as_deref())
    }

    /// What the form of filters sends along unseen: the search.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
            search: self.search.clone(),
            ..Self::default()
        }
        .to_query()
    }
}

impl Listed for AuditFilter {
    fn rewind(&mut self) {
        self.before = None;
    }
}

/// An event in a list, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    pub seq: i64,
    pub at: Instant,
    pub act: String,
    pub outcome: Outcome,
    /// A user ID, or words.
    pub who: String,
    /// What it was done to; empty where it was done to nothing.
    pub object: String,
    /// The organization that it concerns; empty where there is none.
    pub place: String,
}

/// A page of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventList {
    pub events: Vec<EventLine>,
    /// Whose events are searched for; empty where nobody's are.
    pub search: String,
    /// Where the next page begins, where there is one.
    pub next: Option<i64>,
    /// For auditors alone; none while there was no check.
    pub verified: Option<Verification>,
}

/// What the last nightly check of the trail has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub at: Instant,
    /// The rows that are as they were written: from this one to [`Self::last`]; none where that is lower.
    pub first: i64,
    pub last: i64,
    /// The first row that is not.
    pub broken: Option<i64>,
}

/// One event, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDetail {
    pub line: EventLine,
    /// What else is known, each with its name.
    pub facts: Vec<(String, String)>,
}
