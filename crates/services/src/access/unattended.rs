//! Organizations without a security official: providers, state agencies, accrediting organizations, contractors and QIOs where
//! roles are held or asked for, and nobody can act as their official. For those who step in there.

use domain::{
    access::{Action, Actor, RequestId, UnattendedFilter, UnattendedLine, WhyUnattended},
    audit::{Act, Event, Object, Organization, Record},
    identity::UserName,
    listing::Page,
    providers::{ProviderId, StateCode},
    time::Instant,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    place::Place,
    queue::{pattern, scope},
};
use crate::{ServiceError, Services, audit, csv_table::CsvTable, scope::ScopeBinds};

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "organization without a security official",
};

/// The security officials of accrediting organizations, contractors and QIOs.
macro_rules! officials_of_jurisdictions {
    () => {
        "('ao_security_official', 'mac_security_official', 'qio_security_official')"
    };
}
#[cfg(test)]
pub(super) use officials_of_jurisdictions;

/// Each organization with its last official, and what is held and asked for there, in the scope that is bound as `$1` to
/// `$4`. A role that was suspended and not given back counts as its place's: somebody is to be found again. Served by
/// `role_grant_provider_provider`, `role_grant_role`, `role_grant_jurisdiction`, `role_request_provider` and
/// `role_request_state`. Survey contracts have no official: CMS decides there (survey-and-certification 5.4, row 20).
macro_rules! organizations {
    () => {
        concat!(
            "(select p.id as provider_id, p.ccn, p.name, p.state_code, cast(null as text) as jurisdiction, l.id as last_grant,
                 (select count(*) from role_grant_provider hp join role_grant h on h.id = hp.grant_id
                     where hp.provider_id = p.id and h.ended_at is null) as roles,
                 (select count(*) from role_request q where q.provider_id = p.id and q.state = 'pending') as requests,
                 (select min(q.requested_at) from role_request q
                     where q.provider_id = p.id and q.state = 'pending') as oldest,
                 (select min(h.granted_at) from role_grant_provider hp join role_grant h on h.id = hp.grant_id
                     where hp.provider_id = p.id and h.ended_at is null) as first_held
             from provider p
             left join role_grant l on l.id = (select o.id from role_grant_provider op
                 join role_grant o on o.id = op.grant_id
                 where op.provider_id = p.id and o.role = 'provider_security_official'
                     and coalesce(o.ended_why, '') <> 'divided'
                 order by case when o.ended_at is null then 0 else 1 end, o.ended_at desc, o.id limit 1)
             where p.id in (select hp.provider_id from role_grant h join role_grant_provider hp on hp.grant_id = h.id
                     where h.ended_at is null
                         or (h.role = 'provider_security_official' and h.ended_why = 'suspended' and h.taken_up_at is null)
                     union select q.provider_id from role_request q where q.state = 'pending' and q.provider_id is not null)
                 and not exists (select 1 from role_grant_provider op
                     join role_grant o on o.id = op.grant_id
                     join user_account ou on ou.id = o.user_id
                     where op.provider_id = p.id and o.role = 'provider_security_official' and o.ended_at is null
                         and ou.state = 'active')
                 and ",
            crate::scope::place_in_scope!("p.state_code", "p.id"),
            " union all
             select cast(null as uuid), cast(null as text), cast(null as text), s.state_code, cast(null as text), l.id,
                 (select count(*) from role_grant h where h.state_code = s.state_code and h.ended_at is null),
                 (select count(*) from role_request q where q.state_code = s.state_code and q.state = 'pending'),
                 (select min(q.requested_at) from role_request q
                     where q.state_code = s.state_code and q.state = 'pending'),
                 (select min(h.granted_at) from role_grant h where h.state_code = s.state_code and h.ended_at is null)
             from (select h.state_code from role_grant h where h.state_code is not null and (h.ended_at is null
                         or (h.role = 'state_agency_security_official' and h.ended_why = 'suspended'
                             and h.taken_up_at is null))
                     union select q.state_code from role_request q where q.state = 'pending' and q.state_code is not null) s
             left join role_grant l on l.id = (select o.id from role_grant o
                 where o.state_code = s.state_code and o.role = 'state_agency_security_official'
                 order by case when o.ended_at is null then 0 else 1 end, o.ended_at desc, o.id limit 1)
             where not exists (select 1 from role_grant o
                     join user_account ou on ou.id = o.user_id
                     where o.state_code = s.state_code and o.role = 'state_agency_security_official'
                         and o.ended_at is null and ou.state = 'active')
                 and ($1 or $2 like '%,' || s.state_code || ',%')
             union all
             select cast(null as uuid), cast(null as text), cast(null as text), cast(null as text), s.jurisdiction, l.id,
                 (select count(*) from role_grant h where h.jurisdiction = s.jurisdiction and h.ended_at is null),
                 (select count(*) from role_request q where q.jurisdiction = s.jurisdiction and q.state = 'pending'),
                 (select min(q.requested_at) from role_request q
                     where q.jurisdiction = s.jurisdiction and q.state = 'pending'),
                 (select min(h.granted_at) from role_grant h where h.jurisdiction = s.jurisdiction and h.ended_at is null)
             from (select h.jurisdiction from role_grant h where h.jurisdiction is not null and (h.ended_at is null
                         or (h.role in ", officials_of_jurisdictions!(), " and h.ended_why = 'suspended'
                             and h.taken_up_at is null))
                     union select q.jurisdiction from role_request q
                         where q.state = 'pending' and q.jurisdiction is not null) s
             left join role_grant l on l.id = (select o.id from role_grant o
                 where o.jurisdiction = s.jurisdiction and o.role in ", officials_of_jurisdictions!(), "
                 order by case when o.ended_at is null then 0 else 1 end, o.ended_at desc, o.id limit 1)
             where s.jurisdiction not like 'survey-%'
                 and not exists (select 1 from role_grant o
                     join user_account ou on ou.id = o.user_id
                     where o.jurisdiction = s.jurisdiction and o.role in ", officials_of_jurisdictions!(), "
                         and o.ended_at is null and ou.state = 'active')
                 and ($1 or $2 like '%,' || s.jurisdiction || ',%')) org
             left join role_grant l on l.id = org.last_grant
             left join user_account u on u.id = l.user_id"
        )
    };
}

