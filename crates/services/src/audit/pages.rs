//! What people read of the audit trail: auditors all of it, security officials what concerns their organizations, and
//! everybody what they did themselves and what concerns their account.

use domain::{
    access::{Action, Actor, Jurisdiction, Role, roles_that_may},
    assessments::PatientNumber,
    audit::{
        Act, AuditFilter, Event, EventDetail, EventLine, EventList, Object, Organization, Outcome,
        Record,
    },
    count::as_count,
    identity::UserName,
    providers::{Ccn, ProviderId},
    time::Instant,
};
use jiff::ToSpan as _;
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    chain::{Row, columns},
    nightly,
    words::{LineRow, facts},
};
use crate::{ServiceError, Services, identity::Session, scope::listed, search};

/// What a list shows of an event `e`.
macro_rules! line_columns {
    () => {
        "select e.seq, e.happened_at, e.act, e.outcome, e.actor_kind, u.user_name, e.operator, e.viewed_role, a.user_name as account, \
             e.object_type, e.object_id, p.name as provider_name, p.ccn, e.providers_hash, e.state_code, e.jurisdiction, e.detail "
    };
}

macro_rules! joined {
    () => {
        "left join user_account u on u.id = e.actor_id
         left join user_account a on a.id = e.account_id
         left join provider p on p.id = e.provider_id "
    };
}

/// The whole record: before, from, until; any user, user; act; outcome; any provider, provider; state; rows; jurisdiction; patient.
/// Conditions may be narrower than "any": an index serves those.
macro_rules! events {
    ($user:literal, $act:literal, $provider:literal, $state:literal) => {
        events!(
            $user,
            $act,
            $provider,
            $state,
            "($12 = '' or e.jurisdiction = $12)"
        )
    };
    ($user:literal, $act:literal, $provider:literal, $state:literal, $jurisdiction:literal) => {
        events!(
            $user,
            $act,
            $provider,
            $state,
            $jurisdiction,
            "cast($13 as bigint) is null"
        )
    };
    ($user:literal, $act:literal, $provider:literal, $state:literal, $jurisdiction:literal, $patient:expr) => {
        concat!(
            line_columns!(),
            "from audit_event e ",
            joined!(),
            "where e.seq < $1 and e.happened_at >= $2 and e.happened_at < $3 and ",
            $user,
            " and ",
            $act,
            " and ($7 = '' or e.outcome = $7) and ",
            $provider,
            " and ",
            $state,
            " and ",
            $jurisdiction,
            " and ",
            $patient,
            " order by e.seq desc limit $11"
        )
    };
}

/// Selects events about the patient bound as `$13` or anyone merged into them, and events that show too many patients of
/// their provider to name any.
macro_rules! of_patient {
    () => {
        "e.seq in (
             with recursive family (id, number, provider_id) as (
                 select t.id, t.number, t.provider_id from patient t where t.number = $13
                 union select m.id, m.number, m.provider_id from family f join patient m on m.merged_into = f.id)
             select l.seq from family f join audit_event_patient l on l.patient = f.number
             union all
             select l.seq from audit_event_patient l join audit_event o on o.seq = l.seq
             where l.patient = 0 and (o.provider_id in (select f.provider_id from family f)
                 or exists (select 1 from audit_event_provider ep
                            where ep.seq = l.seq and ep.provider_id in (select f.provider_id from family f))))"
    };
}

/// The providers of which the person who is bound as `$1` sees the record, by the roles that are bound as `$2`.
macro_rules! own_providers {
    () => {
        "(select gp.provider_id from role_grant g join role_grant_provider gp on gp.grant_id = g.id
          where g.user_id = $1 and g.ended_at is null and $2 like '%,' || g.role || ',%')"
    };
}

/// The states, or the jurisdictions, of the same grants.
macro_rules! own {
    ($column:literal) => {
        concat!(
            "(select g.",
            $column,
            " from role_grant g where g.user_id = $1 and g.ended_at is null and $2 like '%,' || g.role || ',%')"
        )
    };
}

