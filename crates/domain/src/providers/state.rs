//! States and territories: postal code, name, CMS region and the CCN state codes each uses.
//! Facts from CMS's region list and SOM 2779.

use serde::{Deserialize, Serialize};

struct State {
    code: &'static str,
    name: &'static str,
    region: u8,
    ccn_codes: &'static [&'static str],
}

/// A state or territory, by its postal code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StateCode(u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter the two letters of a state, for example IA.")]
pub struct NotAState;

impl StateCode {
    /// # Errors
    /// [`NotAState`] when no state or territory has this postal code. Case does not matter.
    pub fn parse(text: &str) -> Result<Self, NotAState> {
        Self::all()
            .find(|state| state.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or(NotAState)
    }

    /// Every state and territory, by postal code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).take(STATES.len()).map(Self)
    }

    /// The state whose providers' CCNs begin with these two characters (SOM 2779).
    #[must_use]
    pub fn of_ccn_code(code: &str) -> Option<Self> {
        Self::all().find(|state| state.row().ccn_codes.contains(&code))
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().code
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    #[must_use]
    pub fn region(self) -> Region {
        Region(self.row().region)
    }

    /// The CCN state code that new numbers of this state begin with; none for the freely
    /// associated states, which have no providers of their own numbering.
    #[must_use]
    pub fn first_ccn_code(self) -> Option<&'static str> {
        self.row().ccn_codes.first().copied()
    }

    fn row(self) -> &'static State {
        &STATES[usize::from(self.0)]
    }
}

impl core::fmt::Debug for StateCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::fmt::Display for StateCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for StateCode {
    type Error = NotAState;
    fn try_from(text: String) -> Result<Self, NotAState> {
        Self::parse(&text)
    }
}

impl From<StateCode> for String {
    fn from(state: StateCode) -> Self {
        state.as_str().into()
    }
}

/// A CMS region, 1 (Boston) to 10 (Seattle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region(u8);

impl Region {
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=10).map(Self)
    }

    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The city of its location, as CMS names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        REGIONS[usize::from(self.0) - 1]
    }

    pub fn states(self) -> impl Iterator<Item = StateCode> {
        StateCode::all().filter(move |state| state.region() == self)
    }
}

const REGIONS: [&str; 10] = [
    "Boston",
    "New York",
    "Philadelphia",
    "Atlanta",
    "Chicago",
    "Dallas",
    "Kansas City",
    "Denver",
    "San Francisco",
    "Seattle",
];

