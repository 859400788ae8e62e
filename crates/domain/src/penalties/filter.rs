use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::{CaseState, Standing};
use crate::{
    listing::{Direction, Listed, PageRequest, Query, Sorted, searched},
    money::Cents,
    providers::{Region, StateCode},
    time::fiscal_year,
};

/// The columns by which the list of cases sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseSort {
    Number,
    Provider,
    Ccn,
    Place,
    State,
    /// The latest first, while nobody asks otherwise.
    #[default]
    Notice,
    Due,
    Net,
    Balance,
}

impl CaseSort {
    /// In the order of the list's columns.
    pub const ALL: [Self; 9] = [
        Self::Number,
        Self::Provider,
        Self::Ccn,
        Self::Place,
        Self::State,
        Self::Notice,
        Self::Due,
        Self::Net,
        Self::Balance,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Provider => "provider",
            Self::Ccn => "ccn",
            Self::Place => "place",
            Self::State => "status",
            Self::Notice => "notice",
            Self::Due => "due",
            Self::Net => "net",
            Self::Balance => "balance",
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
            Self::Number => "Case Number",
            Self::Provider => "Provider",
            Self::Ccn => "CCN",
            Self::Place => "State",
            Self::State => "Status",
            Self::Notice => "Notice",
            Self::Due => "Due",
            Self::Net => "Penalty",
            Self::Balance => "Balance",
        }
    }

    #[must_use]
    pub const fn is_amount(self) -> bool {
        matches!(self, Self::Net | Self::Balance)
    }

    /// How a press on its heading sorts first.
    const fn first(self) -> Direction {
        match self {
            Self::Notice | Self::Net | Self::Balance => Direction::Desc,
            _ => Direction::Asc,
        }
    }
}

/// The address of the list of cases: what is searched, filtered, sorted, and which page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFilter {
    /// Part of a case number, of a provider's name, or a CCN.
    pub search: Option<String>,
    pub place: Option<StateCode>,
    pub region: Option<Region>,
    pub state: Option<CaseState>,
    pub standing: Option<Standing>,
    #[serde(with = "crate::time::wire")]
    pub due_from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub due_to: Option<Date>,
    /// Of the penalty after its adjustments.
    pub least: Option<Cents>,
    pub most: Option<Cents>,
    pub sort: CaseSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl Default for CaseFilter {
    /// Everything, the latest notice first.
    fn default() -> Self {
        Self {
            search: None,
            place: None,
            region: None,
            state: None,
            standing: None,
            due_from: None,
            due_to: None,
            least: None,
            most: None,
            sort: CaseSort::Notice,
            direction: Direction::Desc,
            page: PageRequest::default(),
        }
    }
}

impl CaseFilter {
    /// The most rows that the list's CSV holds; it says so when the list has more.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// All cases of a standing.
    #[must_use]
    pub fn of_standing(standing: Standing) -> Self {
        Self {
            standing: Some(standing),
            ..Self::default()
        }
    }

    /// Reads an address. A word that names nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = |name| query.get(name);
        let amount = |name| word(name).and_then(|text| Cents::parse(text).ok());
        let sort = word("sort").and_then(CaseSort::from_key);
        Self {
            search: word("q").and_then(searched),
            place: word("state").and_then(|code| StateCode::parse(code).ok()),
            region: word("region")
                .and_then(|number| number.parse().ok())
                .and_then(Region::from_number),
            state: word("status").and_then(CaseState::from_key),
            standing: word("standing").and_then(Standing::from_key),
            due_from: query.day("due_from"),
            due_to: query.day("due_to"),
            least: amount("least"),
            most: amount("most"),
            sort: sort.unwrap_or_default(),
            direction: sort.map_or(Direction::Desc, |_| query.direction()),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let region = self.region.map(|region| region.number().to_string());
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let amount = |amount: Option<Cents>| amount.map(Cents::plain);
        let usual = Self::default();
        let sorts_otherwise = (self.sort, self.direction) != (usual.sort, usual.direction);
        let query = Query::default()
            .with("q", self.search.as_deref())
            .with("state", self.place.map(StateCode::as_str))
            .with("region", region.as_deref())
            .with("status", self.state.map(CaseState::key))
            .with("standing", self.standing.map(Standing::key))
            .with("due_from", day(self.due_from).as_deref())
            .with("due_to", day(self.due_to).as_deref())
            .with("least", amount(self.least).as_deref())
            .with("most", amount(self.most).as_deref());
        let query = if sorts_otherwise {
            query
                .with("sort", Some(self.sort.key()))
                .with_direction(self.direction)
        } else {
            query
        };
        query.with_page(self.page)
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
}

impl Listed for CaseFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for CaseFilter {
    type Column = CaseSort;

    fn sorting(&mut self) -> (&mut CaseSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }

    fn first_direction(column: CaseSort) -> Direction {
        column.first()
    }
}

/// The address of the list of receipts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFilter {
    #[serde(with = "crate::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    pub page: PageRequest,
}

impl ReceiptFilter {
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            from: query.day("from"),
            to: query.day("to"),
            page: query.page(),
        }
    }

    #[must_use]
    pub fn to_query(self) -> Query {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Query::default()
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref())
            .with_page(self.page)
    }

    /// From the first day of the month until today.
    #[must_use]
    pub fn this_month(today: Date) -> Self {
        Self {
            from: Some(today.first_of_month()),
            to: Some(today),
            ..Self::default()
        }
    }

    /// From October 1 until today.
    #[must_use]
    pub fn this_fiscal_year(today: Date) -> Self {
        Self {
            from: Some(date(fiscal_year(today) - 1, 10, 1)),
            to: Some(today),
            ..Self::default()
        }
    }
}
