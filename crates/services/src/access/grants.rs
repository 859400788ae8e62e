//! The roles that came of requests: who holds what in one's scope. A row of the list is a role at one place; a grant may
//! hold several providers.

use domain::{
    access::{Action, Actor, GrantFilter, GrantId, GrantLine, Role},
    audit::{Act, Event, Object, Record},
    identity::{RoleHeld, UserId, UserName},
    listing::Page,
    providers::ProviderId,
    time::Instant,
};
use store::{DbError, Tx, fetch, turn};
use uuid::Uuid;

use super::{
    mails::Matter,
    place::{Place, as_now},
    queue::{pattern, scope},
};
use crate::{
    ServiceError, Services, audit,
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
        concat!("select g.id, g.user_id, g.role, g.state_code, g.jurisdiction, g.granted_at, g.ended_at, g.request_id,
             gp.provider_id, u.full_name, u.user_name, u.email, p.name as provider_name, p.ccn, ",
            crate::access::grants::others_there!(),
            " as others,
             (select count(*) from role_grant c
                 where c.user_id = g.ended_by and c.role in ('cms_security_official', 'help_desk_production_control')
                     and c.granted_at <= g.ended_at and (c.ended_at is null or c.ended_at > g.ended_at)) as by_cms ")
    };
}

/// Part of a name, a role, and whether only those count who are the only official of their place, after the scope.
macro_rules! matching {
    () => {
        concat!(
            r" and ($5 = '' or lower(u.full_name) like $5 escape '\' or lower(u.user_name) like $5 escape '\')
             and ($6 = '' or g.role = $6)
             and (not $7 or (g.ended_at is null and u.state = 'active' and g.role in ",
            crate::access::grants::officials!(),
            " and ",
            crate::access::grants::others_there!(),
            " = 0))"
        )
    };
}

store::sql! {
    LIST = concat!(
        columns!(), in_scope!(), matching!(),
        " order by u.full_name, u.id, g.role, p.name, g.id, gp.provider_id limit $8 offset $9"
    );
    COUNT = concat!("select count(*) ", in_scope!(), matching!());
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
    granted_at: i64,
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
pub(super) const CHANGED: ServiceError = ServiceError::Conflict {
    reason: "This role was changed in the meantime. Look at the list again.",
};

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

    fn line(self, actor: &Actor) -> Result<GrantLine, ServiceError> {
        Ok(GrantLine {
            id: GrantId(self.id),
            provider: self.provider_id.map(ProviderId),
            role: self.role()?,
            place: self.words()?,
            granted_at: Instant(self.granted_at),
            suspended: self.is_suspended(),
            is_last_official: self.is_last_official()?,
            is_own: self.user() == actor.user,
            user_name: UserName::parse(&self.user_name).map_err(|_| CORRUPT)?,
            person: self.full_name,
        })
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

/// What somebody holds, as far as it lies in an actor's scope, in the order in which it was granted.
pub(super) async fn held_in_scope(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
) -> Result<Vec<RoleHeld>, ServiceError> {
    let scope = scope(actor)?;
    let rows = fetch!(
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

/// The roles in one's scope, those that are suspended among them, by the names of their people.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`](domain::access::Action), or the database's.
pub async fn list_grants(
    services: &Services,
    actor: &Actor,
    filter: &GrantFilter,
) -> Result<Page<GrantLine>, ServiceError> {
    let scope = scope(actor)?;
    let filter = &GrantFilter::from_query(&filter.to_query());
    let (pattern, role) = (pattern(&filter.search), filter.role.map_or("", Role::key));
    let mut tx = services.db.read().await?;
    let (total,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        COUNT,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &pattern,
        role,
        filter.alone
    )?;
    let found = fetch!(
        fetch_all,
        GrantRow,
        tx,
        LIST,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &pattern,
        role,
        filter.alone,
        i64::from(filter.page.size),
        filter.page.offset()
    )?;
    drop(tx);
    if !found.is_empty() {
        let providers = found.iter().filter_map(|row| row.provider_id);
        let event = Event::by(Act::Read, actor, Action::DecideRequests)
            .about(Object::List(Record::PeopleAndRoles))
            .at(providers.map(ProviderId))
            .showing(found.iter().map(|row| row.user_id));
        audit::read(services, event).await?;
    }
    let rows = found.into_iter().map(|row| row.line(actor));
    Ok(Page {
        rows: rows.collect::<Result<_, _>>()?,
        total,
        request: filter.page,
    })
}

/// How long that list is for each role, those without any left out.
///
/// # Errors
/// As [`list_grants`].
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

/// At how many places in their scope somebody who decides there, and not nationwide, finds an official who is the only one;
/// the total of that list.
///
/// # Errors
/// As [`list_grants`].
pub async fn count_alone(services: &Services, actor: &Actor) -> Result<i64, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let (count,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        COUNT,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        "",
        "",
        true
    )?;
    Ok(count)
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

/// Makes whoever takes roles away, or gives them back, wait for others who do: of two officials who remove each other,
/// the second finds that they may not any more.
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
        return Err(ServiceError::Conflict {
            reason: "Nobody decides on their own roles: a colleague has to.",
        });
    }
    if row.is_suspended() && row.by_cms > 0 && !scope.nation {
        return Err(ServiceError::Conflict {
            reason: "CMS suspended this role: only Production Control or a CMS Security Official can change it.",
        });
    }
    confirmed(services, &session.holder, actor.now.system)?;
    Ok((actor, row))
}