const STATES: &[State] = &[
    State {
        code: "AK",
        name: "Alaska",
        region: 10,
        ccn_codes: &["02"],
    },
    State {
        code: "AL",
        name: "Alabama",
        region: 4,
        ccn_codes: &["01"],
    },
    State {
        code: "AR",
        name: "Arkansas",
        region: 6,
        ccn_codes: &["04", "89"],
    },
    State {
        code: "AS",
        name: "American Samoa",
        region: 9,
        ccn_codes: &["64"],
    },
    State {
        code: "AZ",
        name: "Arizona",
        region: 9,
        ccn_codes: &["00", "03"],
    },
    State {
        code: "CA",
        name: "California",
        region: 9,
        ccn_codes: &["05", "55", "75", "92", "A0", "A1", "B2"],
    },
    State {
        code: "CO",
        name: "Colorado",
        region: 8,
        ccn_codes: &["06", "91"],
    },
    State {
        code: "CT",
        name: "Connecticut",
        region: 1,
        ccn_codes: &["07", "81"],
    },
    State {
        code: "DC",
        name: "District of Columbia",
        region: 3,
        ccn_codes: &["09"],
    },
    State {
        code: "DE",
        name: "Delaware",
        region: 3,
        ccn_codes: &["08"],
    },
    State {
        code: "FL",
        name: "Florida",
        region: 4,
        ccn_codes: &["10", "68", "69", "A2"],
    },
    State {
        code: "FM",
        name: "Federated States of Micronesia",
        region: 9,
        ccn_codes: &[],
    },
    State {
        code: "GA",
        name: "Georgia",
        region: 4,
        ccn_codes: &["11", "85"],
    },
    State {
        code: "GU",
        name: "Guam",
        region: 9,
        ccn_codes: &["65"],
    },
    State {
        code: "HI",
        name: "Hawaii",
        region: 9,
        ccn_codes: &["12"],
    },
    State {
        code: "IA",
        name: "Iowa",
        region: 7,
        ccn_codes: &["16", "76"],
    },
    State {
        code: "ID",
        name: "Idaho",
        region: 10,
        ccn_codes: &["13", "54"],
    },
    State {
        code: "IL",
        name: "Illinois",
        region: 5,
        ccn_codes: &["14", "78"],
    },
    State {
        code: "IN",
        name: "Indiana",
        region: 5,
        ccn_codes: &["15"],
    },
    State {
        code: "KS",
        name: "Kansas",
        region: 7,
        ccn_codes: &["17", "70"],
    },
    State {
        code: "KY",
        name: "Kentucky",
        region: 4,
        ccn_codes: &["18", "B0"],
    },
    State {
        code: "LA",
        name: "Louisiana",
        region: 6,
        ccn_codes: &["19", "71", "95", "A3"],
    },
    State {
        code: "MA",
        name: "Massachusetts",
        region: 1,
        ccn_codes: &["22", "82"],
    },
    State {
        code: "MD",
        name: "Maryland",
        region: 3,
        ccn_codes: &["21", "80"],
    },
    State {
        code: "ME",
        name: "Maine",
        region: 1,
        ccn_codes: &["20"],
    },
    State {
        code: "MH",
        name: "Marshall Islands",
        region: 9,
        ccn_codes: &[],
    },
    State {
        code: "MI",
        name: "Michigan",
        region: 5,
        ccn_codes: &["23", "A4"],
    },
    State {
        code: "MN",
        name: "Minnesota",
        region: 5,
        ccn_codes: &["24", "77"],
    },
    State {
        code: "MO",
        name: "Missouri",
        region: 7,
        ccn_codes: &["26", "79"],
    },
    State {
        code: "MP",
        name: "Northern Mariana Islands",
        region: 9,
        ccn_codes: &["66"],
    },
    State {
        code: "MS",
        name: "Mississippi",
        region: 4,
        ccn_codes: &["25", "A5"],
    },
    State {
        code: "MT",
        name: "Montana",
        region: 8,
        ccn_codes: &["27"],
    },
    State {
        code: "NC",
        name: "North Carolina",
        region: 4,
        ccn_codes: &["34", "86"],
    },
    State {
        code: "ND",
        name: "North Dakota",
        region: 8,
        ccn_codes: &["35"],
    },
    State {
        code: "NE",
        name: "Nebraska",
        region: 7,
        ccn_codes: &["28"],
    },
    State {
        code: "NH",
        name: "New Hampshire",
        region: 1,
        ccn_codes: &["30"],
    },
    State {
        code: "NJ",
        name: "New Jersey",
        region: 2,
        ccn_codes: &["31", "83"],
    },
    State {
        code: "NM",
        name: "New Mexico",
        region: 6,
        ccn_codes: &["32", "96"],
    },
    State {
        code: "NV",
        name: "Nevada",
        region: 9,
        ccn_codes: &["29"],
    },
    State {
        code: "NY",
        name: "New York",
        region: 2,
        ccn_codes: &["33", "57"],
    },
    State {
        code: "OH",
        name: "Ohio",
        region: 5,
        ccn_codes: &["36", "72", "A6"],
    },
    State {
        code: "OK",
        name: "Oklahoma",
        region: 6,
        ccn_codes: &["37", "90"],
    },
    State {
        code: "OR",
        name: "Oregon",
        region: 10,
        ccn_codes: &["38", "93"],
    },
    State {
        code: "PA",
        name: "Pennsylvania",
        region: 3,
        ccn_codes: &["39", "73", "A7"],
    },
    State {
        code: "PR",
        name: "Puerto Rico",
        region: 2,
        ccn_codes: &["40", "84"],
    },
    State {
        code: "PW",
        name: "Republic of Palau",
        region: 9,
        ccn_codes: &[],
    },
    State {
        code: "RI",
        name: "Rhode Island",
        region: 1,
        ccn_codes: &["41"],
    },
    State {
        code: "SC",
        name: "South Carolina",
        region: 4,
        ccn_codes: &["42", "87"],
    },
    State {
        code: "SD",
        name: "South Dakota",
        region: 8,
        ccn_codes: &["43"],
    },
    State {
        code: "TN",
        name: "Tennessee",
        region: 4,
        ccn_codes: &["44", "88", "A8"],
    },
    State {
        code: "TX",
        name: "Texas",
        region: 6,
        ccn_codes: &["45", "67", "74", "97", "A9"],
    },
    State {
        code: "UT",
        name: "Utah",
        region: 8,
        ccn_codes: &["46"],
    },
    State {
        code: "VA",
        name: "Virginia",
        region: 3,
        ccn_codes: &["49"],
    },
    State {
        code: "VI",
        name: "Virgin Islands",
        region: 2,
        ccn_codes: &["48"],
    },
    State {
        code: "VT",
        name: "Vermont",
        region: 1,
        ccn_codes: &["47"],
    },
    State {
        code: "WA",
        name: "Washington",
        region: 10,
        ccn_codes: &["50", "94"],
    },
    State {
        code: "WI",
        name: "Wisconsin",
        region: 5,
        ccn_codes: &["52"],
    },
    State {
        code: "WV",
        name: "West Virginia",
        region: 3,
        ccn_codes: &["51", "58", "B1"],
    },
    State {
        code: "WY",
        name: "Wyoming",
        region: 8,
        ccn_codes: &["53"],
    },
];
