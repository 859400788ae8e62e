//! Whom a person may send files for.

use domain::{
    access::{Action, Actor},
    providers::{Ccn, FacilityId, ProviderId, StateCode},
    submissions::{Facility, SendsFor},
};
use store::fetch;
use uuid::Uuid;

use crate::{
    ServiceError, Services,
    scope::{ScopeBinds, provider_in_scope},
    staffing::has_staffing,
};

store::sql! {
    /// A file names its facility by the ID that the state assigned: a facility without one has no files. Roles in
    /// other fields reach providers that send no staffing files at all.
    SENDS_FOR = concat!(
        "select p.id, p.name, p.ccn, p.facility_id, p.state_code from provider p where p.facility_id is not null and ",
        has_staffing!(), " and ", provider_in_scope!(), " order by p.search_key, p.id"
    );
}

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    ccn: Option<String>,
    facility_id: String,
    state_code: String,
}

/// The facilities for which this person may send staffing files, by name; for the form, also where they only look.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person sends staffing files.
pub async fn sends_for(services: &Services, actor: &Actor) -> Result<Vec<SendsFor>, ServiceError> {
    let action = Action::SubmitStaffing;
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
        &scope.roles
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
        })
    }
}
