//! The forms of User Management: read here, answered with the next page or sent back.

use domain::{
    access::{GrantAt, GrantId, SurveyorId, SurveyorOrigin, UserFilter},
    identity::UserId,
    listing::Query,
    providers::ProviderId,
};
use services::{ServiceError, access};
use uuid::Uuid;

use super::access::{lead_on, open_session};
use crate::{error::ApiError, paths};

/// Of a federal surveyor ID.
pub(super) const NO_ORIGIN: &str = "Say how you know it.";

fn filter_of(list: &str) -> UserFilter {
    UserFilter::from_query(&Query::parse(list))
}

/// Removes, suspends or gives back a role, and shows the list that one came from.
///
/// # Errors
/// [`ApiError::BadRequest`] for no change of ours, [`ApiError::Forbidden`], [`ApiError::Unconfirmed`],
/// [`ApiError::Conflict`] for a role that was changed meanwhile, the database's.
pub async fn change_grant(
    (user, list): (UserId, &str),
    (grant, provider): (Uuid, &str),
    change: &str,
    reason: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let id = GrantId(grant);
    let provider = Uuid::parse_str(provider).ok().map(ProviderId);
    let (changed, done) = match change {
        "remove" => (
            access::remove(&services, &session, id, provider, reason).await,
            "removed",
        ),
        "suspend" => (
            access::suspend(&services, &session, id, provider, reason).await,
            "suspended",
        ),
        "resume" => (
            access::resume(&services, &session, id, provider).await,
            "resumed",
        ),
        _ => return Err(ApiError::BadRequest),
    };
    let filter = filter_of(list);
    let next = paths::users_done(&filter, done);
    let page = paths::user_grant(&filter, user, GrantAt { id, provider });
    lead_on(changed, &next, &page, &[("reason", reason)]).await
}

/// Writes down a federal surveyor ID, and shows whose it is.
///
/// # Errors
/// As [`change_grant`].
pub async fn verify_surveyor(
    (user, list): (UserId, &str),
    surveyor_id: &str,
    origin_key: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let filter = filter_of(list);
    let id = SurveyorId::parse(surveyor_id);
    let id = id.map_err(|wrong| ServiceError::field("surveyor_id", wrong.to_string()));
    let origin = SurveyorOrigin::from_key(origin_key);
    let origin = origin.ok_or_else(|| ServiceError::field("origin", NO_ORIGIN));
    let verified = match (id, origin) {
        (Ok(id), Ok(origin)) => {
            access::verify_surveyor(&services, &session, user, &id, origin).await
        }
        (Err(wrong), _) | (_, Err(wrong)) => Err(wrong),
    };
    let typed = [("surveyor_id", surveyor_id), ("origin", origin_key)];
    let next = paths::user_done(&filter, user, "surveyor");
    lead_on(verified, &next, &paths::user(&filter, user), &typed).await
}
