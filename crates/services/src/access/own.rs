//! One's own requests, as My Profile lists them.

use std::collections::HashMap;

use domain::{
    access::{Actor, Decider, Jurisdiction, OwnRequest, RequestId, RequestState, Role},
    audit::{Act, Event, Object},
    identity::UserId,
    messages::Words,
    objection::Objection,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    ask::matter,
    mails, organizations,
    place::{Place, deciders_of},
};
use crate::{ServiceError, Services, audit, identity::Session, messages::email_of};

/// Those who decide are reminded no sooner than so many days after the request, or the last reminder.
const REMIND_DAYS: i64 = 3;
/// How many days a decision is shown, and that a role was removed.
pub(super) const SHOWN_DAYS: i64 = 90;
/// As many as My Profile lists.
pub(super) const MOST: i64 = 200;

macro_rules! selecting {
    () => {
        "select r.id, r.role, r.state, r.provider_id, r.state_code, r.jurisdiction, p.name as provider_name, p.ccn,
            r.requested_at, r.reminded_at, r.decided_at, r.reason, d.full_name as decider_name, d.email as decider_email
         from role_request r
         left join provider p on p.id = r.provider_id
         left join user_account d on d.id = r.decided_by"
    };
}

store::sql! {
    /// What is pending, the first first, and then what was decided since $2, the latest first; at most $3. Served by
    /// role_request_user and the primary keys.
    LIST = concat!(selecting!(), " where r.user_id = $1
            and (r.state = 'pending' or (r.state in ('approved', 'rejected') and r.decided_at >= $2))
        order by case when r.state = 'pending' then 0 else 1 end,
            case when r.state = 'pending' then r.requested_at else -r.decided_at end, r.id
        limit $3");
    /// Served by role_request_user.
    PENDING = "select count(*) from role_request where user_id = $1 and state = 'pending'";
    /// Served by the primary keys.
    FIND = concat!(selecting!(), " where r.id = $1 and r.user_id = $2");
    /// Finds it pending, or somebody has decided.
    WITHDRAW = "update role_request set state = 'withdrawn', decided_at = $2, decided_by = $3
        where id = $1 and state = 'pending'";
    /// Finds it pending, and quiet since $3.
    REMIND = "update role_request set reminded_at = $2
        where id = $1 and state = 'pending' and coalesce(reminded_at, requested_at) <= $3";
}

#[derive(store::FromRow)]
struct OwnRow {
    id: Uuid,
    role: String,
    state: String,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_name: Option<String>,
    ccn: Option<String>,
    requested_at: i64,
    reminded_at: Option<i64>,
    decided_at: Option<i64>,
    reason: Option<String>,
    decider_name: Option<String>,
    decider_email: Option<String>,
}

impl OwnRow {
    fn role(&self) -> Result<Role, ServiceError> {
        Role::from_key(&self.role).map_err(|_| ServiceError::Corrupt { what: "role" })
    }

    fn state(&self) -> Result<RequestState, ServiceError> {
        RequestState::from_key(&self.state).ok_or(ServiceError::Corrupt {
            what: "state of a role request",
        })
    }

    fn place(&self) -> Result<Place, ServiceError> {
        let jurisdiction = self.jurisdiction.as_deref();
        Place::of(self.provider_id, self.state_code.as_deref(), jurisdiction)
    }

    fn words(&self) -> Result<String, ServiceError> {
        let (name, ccn) = (self.provider_name.as_deref(), self.ccn.as_deref());
        Ok(self.place()?.words(name, ccn))
    }

    fn may_be_reminded_of(&self, now: Instant) -> bool {
        let quiet_since = Instant(self.reminded_at.unwrap_or(self.requested_at));
        now.full_days_since(quiet_since) >= REMIND_DAYS
    }
}

/// Those who decide, by the place and whether CMS decides too.
type Known = HashMap<(Place, bool), Vec<Decider>>;

/// One's own requests: those that are pending first, with who decides, then what was decided within 90 days. At most 200.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn own_requests(
    services: &Services,
    session: &Session,
) -> Result<Vec<OwnRequest>, ServiceError> {
    let actor = &session.actor;
    let since = actor.now.system.plus_days(-SHOWN_DAYS);
    let mut tx = services.db.read().await?;
    let rows = fetch!(fetch_all, OwnRow, tx, LIST, actor.user.0, since.0, MOST)?;
    let (mut requests, mut known) = (Vec::new(), Known::new());
    for row in rows {
        requests.push(read(&mut tx, session, row, &mut known).await?);
    }
    Ok(requests)
}

/// Whether one has asked for a role on which nobody has decided.
///
/// # Errors
/// The database's.
pub async fn awaits_decision(services: &Services, actor: &Actor) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    let (pending,) = fetch!(fetch_one, (i64,), tx, PENDING, actor.user.0)?;
    Ok(pending > 0)
}

