//! Places of a role that are neither a provider nor a state: a CMS region, the providers that an accrediting
//! organization has accredited, and the jurisdiction of a contract.

use serde::{Deserialize, Serialize};

use super::{Organizations, Role};
use crate::{
    providers::{Region, StateCode},
    spreadsheet::letters_and_digits,
};

/// Where a role of an accrediting organization, a contractor or a QIO holds. It is stored and sent by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Jurisdiction {
    /// The states of a CMS region.
    Region(Region),
    /// The providers deemed to meet Medicare's conditions because this organization has accredited them.
    Accreditation(AccreditingOrganization),
    /// The states of a Medicare Administrative Contractor.
    Mac(Mac),
    /// The states of a CMS region, in which contract surveyors survey.
    SurveyContract(Region),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose one of the list.")]
pub struct NotAJurisdiction;

impl Jurisdiction {
    /// Each of them, by kind.
    pub fn all() -> impl Iterator<Item = Self> {
        Region::all()
            .map(Self::Region)
            .chain(AccreditingOrganization::all().map(Self::Accreditation))
            .chain(Mac::all().map(Self::Mac))
            .chain(Region::all().map(Self::SurveyContract))
    }

    /// As stored and in forms: `region-7`, `ao-tjc`, `mac-j5`, `survey-7`. No postal code of a state looks like it.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Region(region) => format!("region-{}", region.number()),
            Self::Accreditation(organization) => format!("ao-{}", organization.key()),
            Self::Mac(mac) => format!("mac-{}", mac.key()),
            Self::SurveyContract(region) => format!("survey-{}", region.number()),
        }
    }

    /// # Errors
    /// [`NotAJurisdiction`] when none has this key.
    pub fn parse(key: &str) -> Result<Self, NotAJurisdiction> {
        Self::all()
            .find(|one| one.key() == key)
            .ok_or(NotAJurisdiction)
    }

    /// `Region 7 (Kansas City)`, `The Joint Commission`, `MAC Jurisdiction 5`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Region(region) => format!("Region {} ({})", region.number(), region.name()),
            Self::Accreditation(organization) => organization.name().to_owned(),
            Self::Mac(mac) => format!("MAC Jurisdiction {}", mac.label()),
            Self::SurveyContract(region) => {
                format!(
                    "Survey contract, Region {} ({})",
                    region.number(),
                    region.name()
                )
            }
        }
    }

    /// Its states; none of an accreditation, which goes by the provider.
    #[must_use]
    pub fn states(self) -> Vec<StateCode> {
        match self {
            Self::Region(region) | Self::SurveyContract(region) => region.states().collect(),
            Self::Mac(mac) => mac.states().collect(),
            Self::Accreditation(_) => Vec::new(),
        }
    }

    /// The role that decides on requests for roles here; none where CMS does.
    #[must_use]
    pub const fn official(self) -> Option<Role> {
        match self {
            Self::Region(_) => Some(Role::QioSecurityOfficial),
            Self::Accreditation(_) => Some(Role::AoSecurityOfficial),
            Self::Mac(_) => Some(Role::MacSecurityOfficial),
            Self::SurveyContract(_) => None,
        }
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = NotAJurisdiction;
    fn try_from(key: String) -> Result<Self, NotAJurisdiction> {
        Self::parse(&key)
    }
}

impl From<Jurisdiction> for String {
    fn from(jurisdiction: Jurisdiction) -> Self {
        jurisdiction.key()
    }
}

impl Role {
    /// What the drop-down of the third step offers for this role; nothing where it asks for none.
    #[must_use]
    pub fn jurisdictions(self) -> Vec<Jurisdiction> {
        match self.organizations() {
            Organizations::Region => Region::all().map(Jurisdiction::Region).collect(),
            Organizations::Accreditation => AccreditingOrganization::all()
                .map(Jurisdiction::Accreditation)
                .collect(),
            Organizations::Contract if self == Self::ContractSurveyor => {
                Region::all().map(Jurisdiction::SurveyContract).collect()
            }
            Organizations::Contract => Mac::all().map(Jurisdiction::Mac).collect(),
            Organizations::Providers | Organizations::State | Organizations::Nothing => Vec::new(),
        }
    }
}

/// An organization whose accreditation may stand for a survey of the state (42 CFR 488.5). The list is recalled, as CMS
/// publishes it each year in its report to Congress; no stored source has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccreditingOrganization(usize);

