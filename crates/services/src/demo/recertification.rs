//! What was confirmed of the people's roles. Everywhere but at three places somebody did so of late; there a campaign is
//! underway, so that those who decide have something to confirm.

use std::collections::BTreeMap;

use domain::{
    access::Role,
    time::{Instant, Now},
};
use jiff::ToSpan as _;
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    dice::Dice,
    history::{self, back_then},
    people::CMS_OFFICIAL,
    providers::SAMPLE_HOME,
};
use crate::{ServiceError, Services, access};

/// When everything else was confirmed, and when the campaigns began that are underway.
const CONFIRMED_DAYS_AGO: i32 = 40;
const OPENED_DAYS_AGO: i32 = 16;

store::sql! {
    /// What is held but at the places that have a campaign underway. Reads all grants, once.
    HELD = "select gp.provider_id, g.state_code, g.jurisdiction, g.user_id, g.role from role_grant g
        left join role_grant_provider gp on gp.grant_id = g.id
        left join provider p on p.id = gp.provider_id
        where g.ended_at is null and (p.ccn <> $1 or g.state_code <> $2 or g.jurisdiction is not null)
        order by p.ccn, g.state_code, g.jurisdiction, g.granted_at, g.id";
    BY = "select id from user_account where user_name = $1";
    CLOSED = "insert into recertification (id, kind, provider_id, state_code, jurisdiction, opened_at, due_at, told_days, closed_at)
        values ($1, $2, $3, $4, $5, $6, $7, 1, $7)";
    KEPT = "insert into recertification_item (recertification_id, user_id, role, outcome, decided_at, decided_by)
        values ($1, $2, $3, 'kept', $4, $5)";
}

/// Provider, state and jurisdiction at which a role is held, by whom, and which.
type Held = (Option<Uuid>, Option<String>, Option<String>, Uuid, String);

/// Writes the campaigns that are over.
pub async fn insert(tx: &mut Tx, seed: u32, now: Now) -> Result<(), ServiceError> {
    let at = days_ago(now, CONFIRMED_DAYS_AGO);
    let mut dice = Dice::new(seed, "recertification");
    let (by,) = fetch!(fetch_one, (Uuid,), tx, BY, CMS_OFFICIAL)?;
    let mut campaigns = BTreeMap::<_, Uuid>::new();
    for (provider, state, jurisdiction, user, role) in
        fetch!(fetch_all, Held, tx, HELD, SAMPLE_HOME, "IA")?
    {
        let kind = Role::from_key(&role)
            .map_err(|_| ServiceError::Corrupt { what: "role" })?
            .recertified();
        let place = (kind.key(), provider, state, jurisdiction);
        let known = campaigns.get(&place).copied();
        let id = known.unwrap_or_else(|| dice.id(at));
        if known.is_none() {
            let (_, provider, state, jurisdiction) = &place;
            let ends = at.plus_seconds(60);
            exec!(
                tx,
                CLOSED,
                id,
                kind.key(),
                *provider,
                state,
                jurisdiction,
                at.0,
                ends.0
            )?;
            campaigns.insert(place, id);
        }
        exec!(tx, KEPT, id, user, role, at.0, by)?;
    }
    Ok(())
}

/// Begins the campaigns that are underway. Those that have begun stay as they are.
pub async fn begin(services: &Services, now: Now) -> Result<(), ServiceError> {
    let at = days_ago(now, OPENED_DAYS_AGO);
    access::recertify(services, at).await?;
    history::send_mails(services, at).await
}

/// A morning, as the system clock counts.
fn days_ago(now: Now, days: i32) -> Instant {
    let day = now.today() - days.days();
    back_then(now, Instant::from_eastern(day.at(7, 0, 0, 0))).system
}
