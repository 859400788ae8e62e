use serde::{Deserialize, Serialize};

/// The kinds of provider that this system serves so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderType {
    NursingHome,
    SwingBed,
    HomeHealthAgency,
    Hospice,
    Hospital,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose one of the provider types in the list.")]
pub struct NotAProviderType;

impl ProviderType {
    pub const ALL: [Self; 5] = [
        Self::NursingHome,
        Self::SwingBed,
        Self::HomeHealthAgency,
        Self::Hospice,
        Self::Hospital,
    ];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NursingHome => "nursing_home",
            Self::SwingBed => "swing_bed",
            Self::HomeHealthAgency => "home_health_agency",
            Self::Hospice => "hospice",
            Self::Hospital => "hospital",
        }
    }

    /// # Errors
    /// [`NotAProviderType`] when no type has this key.
    pub fn from_key(key: &str) -> Result<Self, NotAProviderType> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.key() == key)
            .ok_or(NotAProviderType)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NursingHome => "Nursing Home",
            Self::SwingBed => "Swing Bed",
            Self::HomeHealthAgency => "Home Health Agency",
            Self::Hospice => "Hospice",
            Self::Hospital => "Hospital",
        }
    }

    /// The abbreviation that CMS's screens print (seed 003: `NH`).
    #[must_use]
    pub const fn abbreviation(self) -> &'static str {
        match self {
            Self::NursingHome => "NH",
            Self::SwingBed => "SB",
            Self::HomeHealthAgency => "HHA",
            Self::Hospice => "HOSPICE",
            Self::Hospital => "HOSP",
        }
    }

    /// The instrument of its patients' assessments (42 CFR 483.20, 484.55; swing beds: 413.114); none where this system takes none.
    #[must_use]
    pub const fn instrument(self) -> Option<&'static str> {
        match self {
            Self::NursingHome | Self::SwingBed => Some("MDS"),
            Self::HomeHealthAgency => Some("OASIS"),
            Self::Hospice | Self::Hospital => None,
        }
    }

    /// Whether it must send payroll-based staffing data (42 CFR 483.70(p): nursing homes).
    #[must_use]
    pub const fn sends_staffing(self) -> bool {
        matches!(self, Self::NursingHome)
    }
}
