//! Searches for people: what was typed goes on sealed.

use domain::{
    access::{PeopleList, RecertificationFilter, RequestFilter, UserFilter},
    assessments::AssessmentFilter,
    audit::AuditFilter,
    listing::{Listed as _, Query, SealedSearch},
    patients::PatientFilter,
    providers::Ccn,
};
use services::{ServiceError, search};

use super::access::open_session;
use crate::{error::ApiError, paths};

/// Leads on to a list of whom a search finds.
///
/// # Errors
/// [`ApiError::BadRequest`] for no list of ours, [`ApiError::Forbidden`].
pub async fn search_people(list: &str, filter: &str, typed: &str) -> Result<(), ApiError> {
    let list = PeopleList::from_key(list).ok_or(ApiError::BadRequest)?;
    let (services, session) = (super::services(), open_session()?);
    let coverage = session.actor.coverage(list.action());
    coverage.map_err(ServiceError::from)?;
    let search = search::seal(&services, &session.actor, typed)?;
    leptos_axum::redirect(&address(list, &Query::parse(filter), search));
    Ok(())
}

/// The list's address with another search, from its beginning.
fn address(list: PeopleList, filter: &Query, search: Option<SealedSearch>) -> String {
    match list {
        PeopleList::Users => paths::users(&UserFilter {
            search,
            ..UserFilter::from_query(filter).at_first_page()
        }),
        PeopleList::RoleRequests => paths::role_requests(&RequestFilter {
            search,
            ..RequestFilter::from_query(filter).at_first_page()
        }),
        PeopleList::Recertification => paths::recertification(&RecertificationFilter {
            search,
            ..RecertificationFilter::from_query(filter).at_first_page()
        }),
        PeopleList::People => paths::people(search.as_ref()),
        PeopleList::AuditTrail => paths::audit(&events(filter, search)),
        PeopleList::AccessRecord => paths::access_record(&events(filter, search)),
        PeopleList::Assessments => paths::assessments(&AssessmentFilter {
            search,
            ..AssessmentFilter::from_query(filter).at_first_page()
        }),
        PeopleList::NewAssessment => {
            let facility = filter.get("facility").and_then(|ccn| Ccn::parse(ccn).ok());
            paths::choose_patient(facility.as_ref(), search.as_ref())
        }
        PeopleList::Patients => paths::patients(&PatientFilter {
            search,
            ..PatientFilter::from_query(filter).at_first_page()
        }),
    }
}

fn events(filter: &Query, search: Option<SealedSearch>) -> AuditFilter {
    AuditFilter {
        search,
        ..AuditFilter::from_query(filter).at_first_page()
    }
}
