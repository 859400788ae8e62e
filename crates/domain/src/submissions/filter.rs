use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{SubmissionKind, SubmissionNumber, SubmissionState, edit_named};
use crate::{
    listing::{Direction, Listed, PageRequest, Query, Sorted},
    providers::Ccn,
    staffing::FiscalQuarter,
};

/// How far a file has come, as the history list filters it. The dashboards count by the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Received, and not yet decided.
    Waiting,
    /// Decided, either way.
    Checked,
    /// Accepted, with warnings or without.
    Accepted,
    AcceptedWithWarnings,
    Rejected,
    /// Stopped by a failure of ours until staff have looked at it.
    Failed,
}

impl Progress {
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Checked,
        Self::Accepted,
        Self::AcceptedWithWarnings,
        Self::Rejected,
        Self::Failed,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Checked => "checked",
            Self::Accepted => "accepted",
            Self::AcceptedWithWarnings => "accepted_with_warnings",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| progress.key() == key)
    }

    /// The states that it stands for.
    #[must_use]
    pub const fn states(self) -> &'static [SubmissionState] {
        use SubmissionState::{
            Accepted, AcceptedWithWarnings, Checking, FailedNeedsStaff, FailedRetrying,
            PartlyRejected, Received, Rejected,
        };
        match self {
            Self::Waiting => &[Received, Checking, FailedRetrying, FailedNeedsStaff],
            Self::Checked => &[Accepted, AcceptedWithWarnings, PartlyRejected, Rejected],
            Self::Accepted => &[Accepted, AcceptedWithWarnings],
            Self::AcceptedWithWarnings => &[AcceptedWithWarnings],
            Self::Rejected => &[Rejected],
            Self::Failed => &[FailedNeedsStaff],
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Waiting => "Not yet checked",
            Self::Checked => "Checked",
            Self::Accepted => "Accepted, with or without warnings",
            Self::AcceptedWithWarnings => "Accepted with warnings",
            Self::Rejected => "Rejected",
            Self::Failed => "Stopped: staff will look at it",
        }
    }
}

/// The columns by which the history sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionSort {
    Number,
    #[default]
    Received,
    Facility,
    Quarter,
    State,
    Problems,
}

impl SubmissionSort {
    /// In the order of the list's columns.
    pub const ALL: [Self; 6] = [
        Self::Number,
        Self::Received,
        Self::Facility,
        Self::Quarter,
        Self::State,
        Self::Problems,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Received => "received",
            Self::Facility => "facility",
            Self::Quarter => "quarter",
            Self::State => "state",
            Self::Problems => "problems",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// The heading of the column.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Number => "Submission ID",
            Self::Received => "Received",
            Self::Facility => "Facility",
            Self::Quarter => "Quarter",
            Self::State => "State",
            Self::Problems => "Problems",
        }
    }
}

/// The history's address: a row is a file, that is, a submission or one member of its ZIP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionFilter {
    pub kind: SubmissionKind,
    pub number: Option<SubmissionNumber>,
    pub facility: Option<Ccn>,
    pub quarter: Option<FiscalQuarter>,
    pub progress: Option<Progress>,
    /// The name of an edit that was found, `-4025`.
    pub edit: Option<String>,
    /// First and last day of receipt, Eastern Time.
    #[serde(with = "crate::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    /// The sender's user ID.
    pub sender: Option<String>,
    pub sort: SubmissionSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl Default for SubmissionFilter {
    /// Everything, the latest first.
    fn default() -> Self {
        Self {
            kind: SubmissionKind::default(),
            number: None,
            facility: None,
            quarter: None,
            progress: None,
            edit: None,
            from: None,
            to: None,
            sender: None,
            sort: SubmissionSort::Received,
            direction: Direction::Desc,
            page: PageRequest::default(),
        }
    }
}

impl SubmissionFilter {
    /// The most rows that the list's CSV holds.
    pub const EXPORT_ROWS: i64 = 50_000;
    /// Longer than any user ID.
    const LONGEST_WORD: usize = 40;

    /// Reads an address. A word that is no number, quarter, date or column is as if it were not
    /// there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = |name| {
            query
                .get(name)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let text = |name| word(name).and_then(Self::word_of);
        let sort = word("sort").and_then(SubmissionSort::from_key);
        Self {
            kind: word("kind")
                .and_then(SubmissionKind::from_key)
                .unwrap_or_default(),
            number: word("number")
                .and_then(|text| text.parse().ok())
                .map(SubmissionNumber),
            facility: word("facility").and_then(|text| Ccn::parse(text).ok()),
            quarter: word("quarter").and_then(|key| FiscalQuarter::from_key(key).ok()),
            progress: word("state").and_then(Progress::from_key),
            edit: word("edit").and_then(edit_named),
            from: query.day("from"),
            to: query.day("to"),
            sender: text("sender").map(|name| name.to_ascii_uppercase()),
            sort: sort.unwrap_or_default(),
            direction: sort.map_or(Direction::Desc, |_| query.direction()),
            page: query.page(),
        }
    }

    /// No control characters, which PostgreSQL does not take.
    fn word_of(typed: &str) -> Option<String> {
        let text: String = typed
            .chars()
            .filter(|c| !c.is_control())
            .take(Self::LONGEST_WORD)
            .collect();
        (!text.is_empty()).then_some(text)
    }

    /// What stays when the filter form is sent: how the list is sorted, and how long its pages are.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        let bare = Self {
            kind: self.kind,
            sort: self.sort,
            direction: self.direction,
            ..Self::default()
        };
        Self {
            page: self.page.first(),
            ..bare
        }
        .to_query()
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let number = self.number.map(|number| number.to_string());
        let quarter = self.quarter.map(FiscalQuarter::key);
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let kind = (self.kind != SubmissionKind::default()).then(|| self.kind.key());
        let query = Query::default()
            .with("kind", kind)
            .with("number", number.as_deref())
            .with("facility", self.facility.as_ref().map(Ccn::as_str))
            .with("quarter", quarter.as_deref())
            .with("state", self.progress.map(Progress::key))
            .with("edit", self.edit.as_deref())
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref())
            .with("sender", self.sender.as_deref());
        let query = if (self.sort, self.direction) == (SubmissionSort::Received, Direction::Desc) {
            query
        } else {
            query
                .with("sort", Some(self.sort.key()))
                .with_direction(self.direction)
        };
        query.with_page(self.page)
    }
}

impl Listed for SubmissionFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for SubmissionFilter {
    type Column = SubmissionSort;

    fn sorting(&mut self) -> (&mut SubmissionSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }

    /// The latest first.
    fn first_direction(column: SubmissionSort) -> Direction {
        match column {
            SubmissionSort::Received => Direction::Desc,
            _ => Direction::Asc,
        }
    }
}
