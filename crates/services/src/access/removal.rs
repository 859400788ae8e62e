//! Taking a role away, for good or until it is given back, and giving it back.
//!
//! What ends is one row at one place: a grant of several providers is divided first ([`apart`]). The last security official
//! of an organization is not removed by colleagues: without them nobody would decide there any more.

use std::collections::BTreeMap;

use domain::{
    access::{GrantId, Role},
    audit::{Act, Event, Object, Who},
    identity::UserId,
    objection::Objection,
    providers::ProviderId,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    gift::{Gift, apart, give, may_be_given},
    grants::{GrantRow, changed, to_be_changed},
    handover::Handover,
    is_production_control,
    mails::{self, Change, Lost, Matter},
    place::{Official, Place, deciders_of, holders, officials, other_officials, staff},
    recertification::{self, Outcome},
};
use crate::{ServiceError, Services, audit, identity::Session, prose::prose};

/// The roles of the person who is bound as `$1`, each at its places.
macro_rules! at_its_places {
    () => {
        "select g.id, g.role, g.state_code, g.jurisdiction, gp.provider_id, u.full_name, u.user_name,
             p.name as provider_name, p.ccn
         from role_grant g
         join user_account u on u.id = g.user_id
         left join role_grant_provider gp on gp.grant_id = g.id
         left join provider p on p.id = gp.provider_id
         where g.user_id = $1"
    };
}

store::sql! {
    /// Finds it as it was, or somebody was first. One that was suspended ended then.
    END = "update role_grant set ended_at = coalesce(ended_at, $2), ended_by = $3, ended_why = $4, ended_note = $5
        where id = $1 and (ended_at is null or (ended_why = 'suspended' and taken_up_at is null))";
    TAKE_UP = "update role_grant set taken_up_at = $2
        where id = $1 and ended_why = 'suspended' and taken_up_at is null";
    /// What ended at a moment for lack of use. Served by role_grant_user and the primary keys.
    UNUSED = concat!(at_its_places!(), " and g.ended_at = $2 and g.ended_why = 'unused'");
    /// What somebody holds. Served by role_grant_user and the primary keys.
    HELD = concat!(at_its_places!(), " and g.ended_at is null");
    SUSPEND = "update role_grant set ended_why = 'suspended' where id = $1";
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "grant" };

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
    let mut tx = services.db.write().await?;
    let event = take_away(&mut tx, services, session, what, change, reason).await?;
    audit::commit(tx, services, event).await?;
    let (by, how) = (session.actor.user, change.key());
    tracing::info!(by = %by.0, grant = %what.0, how, "a role was taken away");
    Ok(())
}

/// The same inside a transaction that somebody else commits, with the event.
pub(super) async fn take_away(
    tx: &mut Tx,
    services: &Services,
    session: &Session,
    what: (GrantId, Option<ProviderId>),
    change: Change,
    reason: &str,
) -> Result<Event, ServiceError> {
    let now = session.actor.now.system;
    let (actor, row) = to_be_changed(services, tx, session, what).await?;
    let reason = prose("reason", reason, "Enter the reason: the person reads it.")?;
    let is_last = row.is_last_official()?;
    match change {
        Change::Removed if is_last && !is_production_control(&actor) => {
            return Err(ServiceError::field("reason", LAST_ONE));
        }
        Change::Suspended if row.is_suspended() => return Err(Objection::RoleChanged.into()),
        _ => {}
    }
    let (role, place) = (row.role()?, row.place()?);
    let handover = Handover::begin(tx, role, place).await?;
    let grant = apart(tx, row.id, place, now).await?;
    let (by, how) = (actor.user, change.key());
    if exec!(tx, END, grant, now.0, by.0, how, reason)? != 1 {
        return Err(Objection::RoleChanged.into());
    }
    let (act, outcome) = match change {
        Change::Suspended => (Act::RoleSuspended, Outcome::Suspended),
        Change::Removed | Change::Resumed => (Act::RoleRemoved, Outcome::Removed),
    };
    let held = (row.user(), role, place);
    recertification::settle(tx, held, outcome, (Some(by), now)).await?;
    tell(tx, services, session, &row, change, Some(reason)).await?;
    let words = row.words()?;
    if is_last {
        let places = [words.clone()];
        let matter = row.matter(&places)?;
        let lost = Lost::Role(change, &session.person.full_name);
        tell_unattended(tx, services, row.user(), &matter, lost, now).await?;
    }
    handover.tell(tx, services, &words, by, now).await?;
    changed(act, &actor, &row, grant)
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
    let grant = apart(&mut tx, row.id, place, now).await?;
    if exec!(tx, TAKE_UP, grant, now.0)? != 1 {
        return Err(Objection::RoleChanged.into());
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
    let by = mails::decider(tx, session).await?;
    let own = mails::own_changed(&matter, change, reason, &by);
    mails::tell(tx, services, row.user(), &row.email, &own, now).await?;
    let deciders = deciders_of(tx, matter.role, row.place()?, row.user()).await?;
    let words = mails::changed(&matter, change, &session.person.full_name);
    mails::tell_all(tx, services, &deciders, actor.user, &words, now).await
}

/// Production Control, that nobody decides at a place any more.
async fn tell_unattended(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    matter: &Matter<'_>,
    lost: Lost<'_>,
    now: Instant,
) -> Result<(), ServiceError> {
    let words = mails::unattended(matter, lost);
    let staff = holders(tx, Role::HelpDeskProductionControl).await?;
    mails::tell_all(tx, services, &staff, user, &words, now).await
}

/// A role that nobody confirmed in time.
pub(super) struct Unconfirmed<'a> {
    pub grant: Uuid,
    pub user: UserId,
    pub email: &'a str,
    pub place: Place,
    pub matter: &'a Matter<'a>,
    /// By when it was to be confirmed.
    pub due_at: Instant,
}

