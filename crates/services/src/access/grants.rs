//! The roles that came of requests, as they are changed: a row is a role at one place; a grant may hold several providers.
//! [`users`](super::users) lists them.

use domain::{
    access::{Action, Actor, GrantId, RequestId, Role},
    audit::{Act, Event, Object},
    identity::{RoleHeld, UserId},
    objection::Objection,
    providers::ProviderId,
};
use store::{DbError, Tx, fetch, turn};
use uuid::Uuid;

use super::{
    mails::Matter,
    place::{Place, as_now},
    queue::scope,
};
use crate::{
    ServiceError, Services,
    identity::{Session, confirmed},
};

/// A grant that is held, or was suspended and not given back, in the scope that is bound as `$1` to `$4`.
macro_rules! in_scope {
    () => {
        concat!(
            "from role_grant g
             join user_account u on u.id = g.user_id
             left join role_grant_provider gp on gp.grant_id = g.id
             left join provider p on p.id = gp.provider_id
             where (g.ended_at is null or (g.ended_why = 'suspended' and g.taken_up_at is null)) and ",
            crate::scope::request_in_scope!("g.state_code", "gp.provider_id", "g.jurisdiction")
        )
    };
}

/// How many others hold the role of grant `g` at its place (`gp`, where it is a provider), with an account that can be used.
macro_rules! others_there {
    () => {
        "case when gp.provider_id is not null
                 then (select count(*) from role_grant_provider np
                     join role_grant n on n.id = np.grant_id
                     join user_account nu on nu.id = n.user_id
                     where np.provider_id = gp.provider_id and n.role = g.role and n.ended_at is null
                         and n.user_id <> g.user_id and nu.state = 'active')
                 else (select count(*) from role_grant n
                     join user_account nu on nu.id = n.user_id
                     where n.role = g.role and (g.state_code is null or n.state_code = g.state_code)
                         and (g.jurisdiction is null or n.jurisdiction = g.jurisdiction)
                         and n.ended_at is null and n.user_id <> g.user_id and nu.state = 'active')
             end"
    };
}
pub(super) use others_there;

/// The roles that decide on requests by what they are for. As `Role::is_security_official` has them; a test compares.
macro_rules! officials {
    () => {
        "('provider_security_official', 'state_agency_security_official', 'cms_security_official',
          'ao_security_official', 'mac_security_official', 'qio_security_official')"
    };
}
pub(super) use officials;

