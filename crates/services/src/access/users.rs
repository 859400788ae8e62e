//! User Management: people with the roles that they hold and ask for, a row for each role and place, in the scope of
//! [`Action::ViewUsers`].

mod export;
pub(crate) mod one;
pub(crate) mod surveyor;

use domain::{
    access::{
        Action, Actor, Entry, GrantAt, GrantId, Holding, LastLogIn, RequestId, Role, Surveying,
        SurveyorId, UserFilter, UserLine, UserSort, Users,
    },
    audit::{Act, Event, Object, Organization, Record},
    identity::{AccountState, UserId, UserName},
    listing::Page,
    providers::ProviderId,
    time::{Instant, Zone},
};
use store::{Tx, fetch, row::Row};
use uuid::Uuid;

use super::{
    grants::{officials, others_there},
    place::Place,
    queue::{self, pattern},
    recertification::same_place,
};
use crate::{
    ServiceError, Services, audit,
    identity::own_profile::zone_of,
    listing::{EVERYTHING, counted},
    scope::{ScopeBinds, listed},
    search,
};

pub use export::export_users;
pub use one::find_user;
pub(crate) use one::held_and_asked;
pub use surveyor::verify_surveyor;

/// What is held (or was until it was suspended) and what is asked for, in the scope that is bound as `$1` to `$4`. `g.id` is
/// the grant's, `gp` its provider's row. Served by `role_grant_provider_provider`, `role_grant_role`,
/// `role_request_provider`, `role_request_state`, `role_request_queue` and the primary keys.
macro_rules! entries {
    () => {
        concat!(
            " from (select h.id, cast(null as uuid) as request_id, h.user_id, h.role, h.state_code, h.jurisdiction,
                     hp.provider_id, h.granted_at as since, h.ended_at,
                     case when h.ended_at is null then 'active' else 'suspended' end as holding,
                     cast(null as text) as surveyor, cast(null as text) as given_id
                 from role_grant h
                 left join role_grant_provider hp on hp.grant_id = h.id
                 where (h.ended_at is null or (h.ended_why = 'suspended' and h.taken_up_at is null)) and ",
            crate::scope::request_in_scope!("h.state_code", "hp.provider_id", "h.jurisdiction"),
            " union all
                 select cast(null as uuid), q.id, q.user_id, q.role, q.state_code, q.jurisdiction,
                     q.provider_id, q.requested_at, cast(null as bigint), 'pending', q.surveyor, q.surveyor_id
                 from role_request q
                 where q.state = 'pending' and ",
            crate::scope::request_in_scope!("q.state_code", "q.provider_id", "q.jurisdiction"),
            ") g
             join user_account u on u.id = g.user_id
             left join role_grant_provider gp on gp.grant_id = g.id and gp.provider_id = g.provider_id
             left join provider p on p.id = g.provider_id
             left join surveyor s on s.user_id = g.user_id
                 and g.role in ('state_agency_general_user', 'cms_general_user')"
        )
    };
}

/// By when a role that is held is to be confirmed, while a campaign waits for it.
macro_rules! due_at {
    () => {
        concat!(
            "(select min(r.due_at) from recertification_item i
                 join recertification r on r.id = i.recertification_id
                 where g.holding = 'active' and i.user_id = g.user_id and i.role = g.role and i.outcome is null
                     and r.closed_at is null and r.opened_at >= g.since and ",
            same_place!(),
            ")"
        )
    };
}

