//! The forms of role requests and of those who decide on them: read here, answered with the next page or sent back.

use core::fmt::Display;

use domain::{
    access::{
        Action, Approval, Decision, Jurisdiction, MOST_AT_ONCE, OwnRequest, RequestFilter,
        RequestId, RequestState, Role, RoleRequest, SearchBy, SurveyorAnswer, SurveyorId,
        SurveyorOrigin,
    },
    forms::FieldError,
    listing::Query,
    objection::Objection,
    providers::StateCode,
};
use services::{ServiceError, access, identity::Session};
use uuid::Uuid;

use super::{actor, returned, send_back, session, users::NO_ORIGIN};
use crate::{
    error::ApiError,
    paths::{self, Before},
    view::access::{MOST_ORGANIZATIONS, slugs_of},
};

pub(super) fn open_session() -> Result<Session, ApiError> {
    session().ok_or(ApiError::Unauthenticated)
}

/// Leads on to `next`; or back to `page` with what was typed, when the service refused it.
pub(super) async fn lead_on(
    result: Result<(), ServiceError>,
    next: &str,
    page: &str,
    typed: &[(&str, &str)],
) -> Result<(), ApiError> {
    match result {
        Err(ServiceError::Refused(errors)) => send_back(page, &returned(typed, errors)).await,
        done => {
            done?;
            leptos_axum::redirect(next);
            Ok(())
        }
    }
}

/// What stands in a field that may be empty; what is wrong with it goes to `errors`.
fn read<T, E: Display>(
    (field, text): (&str, &str),
    parse: impl Fn(&str) -> Result<T, E>,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    parse(text)
        .map_err(|error| errors.push(FieldError::new(field, error.to_string())))
        .ok()
}

/// The roles that may be asked for here.
///
/// # Errors
/// [`ApiError::Refused`] where this role is none of them; [`ApiError::Unauthenticated`].
pub async fn offered_with(role: Option<Role>) -> Result<Vec<Role>, ApiError> {
    let offered = access::offered_roles(&super::services(), &actor()?);
    if role.is_some_and(|role| !offered.contains(&role)) {
        return Err(ServiceError::field("role", access::NOT_OFFERED).into());
    }
    Ok(offered)
}

/// The third step with one organization more, or with what is wrong.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::BadRequest`] for no role of ours, the database's.
pub async fn add_organization(
    role: &str,
    listed: &str,
    by: &str,
    search_for: &str,
) -> Result<(), ApiError> {
    let (services, actor) = (super::services(), actor()?);
    let role = Role::from_key(role).map_err(|_| ApiError::BadRequest)?;
    let by = SearchBy::from_key(by).unwrap_or_default();
    let mut slugs = slugs_of(listed);
    let page = paths::add_organizations(role, &slugs, by);
    let number = (by, search_for);
    let added = match access::find_organization(&services, &actor, role, number).await {
        Ok(found) if slugs.contains(&found.slug) => {
            let message = format!("{} is in the list already.", found.name);
            Err(ServiceError::field("search_for", message))
        }
        Ok(_) if slugs.len() >= MOST_ORGANIZATIONS => {
            let message = format!("Ask for at most {MOST_ORGANIZATIONS} providers at a time.");
            Err(ServiceError::field("search_for", message))
        }
        Ok(found) => {
            slugs.push(found.slug);
            Ok(())
        }
        Err(error) => Err(error),
    };
    let next = paths::organizations_changed(role, &slugs, by, "added");
    lead_on(added, &next, &page, &[("search_for", search_for)]).await
}

/// What the third step asks besides the organizations: the state, or the region or contract, and what a surveyor says.
const fn third_step<'a>(
    (state, jurisdiction): (&'a str, &'a str),
    (surveyor, surveyor_id): (&'a str, &'a str),
) -> [(&'static str, &'a str); 4] {
    [
        ("state", state),
        ("jurisdiction", jurisdiction),
        ("surveyor", surveyor),
        ("surveyor_id", surveyor_id),
    ]
}