/// `others` is how many hold the same role at the same place with an account that can be used; `by_cms` is not zero where
/// a suspension came of someone who decides nationwide. Served by `role_grant_provider_provider`, `role_grant_role` and
/// `role_grant_user`.
macro_rules! columns {
    () => {
        concat!("select g.id, g.user_id, g.role, g.state_code, g.jurisdiction, g.ended_at, g.request_id,
             gp.provider_id, u.full_name, u.user_name, u.email, p.name as provider_name, p.ccn, ",
            crate::access::grants::others_there!(),
            " as others,
             (select count(*) from role_grant c
                 where c.user_id = g.ended_by and c.role in ('cms_security_official', 'help_desk_production_control')
                     and c.granted_at <= g.ended_at and (c.ended_at is null or c.ended_at > g.ended_at)) as by_cms ")
    };
}

store::sql! {
    COUNT_BY_ROLE = concat!("select g.role, count(*) ", in_scope!(), " group by g.role");
    /// A row for each provider of the grant in one's scope. Served by the primary keys.
    FIND = concat!(columns!(), in_scope!(), " and g.id = $5");
    /// What one person holds in one's scope. Served by role_grant_user.
    HELD_IN_SCOPE = concat!(
        columns!(), in_scope!(), " and g.user_id = $5 and g.ended_at is null order by g.granted_at, g.id, p.name, p.id"
    );
}

#[derive(store::FromRow)]
pub(super) struct GrantRow {
    pub id: Uuid,
    user_id: Uuid,
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    ended_at: Option<i64>,
    pub request_id: Option<Uuid>,
    provider_id: Option<Uuid>,
    full_name: String,
    user_name: String,
    pub email: String,
    provider_name: Option<String>,
    ccn: Option<String>,
    others: i64,
    by_cms: i64,
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "grant" };

impl GrantRow {
    pub fn user(&self) -> UserId {
        UserId(self.user_id)
    }

    pub fn role(&self) -> Result<Role, ServiceError> {
        Role::from_key(&self.role).map_err(|_| CORRUPT)
    }

    pub fn place(&self) -> Result<Place, ServiceError> {
        let jurisdiction = self.jurisdiction.as_deref();
        Place::of(self.provider_id, self.state_code.as_deref(), jurisdiction)
    }

    pub fn words(&self) -> Result<String, ServiceError> {
        let (name, ccn) = (self.provider_name.as_deref(), self.ccn.as_deref());
        Ok(self.place()?.words(name, ccn))
    }

    pub fn is_suspended(&self) -> bool {
        self.ended_at.is_some()
    }

    /// Whether its place has no security official without it.
    pub fn is_last_official(&self) -> Result<bool, ServiceError> {
        Ok(self.role()?.is_security_official() && self.others == 0)
    }

    pub fn matter<'a>(&'a self, places: &'a [String]) -> Result<Matter<'a>, ServiceError> {
        Ok(Matter {
            full_name: &self.full_name,
            user_name: &self.user_name,
            role: self.role()?,
            places,
        })
    }
}

/// What somebody holds besides what a request of theirs brought, as far as it lies in an actor's scope, in the order in which
/// it was granted.
pub(super) async fn held_in_scope(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
    request: RequestId,
) -> Result<Vec<RoleHeld>, ServiceError> {
    let scope = scope(actor)?;
    let mut rows = fetch!(
        fetch_all,
        GrantRow,
        tx,
        HELD_IN_SCOPE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        user.0
    )?;
    rows.retain(|row| row.request_id != Some(request.0));
    let grants = rows.chunk_by(|one, next| one.id == next.id);
    grants.map(role_held).collect()
}

/// The rows of one grant as one role.
fn role_held(grant: &[GrantRow]) -> Result<RoleHeld, ServiceError> {
    let first = grant.first().ok_or(CORRUPT)?;
    let place = match grant {
        [one] => one.words()?,
        several => format!("{} providers", several.len()),
    };
    let role = first.role()?;
    Ok(RoleHeld {
        role,
        name: role.name().to_owned(),
        place,
    })
}

/// How many roles of each kind are held in one's scope, those that are suspended among them; those that nobody holds are left
/// out.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`], or the database's.
pub async fn count_grants(
    services: &Services,
    actor: &Actor,
) -> Result<Vec<(Role, i64)>, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let found = fetch!(
        fetch_all,
        (String, i64),
        tx,
        COUNT_BY_ROLE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles
    )?;
    let role = |(key, count): (String, i64)| {
        let role = Role::from_key(&key).map_err(|_| ServiceError::Corrupt { what: "role" })?;
        Ok((role, count))
    };
    let mut counts = found
        .into_iter()
        .map(role)
        .collect::<Result<Vec<_>, ServiceError>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// What was done to a role.
pub(super) fn changed(
    act: Act,
    actor: &Actor,
    row: &GrantRow,
    grant: Uuid,
) -> Result<Event, ServiceError> {
    let event = Event::by(act, actor, Action::DecideRequests)
        .of(row.user())
        .about(Object::Grant(GrantId(grant)))
        .word("role", row.role()?.key());
    Ok(row.place()?.concerned(event))
}

/// Makes whoever asks for roles, gives them or takes them away wait for others who do: of two officials who remove each
/// other, the second finds that they may not any more.
pub(crate) async fn take_turn(tx: &mut Tx) -> Result<(), DbError> {
    turn::take(tx, "security officials").await
}

/// A grant's row in one's scope that is not one's own, at a session that may change it now, and the actor with what
/// they hold now. What CMS suspended, CMS changes.
pub(super) async fn to_be_changed(
    services: &Services,
    tx: &mut Tx,
    session: &Session,
    (id, provider): (GrantId, Option<ProviderId>),
) -> Result<(Actor, GrantRow), ServiceError> {
    take_turn(tx).await?;
    let actor = as_now(tx, &session.actor).await?;
    let scope = scope(&actor)?;
    let rows = fetch!(
        fetch_all,
        GrantRow,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        id.0
    )?;
    let wanted = provider.map(|provider| provider.0);
    let mut rows = rows.into_iter();
    let row = rows.find(|row| row.provider_id == wanted);
    let row = row.ok_or(ServiceError::NotFound)?;
    if row.user() == actor.user {
        return Err(Objection::OwnRole.into());
    }
    if row.is_suspended() && row.by_cms > 0 && !scope.nation {
        return Err(Objection::SuspendedByCms.into());
    }
    confirmed(services, &session.holder, actor.now.system)?;
    Ok((actor, row))
}
