//! Dashboards: what a person's rights bring together on one page.
//!
//! The numbers are those of the lists: each is asked of the list's own service with the filter of the
//! address that the number leads to.

mod oversight;
mod penalties;
mod submissions;

use domain::{
    access::{
        Action, Actor, Coverage, RecertificationFilter, Role, UnattendedFilter, UserFilter, policy,
    },
    dashboards::{Dashboard, DashboardFilter, LaterRole, RequestBoard},
};

use crate::{ServiceError, Services, access, assessments::inbox, identity::proofing, support};

/// The dashboard of the active category.
///
/// # Errors
/// [`ServiceError::NotFound`] when the filter names a facility or a state outside of the person's reach.
pub async fn find(
    services: &Services,
    actor: &Actor,
    filter: &DashboardFilter,
) -> Result<Dashboard, ServiceError> {
    let jobs = if actor.may(Action::ManageJobs) {
        Some(support::count_jobs(services, actor).await?)
    } else {
        None
    };
    let (mut requests, mut grants) = (None, None);
    if actor.may(Action::DecideRequests) {
        requests = Some(self::requests(services, actor).await?);
        grants = Some(access::count_grants(services, actor).await?);
    }
    let proofing = if actor.may(Action::DecideProofing) {
        Some(proofing::count_waiting(services, actor).await?)
    } else {
        None
    };
    let of_some = |coverage: Coverage| !coverage.nation;
    let inbox = if actor
        .coverage(Action::ViewAssessmentSubmissions)
        .is_ok_and(of_some)
    {
        Some(inbox::counts(services, actor).await?)
    } else {
        None
    };
    let tickets = if actor.may(Action::AnswerTickets) {
        Some(support::tickets::count_open(services, actor).await?)
    } else {
        None
    };
    Ok(Dashboard {
        submissions: submissions::board(services, actor, filter).await?,
        oversight: oversight::board(services, actor, filter).await?,
        jobs,
        requests,
        grants,
        proofing,
        tickets,
        inbox,
        penalties: penalties::board(services, actor).await?,
        later: later(actor),
        audits: actor.may(Action::ViewAudit),
    })
}

async fn requests(services: &Services, actor: &Actor) -> Result<RequestBoard, ServiceError> {
    let coverage = actor.coverage(Action::DecideRequests)?;
    let users = async |filter| access::count_users(services, actor, &filter).await;
    let (alone, unattended) = if coverage.nation {
        let filter = UnattendedFilter::default();
        let count = access::count_unattended(services, actor, &filter).await?;
        (None, Some(count))
    } else {
        (Some(users(UserFilter::only_officials()).await?), None)
    };
    // Roles of surveyors are asked for at state agencies and at CMS.
    let surveyors = if coverage.nation || !coverage.states.is_empty() {
        Some(users(UserFilter::surveyors_to_verify()).await?)
    } else {
        None
    };
    let unconfirmed = RecertificationFilter::default();
    Ok(RequestBoard {
        counts: access::count_requests(services, actor).await?,
        unconfirmed: access::count_unconfirmed(services, actor, &unconfirmed).await?,
        alone,
        unattended,
        surveyors,
        unused: users(UserFilter::held_unused()).await?,
    })
}

/// The person's roles that bring no board yet.
fn later(actor: &Actor) -> Vec<LaterRole> {
    let boards = [
        Action::ViewStaffingSubmissions,
        Action::ViewStaffingStatus,
        Action::ViewAssessmentSubmissions,
        Action::ManageJobs,
        Action::DecideRequests,
        Action::RecordPayments,
        Action::ViewAudit,
    ];
    let has_board = |role| boards.iter().any(|action| policy(role, *action).is_some());
    let mut roles: Vec<Role> = actor.grants.iter().map(|grant| grant.role).collect();
    roles.sort_unstable();
    roles.dedup();
    roles.retain(|role| !has_board(*role));
    let in_words = |role: Role| LaterRole {
        name: role.name().to_owned(),
        text: role.description().to_owned(),
    };
    roles.into_iter().map(in_words).collect()
}

#[cfg(test)]
pub(crate) use {oversight::STATEMENTS as OVERSIGHT, submissions::STATEMENTS as SUBMISSIONS};

#[cfg(test)]
mod tests;
