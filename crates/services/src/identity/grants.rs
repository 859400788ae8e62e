//! The roles that a person holds now, read at every request: what was removed is gone at once.

use std::collections::BTreeMap;

use domain::{
    access::{Category, Grant, Jurisdiction, Organizations, Role, Scope},
    identity::{RoleHeld, UserId},
    providers::{ProviderId, StateCode},
    time::Instant,
};
use store::{Tx, fetch};
use uuid::Uuid;

use crate::ServiceError;

store::sql! {
    /// Served by role_grant_user.
    GRANTS = "select id, role, state_code, jurisdiction from role_grant where user_id = $1 and ended_at is null
        order by granted_at, id";
    /// Served by role_grant_user and the primary keys.
    PROVIDERS = "select gp.grant_id, p.id, p.name from role_grant g
        join role_grant_provider gp on gp.grant_id = g.id
        join provider p on p.id = gp.provider_id
        where g.user_id = $1 and g.ended_at is null
        order by p.name, p.id";
    /// What ended before reasons were written down ended for lack of use. Served by role_grant_user.
    ENDED_GRANTS = "select id, role, state_code, jurisdiction from role_grant
        where user_id = $1 and ended_at = $2 and coalesce(ended_why, 'unused') = 'unused'
        order by granted_at, id";
    /// Served by role_grant_user and the primary keys.
    ENDED_PROVIDERS = "select gp.grant_id, p.id, p.name from role_grant g
        join role_grant_provider gp on gp.grant_id = g.id
        join provider p on p.id = gp.provider_id
        where g.user_id = $1 and g.ended_at = $2 and coalesce(g.ended_why, 'unused') = 'unused'
        order by p.name, p.id";
}

/// A grant with the words for its place.
pub(crate) struct Held {
    pub grant: Grant,
    pub place: String,
}

#[derive(store::FromRow)]
struct GrantRow {
    id: Uuid,
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
}

/// What a person holds, in the order in which it was granted.
pub(crate) async fn of(tx: &mut Tx, user: UserId) -> Result<Vec<Held>, ServiceError> {
    let grants = fetch!(fetch_all, GrantRow, tx, GRANTS, user.0)?;
    let providers = fetch!(fetch_all, (Uuid, Uuid, String), tx, PROVIDERS, user.0)?;
    joined(&grants, providers)
}

/// What a person held until it ended at one moment for lack of use. What was suspended instead is not among it.
pub(crate) async fn ended_at(
    tx: &mut Tx,
    user: UserId,
    moment: Instant,
) -> Result<Vec<Held>, ServiceError> {
    let grants = fetch!(fetch_all, GrantRow, tx, ENDED_GRANTS, user.0, moment.0)?;
    let providers = fetch!(
        fetch_all,
        (Uuid, Uuid, String),
        tx,
        ENDED_PROVIDERS,
        user.0,
        moment.0
    )?;
    joined(&grants, providers)
}

/// What a person holds in other categories than this one.
pub(crate) async fn outside(
    tx: &mut Tx,
    user: UserId,
    category: Category,
) -> Result<Vec<RoleHeld>, ServiceError> {
    let held = of(tx, user).await?.into_iter();
    let outside = held.filter(|held| held.grant.role.category() != category);
    Ok(outside.map(|held| in_words(held).1).collect())
}

/// Grants with their providers, which come with the grant that names them.
fn joined(
    grants: &[GrantRow],
    providers: Vec<(Uuid, Uuid, String)>,
) -> Result<Vec<Held>, ServiceError> {
    let mut by_grant: BTreeMap<Uuid, Vec<(ProviderId, String)>> = BTreeMap::new();
    for (grant, id, name) in providers {
        by_grant
            .entry(grant)
            .or_default()
            .push((ProviderId(id), name));
    }
    grants
        .iter()
        .map(|row| held(row, by_grant.remove(&row.id).unwrap_or_default()))
        .collect()
}

fn held(row: &GrantRow, providers: Vec<(ProviderId, String)>) -> Result<Held, ServiceError> {
    let role = Role::from_key(&row.role).map_err(|_| ServiceError::Corrupt { what: "role" })?;
    let (scope, place) = match (role.organizations(), &row.state_code, &row.jurisdiction) {
        (Organizations::Nothing, ..) => (Scope::Nation, "Nationwide".to_owned()),
        (Organizations::State, Some(code), _) => {
            let state =
                StateCode::parse(code).map_err(|_| ServiceError::Corrupt { what: "state" })?;
            (Scope::State(state), state.name().to_owned())
        }
        (
            Organizations::Region | Organizations::Accreditation | Organizations::Contract,
            _,
            Some(key),
        ) => {
            let one = Jurisdiction::parse(key).map_err(|_| ServiceError::Corrupt {
                what: "jurisdiction",
            })?;
            (Scope::Jurisdiction(one), one.name())
        }
        _ => {
            let place = match providers.as_slice() {
                [(_, name)] => name.clone(),
                several => format!("{} providers", several.len()),
            };
            let ids = providers.into_iter().map(|(id, _)| id).collect();
            (Scope::Providers(ids), place)
        }
    };
    Ok(Held {
        grant: Grant { role, scope },
        place,
    })
}

/// The category that a log-in begins in: the first that was granted. Someone without a role has none
/// of its rights either; the first page they see asks them to request one (seed 003).
pub(crate) fn first_category(held: &[Held]) -> Category {
    held.first()
        .map_or(Category::Provider, |held| held.grant.role.category())
}

/// The categories of what is held, in the order in which they were granted first.
pub(crate) fn categories(held: &[Held]) -> Vec<Category> {
    let mut categories = Vec::new();
    for category in held.iter().map(|held| held.grant.role.category()) {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    categories
}

/// Grants and their words, of one category.
pub(crate) fn of_category(held: Vec<Held>, category: Category) -> (Vec<Grant>, Vec<RoleHeld>) {
    held.into_iter()
        .filter(|held| held.grant.role.category() == category)
        .map(in_words)
        .unzip()
}

fn in_words(Held { grant, place }: Held) -> (Grant, RoleHeld) {
    let role = RoleHeld {
        role: grant.role,
        name: grant.role.name().to_owned(),
        place,
    };
    (grant, role)
}
