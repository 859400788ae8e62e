//! Forms that nobody goes on with: they name patients, so they are not kept for ever. First each says when it will go, then it goes.

use domain::{
    assessments::DraftId,
    audit::{Act, Event, Object, Who},
    providers::ProviderId,
    time::Now,
};
use jiff::ToSpan as _;
use store::{exec, fetch, row::Day};

use super::discarded::{self, Discarded};
use crate::{ServiceError, Services, audit};

store::sql! {
    /// Marks the drafts that nobody has saved since, but none that is being checked.
    MARK = "update draft set expires_on = $2
        where expires_on is null and touched_at <= $1
            and not exists (select 1 from submission s where s.id = draft.submission_id and s.state = 'received')";
    /// Served by draft_expires.
    EXPIRED = "select id, provider_id, transaction_code from draft where expires_on <= $1 order by expires_on, id limit $2";
    /// Served by the primary key. Not when somebody has gone on with it meanwhile.
    CLEAR = "delete from draft where id = $1 and expires_on <= $2";
}

/// How long a form is kept that nobody goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftRules {
    /// Days since it was last saved, after which it goes; more than [`Self::TOLD_DAYS`].
    pub kept_days: i64,
}

impl DraftRules {
    /// For so many days the list says that it will go.
    pub const TOLD_DAYS: i64 = 14;
}

/// Recalled [R]: no source that we hold says how long iQIES keeps drafts.
impl Default for DraftRules {
    fn default() -> Self {
        Self { kept_days: 90 }
    }
}

/// So many go in one transaction.
const BATCH: i64 = 100;

/// Deletes what was said to go by today, and says of what else nobody goes on with when it will. How many were deleted. A form is never
/// deleted that did not say so for [`DraftRules::TOLD_DAYS`], also where no server ran, or the setting was another.
///
/// # Errors
/// The database's.
pub(crate) async fn expire(services: &Services, now: Now) -> Result<u64, ServiceError> {
    let mut cleared = 0;
    loop {
        let batch = clear(services, now).await?;
        cleared += batch;
        if batch == 0 {
            break;
        }
    }
    let told = DraftRules::TOLD_DAYS;
    let goes_on = now.today().saturating_add(told.days());
    let mut tx = services.db.write().await?;
    let since = now
        .system
        .plus_days(-(services.rules.drafts.kept_days - told));
    exec!(tx, MARK, since.0, Day::from(goes_on))?;
    let before = now.system.plus_days(-services.rules.drafts.kept_days);
    discarded::forget(&mut tx, before).await?;
    tx.commit().await?;
    Ok(cleared)
}

async fn clear(services: &Services, now: Now) -> Result<u64, ServiceError> {
    let today = Day::from(now.today());
    let mut tx = services.db.write().await?;
    let expired = fetch!(fetch_all, Discarded, tx, EXPIRED, today, BATCH)?;
    let mut events = Vec::new();
    for expired in expired {
        let (id, provider, _) = expired;
        if exec!(tx, CLEAR, id, today)? == 1 {
            discarded::tell(&mut tx, &expired, None, now.system).await?;
            let event = Event::new(Act::DraftExpired, Who::Program, now.system);
            let event = event.about(Object::Draft(DraftId(id)));
            events.push(event.at([ProviderId(provider)]));
        }
    }
    let cleared = events.len();
    audit::commit_all(tx, services, events).await?;
    Ok(u64::try_from(cleared).unwrap_or_default())
}