store::sql! {
    /// Served by the primary key, backwards.
    ANY = events!(
        "($4 or e.actor_id = $5)", "($6 = '' or e.act = $6)", "($8 or e.provider_id = $9)",
        "($10 = '' or e.state_code = $10)"
    );
    /// Served by the primary key of audit_event_patient, patient_merged and the unique number.
    BY_PATIENT = events!(
        "($4 or e.actor_id = $5)", "($6 = '' or e.act = $6)",
        "($8 or e.provider_id = $9 or e.seq in (select ep.seq from audit_event_provider ep where ep.provider_id = $9))",
        "($10 = '' or e.state_code = $10)", "($12 = '' or e.jurisdiction = $12)", of_patient!()
    );
    /// Served by audit_event_actor.
    BY_USER = events!(
        "not $4 and e.actor_id = $5", "($6 = '' or e.act = $6)",
        "($8 or e.provider_id = $9 or e.seq in (select ep.seq from audit_event_provider ep where ep.provider_id = $9))",
        "($10 = '' or e.state_code = $10)"
    );
    /// Served by audit_event_at_provider, and the primary key of audit_event_provider.
    BY_PROVIDER = events!(
        "($4 or e.actor_id = $5)", "($6 = '' or e.act = $6)",
        "not $8 and e.seq in (select o.seq from audit_event o where o.provider_id = $9
                              union all select ep.seq from audit_event_provider ep where ep.provider_id = $9)",
        "($10 = '' or e.state_code = $10)"
    );
    /// Served by audit_event_in_state.
    BY_STATE = events!(
        "($4 or e.actor_id = $5)", "($6 = '' or e.act = $6)",
        "($8 or e.provider_id = $9)", "$10 <> '' and e.state_code = $10"
    );
    /// Served by audit_event_in_jurisdiction.
    BY_JURISDICTION = events!(
        "($4 or e.actor_id = $5)", "($6 = '' or e.act = $6)",
        "($8 or e.provider_id = $9)", "($10 = '' or e.state_code = $10)", "$12 <> '' and e.jurisdiction = $12"
    );
    /// Served by audit_event_act.
    BY_ACT = events!(
        "($4 or e.actor_id = $5)", "$6 <> '' and e.act = $6",
        "($8 or e.provider_id = $9)", "($10 = '' or e.state_code = $10)"
    );
    /// What was done to roles, wherever: events about nobody's patient, so none is found by one. Served by audit_event_act and
    /// the primary key.
    OF_ROLES = events!(
        "($4 or e.actor_id = $5)",
        "e.seq in (select o.seq from audit_event o where o.act in ('authz_role_asked', 'authz_request_withdrawn',
             'authz_request_reminded', 'authz_request_approved', 'authz_request_rejected', 'authz_surveyor_verified',
             'authz_recertification_opened', 'authz_role_kept', 'authz_recertification_closed', 'privilege_role_granted',
             'privilege_role_removed', 'privilege_role_suspended', 'privilege_role_resumed', 'privilege_role_lapsed'))
         and ($6 = '' or e.act = $6)",
        "($8 or e.provider_id = $9 or e.seq in (select ep.seq from audit_event_provider ep where ep.provider_id = $9))",
        "($10 = '' or e.state_code = $10)", "($12 = '' or e.jurisdiction = $12)"
    );
    /// Who saw and changed what: person, roles; before, from, until; any user, user; act; any provider, provider; rows; state;
    /// jurisdiction. Of a state, a region, an accrediting organization or a contract: what names it.
    /// Served by role_grant_user, audit_event_at_provider, the primary key of audit_event_provider, audit_event_in_state and
    /// audit_event_in_jurisdiction.
    AT_OWN_PLACES = concat!(
        line_columns!(),
        "from audit_event e ", joined!(),
        "where e.seq in (select o.seq from audit_event o
                         where o.provider_id in ", own_providers!(), " and ($9 or o.provider_id = $10)
                         union all select ep.seq from audit_event_provider ep
                         where ep.provider_id in ", own_providers!(), " and ($9 or ep.provider_id = $10)
                         union all select o.seq from audit_event o where $9 and o.state_code in ", own!("state_code"), "
                         union all select o.seq from audit_event o where $9 and o.jurisdiction in ", own!("jurisdiction"), ")
           and e.seq < $3 and e.happened_at >= $4 and e.happened_at < $5
           and ($6 or e.actor_id = $7) and ($8 = '' or e.act = $8)
           and ($12 = '' or e.state_code = $12) and ($13 = '' or e.jurisdiction = $13)
         order by e.seq desc limit $11"
    );
    /// One's own: person, before, rows. Served by audit_event_actor and audit_event_account, which leaves out what the
    /// first one finds.
    OWN = concat!(
        line_columns!(),
        "from audit_event e ", joined!(),
        "where e.seq in (select o.seq from (select seq from audit_event where actor_id = $1 and seq < $2
                                            order by seq desc limit $3) o
                         union all select t.seq from (select seq from audit_event where account_id = $1 and seq < $2
                                                        and (actor_id is null or account_id <> actor_id)
                                                      order by seq desc limit $3) t)
         order by e.seq desc limit $3"
    );
    /// What somebody did while they viewed as a role: who, from, to, before, rows. Served by audit_event_actor.
    WHILE_VIEWING = concat!(
        line_columns!(),
        "from audit_event e ", joined!(),
        "where e.actor_id = $1 and e.viewed_role is not null and e.happened_at >= $2 and e.happened_at <= $3 and e.seq < $4
         order by e.seq desc limit $5"
    );
    /// Served by the primary key.
    LINE = concat!(line_columns!(), "from audit_event e ", joined!(), "where e.seq = $1");
    /// Served by the primary key.
    ROW = concat!("select ", columns!(), " from audit_event where seq = $1");
    /// Served by audit_event_provider_seq and the primary key.
    PROVIDERS = "select p.name, p.ccn from audit_event_provider ep join provider p on p.id = ep.provider_id
        where ep.seq = $1 order by p.name, p.id limit $2";
    /// Served by the unique user name.
    FIND_USER = "select id from user_account where user_name = $1";
    /// Served by the unique CCN.
    FIND_PROVIDER = "select id from provider where ccn = $1";
    /// Served by the unique number.
    PROVIDER_OF_PATIENT = "select provider_id from patient where number = $1";
}