macro_rules! columns {
    () => {
        concat!(
            "select g.id as grant_id, g.request_id, g.user_id, g.role, g.state_code, g.jurisdiction, g.provider_id, g.since,
                 g.holding, u.full_name, u.user_name, u.email, u.state as account, u.created_at, u.last_log_in_at,
                 p.name as provider_name, p.ccn, g.surveyor, g.given_id, s.surveyor_id, ",
            due_at!(),
            " as due_at,
             (select max(i.decided_at) from recertification_item i
                 join recertification r on r.id = i.recertification_id
                 where g.holding = 'active' and i.user_id = g.user_id and i.role = g.role and i.outcome = 'kept'
                     and i.decided_at >= g.since and ",
            same_place!(),
            ") as kept_at, ",
            others_there!(),
            " as others"
        )
    };
}

/// After the scope: part of a name; role; what is shown; CCN; state; last log-in, and before when; whether it is to be
/// confirmed; surveyors; whether only those count who are the only official of their place.
macro_rules! matching {
    () => {
        concat!(
            r" where ($5 = '' or lower(u.full_name) like $5 escape '\' or lower(u.user_name) like $5 escape '\')
                 and ($6 = '' or g.role = $6) and $7 like '%,' || g.holding || ',%'
                 and ($8 = '' or p.ccn = $8) and ($9 = '' or g.state_code = $9 or p.state_code = $9)
                 and ($10 = '' or ($10 = 'never' and u.last_log_in_at is null)
                     or ($10 = 'long_ago' and coalesce(u.last_log_in_at, u.created_at) < $11))
                 and (not $12 or ",
            due_at!(),
            r" is not null)
                 and ($13 = '' or ($13 = 'verified' and s.surveyor_id is not null)
                     or ($13 = 'to_verify' and g.surveyor = 'yes' and s.surveyor_id is null))
                 and (not $14 or (g.holding = 'active' and u.state = 'active' and g.role in ",
            officials!(),
            " and ",
            others_there!(),
            " = 0))"
        )
    };
}

/// What has no value in the column comes last whichever way it is sorted.
macro_rules! page_by {
    ($order:expr) => {
        concat!(
            columns!(),
            entries!(),
            matching!(),
            " order by ",
            $order,
            ", u.full_name, u.id, g.role, p.name, g.id, g.request_id, g.provider_id limit $15 offset $16"
        )
    };
}

store::sql! {
    COUNT = concat!("select count(*) from (select 1", entries!(), matching!(), " limit $15 offset $16) as seen");
    /// Lists the roles of one person, one of which comes first. Served by role_grant_user and role_request_user.
    OF_ONE = concat!(
        columns!(), entries!(),
        " where g.user_id = $5
          order by case when g.id = $6 and g.provider_id is not distinct from $7 then 0 else 1 end,
              g.holding, g.since, g.id, p.name, g.provider_id limit $8"
    );
}

store::sorted! { page_by! of UserSort
    Name = "u.full_name", "u.full_name desc";
    Role = "g.role", "g.role desc";
    Place = "coalesce(p.name, g.state_code, g.jurisdiction, '')",
        "coalesce(p.name, g.state_code, g.jurisdiction, '') desc";
    Since = "g.since", "g.since desc";
    LastLogIn = "u.last_log_in_at is null, u.last_log_in_at", "u.last_log_in_at is null, u.last_log_in_at desc";
    Recertification = concat!(due_at!(), " is null, ", due_at!()), concat!(due_at!(), " is null, ", due_at!(), " desc");
}

/// `others` is how many hold the same role at the same place with an account that can be used.
#[derive(store::FromRow)]
struct UserRow {
    grant_id: Option<Uuid>,
    request_id: Option<Uuid>,
    user_id: Uuid,
    role: String,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    provider_id: Option<Uuid>,
    since: i64,
    holding: String,
    full_name: String,
    user_name: String,
    email: String,
    #[row(try_from = String)]
    account: AccountState,
    created_at: i64,
    last_log_in_at: Option<i64>,
    provider_name: Option<String>,
    ccn: Option<String>,
    surveyor: Option<String>,
    given_id: Option<String>,
    surveyor_id: Option<String>,
    due_at: Option<i64>,
    kept_at: Option<i64>,
    others: i64,
}

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "role of a person",
};

impl UserRow {
    fn entry(&self) -> Result<Entry, ServiceError> {
        match (self.grant_id, self.request_id) {
            (Some(id), None) => Ok(Entry::Grant(GrantAt {
                id: GrantId(id),
                provider: self.provider_id.map(ProviderId),
            })),
            (None, Some(id)) => Ok(Entry::Request(RequestId(id))),
            _ => Err(CORRUPT),
        }
    }

    fn surveying(&self) -> Option<Surveying> {
        let asks = self.surveyor.as_deref() == Some("yes");
        match &self.surveyor_id {
            Some(_) => Some(Surveying::Verified),
            None => asks.then_some(Surveying::ToVerify),
        }
    }

    fn line(&self, actor: &Actor, zone: Zone) -> Result<UserLine, ServiceError> {
        let role = Role::from_key(&self.role).map_err(|_| CORRUPT)?;
        let holding = Holding::from_key(&self.holding).ok_or(CORRUPT)?;
        let (state, jurisdiction) = (self.state_code.as_deref(), self.jurisdiction.as_deref());
        let place = Place::of(self.provider_id, state, jurisdiction)?;
        let since = Instant(self.since);
        let waits = holding == Holding::Pending;
        let surveyor_id = self.surveyor_id.as_ref().or(self.given_id.as_ref());
        let surveyor_id = surveyor_id.map(|id| SurveyorId::parse(id)).transpose();
        Ok(UserLine {
            entry: self.entry()?,
            user: UserId(self.user_id),
            person: self.full_name.clone(),
            user_name: UserName::parse(&self.user_name).map_err(|_| CORRUPT)?,
            role,
            place: place.words(self.provider_name.as_deref(), self.ccn.as_deref()),
            organization: self.ccn.clone().or_else(|| {
                let elsewhere = self.state_code.as_ref().or(self.jurisdiction.as_ref());
                elsewhere.cloned()
            }),
            holding,
            since,
            pending_days: waits.then(|| actor.now.system.days_since(since, zone)),
            last_log_in: self.last_log_in_at.map(Instant),
            confirmed_at: self.kept_at.map(Instant),
            due_at: self.due_at.map(Instant),
            surveyor_id: surveyor_id.map_err(|_| CORRUPT)?,
            surveying: self.surveying(),
            is_last_official: !waits && role.is_security_official() && self.others == 0,
            is_own: self.user_id == actor.user.0,
        })
    }
}

/// The words that every statement of this module binds first.
fn scope(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    let coverage = actor.coverage(Action::ViewUsers)?;
    Ok(ScopeBinds::of_places(actor, Action::ViewUsers, &coverage))
}

/// A filter in the words that its statements bind.
struct Search {
    scope: ScopeBinds,
    filter: UserFilter,
    text: String,
    pattern: String,
    shown: String,
    long_ago: Instant,
}

impl Search {
    fn new(services: &Services, actor: &Actor, filter: &UserFilter) -> Result<Self, ServiceError> {
        let scope = scope(actor)?;
        let filter = UserFilter::from_query(&filter.to_query());
        let text = search::open(services, actor, filter.search.as_ref());
        let shown = Holding::ALL.into_iter();
        let shown = shown.filter(|holding| filter.shown.lets_through(*holding));
        Ok(Self {
            scope,
            pattern: pattern(&text),
            text,
            shown: listed(shown.map(Holding::key)),
            long_ago: actor.now.system.plus_days(-LastLogIn::DAYS),
            filter,
        })
    }

    /// CCN and state of the organization; empty where there is none.
    fn place(&self) -> (&str, &str) {
        let organization = self.filter.organization.as_ref();
        organization.map_or(("", ""), Organization::ccn_and_state)
    }

    fn role(&self) -> &'static str {
        self.filter.role.map_or("", Role::key)
    }

    fn last_log_in(&self) -> &'static str {
        self.filter.last_log_in.map_or("", LastLogIn::key)
    }

    fn surveying(&self) -> &'static str {
        self.filter.surveying.map_or("", Surveying::key)
    }

    /// Runs one of the statements: they bind the same words.
    async fn run<R: Row>(
        &self,
        tx: &mut Tx,
        sql: &'static str,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<R>, ServiceError> {
        let (ccn, state) = self.place();
        Ok(fetch!(
            fetch_all,
            R,
            tx,
            sql,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            &self.pattern,
            self.role(),
            &self.shown,
            ccn,
            state,
            self.last_log_in(),
            self.long_ago.0,
            self.filter.unconfirmed,
            self.surveying(),
            self.filter.alone,
            limit,
            offset
        )?)
    }

    async fn count(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        self.run(tx, COUNT, EVERYTHING, 0).await.map(counted)
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<UserRow>, ServiceError> {
        let sql = statement(self.filter.sort, self.filter.direction);
        self.run(tx, sql, limit, offset).await
    }
}

/// The people that the filter lets through, a row for each role and place.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewUsers`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn list_users(
    services: &Services,
    actor: &Actor,
    filter: &UserFilter,
) -> Result<Users, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let request = search.filter.page.within(total);
    let rows = search
        .rows(&mut tx, i64::from(request.size), request.offset())
        .await?;
    let zone = zone_of(&mut tx, actor.user).await?;
    drop(tx);
    if !rows.is_empty() {
        audit::read(services, shown(Act::Read, actor, &rows)).await?;
    }
    let lines = rows.iter().map(|row| row.line(actor, zone));
    Ok(Users {
        lines: Page {
            rows: lines.collect::<Result<_, _>>()?,
            total,
            request,
        },
        search: search.text,
        roles: actor.coverage(Action::ViewUsers)?.roles(),
        decides: actor.may(Action::DecideRequests),
        steps_in: queue::scope(actor).is_ok_and(|scope| scope.nation),
    })
}

/// How many that list has.
///
/// # Errors
/// As [`list_users`].
pub async fn count_users(
    services: &Services,
    actor: &Actor,
    filter: &UserFilter,
) -> Result<i64, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    search.count(&mut tx).await
}

fn shown(act: Act, actor: &Actor, rows: &[UserRow]) -> Event {
    let providers = rows.iter().filter_map(|row| row.provider_id);
    Event::by(act, actor, Action::ViewUsers)
        .about(Object::List(Record::PeopleAndRoles))
        .at(providers.map(ProviderId))
        .showing(rows.iter().map(|row| row.user_id))
}
