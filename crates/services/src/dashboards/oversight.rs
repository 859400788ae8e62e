use std::collections::BTreeMap;

use domain::{
    access::{Action, Actor, Coverage},
    dashboards::{CertificationLine, DashboardFilter, Deadline, OversightBoard, PlaceFigures},
    providers::{ProviderFilter, ProviderStatus, ProviderType, StateCode},
    staffing::{FiscalQuarter, StatusFilter},
};
use store::{fetch, row::Day};
use uuid::Uuid;

use crate::{
    ServiceError, Services, providers,
    scope::{ScopeBinds, provider_in_scope},
    staffing,
};

const CERTIFICATIONS: i64 = 5;

store::sql! {
    /// Reads the certifications of the state, or of all.
    LATEST = concat!(
        "select p.id, p.name, p.ccn, p.state_code, c.from_date, c.action \
         from provider_certification c join provider p on p.id = c.provider_id where ", provider_in_scope!(),
        " and (cast($5 as text) is null or p.state_code = $5) and c.from_date <= $7 \
          order by c.from_date desc, p.name, p.id limit $6"
    );
    /// Served by the primary key of `provider_certification`: the last of each active nursing home.
    OLDEST = concat!(
        "select p.id, p.name, p.ccn, p.state_code, c.from_date, c.action \
         from provider p join provider_certification c on c.provider_id = p.id \
              and c.from_date = (select max(l.from_date) from provider_certification l where l.provider_id = p.id) \
         where ", provider_in_scope!(),
        " and (cast($5 as text) is null or p.state_code = $5) and p.kind = 'nursing_home' \
          and (p.terminated_on is null or p.terminated_on > $7) order by c.from_date, p.name, p.id limit $6"
    );
}

/// The board of those who look after a state's providers, or the nation's.
pub(super) async fn board(
    services: &Services,
    actor: &Actor,
    filter: &DashboardFilter,
) -> Result<Option<OversightBoard>, ServiceError> {
    let Ok(coverage) = actor.coverage(Action::ViewStaffingStatus) else {
        return Ok(None);
    };
    if !coverage.nation && coverage.states.is_empty() {
        return Ok(None);
    }
    let state = chosen(&coverage, filter.state)?;
    let today = actor.now.today();
    let Some(quarter) = FiscalQuarter::due(today) else {
        return Ok(None);
    };
    let (kinds, places) = places(services, actor, state, quarter).await?;
    let mut figures = PlaceFigures::default();
    for place in places.values() {
        figures += *place;
    }
    let mut places: Vec<(StateCode, PlaceFigures)> = places.into_iter().collect();
    places.sort_by_key(|(state, _)| (state.region().number(), state.name()));
    if state.is_some() {
        places.clear();
    }
    Ok(Some(OversightBoard {
        state,
        states: coverage.states,
        deadline: Deadline::new(quarter, today),
        figures,
        kinds,
        places,
        latest_certifications: certifications(services, actor, state, LATEST).await?,
        oldest_certifications: certifications(services, actor, state, OLDEST).await?,
    }))
}

/// The state that the address names, the first of the person's states, or the nation.
fn chosen(
    coverage: &Coverage,
    wanted: Option<StateCode>,
) -> Result<Option<StateCode>, ServiceError> {
    match wanted {
        Some(state) if coverage.nation || coverage.states.contains(&state) => Ok(Some(state)),
        Some(_) => Err(ServiceError::NotFound),
        None if coverage.nation => Ok(None),
        None => Ok(coverage.states.first().copied()),
    }
}

type Kinds = Vec<(ProviderType, i64)>;
type Places = BTreeMap<StateCode, PlaceFigures>;

async fn places(
    services: &Services,
    actor: &Actor,
    state: Option<StateCode>,
    quarter: FiscalQuarter,
) -> Result<(Kinds, Places), ServiceError> {
    let mut places = Places::new();
    let mut kinds = BTreeMap::new();
    let active = ProviderFilter {
        state,
        status: Some(ProviderStatus::Active),
        ..ProviderFilter::default()
    };
    for (state, kind, count) in providers::count_by_state(services, actor, &active).await? {
        places.entry(state).or_default().providers += count;
        *kinds.entry(kind).or_default() += count;
    }
    let changed = ProviderFilter {
        state,
        changed_recently: true,
        ..ProviderFilter::default()
    };
    for (state, _, count) in providers::count_by_state(services, actor, &changed).await? {
        places.entry(state).or_default().changed += count;
    }
    let due = StatusFilter {
        quarter: Some(quarter),
        state,
        ..StatusFilter::default()
    };
    for (state, status, hours) in staffing::count_by_state(services, actor, &due).await? {
        let place = places.entry(state).or_default();
        place.status = status;
        place.hours = hours;
    }
    Ok((kinds.into_iter().collect(), places))
}

#[derive(store::FromRow)]
struct CertificationRow {
    id: Uuid,
    name: String,
    ccn: Option<String>,
    state_code: String,
    from_date: Day,
    action: String,
}

async fn certifications(
    services: &Services,
    actor: &Actor,
    state: Option<StateCode>,
    statement: &'static str,
) -> Result<Vec<CertificationLine>, ServiceError> {
    let action = Action::ViewProviders;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        CertificationRow,
        tx,
        statement,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        state.map(StateCode::as_str),
        CERTIFICATIONS,
        Day::from(actor.now.today())
    )?;
    let read = |row: CertificationRow| {
        Ok(CertificationLine {
            slug: row.ccn.unwrap_or_else(|| row.id.to_string()),
            name: row.name,
            state: StateCode::parse(&row.state_code)
                .map_err(|_| ServiceError::Corrupt { what: "state" })?,
            date: row.from_date.to_jiff(),
            action: row.action,
        })
    };
    rows.into_iter().map(read).collect()
}
