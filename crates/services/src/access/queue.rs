//! The queue of those who decide: the requests that lie in their scope, and one of them with what a decision needs.

use domain::{
    access::{
        Action, Actor, Decider, Jurisdiction, RequestDetail, RequestFilter, RequestId, RequestLine,
        RequestState, Role, SurveyorAnswer, SurveyorId,
    },
    audit::{Act, Event, Object, Organization, Record},
    identity::{UserId, UserName},
    listing::Page,
    providers::{ProviderId, StateCode},
    time::Instant,
};
use jiff::civil::Date;
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    conflicts,
    grants::held_in_scope,
    organizations,
    place::{Place, deciders_of, officials},
};
use crate::{
    ServiceError, Services, audit, identity::grants, providers::list::containing,
    scope::ScopeBinds, search,
};

/// The requests in the scope that is bound as `$1` to `$4`: of everything, of states, of the providers whose security
/// official one is.
macro_rules! in_scope {
    () => {
        concat!(
            "from role_request r
             join user_account u on u.id = r.user_id
             left join provider p on p.id = r.provider_id
             left join user_account d on d.id = r.decided_by
             where ",
            crate::scope::request_in_scope!("r.state_code", "r.provider_id", "r.jurisdiction")
        )
    };
}

macro_rules! columns {
    () => {
        "select r.id, r.user_id, r.role, r.state, u.full_name, u.user_name, u.email, r.provider_id,
             p.name as provider_name, p.ccn, r.state_code, r.jurisdiction, r.requested_at, r.decided_at, d.user_name as decided_by,
             r.surveyor, r.surveyor_id, r.reason "
    };
}

/// The same but for the reader's own, on which others decide.
macro_rules! of_others_in_scope {
    () => {
        concat!(in_scope!(), " and r.user_id <> $3")
    };
}

/// State, role, part of a name, CCN, state agency, and region or contract, after the scope.
macro_rules! matching {
    () => {
        r" and ($5 = '' or r.state = $5) and ($6 = '' or r.role = $6)
             and ($7 = '' or lower(u.full_name) like $7 escape '\' or lower(u.user_name) like $7 escape '\')
             and ($8 = '' or p.ccn = $8) and ($9 = '' or r.state_code = $9) and ($10 = '' or r.jurisdiction = $10)"
    };
}

store::sql! {
    /// Requests that wait come first, the longest first; then the others, the latest first.
    LIST = concat!(
        columns!(), of_others_in_scope!(), matching!(),
        " order by case when r.state = 'pending' then 0 else 1 end,
              case when r.state = 'pending' then r.requested_at else -r.requested_at end, r.id
          limit $11 offset $12"
    );
    COUNT = concat!("select count(*) ", of_others_in_scope!(), matching!());
    COUNT_BY_STATE = concat!("select r.state, count(*) ", of_others_in_scope!(), " group by r.state");
    /// Served by the primary key.
    FIND = concat!(columns!(), in_scope!(), " and r.id = $5");
    /// Served by the primary key.
    SURVEYOR = "select surveyor_id from surveyor where user_id = $1";
    /// The states of the providers at which somebody holds roles. Served by role_grant_user and the primary keys.
    STATES_AT = "select distinct p.state_code from role_grant g
        join role_grant_provider gp on gp.grant_id = g.id
        join provider p on p.id = gp.provider_id
        where g.user_id = $1 and g.ended_at is null";
}

#[derive(store::FromRow)]
pub(super) struct RequestRow {
    id: Uuid,
    user_id: Uuid,
    role: String,
    state: String,
    pub full_name: String,
    pub user_name: String,
    pub email: String,
    provider_id: Option<Uuid>,
    provider_name: Option<String>,
    ccn: Option<String>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    requested_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    surveyor: Option<String>,
    surveyor_id: Option<String>,
    reason: Option<String>,
}

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "role request",
};

impl RequestRow {
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

    pub fn is_pending(&self) -> bool {
        self.state == RequestState::Pending.key()
    }

    pub fn surveyor(&self) -> Result<Option<SurveyorAnswer>, ServiceError> {
        let read = |key: &String| SurveyorAnswer::from_key(key).ok_or(CORRUPT);
        self.surveyor.as_ref().map(read).transpose()
    }

    pub fn line(&self) -> Result<RequestLine, ServiceError> {
        Ok(RequestLine {
            id: RequestId(self.id),
            role: self.role()?,
            state: RequestState::from_key(&self.state).ok_or(CORRUPT)?,
            person: self.full_name.clone(),
            user_name: UserName::parse(&self.user_name).map_err(|_| CORRUPT)?,
            place: self.words()?,
            requested_at: Instant(self.requested_at),
            decided_at: self.decided_at.map(Instant),
            decided_by: self.decided_by.clone(),
        })
    }
}

/// The words that every statement of this module binds first.
pub(super) fn scope(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    let action = Action::DecideRequests;
    let coverage = actor.coverage(action)?;
    Ok(ScopeBinds::of_places(actor, action, &coverage))
}

/// The roles that requests in one's scope can be for.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`].
pub fn roles_in_scope(actor: &Actor) -> Result<Vec<Role>, ServiceError> {
    Ok(actor.coverage(Action::DecideRequests)?.roles())
}

/// What a search finds; everything while it is empty.
pub(super) fn pattern(search: &str) -> String {
    if search.is_empty() {
        String::new()
    } else {
        containing(search)
    }
}

