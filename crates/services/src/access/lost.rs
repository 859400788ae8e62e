//! What somebody holds no more, with when, by whom and why: they are told wherever they ask for what they may not do any
//! more.

use domain::{
    access::{Actor, Decider, Role, RoleLost, RolesLost},
    identity::UserId,
    time::Instant,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    own::{MOST, SHOWN_DAYS},
    place::Place,
};
use crate::{ServiceError, Services, notices::unused_account::UNUSED_DAYS};

/// The roles `g` of the person bound as `$1` that are suspended, or were removed since `$2`.
macro_rules! lost {
    () => {
        "g.user_id = $1 and ((g.ended_why = 'suspended' and g.taken_up_at is null)
            or (g.ended_why = 'removed' and g.ended_at >= $2))"
    };
}

store::sql! {
    /// Served by role_grant_user and the primary keys.
    LIST = concat!(
        "select g.role, g.state_code, g.jurisdiction, gp.provider_id, p.name as provider_name, p.ccn, g.ended_at, g.ended_why,
             g.ended_note, d.full_name as by_name, d.email as by_email
         from role_grant g
         left join role_grant_provider gp on gp.grant_id = g.id
         left join provider p on p.id = gp.provider_id
         left join user_account d on d.id = g.ended_by
         where ", lost!(), " order by g.ended_at desc, g.id, p.name limit $3"
    );
    /// Served by role_grant_user.
    EVER = "select count(*) from role_grant where user_id = $1";
    /// Served by role_grant_user.
    LOST_ALL = concat!(
        "select count(*) from role_grant g where ", lost!(),
        " and not exists (select 1 from role_grant h where h.user_id = $1 and h.ended_at is null)"
    );
}

#[derive(store::FromRow)]
struct LostRow {
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_id: Option<Uuid>,
    provider_name: Option<String>,
    ccn: Option<String>,
    ended_at: i64,
    ended_why: String,
    ended_note: Option<String>,
    by_name: Option<String>,
    by_email: Option<String>,
}

impl LostRow {
    fn read(self) -> Result<RoleLost, ServiceError> {
        let role =
            Role::from_key(&self.role).map_err(|_| ServiceError::Corrupt { what: "role" })?;
        let (state, jurisdiction) = (self.state_code.as_deref(), self.jurisdiction.as_deref());
        let place = Place::of(self.provider_id, state, jurisdiction)?;
        let by = self.by_name.zip(self.by_email);
        Ok(RoleLost {
            role: role.name().to_owned(),
            place: place.words(self.provider_name.as_deref(), self.ccn.as_deref()),
            is_suspended: self.ended_why == "suspended",
            ended_at: Instant(self.ended_at),
            by: by.map(|(name, contact)| Decider { name, contact }),
            reason: self.ended_note.unwrap_or_else(unused),
        })
    }
}

/// Why a last security official is suspended for lack of use.
fn unused() -> String {
    format!("Nobody had logged in with your user ID for {UNUSED_DAYS} days.")
}

fn lately(now: Instant) -> i64 {
    now.plus_days(-SHOWN_DAYS).0
}

/// What somebody holds no more: all that is suspended, and what was removed within 90 days.
pub(crate) async fn of(tx: &mut Tx, user: UserId, now: Instant) -> Result<RolesLost, ServiceError> {
    let (ever,) = fetch!(fetch_one, (i64,), tx, EVER, user.0)?;
    let rows = fetch!(fetch_all, LostRow, tx, LIST, user.0, lately(now), MOST)?;
    let roles = rows.into_iter().map(LostRow::read);
    Ok(RolesLost {
        has_held: ever > 0,
        roles: roles.collect::<Result<_, _>>()?,
    })
}

/// The same of whoever is logged in.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn roles_lost(services: &Services, actor: &Actor) -> Result<RolesLost, ServiceError> {
    of(&mut services.db.read().await?, actor.user, actor.now.system).await
}

/// Whether somebody holds no role while one is suspended, or after the last one was removed within 90 days.
///
/// # Errors
/// The database's.
pub async fn has_lost_all(
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    let (lost,) = fetch!(fetch_one, (i64,), tx, LOST_ALL, user.0, lately(now))?;
    Ok(lost > 0)
}
