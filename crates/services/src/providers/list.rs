use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record},
    listing::Page,
    providers::{
        Ccn, ProviderFilter, ProviderLine, ProviderSort, ProviderStatus, ProviderType, StateCode,
    },
    time::{Instant, display_date},
};
use store::{
    Tx, fetch,
    row::{Day, Row},
};

use super::{LineRow, identity, line_columns, sees_identity_only};
use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    listing::{EVERYTHING, counted},
    scope::{ScopeBinds, Width, listed, provider_in_scope, providers_of_states, scoped_providers},
};

const EXPORT_ROWS: i64 = ProviderFilter::EXPORT_ROWS;

/// After the four words of the scope: search, CCN, states, type, today, terminated, changed since.
macro_rules! matching {
    () => {
        concat!(
            r" (cast($5 as text) is null or p.search_key like $5 escape '\' or p.ccn = $6)
               and (cast($7 as text) is null or $7 like '%,' || p.state_code || ',%')
               and (cast($8 as text) is null or p.kind = $8)
               and (cast($10 as boolean) is null or $10 = (p.terminated_on is not null and p.terminated_on <= $9))
               and (cast($11 as bigint) is null or exists (
                     select 1 from provider_change c where c.provider_id = p.id and c.changed_at >= $11))"
        )
    };
}

/// Materialized, or PostgreSQL would look for the first of them among all providers in their order. Binds the roles and whose they
/// are without need: all statements bind the same.
macro_rules! matching_in_states {
    () => {
        concat!(
            " from (with seen as materialized (",
            providers_of_states!(),
            " and cast($3 as uuid) is not null and $4 = ',') select * from seen) p where",
            matching!()
        )
    };
}

macro_rules! matching_in_nation {
    () => {
        concat!(
            " from provider p where ",
            provider_in_scope!(),
            " and",
            matching!()
        )
    };
}

macro_rules! matching_in_scope {
    () => {
        concat!(" from (", scoped_providers!(), ") p where", matching!())
    };
}

macro_rules! count {
    ($matching:expr) => {
        concat!(
            "select count(*) from (select 1",
            $matching,
            " limit $12 offset $13) as seen"
        )
    };
}

macro_rules! count_by_state {
    ($matching:expr) => {
        concat!(
            "select p.state_code, p.kind, count(*)",
            $matching,
            " group by p.state_code, p.kind limit $12 offset $13"
        )
    };
}

/// Blank values come last whichever way a column is sorted, and the id settles what is equal.
macro_rules! page {
    ($matching:expr, $order:expr) => {
        concat!(
            "select ",
            line_columns!(),
            $matching,
            " order by ",
            $order,
            ", p.id limit $12 offset $13"
        )
    };
}

/// For whoever sees the nation, from all providers in their order, of which the first are soon found.
macro_rules! page_by {
    ($order:expr) => {
        page!(matching_in_nation!(), $order)
    };
}

/// For whoever sees states, from the providers of those: planned in a third of the time of the next.
macro_rules! state_page_by {
    ($order:expr) => {
        page!(matching_in_states!(), $order)
    };
}

/// For everybody else, from those of the scope.
macro_rules! scoped_page_by {
    ($order:expr) => {
        page!(matching_in_scope!(), $order)
    };
}

store::sql! {
    COUNT = count!(matching_in_nation!());
    COUNT_OF_STATES = count!(matching_in_states!());
    COUNT_IN_SCOPE = count!(matching_in_scope!());
    COUNT_BY_STATE = count_by_state!(matching_in_nation!());
    COUNT_BY_STATE_OF_STATES = count_by_state!(matching_in_states!());
    COUNT_BY_STATE_IN_SCOPE = count_by_state!(matching_in_scope!());
}

store::sorted! { page_by!, state_page_by! and scoped_page_by! of ProviderSort
    // `search_key` begins with the name in lower case.
    Name = "p.search_key", "p.search_key desc";
    Kind = "p.kind, p.search_key", "p.kind desc, p.search_key";
    Ccn = "p.ccn is null, p.ccn", "p.ccn is null, p.ccn desc";
    FacilityId = "p.facility_id is null, p.facility_id", "p.facility_id is null, p.facility_id desc";
    City = "lower(p.city), p.search_key", "lower(p.city) desc, p.search_key";
    State = "p.state_code, p.search_key", "p.state_code desc, p.search_key";
    Certified = "p.certified_on is null, p.certified_on, p.search_key",
        "p.certified_on is null, p.certified_on desc, p.search_key";
}

/// The providers that this person may see and that the filter lets through.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows providers.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &ProviderFilter,
) -> Result<Page<ProviderLine>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let request = filter.page.within(total);
    Ok(Page {
        rows: search
            .rows(&mut tx, i64::from(request.size), request.offset())
            .await?,
        total,
        request,
    })
}

/// How many providers that list has of each state and type, those with none left out.
///
/// # Errors
/// As [`list`].
pub async fn count_by_state(
    services: &Services,
    actor: &Actor,
    filter: &ProviderFilter,
) -> Result<Vec<(StateCode, ProviderType, i64)>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    search.count_by_state(&mut tx).await
}