/// The second step again. What the third one asked is kept, and stands there when one comes back.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::BadRequest`] for no role of ours, the database's.
pub async fn go_back(
    role: &str,
    listed: &str,
    places: (&str, &str),
    surveyor: (&str, &str),
) -> Result<(), ApiError> {
    open_session()?;
    let role = Role::from_key(role).map_err(|_| ApiError::BadRequest)?;
    let before = Before {
        slugs: slugs_of(listed),
        flash: None,
    };
    let page = paths::select_role(role.category(), Some(role), &before);
    send_back(&page, &returned(&third_step(places, surveyor), Vec::new())).await
}

/// Sends the request off and shows My Profile, or the third step with what is wrong.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::BadRequest`] for no role of ours, the database's.
pub async fn submit_request(
    role: &str,
    listed: &str,
    places: (&str, &str),
    surveyor: (&str, &str),
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let role = Role::from_key(role).map_err(|_| ApiError::BadRequest)?;
    let organizations = slugs_of(listed);
    let page = paths::add_organizations(role, &organizations, SearchBy::default());
    let typed = third_step(places, surveyor);
    let ((state, jurisdiction), (surveyor, surveyor_id)) = (places, surveyor);
    let answer = SurveyorAnswer::from_key(surveyor).filter(|_| role.asks_surveyor());
    // The field of the ID belongs to the answer "Yes".
    let surveyor_id = if answer == Some(SurveyorAnswer::Yes) {
        surveyor_id
    } else {
        ""
    };
    let mut errors = Vec::new();
    let request = RoleRequest {
        role,
        organizations,
        state: read(("state", state), StateCode::parse, &mut errors),
        jurisdiction: read(
            ("jurisdiction", jurisdiction),
            Jurisdiction::parse,
            &mut errors,
        ),
        surveyor: answer,
        surveyor_id: read(("surveyor_id", surveyor_id), SurveyorId::parse, &mut errors),
    };
    let sent = if errors.is_empty() {
        access::request(&services, &session, &request)
            .await
            .map(drop)
    } else {
        Err(ServiceError::Refused(errors))
    };
    let done = if services.site.is_training {
        "granted"
    } else {
        "requested"
    };
    lead_on(sent, &paths::profile_done(done), &page, &typed).await
}

/// One's own requests.
///
/// # Errors
/// [`ApiError::Unauthenticated`], the database's.
pub async fn own_requests() -> Result<Vec<OwnRequest>, ApiError> {
    Ok(access::own_requests(&super::services(), &open_session()?).await?)
}

/// Takes one's own request back, and shows My Profile.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Conflict`] once it is decided, the database's.
pub async fn withdraw(id: RequestId) -> Result<(), ApiError> {
    access::withdraw(&super::services(), &open_session()?, id).await?;
    leptos_axum::redirect(&paths::profile_done("withdrawn"));
    Ok(())
}

/// Reminds those who decide on one's own request, and shows My Profile.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Conflict`] before its time or once it is decided, the database's.
pub async fn remind(id: RequestId) -> Result<(), ApiError> {
    access::remind(&super::services(), &open_session()?, id).await?;
    leptos_axum::redirect(&paths::profile_done("reminded"));
    Ok(())
}

/// Shows the request as it was decided on: with what was typed where the service refused it, or where somebody was first.
async fn show_decided(
    result: Result<(), ServiceError>,
    (id, state): (RequestId, RequestState),
    typed: &[(&str, &str)],
) -> Result<(), ApiError> {
    if let Err(ServiceError::Conflict(Objection::NotPending)) = result {
        let typed = returned(typed, Vec::new());
        return send_back(&paths::role_request_late(id), &typed).await;
    }
    let next = paths::role_request_done(id, state);
    lead_on(result, &next, &paths::role_request(id), typed).await
}

