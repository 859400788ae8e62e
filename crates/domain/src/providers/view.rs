//! What provider lists and profiles show.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Ccn, FacilityId, ProviderId, ProviderStatus, ProviderType, StateCode};
use crate::time::Instant;

/// A row of a provider list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderLine {
    pub id: ProviderId,
    pub name: String,
    pub kind: ProviderType,
    pub ccn: Option<Ccn>,
    pub facility_id: Option<FacilityId>,
    pub city: String,
    pub state: StateCode,
    #[serde(with = "crate::time::wire")]
    pub certified_on: Option<Date>,
    /// None for those who see who a provider is and no more.
    pub status: Option<ProviderStatus>,
}

impl ProviderLine {
    /// The word for it in an address: its CCN, or its own id while it has none.
    #[must_use]
    pub fn slug(&self) -> String {
        self.ccn
            .as_ref()
            .map_or_else(|| self.id.0.to_string(), |ccn| ccn.as_str().to_owned())
    }
}

/// A provider's profile page.
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderProfile {
    pub line: ProviderLine,
    pub address: String,
    pub zip: String,
    pub phone: Option<String>,
    pub ownership: Option<String>,
    pub certified_beds: Option<i32>,
    /// The name of the accrediting organization by whose word it is deemed to meet the conditions.
    pub accredited_by: Option<String>,
    /// The latest first.
    pub certifications: Vec<Certification>,
    /// The latest first.
    pub changes: Vec<ProviderChange>,
    /// The viewer works for another state, and may only read this one (seed 000).
    pub of_another_state: bool,
    /// Whether the viewer may see its staffing status.
    pub staffing_status: bool,
    /// Whether the viewer may see files sent for it.
    pub submissions: bool,
    /// The viewer sees who the provider is, and no more: name, CCN and address.
    pub identity_only: bool,
}

/// A period of certification (42 CFR 488.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    #[serde(with = "crate::time::wire")]
    pub from: Date,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    /// `Initial`, `Recertification`, `Termination`, `Change of ownership`.
    pub action: String,
}

/// One field of a provider's record that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderChange {
    pub at: Instant,
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Who or what changed it: an import's file, a person's user ID.
    pub source: String,
}