/// The requests of others in one's scope: those that wait first, then what was decided.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`], or the database's.
pub async fn list_requests(
    services: &Services,
    actor: &Actor,
    filter: &RequestFilter,
) -> Result<Page<RequestLine>, ServiceError> {
    let scope = scope(actor)?;
    let filter = &RequestFilter::from_query(&filter.to_query());
    let state = filter.state.map_or("", RequestState::key);
    let role = filter.role.map_or("", Role::key);
    let pattern = pattern(&search::open(services, actor, filter.search.as_ref()));
    let organization = filter.organization.as_ref();
    let (ccn, agency) = organization.map_or(("", ""), Organization::ccn_and_state);
    let jurisdiction = filter
        .jurisdiction
        .map_or_else(String::new, Jurisdiction::key);
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
        state,
        role,
        &pattern,
        ccn,
        agency,
        &jurisdiction
    )?;
    let request = filter.page.within(total);
    let rows = fetch!(
        fetch_all,
        RequestRow,
        tx,
        LIST,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        state,
        role,
        &pattern,
        ccn,
        agency,
        &jurisdiction,
        i64::from(request.size),
        request.offset()
    )?;
    drop(tx);
    if !rows.is_empty() {
        let providers = rows.iter().filter_map(|row| row.provider_id);
        let event = Event::by(Act::Read, actor, Action::DecideRequests)
            .about(Object::List(Record::RoleRequests))
            .at(providers.map(ProviderId))
            .showing(rows.iter().map(|row| row.user_id));
        audit::read(services, event).await?;
    }
    Ok(Page {
        rows: rows
            .iter()
            .map(RequestRow::line)
            .collect::<Result<_, _>>()?,
        total,
        request,
    })
}

/// How many requests of others lie in one's scope, by their state.
///
/// # Errors
/// As [`list_requests`].
pub async fn count_requests(
    services: &Services,
    actor: &Actor,
) -> Result<Vec<(RequestState, i64)>, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let found = fetch!(
        fetch_all,
        (String, i64),
        tx,
        COUNT_BY_STATE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles
    )?;
    let count = |state: RequestState| {
        let of_state = found.iter().find(|(key, _)| key == state.key());
        of_state.map_or(0, |(_, count)| *count)
    };
    Ok(RequestState::ALL.map(|state| (state, count(state))).into())
}

/// One request, with what a decision needs.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or none in one's scope; else as [`list_requests`].
pub async fn find_request(
    services: &Services,
    actor: &Actor,
    id: RequestId,
) -> Result<RequestDetail, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = find_row(&mut tx, actor, id).await?;
    let (user, place) = (row.user(), row.place()?);
    let organization = match place {
        Place::Provider(id) => organizations::by_id(&mut tx, id, actor.now.today()).await?,
        Place::State(_) | Place::Jurisdiction(_) | Place::Nation => None,
    };
    let warnings = warnings_of(&mut tx, &row, actor.now.today()).await?;
    let verified = surveyor_of(&mut tx, user).await?;
    let given = row.surveyor_id.as_deref().map(SurveyorId::parse);
    let given = given.transpose().map_err(|_| CORRUPT)?;
    let held = held_in_scope(&mut tx, actor, user, id).await?;
    let others = officials(&mut tx, place).await?.len();
    let is_own = user == actor.user;
    let deciders = if is_own {
        deciders_of(&mut tx, row.role()?, place, user).await?
    } else {
        Vec::new()
    };
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::DecideRequests)
        .of(user)
        .about(Object::Request(id))
        .word("role", row.role()?.key());
    audit::read(services, place.concerned(event)).await?;
    Ok(RequestDetail {
        line: row.line()?,
        organization: organization.map(|found| found.line),
        state_code: place.state(),
        surveyor: row.surveyor()?,
        surveyor_verified: verified.is_some(),
        surveyor_id: verified.or(given),
        held,
        warnings,
        is_own,
        deciders: deciders.into_iter().map(Decider::from).collect(),
        others,
        email: row.email,
        reason: row.reason,
    })
}

/// A request in one's scope.
pub(super) async fn find_row(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
) -> Result<RequestRow, ServiceError> {
    let scope = scope(actor)?;
    let row = fetch!(
        fetch_optional,
        RequestRow,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        id.0
    )?;
    row.ok_or(ServiceError::NotFound)
}

/// What a decider should know before a request is granted.
pub(super) async fn warnings_of(
    tx: &mut Tx,
    row: &RequestRow,
    today: Date,
) -> Result<Vec<String>, ServiceError> {
    let (user, place) = (row.user(), row.place()?);
    let state = match place {
        Place::Provider(id) => organizations::by_id(tx, id, today)
            .await?
            .map(|found| found.state),
        Place::State(state) => Some(state),
        Place::Jurisdiction(_) | Place::Nation => None,
    };
    let held = grants::of(tx, user).await?;
    let states_at = states_at(tx, user).await?;
    Ok(conflicts::warnings(
        row.role()?,
        place,
        state,
        &held,
        &states_at,
    ))
}

/// The federal surveyor ID that was verified for somebody.
pub(super) async fn surveyor_of(
    tx: &mut Tx,
    user: UserId,
) -> Result<Option<SurveyorId>, ServiceError> {
    let row = fetch!(fetch_optional, (String,), tx, SURVEYOR, user.0)?;
    let id = row.map(|(id,)| SurveyorId::parse(&id)).transpose();
    id.map_err(|_| ServiceError::Corrupt {
        what: "surveyor ID",
    })
}

async fn states_at(tx: &mut Tx, user: UserId) -> Result<Vec<StateCode>, ServiceError> {
    let rows = fetch!(fetch_all, (String,), tx, STATES_AT, user.0)?;
    let states = rows.iter().map(|(code,)| StateCode::parse(code));
    let states = states.collect::<Result<_, _>>();
    states.map_err(|_| ServiceError::Corrupt { what: "state" })
}
