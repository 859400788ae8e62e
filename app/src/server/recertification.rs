//! The forms of those who confirm roles: read here, answered with the next page or sent back.

use domain::{
    access::{Action, GrantAt, OwnConfirmation, RecertificationFilter},
    listing::Query,
};
use services::{ServiceError, access};

use super::{
    access::{lead_on, open_session},
    returned, send_back,
};
use crate::{error::ApiError, paths};

/// How far one's own roles are confirmed.
///
/// # Errors
/// [`ApiError::Unauthenticated`], the database's.
pub async fn own_confirmations() -> Result<Vec<OwnConfirmation>, ApiError> {
    Ok(access::own_confirmations(&super::services(), &open_session()?).await?)
}

/// The roles that were ticked, and the list that they stood in.
fn ticked(rows: &[String]) -> Vec<GrantAt> {
    rows.iter().filter_map(|row| GrantAt::parse(row)).collect()
}

/// Keeps roles and shows the list, or leads on to removing them.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Unconfirmed`], [`ApiError::BadRequest`] for no change of ours, the database's.
pub async fn confirm_roles(rows: &[String], change: &str, list: &str) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let coverage = session.actor.coverage(Action::DecideRequests);
    coverage.map_err(ServiceError::from)?;
    let grants = ticked(rows);
    let filter = RecertificationFilter::from_query(&Query::parse(list));
    let page = paths::recertification(&filter);
    match change {
        "remove" if !grants.is_empty() => {
            leptos_axum::redirect(&paths::remove_roles(&grants));
            Ok(())
        }
        "keep" | "remove" => match access::keep(&services, &session, &grants).await {
            Err(ServiceError::Refused(errors)) => send_back(&page, &returned(&[], errors)).await,
            kept => {
                let kept = kept?;
                let counts = (kept.done, kept.missed);
                leptos_axum::redirect(&paths::recertification_done(&filter, "kept", counts));
                Ok(())
            }
        },
        _ => Err(ApiError::BadRequest),
    }
}

/// Takes roles away, and shows the list.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Unconfirmed`], the database's.
pub async fn remove_roles(rows: &[String], reason: &str) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let grants = ticked(rows);
    let removed = access::remove_unconfirmed(&services, &session, &grants, reason).await;
    let counts = removed
        .as_ref()
        .map_or((0, 0), |tally| (tally.done, tally.missed));
    let next = paths::recertification_done(&RecertificationFilter::default(), "removed", counts);
    let page = paths::remove_roles(&grants);
    lead_on(removed.map(drop), &next, &page, &[("reason", reason)]).await
}
