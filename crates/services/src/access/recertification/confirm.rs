//! Confirming roles, or taking them away, one after the other: each is a transaction, and the first decision counts.

use domain::{
    access::{
        Action, Actor, GrantAt, GrantId, MOST_AT_ONCE, RecertificationFilter, RecertificationLine,
        Recertifications, Role,
    },
    audit::{Act, Event, Object, Record},
    identity::UserName,
    listing::Page,
    objection::Objection,
    providers::ProviderId,
    time::Instant,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{Outcome, pending, settle};
use crate::{
    ServiceError, Services,
    access::{
        bulk::Tally,
        grants::{GrantRow, changed, others_there, to_be_changed},
        mails::Change,
        place::Place,
        queue::{pattern, roles_in_scope, scope},
        removal::take_away,
    },
    audit,
    identity::{Session, confirmed},
    prose::prose,
    scope::ScopeBinds,
    search,
};

/// What is to be confirmed in the scope that is bound as `$1` to `$4`, but for one's own.
macro_rules! in_scope {
    () => {
        concat!(
            pending!(),
            " and u.id <> $3 and ",
            crate::scope::request_in_scope!("r.state_code", "r.provider_id", "r.jurisdiction")
        )
    };
}

macro_rules! columns {
    () => {
        concat!(
            "select g.id, g.user_id, g.role, gp.provider_id, g.state_code, g.jurisdiction, g.granted_at, u.full_name, u.user_name,
                u.last_log_in_at, p.name as provider_name, p.ccn, r.due_at,
                (select max(k.decided_at) from recertification_item k
                    join recertification kr on kr.id = k.recertification_id
                    where k.user_id = i.user_id and k.role = i.role and k.outcome = 'kept'
                        and kr.provider_id is not distinct from r.provider_id
                        and kr.state_code is not distinct from r.state_code
                        and kr.jurisdiction is not distinct from r.jurisdiction) as kept_at, ",
            others_there!(),
            " as others"
        )
    };
}

/// The condition that nobody at the place is asked, but CMS: as `place::deciders_of` has it.
macro_rules! asked_of_cms {
    () => {
        "((r.provider_id is null and r.state_code is null and r.jurisdiction is null)
           or g.role in ('state_agency_security_official', 'ao_security_official', 'mac_security_official',
               'qio_security_official')
           or (r.provider_id is not null and not exists (select 1 from role_grant_provider op
               join role_grant o on o.id = op.grant_id
               join user_account ou on ou.id = o.user_id
               where op.provider_id = r.provider_id and o.role = 'provider_security_official' and o.ended_at is null
                   and ou.state = 'active' and o.user_id <> i.user_id))
           or (r.state_code is not null and not exists (select 1 from role_grant o
               join user_account ou on ou.id = o.user_id
               where o.state_code = r.state_code and o.role = 'state_agency_security_official' and o.ended_at is null
                   and ou.state = 'active' and o.user_id <> i.user_id))
           or (r.jurisdiction is not null and not exists (select 1 from role_grant o
               join user_account ou on ou.id = o.user_id
               where o.jurisdiction = r.jurisdiction
                   and o.role in ('ao_security_official', 'mac_security_official', 'qio_security_official')
                   and o.ended_at is null and ou.state = 'active' and o.user_id <> i.user_id)))"
    };
}

