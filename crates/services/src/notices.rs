//! Mails that nobody asked for: about files and deadlines to those who look after a facility's payroll data, and about
//! roles that end because nobody uses them. People switch off what they may do without.

pub(crate) mod choices;
pub mod pages;
pub(crate) mod staffing_deadline;
pub(crate) mod staffing_file;
pub(crate) mod unused_account;

use domain::{
    access::{Action, Reach, Role, policy},
    identity::UserId,
    messages::Words,
    notices::Notice,
    providers::ProviderId,
    time::Instant,
};
use store::{
    Tx, fetch,
    jobs::{self, Finished, Job, JobError, Worker},
};
use uuid::Uuid;

use crate::{
    Clock, ServiceError, Services,
    daily::{Daily, scheduled_day},
    messages, on,
    scope::listed,
    support::viewing::report,
};

pub use choices::{choices, choose};
pub use unused_account::ended_roles;

/// When people begin to work.
pub(crate) const DAILY_NOTICES: Daily = Daily {
    kind: "daily_notices",
    hour: 8,
};

/// How a notice ends that people may do without.
const WHY_YOU: &str = "You get this because of your PBJ role for this facility. You choose what you get under My Profile, \
                       Notifications.";

store::sql! {
    /// Finds the people whose role reaches the facility whole, and $4 if their role reaches what they sent themselves.
    /// Served by role_grant_provider_provider and the primary keys.
    PEOPLE = "select distinct u.id, u.email from role_grant_provider gp
        join role_grant g on g.id = gp.grant_id
        join user_account u on u.id = g.user_id
        where gp.provider_id = $1 and g.ended_at is null and u.state = 'active'
            and ($2 like '%,' || g.role || ',%' or (u.id = $4 and $3 like '%,' || g.role || ',%'))
            and not exists (select 1 from notification_choice c where c.user_id = u.id and c.notice = $5 and not c.wanted)
        order by u.email, u.id";
}

/// Someone to write to.
struct Reader {
    user: UserId,
    email: String,
}

/// Whom a notice about a facility's payroll data is for.
#[derive(Clone, Copy)]
struct Audience {
    facility: ProviderId,
    notice: Notice,
    /// Someone whose role lets them see only what they sent hears of it when it is about a file of theirs; none when
    /// the notice is about the facility, and for all of its PBJ roles.
    sender: Option<UserId>,
}

/// Who holds a PBJ role of a facility and has not switched this notice off.
async fn readers(tx: &mut Tx, audience: Audience) -> Result<Vec<Reader>, ServiceError> {
    let roles = |reach| {
        let reaches =
            move |role: &Role| policy(*role, Action::ViewStaffingSubmissions) == Some(reach);
        Role::ALL.into_iter().filter(reaches).map(Role::key)
    };
    let (whole, own) = (roles(Reach::Granted), roles(Reach::GrantedOwn));
    let (whole, own) = if audience.sender.is_some() {
        (listed(whole), listed(own))
    } else {
        (listed(whole.chain(own)), listed(std::iter::empty()))
    };
    let rows = fetch!(
        fetch_all,
        (Uuid, String),
        tx,
        PEOPLE,
        audience.facility.0,
        whole,
        own,
        audience.sender.map(|sender| sender.0),
        audience.notice.key()
    )?;
    let reader = |(user, email)| Reader {
        user: UserId(user),
        email,
    };
    Ok(rows.into_iter().map(reader).collect())
}

/// Mails the same words to each of them.
async fn mail(
    tx: &mut Tx,
    services: &Services,
    readers: &[Reader],
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    for reader in readers {
        let email = &reader.email;
        messages::post_notice(tx, &services.keys, reader.user, email, words, now).await?;
    }
    Ok(())
}

/// Adds the handlers of this area's jobs.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let worker = DAILY_NOTICES.on(worker, services, clock, |services, job, clock| {
        Box::pin(daily(services, job, clock))
    });
    let kind = staffing_deadline::REMIND;
    on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(staffing_deadline::remind(services, job, clock))
    })
}

/// What is told once a day. Run twice, it finds everything told.
async fn daily(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    staffing_deadline::begin(services, scheduled_day(job)?, clock())
        .await
        .map_err(failed)?;
    unused_account::look(services, clock().system)
        .await
        .map_err(failed)?;
    report::begin(services, clock().system)
        .await
        .map_err(failed)?;
    let mut tx = services.db.write().await?;
    let now = clock().system;
    let finished = jobs::finish(&mut tx, job, now).await?;
    tx.commit().await?;
    Ok(finished)
}

fn failed(error: ServiceError) -> JobError {
    JobError::Failed(error.into())
}

#[cfg(test)]
mod tests;