/// What it is without, in the keys of `WhyUnattended`.
macro_rules! why {
    () => {
        "case when l.id is null then 'never' when l.ended_at is null then 'account'
             else coalesce(l.ended_why, 'unused') end"
    };
}

/// The request that waits there the longest.
macro_rules! oldest_request {
    () => {
        "case when org.provider_id is not null then (select q.id from role_request q
                 where q.provider_id = org.provider_id and q.state = 'pending' order by q.requested_at, q.id limit 1)
             when org.state_code is not null then (select q.id from role_request q
                 where q.state_code = org.state_code and q.state = 'pending' order by q.requested_at, q.id limit 1)
             else (select q.id from role_request q
                 where q.jurisdiction = org.jurisdiction and q.state = 'pending' order by q.requested_at, q.id limit 1) end"
    };
}

/// Part of a name, or a CCN; a state; why; and whether only those count where requests wait.
macro_rules! matching {
    () => {
        concat!(
            r" where ($5 = '' or lower(org.name) like $5 escape '\' or lower(org.ccn) like $5 escape '\')
                and ($6 = '' or org.state_code = $6) and ($7 = '' or ",
            why!(),
            " = $7) and (not $8 or org.requests > 0)"
        )
    };
}

store::sql! {
    COUNT = concat!("select count(*) from ", organizations!(), matching!());
    /// Where requests wait the longest comes first.
    LIST = concat!(
        "select org.provider_id, org.ccn, org.name, org.state_code, org.jurisdiction, org.roles, org.requests, org.oldest,
            org.first_held, l.ended_at, u.disabled_at, u.full_name, u.user_name, ", oldest_request!(), " as oldest_request, ",
        why!(), " as why from ", organizations!(), matching!(),
        " order by case when org.oldest is null then 1 else 0 end, org.oldest, org.state_code is null, org.state_code,
            org.name is not null, org.name, org.provider_id, org.jurisdiction limit $9 offset $10"
    );
}

#[derive(store::FromRow)]
struct LineRow {
    provider_id: Option<Uuid>,
    ccn: Option<String>,
    name: Option<String>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    roles: i64,
    requests: i64,
    oldest: Option<i64>,
    oldest_request: Option<Uuid>,
    first_held: Option<i64>,
    ended_at: Option<i64>,
    disabled_at: Option<i64>,
    full_name: Option<String>,
    user_name: Option<String>,
    why: String,
}

impl LineRow {
    fn read(self) -> Result<UnattendedLine, ServiceError> {
        let why = WhyUnattended::from_key(&self.why).ok_or(CORRUPT)?;
        let state = self.state_code.as_deref().map(StateCode::parse);
        let state = state.transpose().map_err(|_| CORRUPT)?;
        let since = match why {
            WhyUnattended::Never => self.first_held.or(self.oldest),
            WhyUnattended::Account => self.disabled_at,
            _ => self.ended_at,
        };
        let (code, jurisdiction) = (self.state_code.as_deref(), self.jurisdiction.as_deref());
        let place = Place::of(self.provider_id, code, jurisdiction)?;
        let name = match place {
            Place::State(state) => format!("State agency of {}", state.name()),
            place => place.words(self.name.as_deref(), self.ccn.as_deref()),
        };
        let last = match (self.full_name, self.user_name) {
            (Some(name), Some(user)) => Some((name, UserName::parse(&user).map_err(|_| CORRUPT)?)),
            _ => None,
        };
        let organization = match self.provider_id {
            Some(_) => self.ccn.as_deref(),
            None => code,
        };
        let oldest = self.oldest_request.zip(self.oldest);
        Ok(UnattendedLine {
            name,
            organization: organization.and_then(Organization::parse),
            jurisdiction: match place {
                Place::Jurisdiction(jurisdiction) => Some(jurisdiction),
                Place::Provider(_) | Place::State(_) | Place::Nation => None,
            },
            state,
            why,
            since: since.map(Instant),
            last,
            roles: self.roles,
            requests: self.requests,
            oldest: oldest.map(|(id, at)| (RequestId(id), Instant(at))),
        })
    }
}

/// A filter in the words that its statements bind.
struct Search {
    scope: ScopeBinds,
    filter: UnattendedFilter,
    pattern: String,
}

impl Search {
    /// For those who decide nationwide; for others there is no such list.
    fn new(actor: &Actor, filter: &UnattendedFilter) -> Result<Self, ServiceError> {
        let scope = scope(actor)?;
        if !scope.nation {
            return Err(ServiceError::NotFound);
        }
        let filter = UnattendedFilter::from_query(&filter.to_query());
        Ok(Self {
            scope,
            pattern: pattern(&filter.search),
            filter,
        })
    }

    fn state(&self) -> &'static str {
        self.filter.state.map_or("", StateCode::as_str)
    }

    fn why(&self) -> &'static str {
        self.filter.why.map_or("", WhyUnattended::key)
    }

    async fn count(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        let (count,) = fetch!(
            fetch_one,
            (i64,),
            tx,
            COUNT,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            &self.pattern,
            self.state(),
            self.why(),
            self.filter.waiting
        )?;
        Ok(count)
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<LineRow>, ServiceError> {
        Ok(fetch!(
            fetch_all,
            LineRow,
            tx,
            LIST,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            &self.pattern,
            self.state(),
            self.why(),
            self.filter.waiting,
            limit,
            offset
        )?)
    }
}

