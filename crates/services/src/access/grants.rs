//! The roles that came of requests: who holds what in one's scope, and taking it away, for good or until it is given back.
//!
//! A row of the list is a role at one place. A grant may hold several providers; when one of them is taken away, the
//! grant is divided first ([`apart`]), so that what ends is one row. The last security official of an organization is not
//! removed by colleagues: without them nobody would decide there any more.

use domain::{
    access::{Action, Actor, GrantFilter, GrantId, GrantLine, Jurisdiction, Role},
    audit::{Act, Event, Object, Record},
    identity::{RoleHeld, UserId, UserName},
    listing::Page,
    providers::ProviderId,
    time::Instant,
};
use jiff::civil::Date;
use store::{DbError, Tx, exec, fetch, turn};
use uuid::Uuid;

use super::{
    conflicts,
    handover::Handover,
    is_production_control,
    mails::{self, Change, Matter},
    organizations,
    place::{Place, as_now, deciders_of, holders, is_active, other_officials},
    queue::{pattern, scope},
};
use crate::{
    ServiceError, Services, audit,
    identity::{Session, confirmed, grants, proofing::cases::prose},
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

/// `others` is how many hold the same role at the same place with an account that can be used; `by_cms` is not zero where
/// a suspension came of someone who decides nationwide. Served by `role_grant_provider_provider`, `role_grant_role` and
/// `role_grant_user`.
macro_rules! columns {
    () => {
        "select g.id, g.user_id, g.role, g.state_code, g.jurisdiction, g.granted_at, g.ended_at, g.request_id,
             gp.provider_id, u.full_name, u.user_name, u.email, p.name as provider_name, p.ccn,
             case when gp.provider_id is not null
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
             end as others,
             (select count(*) from role_grant c
                 where c.user_id = g.ended_by and c.role in ('cms_security_official', 'help_desk_production_control')
                     and c.granted_at <= g.ended_at and (c.ended_at is null or c.ended_at > g.ended_at)) as by_cms "
    };
}

/// Part of a name, and a role, after the scope.
macro_rules! matching {
    () => {
        r" and ($5 = '' or lower(u.full_name) like $5 escape '\' or lower(u.user_name) like $5 escape '\')
             and ($6 = '' or g.role = $6)"
    };
}

store::sql! {
    LIST = concat!(
        columns!(), in_scope!(), matching!(),
        " order by u.full_name, u.id, g.role, p.name, g.id, gp.provider_id limit $7 offset $8"
    );
    COUNT = concat!("select count(*) ", in_scope!(), matching!());
    COUNT_BY_ROLE = concat!("select g.role, count(*) ", in_scope!(), " group by g.role");
    /// A row for each provider of the grant in one's scope. Served by the primary keys.
    FIND = concat!(columns!(), in_scope!(), " and g.id = $5");
    /// What one person holds in one's scope. Served by role_grant_user.
    HELD_IN_SCOPE = concat!(
        columns!(), in_scope!(), " and g.user_id = $5 and g.ended_at is null order by g.granted_at, g.id, p.name, p.id"
    );
    /// Finds it as it was, or somebody was first. One that was suspended ended then.
    END = "update role_grant set ended_at = coalesce(ended_at, $2), ended_by = $3, ended_why = $4, ended_note = $5
        where id = $1 and (ended_at is null or (ended_why = 'suspended' and taken_up_at is null))";
    TAKE_UP = "update role_grant set taken_up_at = $2
        where id = $1 and ended_why = 'suspended' and taken_up_at is null";
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
    /// What ended at a moment for lack of use. Served by role_grant_user and the primary keys.
    UNUSED = "select g.id, g.role, g.state_code, g.jurisdiction, gp.provider_id, u.full_name, u.user_name,
            p.name as provider_name, p.ccn
        from role_grant g
        join user_account u on u.id = g.user_id
        left join role_grant_provider gp on gp.grant_id = g.id
        left join provider p on p.id = gp.provider_id
        where g.user_id = $1 and g.ended_at = $2 and g.ended_why = 'unused'";
    SUSPEND = "update role_grant set ended_why = 'suspended' where id = $1";
}

#[derive(store::FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: Uuid,
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    granted_at: i64,
    ended_at: Option<i64>,
    request_id: Option<Uuid>,
    provider_id: Option<Uuid>,
    full_name: String,
    user_name: String,
    email: String,
    provider_name: Option<String>,
    ccn: Option<String>,
    others: i64,
    by_cms: i64,
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "grant" };
const CHANGED: ServiceError = ServiceError::Conflict {
    reason: "This role was changed in the meantime. Look at the list again.",
};

impl GrantRow {
    fn user(&self) -> UserId {
        UserId(self.user_id)
    }

    fn role(&self) -> Result<Role, ServiceError> {
        Role::from_key(&self.role).map_err(|_| CORRUPT)
    }