/// Key, name, and other words by which files call it, letters and digits only.
const ACCREDITING: [(&str, &str, &[&str]); 10] = [
    (
        "aaahc",
        "Accreditation Association for Ambulatory Health Care",
        &["aaahc"],
    ),
    (
        "achc",
        "Accreditation Commission for Health Care",
        &["achc", "hfap"],
    ),
    (
        "chap",
        "Community Health Accreditation Partner",
        &["chap", "communityhealthaccreditationprogram"],
    ),
    (
        "cihq",
        "Center for Improvement in Healthcare Quality",
        &["cihq"],
    ),
    ("dnv", "DNV Healthcare", &["dnv", "dnvhc", "dnvgl"]),
    (
        "ndac",
        "National Dialysis Accreditation Commission",
        &["ndac"],
    ),
    (
        "quada",
        "QUAD A",
        &[
            "aaaasf",
            "americanassociationforaccreditationofambulatorysurgeryfacilities",
        ],
    ),
    ("tct", "The Compliance Team", &["tct"]),
    (
        "tjc",
        "The Joint Commission",
        &["tjc", "jcaho", "jointcommission"],
    ),
    (
        "urac",
        "Utilization Review Accreditation Commission",
        &["urac"],
    ),
];

impl AccreditingOrganization {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ACCREDITING.len()).map(Self)
    }

    /// As stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        ACCREDITING[self.0].0
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        ACCREDITING[self.0].1
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::all().find(|one| one.key() == key)
    }

    /// By its name or an abbreviation, as files have it. Case, spaces and punctuation do not matter.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let text = letters_and_digits(text);
        Self::all().find(|one| {
            let (_, name, others) = ACCREDITING[one.0];
            others.contains(&text.as_str()) || letters_and_digits(name) == text
        })
    }
}

/// A jurisdiction of a Medicare Administrative Contractor for parts A and B. The list is recalled, as CMS publishes it;
/// no stored source has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mac(usize);

/// Key, label, and postal codes.
const MACS: [(&str, &str, &[&str]); 12] = [
    ("j5", "5", &["IA", "KS", "MO", "NE"]),
    ("j6", "6", &["IL", "MN", "WI"]),
    ("j8", "8", &["IN", "MI"]),
    ("j15", "15", &["KY", "OH"]),
    ("je", "E", &["CA", "HI", "NV", "AS", "GU", "MP"]),
    (
        "jf",
        "F",
        &["AK", "AZ", "ID", "MT", "ND", "OR", "SD", "UT", "WA", "WY"],
    ),
    ("jh", "H", &["AR", "CO", "LA", "MS", "NM", "OK", "TX"]),
    ("jj", "J", &["AL", "GA", "TN"]),
    ("jk", "K", &["CT", "MA", "ME", "NH", "NY", "RI", "VT"]),
    ("jl", "L", &["DC", "DE", "MD", "NJ", "PA"]),
    ("jm", "M", &["NC", "SC", "VA", "WV"]),
    ("jn", "N", &["FL", "PR", "VI"]),
];

impl Mac {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..MACS.len()).map(Self)
    }

    #[must_use]
    pub fn key(self) -> &'static str {
        MACS[self.0].0
    }

    /// What stands after "Jurisdiction".
    #[must_use]
    pub fn label(self) -> &'static str {
        MACS[self.0].1
    }

    pub fn states(self) -> impl Iterator<Item = StateCode> {
        MACS[self.0]
            .2
            .iter()
            .filter_map(|code| StateCode::parse(code).ok())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_are_unique_and_read_back() {
        let mut seen = BTreeSet::new();
        for one in Jurisdiction::all() {
            assert_eq!(Jurisdiction::parse(&one.key()), Ok(one));
            assert!(seen.insert(one.key()), "{one:?}");
        }
        assert_eq!(Jurisdiction::parse("region-11"), Err(NotAJurisdiction));
        assert_eq!(Jurisdiction::parse("IA"), Err(NotAJurisdiction));
    }

    #[test]
    fn each_state_lies_in_one_region_and_at_most_one_contractors_jurisdiction() {
        for state in StateCode::all() {
            let regions = Region::all().filter(|region| region.states().any(|one| one == state));
            assert_eq!(regions.count(), 1, "{state}");
            let macs = Mac::all().filter(|mac| mac.states().any(|one| one == state));
            assert!(macs.count() <= 1, "{state}");
        }
        for mac in Mac::all() {
            assert_eq!(mac.states().count(), MACS[mac.0].2.len(), "{mac:?}");
        }
    }

    #[test]
    fn an_accrediting_organization_is_known_by_its_names() {
        let tjc = AccreditingOrganization::from_key("tjc");
        for text in ["The Joint Commission", "JCAHO", "tjc", "Joint  Commission"] {
            assert_eq!(AccreditingOrganization::from_text(text), tjc, "{text}");
        }
        assert_eq!(AccreditingOrganization::from_text("Nobody"), None);
        assert_eq!(AccreditingOrganization::from_text(""), None);
    }

    #[test]
    fn a_role_offers_places_of_its_own_kind_alone() {
        for role in Role::ALL {
            let is_asked = matches!(
                role.organizations(),
                Organizations::Region | Organizations::Accreditation | Organizations::Contract
            );
            assert_eq!(!role.jurisdictions().is_empty(), is_asked, "{role:?}");
        }
    }
}