/// As many providers of one event as its page names.
const PROVIDERS_SHOWN: i64 = 100;

/// A filter in the words that statements bind.
struct Search<'a> {
    filter: &'a AuditFilter,
    text: String,
    before: i64,
    from: i64,
    until: i64,
    user: Option<Uuid>,
    provider: Option<Uuid>,
    state: &'a str,
    jurisdiction: String,
    act: &'static str,
    outcome: &'static str,
}

impl<'a> Search<'a> {
    async fn new(
        services: &Services,
        tx: &mut Tx,
        actor: &Actor,
        filter: &'a AuditFilter,
    ) -> Result<Self, ServiceError> {
        let begin = |day| Instant::start_of(day).0;
        let text = search::open(services, actor, filter.search.as_ref());
        let user = match UserName::parse(&text) {
            _ if text.is_empty() => None,
            // Nobody of another name, or of none, has done anything.
            Ok(name) => Some(id_of_user(tx, &name).await?.unwrap_or_default()),
            Err(_) => Some(Uuid::nil()),
        };
        let (provider, state) = match &filter.organization {
            Some(Organization::Provider(ccn)) => {
                (Some(id_of_provider(tx, ccn).await?.unwrap_or_default()), "")
            }
            Some(Organization::State(state)) => (None, state.as_str()),
            // Nothing was done there.
            Some(Organization::Unknown(_)) => (Some(Uuid::nil()), ""),
            None => (None, ""),
        };
        Ok(Self {
            filter,
            text,
            before: filter.before.unwrap_or(i64::MAX),
            from: filter.from.map_or(i64::MIN, begin),
            until: filter
                .to
                .map_or(i64::MAX, |day| begin(day.saturating_add(1.day()))),
            user,
            provider,
            state,
            jurisdiction: filter
                .jurisdiction
                .map(Jurisdiction::key)
                .unwrap_or_default(),
            act: filter.act.map_or("", Act::key),
            outcome: filter.outcome.map_or("", Outcome::key),
        })
    }

    /// The provider to which the list is narrowed.
    fn named_provider(&self) -> Option<ProviderId> {
        let id = self.provider.filter(|id| !id.is_nil());
        id.map(ProviderId)
    }

    /// The statement that its narrowest condition is an index's.
    fn statement(&self) -> &'static str {
        if self.filter.patient.is_some() {
            BY_PATIENT
        } else if self.user.is_some() {
            BY_USER
        } else if self.provider.is_some() {
            BY_PROVIDER
        } else if !self.state.is_empty() {
            BY_STATE
        } else if !self.jurisdiction.is_empty() {
            BY_JURISDICTION
        } else if self.filter.act.is_some() {
            BY_ACT
        } else {
            ANY
        }
    }

    /// The newest rows of the whole record that the filter lets through, as many as `most`.
    async fn rows(&self, tx: &mut Tx, most: i64) -> Result<Vec<LineRow>, ServiceError> {
        self.run(tx, self.statement(), most).await
    }

    /// Runs one of the statements of [`events!`]: they bind the same words.
    async fn run(
        &self,
        tx: &mut Tx,
        sql: &'static str,
        most: i64,
    ) -> Result<Vec<LineRow>, ServiceError> {
        Ok(fetch!(
            fetch_all,
            LineRow,
            tx,
            sql,
            self.before,
            self.from,
            self.until,
            self.user.is_none(),
            self.user.unwrap_or_default(),
            self.act,
            self.outcome,
            self.provider.is_none(),
            self.provider.unwrap_or_default(),
            self.state,
            most,
            &self.jurisdiction,
            self.filter.patient.map(|number| number.0)
        )?)
    }

    /// The same of what concerns the places whose security official somebody is, by these roles.
    async fn rows_at_own_places(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        roles: &str,
        most: i64,
    ) -> Result<Vec<LineRow>, ServiceError> {
        Ok(fetch!(
            fetch_all,
            LineRow,
            tx,
            AT_OWN_PLACES,
            actor.user.0,
            roles,
            self.before,
            self.from,
            self.until,
            self.user.is_none(),
            self.user.unwrap_or_default(),
            self.act,
            self.provider.is_none(),
            self.provider.unwrap_or_default(),
            most,
            self.state,
            &self.jurisdiction
        )?)
    }
}