/// Part of a name, a role, and for those who decide nationwide whether all counts, after the scope.
macro_rules! matching {
    () => {
        concat!(
            r" and ($5 = '' or lower(u.full_name) like $5 escape '\' or lower(u.user_name) like $5 escape '\')
                and ($6 = '' or g.role = $6) and (not $1 or $7 or ",
            asked_of_cms!(),
            ")"
        )
    };
}

store::sql! {
    COUNT = concat!("select count(*)", in_scope!(), matching!());
    /// What is due first comes first.
    LIST = concat!(
        columns!(), in_scope!(), matching!(),
        " order by r.due_at, u.full_name, u.id, g.role, p.name, g.id, gp.provider_id limit $8 offset $9"
    );
    /// One of them. Served by the primary key.
    FIND = concat!(columns!(), in_scope!(), " and g.id = $5 and gp.provider_id is not distinct from $6");
}

#[derive(store::FromRow)]
struct LineRow {
    id: Uuid,
    user_id: Uuid,
    role: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    granted_at: i64,
    full_name: String,
    user_name: String,
    last_log_in_at: Option<i64>,
    provider_name: Option<String>,
    ccn: Option<String>,
    due_at: i64,
    kept_at: Option<i64>,
    others: i64,
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "grant" };

impl LineRow {
    fn read(self) -> Result<RecertificationLine, ServiceError> {
        let role = Role::from_key(&self.role).map_err(|_| CORRUPT)?;
        let place = Place::of(
            self.provider_id,
            self.state_code.as_deref(),
            self.jurisdiction.as_deref(),
        )?;
        Ok(RecertificationLine {
            grant: GrantAt {
                id: GrantId(self.id),
                provider: self.provider_id.map(ProviderId),
            },
            role,
            place: place.words(self.provider_name.as_deref(), self.ccn.as_deref()),
            user_name: UserName::parse(&self.user_name).map_err(|_| CORRUPT)?,
            person: self.full_name,
            granted_at: Instant(self.granted_at),
            // What was confirmed before it was lost and granted anew is over.
            confirmed_at: self
                .kept_at
                .filter(|kept_at| *kept_at >= self.granted_at)
                .map(Instant),
            used_at: self.last_log_in_at.map(Instant),
            due_at: Instant(self.due_at),
            is_last_official: role.is_security_official() && self.others == 0,
        })
    }
}

/// The roles that wait to be confirmed in one's scope, but for one's own. Whoever decides nationwide is shown what is asked
/// of CMS, unless the filter wants what others are asked as well.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`], or the database's.
pub async fn list_unconfirmed(
    services: &Services,
    actor: &Actor,
    filter: &RecertificationFilter,
) -> Result<Recertifications, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let scope = &search.scope;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let request = search.filter.page.within(total);
    let rows = fetch!(
        fetch_all,
        LineRow,
        tx,
        LIST,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &search.pattern,
        search.role(),
        search.filter.everywhere,
        i64::from(request.size),
        request.offset()
    )?;
    drop(tx);
    shown(services, actor, &rows).await?;
    let rows = rows.into_iter().map(LineRow::read);
    Ok(Recertifications {
        lines: Page {
            rows: rows.collect::<Result<_, _>>()?,
            total,
            request,
        },
        nationwide: scope.nation,
        search: search.text,
        roles: roles_in_scope(actor)?,
    })
}

/// How many that list has.
///
/// # Errors
/// As [`list_unconfirmed`].
pub async fn count_unconfirmed(
    services: &Services,
    actor: &Actor,
    filter: &RecertificationFilter,
) -> Result<i64, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    search.count(&mut tx).await
}

/// A filter in the words that its statements bind.
struct Search {
    scope: ScopeBinds,
    filter: RecertificationFilter,
    text: String,
    pattern: String,
}

impl Search {
    fn new(
        services: &Services,
        actor: &Actor,
        filter: &RecertificationFilter,
    ) -> Result<Self, ServiceError> {
        let filter = RecertificationFilter::from_query(&filter.to_query());
        let text = search::open(services, actor, filter.search.as_ref());
        Ok(Self {
            scope: scope(actor)?,
            pattern: pattern(&text),
            text,
            filter,
        })
    }

    fn role(&self) -> &'static str {
        self.filter.role.map_or("", Role::key)
    }

    async fn count(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        let (total,) = fetch!(
            fetch_one,
            (i64,),
            tx,
            COUNT,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            &self.pattern,
            self.role(),
            self.filter.everywhere
        )?;
        Ok(total)
    }
}

