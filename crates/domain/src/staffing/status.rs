//! What the status list shows of who has submitted for a quarter.

use serde::{Deserialize, Serialize};

use super::{Figures, FiscalQuarter};
use crate::{
    listing::{Direction, Listed, Page, PageRequest, Query, Sorted},
    providers::{Region, StateCode},
    submissions::Facility,
    time::Instant,
};

/// Whether a facility has submitted for a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionStatus {
    /// At least one file was accepted; files after the deadline are not.
    Accepted,
    RejectedOnly,
    Missing,
}

impl SubmissionStatus {
    pub const ALL: [Self; 3] = [Self::Accepted, Self::RejectedOnly, Self::Missing];

    /// As in addresses and exports.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::RejectedOnly => "rejected_only",
            Self::Missing => "missing",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted on time",
            Self::RejectedOnly => "Rejected only",
            Self::Missing => "Nothing received",
        }
    }
}

/// The columns by which the status list sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusSort {
    #[default]
    Facility,
    Ccn,
    State,
    Status,
    Hours,
}

impl StatusSort {
    /// In the order of the list's columns.
    pub const ALL: [Self; 5] = [
        Self::Facility,
        Self::Ccn,
        Self::State,
        Self::Status,
        Self::Hours,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Facility => "facility",
            Self::Ccn => "ccn",
            Self::State => "state",
            Self::Status => "status",
            Self::Hours => "hours",
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
            Self::Facility => "Facility",
            Self::Ccn => "CCN",
            Self::State => "State",
            Self::Status => "Status",
            Self::Hours => "Hours",
        }
    }
}

/// The status list's address: nursing homes in the reader's scope, for one quarter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusFilter {
    /// None: the quarter that is due (see [`FiscalQuarter::due`]).
    pub quarter: Option<FiscalQuarter>,
    pub state: Option<StateCode>,
    pub region: Option<Region>,
    pub status: Option<SubmissionStatus>,
    pub sort: StatusSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl StatusFilter {
    /// The most rows of a file; there are fewer nursing homes.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// Reads an address. A word that names nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = |name| query.get(name).map(str::trim);
        let region = |text: &str| {
            let number: u8 = text.parse().ok()?;
            Region::all().find(|region| region.number() == number)
        };
        Self {
            quarter: word("quarter").and_then(|key| FiscalQuarter::from_key(key).ok()),
            state: word("state").and_then(|code| StateCode::parse(code).ok()),
            region: word("region").and_then(region),
            status: word("status").and_then(SubmissionStatus::from_key),
            sort: word("sort")
                .and_then(StatusSort::from_key)
                .unwrap_or_default(),
            direction: query.direction(),
            page: query.page(),
        }
    }

    /// What stays when the filter form is sent: how the list is sorted, and how long its pages are.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        let Self {
            sort, direction, ..
        } = *self;
        let page = self.page.first();
        Self {
            sort,
            direction,
            page,
            ..Self::default()
        }
        .to_query()
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let quarter = self.quarter.map(FiscalQuarter::key);
        let region = self.region.map(|region| region.number().to_string());
        Query::default()
            .with("quarter", quarter.as_deref())
            .with("state", self.state.map(StateCode::as_str))
            .with("region", region.as_deref())
            .with("status", self.status.map(SubmissionStatus::key))
            .with(
                "sort",
                (self.sort != StatusSort::default()).then(|| self.sort.key()),
            )
            .with_direction(self.direction)
            .with_page(self.page)
    }
}

impl Listed for StatusFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for StatusFilter {
    type Column = StatusSort;

    fn sorting(&mut self) -> (&mut StatusSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }
}

/// Who has submitted, for one quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusList {
    pub quarter: FiscalQuarter,
    /// Facilities in the reader's scope under the filter, whatever their status.
    pub counts: StatusCounts,
    pub lines: Page<StatusLine>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCounts {
    pub accepted: i64,
    pub rejected_only: i64,
    pub missing: i64,
}

/// One facility's totals for a quarter; no files, no employees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLine {
    pub facility: Facility,
    pub state: StateCode,
    pub status: SubmissionStatus,
    /// When the last file was accepted.
    pub accepted_at: Option<Instant>,
    pub figures: Option<Figures>,
}
