//! Whoever is the only security official of a place is asked to name a second one (seed 001): once when it becomes so, and
//! again with each yearly recertification there.

use domain::{
    access::{Jurisdiction, Role},
    identity::UserId,
    providers::StateCode,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    grants::{officials, others_there},
    mails,
    place::Place,
};
use crate::{ServiceError, Services};

const AT_A_TIME: i64 = 500;

store::sql! {
    /// The places of officials who are alone there and were not asked yet. Reads the officials, once a day.
    ALONE = concat!(
        "select g.user_id, u.email, g.role, gp.provider_id, g.state_code, g.jurisdiction, p.name as provider_name, p.ccn
         from role_grant g
         join user_account u on u.id = g.user_id
         left join role_grant_provider gp on gp.grant_id = g.id
         left join provider p on p.id = gp.provider_id
         where g.role in ", officials!(), " and g.ended_at is null and u.state = 'active' and ", others_there!(), " = 0
             and not exists (select 1 from second_official s
                 where s.user_id = g.user_id and s.provider_id is not distinct from gp.provider_id
                     and s.state_code is not distinct from g.state_code
                     and s.jurisdiction is not distinct from g.jurisdiction
                     and s.asked_at >= coalesce((select max(r.opened_at) from recertification r
                         where r.kind = 'yearly' and r.provider_id is not distinct from gp.provider_id
                             and r.state_code is not distinct from g.state_code
                             and r.jurisdiction is not distinct from g.jurisdiction), 0))
         order by g.user_id, p.name, p.id, g.state_code, g.jurisdiction limit $1"
    );
    ASKED = "insert into second_official (user_id, provider_id, state_code, jurisdiction, asked_at)
        values ($1, $2, $3, $4, $5)";
    /// Forgets who has a colleague now, or the role no more: should they be alone again, they are asked again.
    FORGET = concat!(
        "delete from second_official where not exists (select 1 from role_grant g
             left join role_grant_provider gp on gp.grant_id = g.id
             where g.user_id = second_official.user_id and g.role in ", officials!(), " and g.ended_at is null
                 and gp.provider_id is not distinct from second_official.provider_id
                 and g.state_code is not distinct from second_official.state_code
                 and g.jurisdiction is not distinct from second_official.jurisdiction
                 and ", others_there!(), " = 0)"
    );
}

#[derive(store::FromRow)]
struct AloneRow {
    user_id: Uuid,
    email: String,
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_name: Option<String>,
    ccn: Option<String>,
}

/// Asks everybody who is alone and was not asked. A person is one transaction, and one mail.
pub(super) async fn ask_all(services: &Services, now: Instant) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    exec!(tx, FORGET)?;
    tx.commit().await?;
    loop {
        let mut tx = services.db.read().await?;
        let alone = fetch!(fetch_all, AloneRow, tx, ALONE, AT_A_TIME)?;
        drop(tx);
        if alone.is_empty() {
            return Ok(());
        }
        for of_one in alone.chunk_by(|one, next| one.user_id == next.user_id) {
            let mut tx = services.db.write().await?;
            ask(&mut tx, services, of_one, now).await?;
            tx.commit().await?;
        }
    }
}

async fn ask(
    tx: &mut Tx,
    services: &Services,
    rows: &[AloneRow],
    now: Instant,
) -> Result<(), ServiceError> {
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let mut places = Vec::new();
    for row in rows {
        let place = Place::of(
            row.provider_id,
            row.state_code.as_deref(),
            row.jurisdiction.as_deref(),
        )?;
        exec!(
            tx,
            ASKED,
            row.user_id,
            place.provider(),
            place.state().map(StateCode::as_str),
            place.jurisdiction().map(Jurisdiction::key),
            now.0
        )?;
        let role = Role::from_key(&row.role).map_err(|_| ServiceError::Corrupt { what: "role" })?;
        let words = place.words(row.provider_name.as_deref(), row.ccn.as_deref());
        places.push(format!("{}, {words}", role.name()));
    }
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let words = mails::second_official(&places);
    mails::tell(
        tx,
        services,
        UserId(first.user_id),
        &first.email,
        &words,
        now,
    )
    .await
}