/// Finds which of these roles still wait to be confirmed in one's scope, before they are taken away.
///
/// # Errors
/// As [`list_unconfirmed`].
pub async fn find_unconfirmed(
    services: &Services,
    actor: &Actor,
    grants: &[GrantAt],
) -> Result<Vec<RecertificationLine>, ServiceError> {
    let scope = scope(actor)?;
    let mut rows = Vec::new();
    let mut tx = services.db.read().await?;
    for grant in grants.iter().take(MOST_AT_ONCE) {
        let provider = grant.provider.map(|provider| provider.0);
        let row = fetch!(
            fetch_optional,
            LineRow,
            tx,
            FIND,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            grant.id.0,
            provider
        )?;
        rows.extend(row);
    }
    drop(tx);
    shown(services, actor, &rows).await?;
    rows.into_iter().map(LineRow::read).collect()
}

async fn shown(services: &Services, actor: &Actor, rows: &[LineRow]) -> Result<(), ServiceError> {
    if rows.is_empty() {
        return Ok(());
    }
    let providers = rows.iter().filter_map(|row| row.provider_id);
    let event = Event::by(Act::Read, actor, Action::DecideRequests)
        .about(Object::List(Record::PeopleAndRoles))
        .at(providers.map(ProviderId))
        .showing(rows.iter().map(|row| row.user_id));
    audit::read(services, event).await
}

/// Confirms that these roles are still needed. What somebody decided on meanwhile stays as they decided.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `rows` without any, or
/// with too many; the database's.
pub async fn keep(
    services: &Services,
    session: &Session,
    grants: &[GrantAt],
) -> Result<Tally, ServiceError> {
    begin(services, session, grants)?;
    let mut tally = Tally::default();
    for grant in grants {
        tally.count(keep_one(services, session, *grant).await)?;
    }
    Ok(tally)
}

async fn keep_one(
    services: &Services,
    session: &Session,
    grant: GrantAt,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let what = (grant.id, grant.provider);
    let (actor, row) = to_be_changed(services, &mut tx, session, what).await?;
    decide(&mut tx, session, &row, Outcome::Kept).await?;
    let event = changed(Act::RoleKept, &actor, &row, grant.id.0)?;
    audit::commit(tx, services, event).await?;
    Ok(())
}

/// Takes these roles away for good, with one reason that each of their people reads. What somebody decided on meanwhile
/// stays as they decided.
///
/// # Errors
/// [`ServiceError::Refused`] at `reason` without one, or with one that is too long; else as [`keep`].
pub async fn remove_unconfirmed(
    services: &Services,
    session: &Session,
    grants: &[GrantAt],
    reason: &str,
) -> Result<Tally, ServiceError> {
    begin(services, session, grants)?;
    prose("reason", reason, "Enter the reason: each person reads it.")?;
    let mut tally = Tally::default();
    for grant in grants {
        tally.count(remove_one(services, session, *grant, reason).await)?;
    }
    Ok(tally)
}

async fn remove_one(
    services: &Services,
    session: &Session,
    grant: GrantAt,
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let what = (grant.id, grant.provider);
    let (_, row) = to_be_changed(services, &mut tx, session, what).await?;
    decide(&mut tx, session, &row, Outcome::Removed).await?;
    let event = take_away(&mut tx, services, session, what, Change::Removed, reason).await?;
    audit::commit(tx, services, event).await?;
    Ok(())
}

/// Says whether somebody may decide on several roles now.
fn begin(services: &Services, session: &Session, grants: &[GrantAt]) -> Result<(), ServiceError> {
    scope(&session.actor)?;
    if grants.is_empty() {
        return Err(ServiceError::field("rows", "Tick at least one role."));
    }
    if grants.len() > MOST_AT_ONCE {
        let message = format!("Tick at most {MOST_AT_ONCE} roles at a time.");
        return Err(ServiceError::field("rows", message));
    }
    confirmed(services, &session.holder, session.actor.now.system)?;
    Ok(())
}

/// The first decision finds a role that is held and undecided.
async fn decide(
    tx: &mut Tx,
    session: &Session,
    row: &GrantRow,
    outcome: Outcome,
) -> Result<(), ServiceError> {
    let (by, now) = (session.actor.user, session.actor.now.system);
    let held = (row.user(), row.role()?, row.place()?);
    if !row.is_suspended() && settle(tx, held, outcome, (Some(by), now)).await? {
        Ok(())
    } else {
        Err(Objection::RoleChanged.into())
    }
}