/// Suspends it, and tells the person; of the last security official of a place, Production Control as well. For the end of
/// a campaign, which had its turn.
pub(super) async fn suspend_unconfirmed(
    tx: &mut Tx,
    services: &Services,
    role: Unconfirmed<'_>,
    now: Instant,
) -> Result<Event, ServiceError> {
    let Unconfirmed {
        grant,
        user,
        email,
        place,
        matter,
        due_at,
    } = role;
    let is_last =
        matter.role.is_security_official() && other_officials(tx, place, user).await?.is_empty();
    let handover = Handover::begin(tx, matter.role, place).await?;
    let grant = apart(tx, grant, place, now).await?;
    let (nobody, how) = (None::<Uuid>, Change::Suspended.key());
    if exec!(tx, END, grant, now.0, nobody, how, NOT_CONFIRMED)? != 1 {
        return Err(Objection::RoleChanged.into());
    }
    let own = mails::own_unconfirmed(matter, due_at, now);
    mails::tell(tx, services, user, email, &own, now).await?;
    if is_last {
        tell_unattended(tx, services, user, matter, Lost::Unconfirmed, now).await?;
    }
    handover
        .tell(tx, services, &matter.places[0], user, now)
        .await?;
    let event = Event::new(Act::RoleSuspended, Who::Program, now)
        .of(user)
        .about(Object::Grant(GrantId(grant)))
        .word("role", matter.role.key());
    Ok(place.concerned(event))
}

const NOT_CONFIRMED: &str = "Nobody confirmed in time that it is still needed.";

#[derive(store::FromRow)]
struct RoleRow {
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

impl RoleRow {
    fn role(&self) -> Result<Role, ServiceError> {
        Role::from_key(&self.role).map_err(|_| CORRUPT)
    }

    fn place(&self) -> Result<Place, ServiceError> {
        let (state, jurisdiction) = (self.state_code.as_deref(), self.jurisdiction.as_deref());
        Place::of(self.provider_id, state, jurisdiction)
    }

    /// Whether it makes its holder a security official where there is no other.
    async fn is_of_last_official(&self, tx: &mut Tx, user: UserId) -> Result<bool, ServiceError> {
        let is_alone = other_officials(tx, self.place()?, user).await?.is_empty();
        Ok(is_alone && self.role()?.is_security_official())
    }

    fn words(&self) -> Result<String, ServiceError> {
        let (name, ccn) = (self.provider_name.as_deref(), self.ccn.as_deref());
        Ok(self.place()?.words(name, ccn))
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

/// Suspends, instead of ending, those of the roles that just ended unused which belonged to the last security official of
/// a place, and tells Production Control: a job leaves no organization without anybody to be found again. Says whether it
/// suspended any. The turn ([`take_turn`]) was taken before they ended.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(crate) async fn suspend_last_officials(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<bool, ServiceError> {
    let rows = fetch!(fetch_all, RoleRow, tx, UNUSED, user.0, now.0)?;
    let mut suspended = false;
    for row in rows {
        if !row.is_of_last_official(tx, user).await? {
            continue;
        }
        exec!(tx, SUSPEND, row.id)?;
        suspended = true;
        let places = [row.words()?];
        let matter = row.matter(&places)?;
        tell_unattended(tx, services, user, &matter, Lost::Unused, now).await?;
        let handover = Handover::from_the_last(matter.role, row.place()?);
        handover.tell(tx, services, &places[0], user, now).await?;
    }
    Ok(suspended)
}

/// Tells the security officials of each place which of its roles just ended unused, in one mail each. What was suspended
/// instead has told whoever decides there now ([`suspend_last_officials`]).
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(crate) async fn tell_of_unused(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut told = BTreeMap::<Uuid, (Official, Vec<String>)>::new();
    for row in fetch!(fetch_all, RoleRow, tx, UNUSED, user.0, now.0)? {
        let places = [row.words()?];
        let role = mails::whose(&row.matter(&places)?);
        for official in officials(tx, row.place()?).await? {
            let entry = told.entry(official.user().0);
            let (_, roles) = entry.or_insert((official, Vec::new()));
            roles.push(role.clone());
        }
    }
    for (official, roles) in told.into_values() {
        let words = mails::ended_unused(&roles);
        mails::tell(tx, services, official.user(), &official.email, &words, now).await?;
    }
    Ok(())
}

/// Somebody's account was switched off: tells Production Control and the CMS Security Officials of each place whose last
/// security official they were, as when the role is suspended. The turn ([`take_turn`]) was taken before.
///
/// [`take_turn`]: super::take_turn
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(crate) async fn tell_of_switched_off(
    tx: &mut Tx,
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<(), ServiceError> {
    for row in fetch!(fetch_all, RoleRow, tx, HELD, user.0)? {
        if !row.is_of_last_official(tx, user).await? {
            continue;
        }
        let places = [row.words()?];
        let matter = row.matter(&places)?;
        let words = mails::unattended(&matter, Lost::Account);
        let staff = staff(tx).await?;
        mails::tell_all(tx, services, &staff, user, &words, now).await?;
        let handover = Handover::from_the_last(matter.role, row.place()?);
        handover.tell(tx, services, &places[0], user, now).await?;
    }
    Ok(())
}