async fn read(
    tx: &mut Tx,
    session: &Session,
    row: OwnRow,
    known: &mut Known,
) -> Result<OwnRequest, ServiceError> {
    let (actor, now) = (&session.actor, session.actor.now);
    let (role, state, place) = (row.role()?, row.state()?, row.place()?);
    let is_pending = state == RequestState::Pending;
    let deciders = if is_pending {
        deciders_at(tx, role, place, actor.user, known).await?
    } else {
        Vec::new()
    };
    let organization = match place {
        Place::Provider(id) => organizations::by_id(tx, id, now.today()).await?,
        Place::State(_) | Place::Jurisdiction(_) | Place::Nation => None,
    };
    let may_remind = is_pending && row.may_be_reminded_of(now.system);
    let decider = row.decider_name.zip(row.decider_email);
    let decided_by = decider.map(|(name, contact)| Decider { name, contact });
    Ok(OwnRequest {
        id: RequestId(row.id),
        role,
        state,
        organization: organization.map(|found| found.line),
        state_code: place.state(),
        jurisdiction: place.jurisdiction().map(Jurisdiction::name),
        granted_at_once: state == RequestState::Approved && decided_by.is_none(),
        requested_at: Instant(row.requested_at),
        deciders,
        may_remind,
        reason: row.reason.filter(|_| state == RequestState::Rejected),
        decided_at: row.decided_at.map(Instant),
        decided_by,
    })
}

/// Who decides on one's request, asked once for each place.
async fn deciders_at(
    tx: &mut Tx,
    role: Role,
    place: Place,
    user: UserId,
    known: &mut Known,
) -> Result<Vec<Decider>, ServiceError> {
    let key = (place, role.is_decided_by_cms_too());
    if let Some(deciders) = known.get(&key) {
        return Ok(deciders.clone());
    }
    let officials = deciders_of(tx, role, place, user).await?.into_iter();
    let deciders: Vec<Decider> = officials.map(Decider::from).collect();
    known.insert(key, deciders.clone());
    Ok(deciders)
}

/// Takes one's own request back, while nobody has decided on it. Those who would have are told.
///
/// # Errors
/// [`ServiceError::NotFound`] for a request of somebody else; [`ServiceError::Conflict`] when it is pending no more; the
/// database's.
pub async fn withdraw(
    services: &Services,
    session: &Session,
    id: RequestId,
) -> Result<(), ServiceError> {
    let (user, now) = (session.actor.user, session.actor.now.system);
    let mut tx = services.db.write().await?;
    let row = find(&mut tx, session, id).await?;
    if exec!(tx, WITHDRAW, id.0, now.0, user.0)? != 1 {
        return Err(Objection::NotPending.into());
    }
    let places = [row.words()?];
    let matter = matter(session, row.role()?, &places);
    let mails = (mails::own_withdrawn(&matter), mails::withdrawn(&matter));
    tell(&mut tx, services, session, &row, &mails).await?;
    let event = own(Act::RequestWithdrawn, session, &row)?;
    audit::commit(tx, services, event).await?;
    Ok(())
}

/// Reminds those who decide of one's own request.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is pending no more, or was asked for or reminded of less than three days ago; else
/// as [`withdraw`].
pub async fn remind(
    services: &Services,
    session: &Session,
    id: RequestId,
) -> Result<(), ServiceError> {
    let now = session.actor.now.system;
    let quiet_since = now.plus_days(-REMIND_DAYS);
    let mut tx = services.db.write().await?;
    let row = find(&mut tx, session, id).await?;
    if exec!(tx, REMIND, id.0, now.0, quiet_since.0)? != 1 {
        return Err(Objection::RemindedLately.into());
    }
    let places = [row.words()?];
    let matter = matter(session, row.role()?, &places);
    let mails = (mails::reminded(&matter), mails::reminder(&matter));
    tell(&mut tx, services, session, &row, &mails).await?;
    let event = own(Act::RequestReminded, session, &row)?;
    audit::commit(tx, services, event).await?;
    Ok(())
}

fn own(act: Act, session: &Session, row: &OwnRow) -> Result<Event, ServiceError> {
    let event = Event::by_oneself(act, &session.actor)
        .about(Object::Request(RequestId(row.id)))
        .word("role", row.role()?.key());
    Ok(row.place()?.concerned(event))
}

async fn find(tx: &mut Tx, session: &Session, id: RequestId) -> Result<OwnRow, ServiceError> {
    let user = session.actor.user.0;
    let row = fetch!(fetch_optional, OwnRow, tx, FIND, id.0, user)?;
    row.ok_or(ServiceError::NotFound)
}

/// One mail for whoever asks, and one for each of those who decide.
async fn tell(
    tx: &mut Tx,
    services: &Services,
    session: &Session,
    row: &OwnRow,
    (own, theirs): &(Words, Words),
) -> Result<(), ServiceError> {
    let (user, now) = (session.actor.user, session.actor.now.system);
    let deciders = deciders_of(tx, row.role()?, row.place()?, user).await?;
    mails::tell_all(tx, services, &deciders, user, theirs, now).await?;
    let email = email_of(tx, user).await?;
    mails::tell(tx, services, user, &email, own, now).await
}