/// The organizations that the filter lets through: where requests wait the longest first.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideRequests`]; [`ServiceError::NotFound`] for those who do not decide
/// nationwide; the database's.
pub async fn list_unattended(
    services: &Services,
    actor: &Actor,
    filter: &UnattendedFilter,
) -> Result<Page<UnattendedLine>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let request = search.filter.page.within(total);
    let rows = search
        .rows(&mut tx, i64::from(request.size), request.offset())
        .await?;
    drop(tx);
    if !rows.is_empty() {
        let providers = rows.iter().filter_map(|row| row.provider_id);
        let event = Event::by(Act::Read, actor, Action::DecideRequests)
            .about(Object::List(Record::Unattended))
            .at(providers.map(ProviderId));
        audit::read(services, event).await?;
    }
    let rows = rows.into_iter().map(LineRow::read);
    Ok(Page {
        rows: rows.collect::<Result<_, _>>()?,
        total,
        request,
    })
}

/// How many that list has.
///
/// # Errors
/// As [`list_unattended`].
pub async fn count_unattended(
    services: &Services,
    actor: &Actor,
    filter: &UnattendedFilter,
) -> Result<i64, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    search.count(&mut tx).await
}

/// The whole filtered list as a CSV file, in its order, up to [`UnattendedFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list_unattended`].
pub async fn export_unattended(
    services: &Services,
    actor: &Actor,
    filter: &UnattendedFilter,
) -> Result<Vec<u8>, ServiceError> {
    const MOST: i64 = UnattendedFilter::EXPORT_ROWS;
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let rows = search.rows(&mut tx, MOST, 0).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::DecideRequests)
        .about(Object::List(Record::Unattended))
        .count("rows", rows.len());
    audit::read(services, event).await?;
    let mut table = CsvTable::new(&HEADINGS);
    for row in rows {
        let line = row.read()?;
        let moment = |at: Option<Instant>| at.map(Instant::display).unwrap_or_default();
        let (last, user_name) = match line.last {
            Some((name, user)) => (name, user.as_str().to_owned()),
            None => (String::new(), String::new()),
        };
        table.row(&[
            line.name,
            line.state
                .map(StateCode::as_str)
                .unwrap_or_default()
                .to_owned(),
            line.why.title().to_owned(),
            moment(line.since),
            last,
            user_name,
            line.roles.to_string(),
            line.requests.to_string(),
            moment(line.oldest.map(|(_, at)| at)),
        ]);
    }
    table.tell_cut(MOST, total, "organizations");
    Ok(table.finish())
}

const HEADINGS: [&str; 9] = [
    "Organization",
    "State",
    "Why",
    "Since",
    "Last security official",
    "User ID",
    "Roles held",
    "Pending requests",
    "Oldest request",
];
