//! Providers: who is there, what changed, and what public files say about them.

pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod profile;
pub(crate) mod record;

pub use import::{ImportError, ImportReport, Refusal, WhyRefused, import};
pub use list::{count_by_state, export, list};
pub use profile::profile;

use domain::{
    access::{Action, Actor},
    providers::{
        Ccn, FacilityId, ProviderId, ProviderLine, ProviderStatus, ProviderType, StateCode,
    },
};
use jiff::civil::Date;
use store::row::Day;
use uuid::Uuid;

use crate::ServiceError;

/// The columns of [`LineRow`], of a provider `p`.
macro_rules! line_columns {
    () => {
        "p.id, p.name, p.kind, p.ccn, p.facility_id, p.city, p.state_code, p.certified_on, p.terminated_on"
    };
}
use line_columns;

#[derive(store::FromRow)]
struct LineRow {
    id: Uuid,
    name: String,
    kind: String,
    ccn: Option<String>,
    facility_id: Option<String>,
    city: String,
    state_code: String,
    certified_on: Option<Day>,
    terminated_on: Option<Day>,
}

impl LineRow {
    fn read(self, today: Date) -> Result<ProviderLine, ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        let facility_id = self
            .facility_id
            .as_deref()
            .map(FacilityId::parse)
            .transpose();
        let terminated = self.terminated_on.is_some_and(|day| day.to_jiff() <= today);
        Ok(ProviderLine {
            id: ProviderId(self.id),
            name: self.name,
            kind: ProviderType::from_key(&self.kind).map_err(|_| corrupt("provider type"))?,
            ccn: ccn.map_err(|_| corrupt("CCN"))?,
            facility_id: facility_id.map_err(|_| corrupt("Facility ID"))?,
            city: self.city,
            state: StateCode::parse(&self.state_code).map_err(|_| corrupt("state"))?,
            certified_on: self.certified_on.map(Day::to_jiff),
            status: Some(if terminated {
                ProviderStatus::Terminated
            } else {
                ProviderStatus::Active
            }),
        })
    }
}

/// Whether someone sees who a provider is and no more: name, CCN and address.
#[must_use]
pub fn sees_identity_only(actor: &Actor) -> bool {
    !actor.may(Action::ViewWholeProviders)
}

/// The same line for them.
fn identity(line: ProviderLine) -> ProviderLine {
    ProviderLine {
        facility_id: None,
        certified_on: None,
        status: None,
        ..line
    }
}

#[cfg(test)]
mod tests;
