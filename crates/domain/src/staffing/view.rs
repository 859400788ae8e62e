//! What the staffing pages show of a facility's stored quarter, and of a file beside it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FiscalQuarter, JobTitle, ProcessType, TotalHours, hours::in_groups};
use crate::{
    listing::Query,
    providers::{Ccn, StateCode},
    submissions::{Facility, SubmissionNumber},
    time::{Instant, display_date},
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

impl Figures {
    /// Whoever takes away more than this part of the employees or of the hours is asked whether they mean it, and told of it: 25 %.
    const DROP: i64 = 4;

    fn drops_over_a_quarter(&self, after: &Self) -> bool {
        let falls = |before: i64, after: i64| (before - after).saturating_mul(Self::DROP) > before;
        falls(self.employees, after.employees) || falls(self.hours.0, after.hours.0)
    }

    /// What a file took away that made `after` of these figures, where that is much.
    #[must_use]
    pub fn taken_away(&self, after: &Self) -> Option<String> {
        let (words_before, words_after) = (self.words(), after.words());
        self.drops_over_a_quarter(after).then(|| {
            format!(
                "This file took away more than a quarter of what was stored: {words_before} before it, {words_after} after it."
            )
        })
    }

    /// `412 employees, 38,204.50 hours`.
    #[must_use]
    pub fn words(&self) -> String {
        let employees = counted(self.employees, "employee");
        format!("{employees}, {} hours", self.hours.grouped())
    }
}

/// `1 day`, `2,539 employees`.
fn counted(number: i64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", in_groups(&number.to_string()))
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
    #[serde(with = "crate::time::wire")]
    pub today: Date,
}

impl Comparison {
    /// A replacement that takes away much needs the sender's word for it.
    #[must_use]
    pub fn drops_over_a_quarter(&self) -> bool {
        self.replaces() && self.stored.drops_over_a_quarter(&self.sent)
    }

    /// Whether it puts its hours in the place of all others of the quarter.
    #[must_use]
    pub fn replaces(&self) -> bool {
        self.rejection().is_none() && self.process_type == ProcessType::Replace
    }

    /// Why the file will be rejected whatever is in it, if it is sent today.
    #[must_use]
    pub fn rejection(&self) -> Option<String> {
        let quarter = self.quarter;
        let why = if quarter.is_open(self.today) {
            return None;
        } else if self.today > quarter.deadline() {
            let deadline = display_date(quarter.deadline());
            format!("closed on {deadline} at 11:59 PM ET")
        } else {
            format!("begins on {}", display_date(quarter.first_day()))
        };
        Some(format!(
            "{quarter} {why}: the server will reject this file and store none of its hours."
        ))
    }

    /// In words, for the person who is about to send the file.
    #[must_use]
    pub fn words(&self) -> String {
        let (stored, sent) = (&self.stored, &self.sent);
        let file = sent.words();
        let without_rn = counted(sent.days_without_rn, "day");
        if *stored == Figures::default() || stored.employees == 0 {
            return format!(
                "Nothing is stored for this quarter yet. This file has {file}; {without_rn} would have no registered nurse."
            );
        }
        let before = stored.words();
        match self.process_type {
            ProcessType::Replace => format!(
                "Replaces {before} with {file}; {without_rn} would have no registered nurse."
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
    #[serde(with = "crate::time::wire")]
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
    /// The quarter that is shown, or will be once a facility is chosen: the one that was asked for, else the one that is due.
    pub quarter: Option<FiscalQuarter>,
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
    #[serde(with = "crate::time::wire")]
    pub days: Vec<Date>,
    /// The job titles with hours in this quarter.
    pub titles: Vec<TitleHours>,
    /// Days of the quarter, until today, on which no registered nurse has hours.
    #[serde(with = "crate::time::wire")]
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
    #[serde(with = "crate::time::wire")]
    pub from: Date,
    /// Seven or, at the quarter's end, fewer.
    pub days: u8,
    pub registered: TotalHours,
    pub practical: TotalHours,
    pub aides: TotalHours,
}

impl NurseWeek {
    const WHOLE: u8 = 7;

    /// The week in which registered nurses have the fewest hours. The days at the quarter's end that are no whole week are not
    /// compared with the others.
    #[must_use]
    pub fn fewest_registered(weeks: &[Self]) -> Option<Self> {
        let whole = weeks.iter().filter(|week| week.days == Self::WHOLE);
        whole.min_by_key(|week| week.registered).copied()
    }

    /// `1 day`, where it is no whole week.
    #[must_use]
    pub fn shortness(&self) -> Option<String> {
        (self.days < Self::WHOLE).then(|| counted(self.days.into(), "day"))
    }
}

/// An accepted file among those of its quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterChange {
    pub number: SubmissionNumber,
    pub ordinal: i32,
    /// Whether the reader may open the file's report.
    pub may_open: bool,
    pub at: Instant,
    pub change: FileChange,
}

/// What one accepted file made of its quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    pub process_type: ProcessType,
    pub before: Option<Figures>,
    pub after: Figures,
    /// Hour entries that this file added, changed, and took away.
    pub added: i64,
    pub changed: i64,
    pub removed: i64,
}

impl FileChange {
    /// What it took away, where that is much.
    #[must_use]
    pub fn taken_away(&self) -> Option<String> {
        self.before.as_ref()?.taken_away(&self.after)
    }
}
