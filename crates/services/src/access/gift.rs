//! Giving a role: what may forbid it, and the grant that is written; and dividing a grant of several providers, of which
//! one is to end apart from the others.

use domain::{
    access::{Jurisdiction, Role},
    identity::UserId,
    objection::Objection,
    time::Instant,
};
use jiff::civil::Date;
use store::{DbError, Tx, exec, fetch};
use uuid::Uuid;

use super::{
    conflicts, organizations,
    place::{Place, is_active},
};
use crate::{ServiceError, identity::grants};

store::sql! {
    /// Served by the primary key.
    PROVIDERS = "select provider_id from role_grant_provider where grant_id = $1";
    /// Served by the primary key.
    WHOLE = "select user_id, role, state_code, jurisdiction, granted_at, granted_by, request_id, ended_at, ended_by, ended_why,
            ended_note
        from role_grant where id = $1";
    DIVIDE = "update role_grant set ended_at = coalesce(ended_at, $2), ended_why = 'divided'
        where id = $1 and (ended_at is null or (ended_why = 'suspended' and taken_up_at is null))";
    ADD = "insert into role_grant (id, user_id, role, state_code, granted_at, granted_by, request_id, ended_at, ended_by,
            ended_why, ended_note, jurisdiction)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ADD_PROVIDER = "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)";
    /// Served by role_grant_user and the primary key.
    HELD = "select g.state_code, gp.provider_id, g.jurisdiction from role_grant g
        left join role_grant_provider gp on gp.grant_id = g.id
        where g.user_id = $1 and g.role = $2 and g.ended_at is null";
}

/// The grant that holds at this place alone. One of several providers is divided in two for it, which begin as it began.
pub(super) async fn apart(
    tx: &mut Tx,
    grant: Uuid,
    place: Place,
    now: Instant,
) -> Result<Uuid, ServiceError> {
    let providers = fetch!(fetch_all, (Uuid,), tx, PROVIDERS, grant)?;
    let all = providers.into_iter().map(|(id,)| id);
    let (here, others): (Vec<Uuid>, Vec<Uuid>) = all.partition(|id| Some(*id) == place.provider());
    if others.is_empty() {
        return Ok(grant);
    }
    let whole = fetch!(fetch_one, WholeRow, tx, WHOLE, grant)?;
    if exec!(tx, DIVIDE, grant, now.0)? != 1 {
        return Err(Objection::RoleChanged.into());
    }
    copy(tx, &whole, &others).await?;
    Ok(copy(tx, &whole, &here).await?)
}

#[derive(Default, store::FromRow)]
struct WholeRow {
    user_id: Uuid,
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    granted_at: i64,
    granted_by: Option<String>,
    request_id: Option<Uuid>,
    ended_at: Option<i64>,
    ended_by: Option<Uuid>,
    ended_why: Option<String>,
    ended_note: Option<String>,
}

/// Writes a grant like this one for these providers.
async fn copy(tx: &mut Tx, row: &WholeRow, providers: &[Uuid]) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    exec!(
        tx,
        ADD,
        id,
        row.user_id,
        &row.role,
        &row.state_code,
        row.granted_at,
        &row.granted_by,
        row.request_id,
        row.ended_at,
        row.ended_by,
        &row.ended_why,
        &row.ended_note,
        &row.jurisdiction
    )?;
    for provider in providers {
        exec!(tx, ADD_PROVIDER, id, *provider)?;
    }
    Ok(id)
}

/// What happened since somebody asked for a role, or lost it, may forbid it.
///
/// # Errors
/// [`ServiceError::Conflict`] for a provider that is terminated, an account that cannot be used, and a role that excludes
/// this one; the database's.
pub(crate) async fn may_be_given(
    tx: &mut Tx,
    user: UserId,
    role: Role,
    place: Place,
    today: Date,
) -> Result<(), ServiceError> {
    if !is_active(tx, user).await? {
        return Err(Objection::AccountUnusable.into());
    }
    if let Place::Provider(id) = place {
        let provider = organizations::by_id(tx, id, today).await?;
        if provider.is_none_or(|provider| provider.is_terminated) {
            return Err(Objection::ProviderTerminated.into());
        }
    }
    let held = grants::of(tx, user).await?;
    let held: Vec<Role> = held.iter().map(|held| held.grant.role).collect();
    conflicts::forbidden(role, &held).map_or(Ok(()), |objection| Err(objection.into()))
}

/// A role that somebody gets.
pub(super) struct Gift<'a> {
    pub user: UserId,
    pub role: Role,
    pub place: Place,
    /// The user ID of whoever gives it.
    pub by: &'a str,
    pub request: Option<Uuid>,
}

/// Grants a role, unless it is held there already.
pub(super) async fn give(tx: &mut Tx, gift: Gift<'_>, now: Instant) -> Result<(), ServiceError> {
    let (user, role) = (gift.user.0, gift.role.key());
    for (state, provider, jurisdiction) in fetch!(fetch_all, HeldAt, tx, HELD, user, role)? {
        if Place::of(provider, state.as_deref(), jurisdiction.as_deref())? == gift.place {
            return Ok(());
        }
    }
    let row = WholeRow {
        user_id: user,
        role: role.to_owned(),
        state_code: gift.place.state().map(|state| state.as_str().to_owned()),
        jurisdiction: gift.place.jurisdiction().map(Jurisdiction::key),
        granted_at: now.0,
        granted_by: Some(gift.by.to_owned()),
        request_id: gift.request,
        ..WholeRow::default()
    };
    let provider: Vec<Uuid> = gift.place.provider().into_iter().collect();
    copy(tx, &row, &provider).await?;
    Ok(())
}

/// State, provider and jurisdiction at which a role is held.
type HeldAt = (Option<String>, Option<Uuid>, Option<String>);
