//! Whom a person may send files for.

use domain::{
    access::Actor,
    providers::{Ccn, FacilityId, ProviderId, ProviderType, StateCode},
    submissions::{Facility, SendsFor, SubmissionKind},
};
use store::fetch;
use uuid::Uuid;

use crate::{
    ServiceError, Services,
    scope::{ScopeBinds, listed, provider_in_scope},
    staffing::has_staffing,
};

store::sql! {
    /// A file names its facility by the ID that the state assigned: a facility without one has no files. Roles in
    /// other fields reach providers that send no such files at all.
    SENDS_FOR = concat!(
        "select p.id, p.name, p.ccn, p.facility_id, p.state_code, p.kind from provider p \
         where p.facility_id is not null and ($5 = 'pbj' and ", has_staffing!(), " or $5 = 'assessments' and $6 like '%,' || p.kind || ',%') and ",
        provider_in_scope!(), " order by p.search_key, p.id"
    );
}

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    ccn: Option<String>,
    facility_id: String,
    state_code: String,
    kind: String,
}

/// The facilities for which this person may send files of a kind, by name; for the form, also where they only look.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person sends such files.
pub async fn sends_for(
    services: &Services,
    actor: &Actor,
    kind: SubmissionKind,
) -> Result<Vec<SendsFor>, ServiceError> {
    let assessed = ProviderType::ALL
        .into_iter()
        .filter(|provider| provider.instrument().is_some());
    let assessed = listed(assessed.map(ProviderType::key));
    let action = kind.sent_by();
    let scope = ScopeBinds::new(actor, action, &actor.form_coverage(action)?);
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        Row,
        tx,
        SENDS_FOR,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        kind.key(),
        assessed,
    )?;
    rows.into_iter().map(Row::read).collect()
}

impl Row {
    fn read(self) -> Result<SendsFor, ServiceError> {
        let corrupt = |what| ServiceError::Corrupt { what };
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        Ok(SendsFor {
            facility: Facility {
                id: ProviderId(self.id),
                name: self.name,
                ccn: ccn.map_err(|_| corrupt("CCN"))?,
            },
            facility_id: FacilityId::parse(&self.facility_id)
                .map_err(|_| corrupt("Facility ID"))?,
            state: StateCode::parse(&self.state_code).map_err(|_| corrupt("state"))?,
            kind: ProviderType::from_key(&self.kind).map_err(|_| corrupt("provider type"))?,
        })
    }
}
