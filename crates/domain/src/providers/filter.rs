use serde::{Deserialize, Serialize};

use super::{ProviderType, Region, StateCode};
use crate::listing::{Direction, Listed, PageRequest, Query, Sorted, searched};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderStatus {
    Active,
    Terminated,
}

impl ProviderStatus {
    pub const ALL: [Self; 2] = [Self::Active, Self::Terminated];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Terminated => "terminated",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Terminated => "Terminated",
        }
    }
}

/// The columns by which the provider list sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderSort {
    #[default]
    Name,
    Kind,
    Ccn,
    FacilityId,
    City,
    State,
    Certified,
}

impl ProviderSort {
    /// In the order of the list's columns.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Kind,
        Self::Ccn,
        Self::FacilityId,
        Self::City,
        Self::State,
        Self::Certified,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "type",
            Self::Ccn => "ccn",
            Self::FacilityId => "facility_id",
            Self::City => "city",
            Self::State => "state",
            Self::Certified => "certified",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// The heading of the column (seed 003, figure 10).
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Name => "Provider",
            Self::Kind => "Provider Type",
            Self::Ccn => "CCN",
            Self::FacilityId => "Facility ID",
            Self::City => "City",
            Self::State => "State",
            Self::Certified => "Certified",
        }
    }
}

/// The provider list's address: what is searched, filtered, sorted, and which page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderFilter {
    /// Part of a name, a city, a CCN or a Facility ID.
    pub search: Option<String>,
    pub state: Option<StateCode>,
    pub region: Option<Region>,
    pub kind: Option<ProviderType>,
    pub status: Option<ProviderStatus>,
    /// Only providers whose record changed in the last 30 days.
    pub changed_recently: bool,
    pub sort: ProviderSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl ProviderFilter {
    /// The days that `changed_recently` looks back.
    pub const RECENT_DAYS: i64 = 30;
    /// The most rows that the list's CSV holds; it says so when the list has more.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// Reads an address. A word that names no state, type, status or column is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = |name| query.get(name);
        Self {
            search: word("q").and_then(searched),
            state: word("state").and_then(|code| StateCode::parse(code).ok()),
            region: word("region")
                .and_then(|number| number.parse().ok())
                .and_then(Region::from_number),
            kind: word("type").and_then(|key| ProviderType::from_key(key).ok()),
            status: word("status").and_then(ProviderStatus::from_key),
            changed_recently: word("changed") == Some("recently"),
            sort: word("sort")
                .and_then(ProviderSort::from_key)
                .unwrap_or_default(),
            direction: query.direction(),
            page: query.page(),
        }
    }

    /// The same list for those who see who a provider is and no more: nothing else filters it or sorts it.
    #[must_use]
    pub fn of_identity(&self) -> Self {
        let sorts = !matches!(
            self.sort,
            ProviderSort::FacilityId | ProviderSort::Certified
        );
        Self {
            status: None,
            changed_recently: false,
            sort: if sorts { self.sort } else { ProviderSort::Name },
            ..self.clone()
        }
    }

    /// What a form that asks for search and filters must send along unseen: sorting and page size.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
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
        let region = self.region.map(|region| region.number().to_string());
        Query::default()
            .with("q", self.search.as_deref())
            .with("state", self.state.map(StateCode::as_str))
            .with("region", region.as_deref())
            .with("type", self.kind.map(ProviderType::key))
            .with("status", self.status.map(ProviderStatus::key))
            .with("changed", self.changed_recently.then_some("recently"))
            .with(
                "sort",
                (self.sort != ProviderSort::default()).then(|| self.sort.key()),
            )
            .with_direction(self.direction)
            .with_page(self.page)
    }
}

impl Listed for ProviderFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for ProviderFilter {
    type Column = ProviderSort;

    fn sorting(&mut self) -> (&mut ProviderSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }
}