async fn id_of_user(tx: &mut Tx, name: &UserName) -> Result<Option<Uuid>, ServiceError> {
    let row = fetch!(fetch_optional, (Uuid,), tx, FIND_USER, name.as_str())?;
    Ok(row.map(|(id,)| id))
}

async fn id_of_provider(tx: &mut Tx, ccn: &Ccn) -> Result<Option<Uuid>, ServiceError> {
    let row = fetch!(fetch_optional, (Uuid,), tx, FIND_PROVIDER, ccn.as_str())?;
    Ok(row.map(|(id,)| id))
}

/// Whether a patient is one of these providers'.
async fn is_among(
    tx: &mut Tx,
    providers: &[ProviderId],
    patient: PatientNumber,
) -> Result<bool, ServiceError> {
    let row = fetch!(fetch_optional, (Uuid,), tx, PROVIDER_OF_PATIENT, patient.0)?;
    Ok(row.is_some_and(|(id,)| providers.contains(&ProviderId(id))))
}

/// One row more than a page is asked for: it tells whether there is a next one.
fn one_more() -> i64 {
    as_count(AuditFilter::PAGE + 1)
}

fn page(mut rows: Vec<LineRow>, search: String) -> EventList {
    let has_next = rows.len() > AuditFilter::PAGE;
    rows.truncate(AuditFilter::PAGE);
    EventList {
        next: rows.last().filter(|_| has_next).map(|row| row.seq),
        events: rows.into_iter().map(LineRow::line).collect(),
        search,
        verified: None,
    }
}

/// What a list finds.
pub(super) struct Found {
    /// The newest first.
    pub rows: Vec<LineRow>,
    /// Whose events were searched for.
    search: String,
    /// The provider to which the list was narrowed.
    pub provider: Option<ProviderId>,
}

/// The newest events of the audit trail that the filter lets through, as many as `most`.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAudit`]; the database's.
pub(super) async fn in_trail(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    filter: &AuditFilter,
    most: i64,
) -> Result<Found, ServiceError> {
    actor.coverage(Action::ViewAudit)?;
    let search = Search::new(services, tx, actor, filter).await?;
    Ok(Found {
        rows: search.rows(tx, most).await?,
        provider: search.named_provider(),
        search: search.text,
    })
}

/// The audit trail, the newest event first. That it was looked at is an event, too.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAudit`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn list_events(
    services: &Services,
    actor: &Actor,
    filter: &AuditFilter,
) -> Result<EventList, ServiceError> {
    let mut tx = services.db.read().await?;
    let found = in_trail(services, &mut tx, actor, filter, one_more()).await?;
    let verified = nightly::last(&mut tx).await?;
    drop(tx);
    let list = EventList {
        verified,
        ..page(found.rows, found.search)
    };
    let event =
        Event::by(Act::Read, actor, Action::ViewAudit).about(Object::List(Record::AuditTrail));
    super::read(services, showing(event, filter, &list.events)).await?;
    Ok(list)
}

/// With the events that are shown, and the patient whose looks were asked for: it is no look at the patient.
pub(super) fn showing(event: Event, filter: &AuditFilter, shown: &[EventLine]) -> Event {
    let event = event.count("rows", shown.len());
    let event = match (shown.first(), shown.last()) {
        (Some(newest), Some(oldest)) => event
            .count("newest", newest.seq)
            .count("oldest", oldest.seq),
        _ => event,
    };
    match filter.patient {
        Some(number) => event.count("patient", number.0),
        None => event,
    }
}

