//! What failed of late about somebody's account, for those who help.

use domain::{audit::Act, identity::UserId, time::Instant};
use store::{Tx, fetch};

use crate::ServiceError;

store::sql! {
    /// What the person tried, and what others tried with the account; that they lack a right is no failure of it. Served by
    /// audit_event_actor and audit_event_account.
    FAILURES = "select e.act, e.happened_at from audit_event e
        where e.seq in (
            select o.seq from (select seq from audit_event
                               where actor_id = $1 and (outcome = 'failed' and act <> 'authz_fail' or act = 'authn_login_lock')
                               order by seq desc limit $2) o
            union all
            select t.seq from (select seq from audit_event
                               where account_id = $1 and (actor_id is null or account_id <> actor_id)
                                   and (outcome = 'failed' and act <> 'authz_fail' or act = 'authn_login_lock')
                               order by seq desc limit $2) t)
        order by e.seq desc limit $2";
}

/// The last failures, in words, the newest first.
pub(crate) async fn failures_of(
    tx: &mut Tx,
    user: UserId,
    most: i64,
) -> Result<Vec<(String, Instant)>, ServiceError> {
    let rows = fetch!(fetch_all, (String, i64), tx, FAILURES, user.0, most)?;
    let words = |(act, at): (String, i64)| {
        let known = Act::from_key(&act);
        (known.map_or(act, |act| act.words().to_owned()), Instant(at))
    };
    Ok(rows.into_iter().map(words).collect())
}
