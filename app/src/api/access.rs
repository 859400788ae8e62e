//! Requests for roles: asking for one, and deciding on them.

use domain::{
    access::{
        Decision, OwnRequest, RequestFilter, RequestId, Role, UnattendedFilter, UnattendedLine,
    },
    listing::Page,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::{
    error::ApiError,
    view::access::{OrganizationsData, RequestView, RequestsView, SeveralView},
};

/// The roles that may be asked for here.
#[server(endpoint = "access/list_offered_roles", output = Postcard)]
pub async fn list_offered_roles() -> Result<Vec<Role>, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::access::offered_roles(&services, &actor))
}

/// The organizations that were added so far. `flash` names the form that came back. A role that cannot be asked for here is
/// refused.
#[server(endpoint = "access/find_organizations", input = Json, output = Postcard)]
pub async fn find_organizations(
    role: Option<Role>,
    slugs: Vec<String>,
    flash: Option<String>,
) -> Result<OrganizationsData, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let offered = crate::server::access::offered_with(role).await?;
    let organizations = services::access::organizations(&services, &actor, &slugs).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    let jurisdictions = role.map(Role::jurisdictions).unwrap_or_default();
    Ok(OrganizationsData {
        organizations,
        jurisdictions: jurisdictions
            .into_iter()
            .map(|one| (one.key(), one.name()))
            .collect(),
        offered,
        form,
    })
}

/// Adds a provider to the list of the third step, and shows it. The form comes back when there is none of this number.
#[server(endpoint = "access/add_organization", output = Postcard)]
pub async fn add_organization(
    #[server(default)] role: String,
    #[server(default)] ccn: String,
    #[server(default)] by: String,
    #[server(default)] search_for: String,
) -> Result<(), ApiError> {
    crate::server::access::add_organization(&role, &ccn, &by, &search_for).await
}

/// What the button of the third step sends that leads back.
pub const PREVIOUS: &str = "previous";

/// Asks for a role, and shows My Profile. The form comes back when something in it is wrong. Its button [`PREVIOUS`] leads
/// back to the second step, and asks for nothing yet.
#[server(endpoint = "access/submit_request", output = Postcard)]
pub async fn submit_request(
    #[server(default)] role: String,
    #[server(default)] ccn: String,
    #[server(default)] state: String,
    #[server(default)] jurisdiction: String,
    #[server(default)] surveyor: String,
    #[server(default)] surveyor_id: String,
    #[server(default)] step: String,
) -> Result<(), ApiError> {
    let places = (state.as_str(), jurisdiction.as_str());
    let surveyor = (surveyor.as_str(), surveyor_id.as_str());
    if step == PREVIOUS {
        crate::server::access::go_back(&role, &ccn, places, surveyor).await
    } else {
        crate::server::access::submit_request(&role, &ccn, places, surveyor).await
    }
}

/// One's own requests: what waits, and what was decided of late.
#[server(endpoint = "access/list_own_requests", output = Postcard)]
pub async fn list_own_requests() -> Result<Vec<OwnRequest>, ApiError> {
    crate::server::access::own_requests().await
}

/// Takes one's own request back.
#[server(endpoint = "access/withdraw_request", output = Postcard)]
pub async fn withdraw_request(id: Uuid) -> Result<(), ApiError> {
    crate::server::access::withdraw(RequestId(id)).await
}

/// Reminds those who decide on one's own request.
#[server(endpoint = "access/remind_deciders", output = Postcard)]
pub async fn remind_deciders(id: Uuid) -> Result<(), ApiError> {
    crate::server::access::remind(RequestId(id)).await
}

/// The requests that the filter lets through, and how many there are of each state. `flash` names the form that came back.
#[server(endpoint = "access/list_requests", input = Json, output = Postcard)]
pub async fn list_requests(
    filter: RequestFilter,
    flash: Option<String>,
) -> Result<RequestsView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(RequestsView {
        requests: services::access::list_requests(&services, &actor, &filter).await?,
        search: services::search::open(&services, &actor, filter.search.as_ref()),
        roles: services::access::roles_in_scope(&actor)?,
        counts: services::access::count_requests(&services, &actor).await?,
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Shows what deciding on the requests that were ticked would come to. The form comes back without any. `list` is what the
/// list's address says.
#[server(endpoint = "access/review_requests", output = Postcard)]
pub async fn review_requests(
    #[server(default)] rows: Vec<Uuid>,
    #[server(default)] decision: String,
    #[server(default)] list: String,
) -> Result<(), ApiError> {
    crate::server::access::review_requests(rows, &decision, &list).await
}

/// What deciding on these requests would come to. `flash` names the form that came back.
#[server(endpoint = "access/preview_requests", input = Json, output = Postcard)]
pub async fn preview_requests(
    decision: Decision,
    ids: Vec<RequestId>,
    flash: Option<String>,
) -> Result<SeveralView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(SeveralView {
        lines: services::access::preview(&services, &actor, &ids, decision).await?,
        is_confirmed: crate::server::is_confirmed(),
        form: crate::server::returned_form(flash.as_deref()).await?,
    })
}

/// Decides on these requests one after the other, and shows what became of each. `left` are those that stay as they are, and
/// `read` those whose warnings were read. The form comes back without a reason for a rejection.
#[server(endpoint = "access/decide_requests", output = Postcard)]
pub async fn decide_requests(
    #[server(default)] rows: Vec<Uuid>,
    #[server(default)] left: Vec<Uuid>,
    #[server(default)] read: Vec<Uuid>,
    #[server(default)] decision: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    crate::server::access::decide_requests([rows, left, read], &decision, &reason).await
}

/// The organizations that have no security official, as the filter lets them through.
#[server(endpoint = "access/list_unattended", input = Json, output = Postcard)]
pub async fn list_unattended(filter: UnattendedFilter) -> Result<Page<UnattendedLine>, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::access::list_unattended(&services, &actor, &filter).await?)
}

/// One request. `flash` names the form that came back.
#[server(endpoint = "access/find_request", input = Json, output = Postcard)]
pub async fn find_request(id: RequestId, flash: Option<String>) -> Result<RequestView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let request = services::access::find_request(&services, &actor, id).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(RequestView {
        request,
        is_confirmed: crate::server::is_confirmed(),
        form,
    })
}

/// Gives the role that was asked for, and shows the request. `origin` says how a surveyor's ID is known, `read` that what
/// warns against it was read.
#[server(endpoint = "access/approve_request", output = Postcard)]
pub async fn approve_request(
    id: Uuid,
    #[server(default)] surveyor_id: String,
    #[server(default)] origin: String,
    #[server(default)] read: String,
) -> Result<(), ApiError> {
    crate::server::access::approve(RequestId(id), (&surveyor_id, &origin), &read).await
}

/// Refuses the role that was asked for, and shows the request. The form comes back without a reason.
#[server(endpoint = "access/reject_request", output = Postcard)]
pub async fn reject_request(id: Uuid, #[server(default)] reason: String) -> Result<(), ApiError> {
    crate::server::access::reject(RequestId(id), &reason).await
}