    fn place(&self) -> Result<Place, ServiceError> {
        let jurisdiction = self.jurisdiction.as_deref();
        Place::of(self.provider_id, self.state_code.as_deref(), jurisdiction)
    }

    fn words(&self) -> Result<String, ServiceError> {
        let (name, ccn) = (self.provider_name.as_deref(), self.ccn.as_deref());
        Ok(self.place()?.words(name, ccn))
    }

    fn is_suspended(&self) -> bool {
        self.ended_at.is_some()
    }

    /// Whether its place has no security official without it.
    fn is_last_official(&self) -> Result<bool, ServiceError> {
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

    fn matter<'a>(&'a self, places: &'a [String]) -> Result<Matter<'a>, ServiceError> {
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
        role
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

/// Takes a role away for good, at one provider where it holds at several. The person, and the security officials of the
/// place, are told.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `reason` without one,
/// with one that is too long, and for the last security official of a place, whom only Production Control removes;
/// [`ServiceError::Conflict`] for one's own role, for one that CMS has suspended, and when it was changed meanwhile;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn remove(
    services: &Services,
    session: &Session,
    id: GrantId,
    provider: Option<ProviderId>,
    reason: &str,
) -> Result<(), ServiceError> {
    end(services, session, (id, provider), Change::Removed, reason).await
}

/// Takes a role away until it is given back. Of the last security official of a place, Production Control is told.
///
/// # Errors
/// As [`remove`], but that the last security official may be suspended.
pub async fn suspend(
    services: &Services,
    session: &Session,
    id: GrantId,
    provider: Option<ProviderId>,
    reason: &str,
) -> Result<(), ServiceError> {
    end(services, session, (id, provider), Change::Suspended, reason).await
}

async fn end(
    services: &Services,
    session: &Session,
    what: (GrantId, Option<ProviderId>),
    change: Change,
    reason: &str,
) -> Result<(), ServiceError> {
    let now = session.actor.now.system;
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_changed(services, &mut tx, session, what).await?;
    let reason = prose("reason", reason, "Enter the reason: the person reads it.")?;
    let is_last = row.is_last_official()?;
    match change {
        Change::Removed if is_last && !is_production_control(&actor) => {
            return Err(ServiceError::field("reason", LAST_ONE));
        }
        Change::Suspended if row.is_suspended() => return Err(CHANGED),
        _ => {}
    }
    let handover = Handover::begin(&mut tx, row.role()?, row.place()?).await?;
    let grant = apart(&mut tx, &row, now).await?;
    let (by, how) = (actor.user, change.key());
    if exec!(tx, END, grant, now.0, by.0, how, reason)? != 1 {
        return Err(CHANGED);
    }
    tell(&mut tx, services, session, &row, change, Some(reason)).await?;
    if is_last {
        tell_unattended(&mut tx, services, &row, change, now).await?;
    }
    let words = row.words()?;
    handover.tell(&mut tx, services, &words, by, now).await?;
    let act = match change {
        Change::Suspended => Act::RoleSuspended,
        Change::Removed | Change::Resumed => Act::RoleRemoved,
    };
    let event = changed(act, &actor, &row, grant)?;
    audit::commit(tx, services, event).await?;
    tracing::info!(by = %by.0, grant = %grant, how, "a role was taken away");
    Ok(())
}

const LAST_ONE: &str = "This is the last security official there: without them nobody would decide on requests. Suspend the \
                        role, or ask Production Control at the Service Center to remove it.";

/// Gives a suspended role back, from now on.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is not suspended, and when the person may not hold the role there any more; else
/// as [`remove`].
pub async fn resume(
    services: &Services,
    session: &Session,
    id: GrantId,
    provider: Option<ProviderId>,
) -> Result<(), ServiceError> {
    let (now, today) = (session.actor.now.system, session.actor.now.today());
    let mut tx = services.db.write().await?;
    let (actor, row) = to_be_changed(services, &mut tx, session, (id, provider)).await?;
    let (role, place) = (row.role()?, row.place()?);
    may_be_given(&mut tx, row.user(), role, place, today).await?;
    let handover = Handover::begin(&mut tx, role, place).await?;
    let grant = apart(&mut tx, &row, now).await?;
    if exec!(tx, TAKE_UP, grant, now.0)? != 1 {
        return Err(CHANGED);
    }
    let gift = Gift {
        user: row.user(),
        role,
        place,
        by: &actor.user_name,
        request: row.request_id,
    };
    give(&mut tx, gift, now).await?;
    tell(&mut tx, services, session, &row, Change::Resumed, None).await?;
    let words = row.words()?;
    handover
        .tell(&mut tx, services, &words, actor.user, now)
        .await?;
    let event = changed(Act::RoleResumed, &actor, &row, grant)?;
    audit::commit(tx, services, event).await?;
    tracing::info!(by = %actor.user.0, grant = %grant, "a role was given back");
    Ok(())
}

fn changed(act: Act, actor: &Actor, row: &GrantRow, grant: Uuid) -> Result<Event, ServiceError> {
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
async fn to_be_changed(
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

/// The grant that holds at this row's place alone. One of several providers is divided in two for it, which begin as
/// it began.
async fn apart(tx: &mut Tx, row: &GrantRow, now: Instant) -> Result<Uuid, ServiceError> {
    let providers = fetch!(fetch_all, (Uuid,), tx, PROVIDERS, row.id)?;
    let all = providers.into_iter().map(|(id,)| id);
    let (here, others): (Vec<Uuid>, Vec<Uuid>) = all.partition(|id| Some(*id) == row.provider_id);
    if others.is_empty() {
        return Ok(row.id);
    }
    let whole = fetch!(fetch_one, WholeRow, tx, WHOLE, row.id)?;
    if exec!(tx, DIVIDE, row.id, now.0)? != 1 {
        return Err(CHANGED);
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
pub(super) async fn may_be_given(
    tx: &mut Tx,
    user: UserId,
    role: Role,
    place: Place,
    today: Date,
) -> Result<(), ServiceError> {
    let refused = |reason| Err(ServiceError::Conflict { reason });
    if !is_active(tx, user).await? {
        return refused("The account of this person cannot be used. Nobody gives it a role.");
    }
    if let Place::Provider(id) = place {
        let provider = organizations::by_id(tx, id, today).await?;
        if provider.is_none_or(|provider| provider.is_terminated) {
            return refused("This provider is terminated. Nobody gets a role there any more.");
        }
    }
    let held = grants::of(tx, user).await?;
    let held: Vec<Role> = held.iter().map(|held| held.grant.role).collect();
    conflicts::forbidden(role, &held).map_or(Ok(()), refused)
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

/// The person, and whoever decides at the place now.
async fn tell(
    tx: &mut Tx,
    services: &Services,
    session: &Session,
    row: &GrantRow,
    change: Change,
    reason: Option<&str>,
) -> Result<(), ServiceError> {
    let (actor, now) = (&session.actor, session.actor.now.system);
    let places = [row.words()?];
    let matter = row.matter(&places)?;
    let own = mails::own_changed(&matter, change, reason);
    mails::tell(tx, services, row.user(), &row.email, &own, now).await?;
    let deciders = deciders_of(tx, matter.role, row.place()?, row.user()).await?;
    let words = mails::changed(&matter, change, &session.person.full_name);
    mails::tell_all(tx, services, &deciders, actor.user, &words, now).await
}

/// Production Control, that nobody decides at a place any more.
async fn tell_unattended(
    tx: &mut Tx,
    services: &Services,
    row: &GrantRow,
    change: Change,
    now: Instant,
) -> Result<(), ServiceError> {
    let places = [row.words()?];
    let words = mails::unattended(&row.matter(&places)?, change);
    let staff = holders(tx, Role::HelpDeskProductionControl).await?;
    mails::tell_all(tx, services, &staff, row.user(), &words, now).await
}

#[derive(store::FromRow)]
struct UnusedRow {
    id: Uuid,
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_id: Option<Uuid>,
    full_name: String,
    user_name: String,
    provider_name: Option<String>,
    ccn: Option<String>,
}

/// Of the roles that ended at this moment because nobody used them, suspends those of the last security official of a
/// place instead, and tells Production Control: a job leaves no organization without anybody to be found again. Says whether
/// it suspended any. The turn ([`take_turn`]) was taken before they ended.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(crate) async fn suspend_last_officials(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<bool, ServiceError> {
    let rows = fetch!(fetch_all, UnusedRow, tx, UNUSED, user.0, now.0)?;
    let mut suspended = false;
    for row in rows {
        let role = Role::from_key(&row.role).map_err(|_| CORRUPT)?;
        let place = Place::of(
            row.provider_id,
            row.state_code.as_deref(),
            row.jurisdiction.as_deref(),
        )?;
        let is_official = role.is_security_official();
        if !is_official || !other_officials(tx, place, user).await?.is_empty() {
            continue;
        }
        exec!(tx, SUSPEND, row.id)?;
        suspended = true;
        let places = [place.words(row.provider_name.as_deref(), row.ccn.as_deref())];
        let matter = Matter {
            full_name: &row.full_name,
            user_name: &row.user_name,
            role,
            places: &places,
        };
        let words = mails::unattended(&matter, Change::Suspended);
        let staff = holders(tx, Role::HelpDeskProductionControl).await?;
        mails::tell_all(tx, services, &staff, user, &words, now).await?;
        let handover = Handover::from_the_last(role, place);
        handover.tell(tx, services, &places[0], user, now).await?;
    }
    Ok(suspended)
}
