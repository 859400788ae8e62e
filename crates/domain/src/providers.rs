//! Providers and suppliers: their numbers, their states, what lists and profiles show.

mod ccn;
mod facility_id;
mod filter;
mod kind;
mod state;
mod view;

pub use ccn::{Ccn, NotACcn};
pub use facility_id::{FacilityId, NotAFacilityId};
pub use filter::{ProviderFilter, ProviderSort, ProviderStatus};
pub use kind::{NotAProviderType, ProviderType};
pub use state::{NotAState, Region, StateCode};
pub use view::{Certification, ProviderChange, ProviderLine, ProviderProfile};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A provider. Inside only; people see the CCN and the Facility ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProviderId(pub Uuid);

#[cfg(test)]
mod tests;