/// Gives the role that was asked for, and shows the request, also where somebody was first.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Unconfirmed`], [`ApiError::NotFound`], [`ApiError::Conflict`] for one's own and
/// where the person may not hold the role any more, the database's.
pub async fn approve(
    id: RequestId,
    (surveyor_id, origin): (&str, &str),
    has_read: &str,
) -> Result<(), ApiError> {
    let mut errors = Vec::new();
    let approval = Approval {
        surveyor: surveyor(surveyor_id, origin, &mut errors),
        has_read: has_read == "true",
    };
    let approved = if errors.is_empty() {
        access::approve(&super::services(), &open_session()?, id, approval).await
    } else {
        Err(ServiceError::Refused(errors))
    };
    let typed = [
        ("surveyor_id", surveyor_id),
        ("origin", origin),
        ("read", has_read),
    ];
    show_decided(approved, (id, RequestState::Approved), &typed).await
}

/// The federal surveyor ID that an approval brings, and how whoever approves knows it.
fn surveyor(
    surveyor_id: &str,
    origin: &str,
    errors: &mut Vec<FieldError>,
) -> Option<(SurveyorId, SurveyorOrigin)> {
    let id = read(("surveyor_id", surveyor_id), SurveyorId::parse, errors)?;
    let origin = SurveyorOrigin::from_key(origin);
    if origin.is_none() {
        errors.push(FieldError::new("origin", NO_ORIGIN));
    }
    origin.map(|origin| (id, origin))
}

/// Refuses the role that was asked for, and shows the request, also where somebody was first.
///
/// # Errors
/// As [`approve`].
pub async fn reject(id: RequestId, reason: &str) -> Result<(), ApiError> {
    let rejected = access::reject(&super::services(), &open_session()?, id, reason).await;
    show_decided(
        rejected,
        (id, RequestState::Rejected),
        &[("reason", reason)],
    )
    .await
}

/// Leads on to what deciding on these requests would come to, or back to the list.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::BadRequest`] for no decision of ours, the database's.
pub async fn review_requests(rows: Vec<Uuid>, decision: &str, list: &str) -> Result<(), ApiError> {
    let session = open_session()?;
    let coverage = session.actor.coverage(Action::DecideRequests);
    coverage.map_err(ServiceError::from)?;
    let decision = Decision::from_key(decision).ok_or(ApiError::BadRequest)?;
    let ids: Vec<RequestId> = rows.into_iter().map(RequestId).collect();
    let message = match ids.len() {
        0 => "Tick at least one request.".to_owned(),
        1..=MOST_AT_ONCE => {
            leptos_axum::redirect(&paths::several_requests(decision, &ids));
            return Ok(());
        }
        _ => format!("Tick at most {MOST_AT_ONCE} requests at a time."),
    };
    let filter = RequestFilter::from_query(&Query::parse(list));
    let errors = vec![FieldError::new("rows", message)];
    send_back(&paths::role_requests(&filter), &returned(&[], errors)).await
}

/// Decides on several requests (`rows`), shows what became of each, and says of the others (`left`) that they stay as they
/// are; `read` are those whose warnings were read.
///
/// # Errors
/// [`ApiError::Forbidden`], [`ApiError::Unconfirmed`], [`ApiError::BadRequest`] for no decision of ours, the database's.
pub async fn decide_requests(
    [rows, left, read]: [Vec<Uuid>; 3],
    decision: &str,
    reason: &str,
) -> Result<(), ApiError> {
    let (services, session) = (super::services(), open_session()?);
    let decision = Decision::from_key(decision).ok_or(ApiError::BadRequest)?;
    let [rows, left, read] = [rows, left, read].map(|ids| -> Vec<RequestId> {
        ids.into_iter().take(MOST_AT_ONCE).map(RequestId).collect()
    });
    let decided = match decision {
        Decision::Approve => access::approve_all(&services, &session, &rows, &read).await,
        Decision::Reject => access::reject_all(&services, &session, &rows, reason).await,
    };
    let all = [rows, left.clone()].concat();
    let page = paths::several_requests(decision, &all);
    let next = match &decided {
        Ok(decided) => {
            let missed = [decided.missed.clone(), left].concat();
            paths::several_requests_done(decision, &decided.done, &missed)
        }
        Err(_) => page.clone(),
    };
    lead_on(decided.map(drop), &next, &page, &[("reason", reason)]).await
}