/// One event, with everything that its row says.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none of this number, else as [`list_events`].
pub async fn find_event(
    services: &Services,
    actor: &Actor,
    seq: i64,
) -> Result<EventDetail, ServiceError> {
    actor.coverage(Action::ViewAudit)?;
    let mut tx = services.db.read().await?;
    let line = fetch!(fetch_optional, LineRow, tx, LINE, seq)?;
    let line = line.ok_or(ServiceError::NotFound)?;
    let row = fetch!(fetch_one, Row, tx, ROW, seq)?;
    let providers = match row.providers_hash {
        Some(_) => fetch!(
            fetch_all,
            (String, Option<String>),
            tx,
            PROVIDERS,
            seq,
            PROVIDERS_SHOWN
        )?,
        None => Vec::new(),
    };
    drop(tx);
    let facts = facts(&row, line.account.clone(), providers);
    let event = Event::by(Act::Read, actor, Action::ViewAudit).about(Object::Event(seq));
    super::read(services, event).await?;
    Ok(EventDetail {
        line: line.line(),
        facts,
    })
}

/// What [`list_access_record`] shows, as many events as `most`.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAccessRecord`]; [`ServiceError::NotFound`] for an organization that lies
/// outside of it; the database's.
pub(super) async fn in_access_record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    filter: &AuditFilter,
    most: i64,
) -> Result<Found, ServiceError> {
    let action = Action::ViewAccessRecord;
    let coverage = actor.coverage(action)?;
    let roles =
        roles_that_may(action).filter(|role| actor.grants.iter().any(|held| held.role == *role));
    let roles = listed(roles.map(Role::key));
    let search = Search::new(services, tx, actor, filter).await?;
    if coverage.nation {
        return Ok(Found {
            rows: search.run(tx, OF_ROLES, most).await?,
            provider: search.named_provider(),
            search: search.text,
        });
    }
    let provider = match &filter.organization {
        Some(Organization::Provider(_)) => search.provider.map(ProviderId),
        _ => None,
    };
    let state = match &filter.organization {
        Some(Organization::State(state)) => Some(*state),
        _ => None,
    };
    let is_outside = provider.is_some_and(|provider| !coverage.providers.contains(&provider))
        || state.is_some_and(|state| !coverage.states.contains(&state))
        || filter
            .jurisdiction
            .is_some_and(|one| !coverage.jurisdictions.contains(&one));
    if is_outside {
        return Err(ServiceError::NotFound);
    }
    let rows = match filter.patient {
        None => search.rows_at_own_places(tx, actor, &roles, most).await?,
        // Every look at a patient concerns their provider, also one at a list of many.
        Some(number) if is_among(tx, &coverage.providers, number).await? => {
            search.rows(tx, most).await?
        }
        Some(_) => Vec::new(),
    };
    Ok(Found {
        rows,
        provider,
        search: search.text,
    })
}

/// Who saw and changed what at the organizations whose security official one is, the newest first. Of a state agency, an
/// accrediting organization, a contractor or a QIO that is what names it, and nothing of its providers. Of the nation it is what was done
/// to roles, and nothing else. Nothing of a patient of another provider, as of none.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAccessRecord`]; [`ServiceError::NotFound`] for an organization that lies
/// outside of it; [`ServiceError::Unrecorded`]; the database's.
pub async fn list_access_record(
    services: &Services,
    actor: &Actor,
    filter: &AuditFilter,
) -> Result<EventList, ServiceError> {
    let mut tx = services.db.read().await?;
    let found = in_access_record(services, &mut tx, actor, filter, one_more()).await?;
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::ViewAccessRecord)
        .about(Object::List(Record::AccessRecord))
        .at(found.provider);
    let list = page(found.rows, found.search);
    super::read(services, showing(event, filter, &list.events)).await?;
    Ok(list)
}

/// What somebody did between two moments in which they viewed as a role, the newest first. One views as one role at a time.
pub(crate) async fn seen_while_viewing(
    tx: &mut Tx,
    viewer: Uuid,
    (from, to): (i64, i64),
    before: Option<i64>,
) -> Result<EventList, ServiceError> {
    let before = before.unwrap_or(i64::MAX);
    let rows = fetch!(
        fetch_all,
        LineRow,
        tx,
        WHILE_VIEWING,
        viewer,
        from,
        to,
        before,
        one_more()
    )?;
    Ok(page(rows, String::new()))
}

/// What one did oneself, and what was done with one's account, the newest first.
///
/// # Errors
/// The database's.
pub async fn list_own_events(
    services: &Services,
    session: &Session,
    before: Option<i64>,
) -> Result<EventList, ServiceError> {
    let mut tx = services.db.read().await?;
    let (user, before) = (session.actor.user.0, before.unwrap_or(i64::MAX));
    let rows = fetch!(fetch_all, LineRow, tx, OWN, user, before, one_more())?;
    Ok(page(rows, String::new()))
}
