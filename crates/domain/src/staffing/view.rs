//! What the staffing pages show of a facility's stored quarter, and of who has submitted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FiscalQuarter, JobTitle, ProcessType, TotalHours};
use crate::{
    listing::{Direction, Page, PageRequest, Query},
    providers::{Ccn, Region, StateCode},
    submissions::{Facility, SubmissionNumber},
    time::Instant,
};

/// A facility's quarter in plain figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Different employees with hours.
    pub employees: i64,
    pub hours: TotalHours,
    /// Days of the quarter that have begun and on which no registered nurse has hours.
    pub days_without_rn: i64,
}

/// What a file says, for comparing it with the stored quarter before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFigures {
    pub facility_id: String,
    pub state: StateCode,
    pub quarter: FiscalQuarter,
    pub process_type: ProcessType,
    pub figures: Figures,
}

/// A file beside the stored quarter that it would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub facility: Facility,
    pub quarter: FiscalQuarter,
    pub process_type: ProcessType,
    pub stored: Figures,
    pub sent: Figures,
}

impl Comparison {
    /// A replacement that takes away more than this part of the employees or of the hours needs
    /// the sender's word for it: 25 %.
    const DROP: i64 = 4;

    #[must_use]
    pub fn drops_over_a_quarter(&self) -> bool {
        let falls = |stored: i64, sent: i64| (stored - sent).saturating_mul(Self::DROP) > stored;
        self.process_type == ProcessType::Replace
            && (falls(self.stored.employees, self.sent.employees)
                || falls(self.stored.hours.0, self.sent.hours.0))
    }

    /// In words, for the person who is about to send the file.
    #[must_use]
    pub fn words(&self) -> String {
        let (stored, sent) = (&self.stored, &self.sent);
        let file = format!(
            "{} employees, {} hours",
            sent.employees,
            sent.hours.grouped()
        );
        if *stored == Figures::default() || stored.employees == 0 {
            return format!(
                "Nothing is stored for this quarter yet. This file has {file}; {} days would have no registered nurse.",
                sent.days_without_rn
            );
        }
        let before = format!(
            "{} employees, {} hours",
            stored.employees,
            stored.hours.grouped()
        );
        match self.process_type {
            ProcessType::Replace => format!(
                "Replaces {before} with {file}; {} days would have no registered nurse.",
                sent.days_without_rn
            ),
            ProcessType::Merge => format!(
                "Merges {file} into {before}: hours of the same employee, date, job title and pay type are replaced, others are added."
            ),
        }
    }
}

/// The stored quarter's address: which facility, which quarter, and from which day a week is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterFilter {
    /// None: the person's only facility, if there is one.
    pub facility: Option<Ccn>,
    /// None: the quarter that is due (see [`FiscalQuarter::due`]).
    pub quarter: Option<FiscalQuarter>,
    pub from: Option<Date>,
}

impl QuarterFilter {
    /// Reads an address. A word that names nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = |name| query.get(name).map(str::trim);
        Self {
            facility: word("facility").and_then(|text| Ccn::parse(text).ok()),
            quarter: word("quarter").and_then(|key| FiscalQuarter::from_key(key).ok()),
            from: word("from").and_then(|text| text.parse().ok()),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let quarter = self.quarter.map(FiscalQuarter::key);
        let from = self.from.map(|date| date.to_string());
        Query::default()
            .with("facility", self.facility.as_ref().map(Ccn::as_str))
            .with("quarter", quarter.as_deref())
            .with("from", from.as_deref())
    }
}

/// The staffing page: a quarter, or the facilities to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffingPage {
    /// The facilities whose hours the person may see, by name; at most [`Self::FACILITIES`].
    pub facilities: Vec<Facility>,
    /// The latest eight quarters, the latest first.
    pub quarters: Vec<FiscalQuarter>,
    pub stored: Option<StoredQuarter>,
}

impl StaffingPage {
    pub const FACILITIES: usize = 100;
}

/// A stored quarter of a facility, one week of its days at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredQuarter {
    pub facility: Facility,
    pub quarter: FiscalQuarter,
    /// None while nothing is stored.
    pub figures: Option<Figures>,
    /// The days of the week shown, seven or, at the quarter's end, fewer.
    pub days: Vec<Date>,
    /// The job titles with hours in this quarter.
    pub titles: Vec<TitleHours>,
    /// Days of the quarter, until today, on which no registered nurse has hours.
    pub days_without_rn: Vec<Date>,
    pub weeks: Vec<NurseWeek>,
    /// What each accepted file changed, the latest first.
    pub changes: Vec<QuarterChange>,
}

/// The hours of one job title over the days of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TitleHours {
    pub title: JobTitle,
    pub by_day: Vec<TotalHours>,
    pub week: TotalHours,
    pub quarter: TotalHours,
}

/// Nurse hours of a week, from its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NurseWeek {
    pub from: Date,
    pub registered: TotalHours,
    pub practical: TotalHours,
    pub aides: TotalHours,
}

/// What one accepted file made of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterChange {
    pub number: SubmissionNumber,
    pub ordinal: i32,
    /// Whether the reader may open the file's report.
    pub may_open: bool,
    pub process_type: ProcessType,
    pub at: Instant,
    pub before: Option<Figures>,
    pub after: Figures,
    /// Hour entries that this file added, changed, and took away.
    pub added: i64,
    pub changed: i64,
    pub removed: i64,
}

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
    /// How the list is sorted by a column now, if it is, and the list sorted by it: the other way round when
    /// it is already, else upwards.
    #[must_use]
    pub fn sorted_by(&self, column: StatusSort) -> (Option<Direction>, Self) {
        let sorted = (self.sort == column).then_some(self.direction);
        let direction = match sorted {
            Some(Direction::Asc) => Direction::Desc,
            _ => Direction::Asc,
        };
        let page = PageRequest {
            page: 1,
            ..self.page
        };
        let sorted_by = Self {
            sort: column,
            direction,
            page,
            ..self.clone()
        };
        (sorted, sorted_by)
    }

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
            status: word("status").and_then(|key| {
                SubmissionStatus::ALL
                    .into_iter()
                    .find(|status| status.key() == key)
            }),
            sort: word("sort")
                .and_then(|key| StatusSort::ALL.into_iter().find(|sort| sort.key() == key))
                .unwrap_or_default(),
            direction: query.direction(),
            page: query.page(),
        }
    }

    /// The same list from its beginning.
    #[must_use]
    pub fn at_first_page(&self) -> Self {
        let page = PageRequest {
            page: 1,
            ..self.page
        };
        Self {
            page,
            ..self.clone()
        }
    }

    /// What stays when the filter form is sent: how the list is sorted, and how long its pages are.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        let Self {
            sort, direction, ..
        } = *self;
        let page = self.at_first_page().page;
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
