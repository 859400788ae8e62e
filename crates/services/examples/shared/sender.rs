use domain::{
    access::{Actor, Grant, Role, Scope},
    identity::UserId,
    providers::{ProviderId, ProviderType},
    time::Now,
};
use store::{Db, DbError, exec};
use uuid::Uuid;

/// The one provider of an empty database.
pub struct Home {
    pub ccn: &'static str,
    pub facility_id: &'static str,
    pub state: &'static str,
    pub kind: ProviderType,
}

/// Stores the provider, and somebody with a role there.
pub async fn sender(
    db: &Db,
    home: &Home,
    role: Role,
    now: Now,
) -> Result<(ProviderId, Actor), DbError> {
    let (provider, user, grant) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let mut tx = db.write().await?;
    exec!(
        tx,
        "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, created_at, \
         updated_at) values ($1, $2, $3, $4, $5, 'Rate Home', 'rate home', '', '', '', 0, 0)",
        provider,
        home.ccn,
        home.facility_id,
        home.state,
        home.kind.key()
    )?;
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at) \
         values ($1, 'SENDER', 'Sender', 'a@example.org', 'active', 0)",
        user
    )?;
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, $3, 0)",
        grant,
        user,
        role.key()
    )?;
    exec!(
        tx,
        "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
        grant,
        provider
    )?;
    tx.commit().await?;
    let provider = ProviderId(provider);
    let scope = Scope::Providers(vec![provider]);
    let actor = Actor {
        user: UserId(user),
        user_name: "SENDER".to_owned(),
        category: role.category(),
        grants: vec![Grant { role, scope }],
        now,
        viewing: None,
    };
    Ok((provider, actor))
}
