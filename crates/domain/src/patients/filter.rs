use serde::{Deserialize, Serialize};

use crate::{
    listing::{Direction, Listed, PageRequest, Query, SealedSearch, Sorted},
    providers::Ccn,
};

/// The columns by which the list sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatientSort {
    #[default]
    Name,
    Number,
    Birth,
    Provider,
    LastAssessment,
}

impl PatientSort {
    pub const ALL: [Self; 5] = [
        Self::Name,
        Self::Number,
        Self::Birth,
        Self::Provider,
        Self::LastAssessment,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
            Self::Birth => "birth",
            Self::Provider => "provider",
            Self::LastAssessment => "last_assessment",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    /// The heading of the column.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Number => "Patient ID",
            Self::Birth => "Date of birth",
            Self::Provider => "Provider",
            Self::LastAssessment => "Last assessment",
        }
    }

    /// The direction in which a press on the column's header sorts first.
    #[must_use]
    pub const fn first(self) -> Direction {
        match self {
            Self::LastAssessment => Direction::Desc,
            _ => Direction::Asc,
        }
    }
}

/// The address of the list. It names no patient: what is searched for is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientFilter {
    pub search: Option<SealedSearch>,
    pub provider: Option<Ccn>,
    pub sort: PatientSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl PatientFilter {
    /// The most rows of a file.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// Words that are unknown are left out.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let ccn = query.get("provider").map(str::trim);
        Self {
            search: SealedSearch::from_query(query),
            provider: ccn.and_then(|ccn| Ccn::parse(ccn).ok()),
            sort: query
                .get("sort")
                .and_then(PatientSort::from_key)
                .unwrap_or_default(),
            direction: query.direction(),
            page: query.page(),
        }
    }

    #[must_use]
    pub fn to_query(&self) -> Query {
        let usual = Self::default();
        let query = Query::default()
            .with("search", self.search.as_ref().map(SealedSearch::as_str))
            .with("provider", self.provider.as_ref().map(Ccn::as_str));
        let query = if (self.sort, self.direction) == (usual.sort, usual.direction) {
            query
        } else {
            query
                .with("sort", Some(self.sort.key()))
                .with_direction(self.direction)
        };
        query.with_page(self.page)
    }

    /// What a form that asks for filters must send along unseen: search, sorting and page size.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
            provider: None,
            ..self.at_first_page()
        }
        .to_query()
    }
}

impl Listed for PatientFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for PatientFilter {
    type Column = PatientSort;

    fn sorting(&mut self) -> (&mut PatientSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }

    fn first_direction(column: PatientSort) -> Direction {
        column.first()
    }
}
