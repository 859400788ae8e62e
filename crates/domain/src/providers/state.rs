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

    /// These by name, as people look for them: Alabama stands before Alaska, whose postal code comes first.
    #[must_use]
    pub fn by_name(states: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut states: Vec<_> = states.into_iter().collect();
        states.sort_by_key(|state| state.name());
        states
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

    /// The region of a number from 1 to 10.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::all().find(|region| region.0 == number)
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

const fn state(
    code: &'static str,
    name: &'static str,
    region: u8,
    ccn_codes: &'static [&'static str],
) -> State {
    State {
        code,
        name,
        region,
        ccn_codes,
    }
}

const STATES: &[State] = &[
    state("AK", "Alaska", 10, &["02"]),
    state("AL", "Alabama", 4, &["01"]),
    state("AR", "Arkansas", 6, &["04", "89"]),
    state("AS", "American Samoa", 9, &["64"]),
    state("AZ", "Arizona", 9, &["00", "03"]),
    state(
        "CA",
        "California",
        9,
        &["05", "55", "75", "92", "A0", "A1", "B2"],
    ),
    state("CO", "Colorado", 8, &["06", "91"]),
    state("CT", "Connecticut", 1, &["07", "81"]),
    state("DC", "District of Columbia", 3, &["09"]),
    state("DE", "Delaware", 3, &["08"]),
    state("FL", "Florida", 4, &["10", "68", "69", "A2"]),
    state("FM", "Federated States of Micronesia", 9, &[]),
    state("GA", "Georgia", 4, &["11", "85"]),
    state("GU", "Guam", 9, &["65"]),
    state("HI", "Hawaii", 9, &["12"]),
    state("IA", "Iowa", 7, &["16", "76"]),
    state("ID", "Idaho", 10, &["13", "54"]),
    state("IL", "Illinois", 5, &["14", "78"]),
    state("IN", "Indiana", 5, &["15"]),
    state("KS", "Kansas", 7, &["17", "70"]),
    state("KY", "Kentucky", 4, &["18", "B0"]),
    state("LA", "Louisiana", 6, &["19", "71", "95", "A3"]),
    state("MA", "Massachusetts", 1, &["22", "82"]),
    state("MD", "Maryland", 3, &["21", "80"]),
    state("ME", "Maine", 1, &["20"]),
    state("MH", "Marshall Islands", 9, &[]),
    state("MI", "Michigan", 5, &["23", "A4"]),
    state("MN", "Minnesota", 5, &["24", "77"]),
    state("MO", "Missouri", 7, &["26", "79"]),
    state("MP", "Northern Mariana Islands", 9, &["66"]),
    state("MS", "Mississippi", 4, &["25", "A5"]),
    state("MT", "Montana", 8, &["27"]),
    state("NC", "North Carolina", 4, &["34", "86"]),
    state("ND", "North Dakota", 8, &["35"]),
    state("NE", "Nebraska", 7, &["28"]),
    state("NH", "New Hampshire", 1, &["30"]),
    state("NJ", "New Jersey", 2, &["31", "83"]),
    state("NM", "New Mexico", 6, &["32", "96"]),
    state("NV", "Nevada", 9, &["29"]),
    state("NY", "New York", 2, &["33", "57"]),
    state("OH", "Ohio", 5, &["36", "72", "A6"]),
    state("OK", "Oklahoma", 6, &["37", "90"]),
    state("OR", "Oregon", 10, &["38", "93"]),
    state("PA", "Pennsylvania", 3, &["39", "73", "A7"]),
    state("PR", "Puerto Rico", 2, &["40", "84"]),
    state("PW", "Republic of Palau", 9, &[]),
    state("RI", "Rhode Island", 1, &["41"]),
    state("SC", "South Carolina", 4, &["42", "87"]),
    state("SD", "South Dakota", 8, &["43"]),
    state("TN", "Tennessee", 4, &["44", "88", "A8"]),
    state("TX", "Texas", 6, &["45", "67", "74", "97", "A9"]),
    state("UT", "Utah", 8, &["46"]),
    state("VA", "Virginia", 3, &["49"]),
    state("VI", "Virgin Islands", 2, &["48"]),
    state("VT", "Vermont", 1, &["47"]),
    state("WA", "Washington", 10, &["50", "94"]),
    state("WI", "Wisconsin", 5, &["52"]),
    state("WV", "West Virginia", 3, &["51", "58", "B1"]),
    state("WY", "Wyoming", 8, &["53"]),
];