/// The whole filtered list as a CSV file, in its order, up to [`ProviderFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &ProviderFilter,
) -> Result<Vec<u8>, ServiceError> {
    let search = Search::new(actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let mut table = CsvTable::new(&[
        "Provider",
        "Provider Type",
        "CCN",
        "Facility ID",
        "City",
        "State",
        "Certified",
        "Status",
    ]);
    let lines = search.rows(&mut tx, EXPORT_ROWS, 0).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::ViewProviders)
        .about(Object::List(Record::Providers))
        .count("rows", lines.len());
    audit::read(services, event).await?;
    for line in lines {
        table.row(&[
            line.name.as_str(),
            line.kind.name(),
            line.ccn.as_ref().map_or("", Ccn::as_str),
            line.facility_id.as_ref().map_or("", |id| id.as_str()),
            &line.city,
            line.state.as_str(),
            &line.certified_on.map(display_date).unwrap_or_default(),
            line.status.map_or("", ProviderStatus::name),
        ]);
    }
    table.tell_cut(EXPORT_ROWS, total, "providers");
    Ok(table.finish())
}

/// A filter in the words that its statements bind.
pub(super) struct Search {
    scope: ScopeBinds,
    filter: ProviderFilter,
    identity_only: bool,
    pattern: Option<String>,
    ccn: Option<Ccn>,
    today: Day,
    changed_since: Option<Instant>,
}

impl Search {
    pub(super) fn new(actor: &Actor, filter: &ProviderFilter) -> Result<Self, ServiceError> {
        let action = Action::ViewProviders;
        let coverage = actor.coverage(action)?;
        let identity_only = sees_identity_only(actor);
        let filter = if identity_only {
            filter.of_identity()
        } else {
            filter.clone()
        };
        let recent = actor.now.rules.plus_days(-ProviderFilter::RECENT_DAYS);
        Ok(Self {
            scope: ScopeBinds::new(actor, action, &coverage),
            identity_only,
            pattern: filter.search.as_deref().map(containing),
            ccn: filter
                .search
                .as_deref()
                .and_then(|text| Ccn::parse(text).ok()),
            today: actor.now.today().into(),
            changed_since: filter.changed_recently.then_some(recent),
            filter,
        })
    }

    fn terminated(&self) -> Option<bool> {
        self.filter
            .status
            .map(|status| status == ProviderStatus::Terminated)
    }

    /// `,IA,KS,`: the states that the filter lets through; none when it lets all.
    fn states(&self) -> Option<String> {
        let (state, region) = (self.filter.state, self.filter.region);
        (state.is_some() || region.is_some()).then(|| {
            let passing = StateCode::all()
                .filter(|code| state.is_none_or(|state| state == *code))
                .filter(|code| region.is_none_or(|region| region == code.region()));
            listed(passing.map(StateCode::as_str))
        })
    }

    /// The statement of a page.
    pub(super) fn page(&self) -> &'static str {
        let by = match self.scope.width() {
            Width::Nation => statement,
            Width::States => statement_of_states,
            Width::Listed => statement_in_scope,
        };
        by(self.filter.sort, self.filter.direction)
    }

    /// The statements that count all pages, and by state and type.
    pub(super) fn counts(&self) -> [&'static str; 2] {
        match self.scope.width() {
            Width::Nation => [COUNT, COUNT_BY_STATE],
            Width::States => [COUNT_OF_STATES, COUNT_BY_STATE_OF_STATES],
            Width::Listed => [COUNT_IN_SCOPE, COUNT_BY_STATE_IN_SCOPE],
        }
    }

    /// Runs one of the statements: they bind the same words.
    pub(super) async fn run<R: Row>(
        &self,
        tx: &mut Tx,
        sql: &'static str,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<R>, ServiceError> {
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
            self.ccn.as_ref().map(Ccn::as_str),
            self.states(),
            self.filter.kind.map(ProviderType::key),
            self.today,
            self.terminated(),
            self.changed_since.map(|since| since.0),
            limit,
            offset,
        )?)
    }

    async fn count(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        let [all, _] = self.counts();
        self.run(tx, all, EVERYTHING, 0).await.map(counted)
    }

    async fn count_by_state(
        &self,
        tx: &mut Tx,
    ) -> Result<Vec<(StateCode, ProviderType, i64)>, ServiceError> {
        let [_, by_state] = self.counts();
        let rows = self.run(tx, by_state, EVERYTHING, 0).await?;
        let corrupt = |what| ServiceError::Corrupt { what };
        let read = |(state, kind, count): (String, String, i64)| {
            let state = StateCode::parse(&state).map_err(|_| corrupt("state"))?;
            let kind = ProviderType::from_key(&kind).map_err(|_| corrupt("provider type"))?;
            Ok((state, kind, count))
        };
        rows.into_iter().map(read).collect()
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<ProviderLine>, ServiceError> {
        let rows = self.run::<LineRow>(tx, self.page(), limit, offset).await?;
        let lines = rows.into_iter().map(|row| row.read(self.today.to_jiff()));
        if self.identity_only {
            lines.map(|line| line.map(identity)).collect()
        } else {
            lines.collect()
        }
    }
}

/// A `like` pattern that finds this very text anywhere in a text of lower case.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}
