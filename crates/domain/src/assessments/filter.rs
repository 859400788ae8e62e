use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AssessmentState, PatientNumber, ReasonKey};
use crate::{
    listing::{Direction, Listed, PageRequest, Query, SealedSearch, Sorted},
    providers::Ccn,
};

/// The columns by which the list of assessments sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentSort {
    Number,
    Patient,
    Instrument,
    Reason,
    #[default]
    Target,
    State,
    Facility,
    Accepted,
}

impl AssessmentSort {
    /// In the order of the list's columns.
    pub const ALL: [Self; 8] = [
        Self::Number,
        Self::Patient,
        Self::Instrument,
        Self::Reason,
        Self::Target,
        Self::State,
        Self::Facility,
        Self::Accepted,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Patient => "patient",
            Self::Instrument => "instrument",
            Self::Reason => "reason",
            Self::Target => "target",
            Self::State => "state",
            Self::Facility => "facility",
            Self::Accepted => "accepted",
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
            Self::Number => "Assessment ID",
            Self::Patient => "Patient",
            Self::Instrument => "Instrument",
            Self::Reason => "Reason",
            Self::Target => "Target date",
            Self::State => "State",
            Self::Facility => "Facility",
            Self::Accepted => "Accepted",
        }
    }

    /// The days come with the latest first.
    const fn first(self) -> Direction {
        match self {
            Self::Target | Self::Accepted => Direction::Desc,
            _ => Direction::Asc,
        }
    }
}

/// Which versions of records the list has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Versions {
    /// Those that count.
    #[default]
    Current,
    Replaced,
    Inactivated,
    Inactivation,
    All,
}

impl Versions {
    pub const ALL: [Self; 5] = [
        Self::Current,
        Self::Replaced,
        Self::Inactivated,
        Self::Inactivation,
        Self::All,
    ];

    /// The one state that they have; none for all.
    #[must_use]
    pub const fn state(self) -> Option<AssessmentState> {
        match self {
            Self::Current => Some(AssessmentState::Current),
            Self::Replaced => Some(AssessmentState::Replaced),
            Self::Inactivated => Some(AssessmentState::Inactivated),
            Self::Inactivation => Some(AssessmentState::Inactivation),
            Self::All => None,
        }
    }

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self.state() {
            Some(state) => state.as_str(),
            None => "all",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self.state() {
            Some(state) => state.title(),
            None => "All versions",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|versions| versions.key() == key)
    }
}

/// The instruments whose records are stored, as records name them.
pub const INSTRUMENTS: [&str; 2] = ["OASIS", "MDS"];

/// The address of the list of assessments. No name stands in it: whose records are searched for is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentFilter {
    /// A part of a patient's name.
    pub search: Option<SealedSearch>,
    pub patient: Option<PatientNumber>,
    pub facility: Option<Ccn>,
    /// One of [`INSTRUMENTS`], in its place there.
    pub instrument: Option<usize>,
    pub reason: Option<ReasonKey>,
    pub versions: Versions,
    /// First and last target date.
    #[serde(with = "crate::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    pub sort: AssessmentSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl Default for AssessmentFilter {
    /// What counts, the latest target date first.
    fn default() -> Self {
        Self {
            search: None,
            patient: None,
            facility: None,
            instrument: None,
            reason: None,
            versions: Versions::default(),
            from: None,
            to: None,
            sort: AssessmentSort::Target,
            direction: Direction::Desc,
            page: PageRequest::default(),
        }
    }
}

impl AssessmentFilter {
    /// The most rows that the list's CSV holds.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// The records of one patient, in every version.
    #[must_use]
    pub fn of_patient(patient: PatientNumber) -> Self {
        Self {
            patient: Some(patient),
            versions: Versions::All,
            ..Self::default()
        }
    }

    /// Reads an address. A word that is no number, date, reason or column is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = |name| {
            query
                .get(name)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let sort = word("sort").and_then(AssessmentSort::from_key);
        let place = |name: &str| INSTRUMENTS.iter().position(|known| *known == name);
        Self {
            search: SealedSearch::from_query(query),
            patient: word("patient")
                .and_then(|text| text.parse().ok())
                .map(PatientNumber),
            facility: word("facility").and_then(|text| Ccn::parse(text).ok()),
            instrument: word("instrument").and_then(place),
            reason: word("reason").and_then(ReasonKey::from_key),
            versions: word("state")
                .and_then(Versions::from_key)
                .unwrap_or_default(),
            from: query.day("from"),
            to: query.day("to"),
            sort: sort.unwrap_or_default(),
            direction: sort.map_or(Direction::Desc, |_| query.direction()),
            page: query.page(),
        }
    }

    /// The instrument, as records name it.
    #[must_use]
    pub fn instrument(&self) -> Option<&'static str> {
        INSTRUMENTS.get(self.instrument?).copied()
    }

    /// What stays when the filter form is sent: what is searched for, how the list is sorted, and how long its pages are.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
            search: self.search.clone(),
            sort: self.sort,
            direction: self.direction,
            page: self.page.first(),
            ..Self::default()
        }
        .to_query()
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let patient = self.patient.map(|patient| patient.to_string());
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let versions = (self.versions != Versions::default()).then(|| self.versions.key());
        let query = Query::default()
            .with("search", self.search.as_ref().map(SealedSearch::as_str))
            .with("patient", patient.as_deref())
            .with("facility", self.facility.as_ref().map(Ccn::as_str))
            .with("instrument", self.instrument())
            .with("reason", self.reason.map(ReasonKey::key).as_deref())
            .with("state", versions)
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref());
        let query = if (self.sort, self.direction) == (AssessmentSort::Target, Direction::Desc) {
            query
        } else {
            query
                .with("sort", Some(self.sort.key()))
                .with_direction(self.direction)
        };
        query.with_page(self.page)
    }
}

impl Listed for AssessmentFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for AssessmentFilter {
    type Column = AssessmentSort;

    fn sorting(&mut self) -> (&mut AssessmentSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }

    fn first_direction(column: AssessmentSort) -> Direction {
        column.first()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_and_what_is_wrong_in_it_counts_as_nothing() {
        let text = "search=aZ09&patient=500012&facility=165123&instrument=MDS&reason=mds-a-02&state=all\
                    &from=2026-10-01&to=2026-10-31&sort=patient&page=2&size=50";
        let filter = AssessmentFilter::from_query(&Query::parse(text));
        assert_eq!(filter.patient, Some(PatientNumber(500_012)));
        assert_eq!(filter.instrument(), Some("MDS"));
        assert_eq!(filter.versions, Versions::All);
        assert_eq!(AssessmentFilter::from_query(&filter.to_query()), filter);

        let wrong = "patient=x&facility=1&instrument=mds&reason=02&state=gone&from=soon&sort=name";
        let filter = AssessmentFilter::from_query(&Query::parse(wrong));
        assert_eq!(filter, AssessmentFilter::default());
        assert_eq!(filter.to_query(), Query::default());
    }

    #[test]
    fn what_somebody_sends_beside_the_address_is_read_as_an_address() {
        let far = AssessmentFilter {
            instrument: Some(7),
            ..AssessmentFilter::default()
        };
        assert_eq!(far.instrument(), None);
    }
}
