//! Recertification: once a year those who decide at a place confirm each role that is held there, or take it away; each
//! quarter those of people who decide, help and audit (ARS AC-2 j, AC-6(7); ADR 0022).
//!
//! A campaign is one place's ([`campaigns`]). Its rows name person and role, not the grant: a grant of several providers is
//! divided when one of them is taken away. What was given counts as confirmed from its day.

pub(crate) mod campaigns;
pub(crate) mod confirm;
pub(crate) mod own;

use domain::{
    access::{Jurisdiction, Recertified, Role},
    identity::UserId,
    providers::StateCode,
    time::Instant,
};
use store::{
    DbError, Tx, exec,
    jobs::{self, Finished, Job, JobError, Worker},
};

use super::{place::Place, second_official};
use crate::{Clock, ServiceError, Services, daily::Daily, scope::listed};

/// Before people begin to work.
pub(crate) const RECERTIFICATION: Daily = Daily {
    kind: "recertification",
    hour: 7,
};

/// How often roles are confirmed, and how long there is time for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecertificationRules {
    /// Days from one confirmation of a role to the next, at most.
    pub yearly_days: i64,
    /// The same of those who decide, help and audit.
    pub privileged_days: i64,
    /// Days that a campaign is open; less than half of the others.
    pub open_days: i64,
}

/// AC-2 j: 365 days; AC-6(7): 90 days. The 30 days are ours.
impl Default for RecertificationRules {
    fn default() -> Self {
        Self {
            yearly_days: 365,
            privileged_days: 90,
            open_days: 30,
        }
    }
}

impl RecertificationRules {
    const fn days(self, kind: Recertified) -> i64 {
        match kind {
            Recertified::Yearly => self.yearly_days,
            Recertified::Privileged => self.privileged_days,
        }
    }

    /// What was confirmed by then makes a campaign begin, so that it ends in time; a day is left for the job.
    fn due_since(self, kind: Recertified, now: Instant) -> Instant {
        let days = self.days(kind) - self.open_days - 1;
        now.plus_days(-days)
    }

    /// What was confirmed by then is confirmed again in a campaign that begins now.
    fn covered_since(self, now: Instant) -> Instant {
        now.plus_days(-self.open_days)
    }

    fn next(self, role: Role, confirmed_at: Instant) -> Instant {
        confirmed_at.plus_days(self.days(role.recertified()))
    }
}

/// What became of a role in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Kept,
    Removed,
    Suspended,
    /// Nobody decided, and there was nothing to suspend, or nobody left who could give it back.
    Left,
}

impl Outcome {
    /// As stored.
    const fn key(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Removed => "removed",
            Self::Suspended => "suspended",
            Self::Left => "left",
        }
    }
}

/// The condition that a campaign `r` is of the place of a grant `g`, which is that of `gp` where it is a provider.
macro_rules! same_place {
    () => {
        "r.provider_id is not distinct from gp.provider_id
         and r.state_code is not distinct from g.state_code
         and r.jurisdiction is not distinct from g.jurisdiction"
    };
}
pub(super) use same_place;

/// The roles that campaigns underway wait for, as far as they are still held. Served by `recertification_open`, the primary
/// keys and `role_grant_user`.
macro_rules! pending {
    () => {
        concat!(
            " from recertification r
             join recertification_item i on i.recertification_id = r.id
             join user_account u on u.id = i.user_id
             join role_grant g on g.user_id = i.user_id and g.role = i.role
             left join role_grant_provider gp on gp.grant_id = g.id
             left join provider p on p.id = r.provider_id
             where r.closed_at is null and i.outcome is null and g.ended_at is null and g.granted_at <= r.opened_at
                 and ",
            crate::access::recertification::same_place!()
        )
    };
}
pub(super) use pending;

store::sql! {
    /// The first decision finds it undecided. Served by recertification_item_user and the primary key.
    SETTLE = "update recertification_item set outcome = $3, decided_at = $4, decided_by = $5
        where user_id = $1 and role = $2 and outcome is null
            and recertification_id in (select r.id from recertification r
                where r.id = recertification_item.recertification_id and r.closed_at is null
                    and r.provider_id is not distinct from $6 and r.state_code is not distinct from $7
                    and r.jurisdiction is not distinct from $8)";
}

/// Writes down what became of somebody's role at a place in the campaign that waits for it. Says whether one did.
pub(super) async fn settle(
    tx: &mut Tx,
    (user, role, place): (UserId, Role, Place),
    outcome: Outcome,
    (by, now): (Option<UserId>, Instant),
) -> Result<bool, DbError> {
    let settled = exec!(
        tx,
        SETTLE,
        user.0,
        role.key(),
        outcome.key(),
        now.0,
        by.map(|by| by.0),
        place.provider(),
        place.state().map(StateCode::as_str),
        place.jurisdiction().map(Jurisdiction::key)
    )?;
    Ok(settled > 0)
}

/// `,pbj_viewer,pbj_submitter,`: the roles that are confirmed so often.
fn roles_of(kind: Recertified) -> String {
    let roles = Role::ALL
        .into_iter()
        .filter(|role| role.recertified() == kind);
    listed(roles.map(Role::key))
}

/// What is done once a day: campaigns end, begin, and remind; and whoever is the only official of a place is asked to name
/// a second. Done twice, it finds everything done.
///
/// # Errors
/// The database's.
pub(crate) async fn look(services: &Services, now: Instant) -> Result<(), ServiceError> {
    campaigns::close_all(services, now).await?;
    campaigns::open_all(services, now).await?;
    campaigns::tell_all(services, now).await?;
    second_official::ask_all(services, now).await
}

/// Adds the handler of the daily job.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    RECERTIFICATION.on(worker, services, clock, |services, job, clock| {
        Box::pin(daily(services, job, clock))
    })
}

async fn daily(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    let looked = look(services, clock().system).await;
    looked.map_err(|error| JobError::Failed(error.into()))?;
    let mut tx = services.db.write().await?;
    let finished = jobs::finish(&mut tx, job, clock().system).await?;
    tx.commit().await?;
    Ok(finished)
}
