//! One's own roles: until when they are confirmed, and who confirms them.

use domain::{
    access::{Decider, OwnConfirmation, Role},
    time::Instant,
};
use store::fetch;
use uuid::Uuid;

use super::same_place;
use crate::{
    ServiceError, Services,
    access::place::{Place, deciders_of},
    identity::Session,
};

/// As many as My Profile lists.
const MOST: i64 = 200;

store::sql! {
    /// A row for each role and place. Served by role_grant_user, recertification_item_user and the primary keys.
    OWN = concat!(
        "select g.role, gp.provider_id, g.state_code, g.jurisdiction, p.name as provider_name, p.ccn, g.granted_at,
            (select max(i.decided_at) from recertification_item i
                join recertification r on r.id = i.recertification_id
                where i.user_id = g.user_id and i.role = g.role and i.outcome = 'kept' and ", same_place!(), ") as kept_at,
            (select min(r.due_at) from recertification_item i
                join recertification r on r.id = i.recertification_id
                where i.user_id = g.user_id and i.role = g.role and i.outcome is null and r.closed_at is null
                    and r.opened_at >= g.granted_at and ", same_place!(), ") as due_at
         from role_grant g
         left join role_grant_provider gp on gp.grant_id = g.id
         left join provider p on p.id = gp.provider_id
         where g.user_id = $1 and g.ended_at is null
         order by g.granted_at, g.id, p.name, p.id limit $2"
    );
}

#[derive(store::FromRow)]
struct OwnRow {
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_name: Option<String>,
    ccn: Option<String>,
    granted_at: i64,
    kept_at: Option<i64>,
    due_at: Option<i64>,
}

/// How far one's own roles are confirmed, of every category; at most 200.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn own_confirmations(
    services: &Services,
    session: &Session,
) -> Result<Vec<OwnConfirmation>, ServiceError> {
    let user = session.actor.user;
    let mut tx = services.db.read().await?;
    let mut confirmations = Vec::new();
    for row in fetch!(fetch_all, OwnRow, tx, OWN, user.0, MOST)? {
        let role = Role::from_key(&row.role).map_err(|_| ServiceError::Corrupt { what: "role" })?;
        let place = Place::of(
            row.provider_id,
            row.state_code.as_deref(),
            row.jurisdiction.as_deref(),
        )?;
        let granted_at = Instant(row.granted_at);
        let kept_at = row.kept_at.map(Instant);
        // What was confirmed of the same role before it was lost and granted anew is over.
        let confirmed_at = kept_at.filter(|kept_at| *kept_at >= granted_at);
        let next = services
            .rules
            .recertification
            .next(role, confirmed_at.unwrap_or(granted_at));
        let deciders = match row.due_at {
            Some(_) => deciders_of(&mut tx, role, place, user).await?,
            None => Vec::new(),
        };
        confirmations.push(OwnConfirmation {
            role: role.name().to_owned(),
            place: place.words(row.provider_name.as_deref(), row.ccn.as_deref()),
            confirmed_at,
            due_at: row.due_at.map_or(next, Instant),
            deciders: deciders.into_iter().map(Decider::from).collect(),
        });
    }
    Ok(confirmations)
}
