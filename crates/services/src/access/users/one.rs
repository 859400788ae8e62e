//! One person, as those see them in whose scope they hold or ask for a role.

use domain::{
    access::{
        Action, Actor, Decider, Entry, GrantAt, Role, SurveyorAnswer, SurveyorFacts, SurveyorId,
        SurveyorOrigin, SurveyorRecord, UserDetail, UserLine,
    },
    audit::{Act, Event},
    identity::{UserId, UserName},
    providers::ProviderId,
    support::PendingLine,
    time::Instant,
};
use store::{Tx, fetch};

use super::{CORRUPT, OF_ONE, UserRow, scope};
use crate::{
    ServiceError, Services,
    access::place::{Place, deciders_of},
    audit,
    identity::own_profile::zone_of,
};

/// As many roles as the page lists.
const MOST: i64 = 200;

store::sql! {
    /// Served by the primary keys.
    SURVEYOR = "select s.surveyor_id, s.origin, s.verified_at, b.user_name
        from surveyor s join user_account b on b.id = s.verified_by where s.user_id = $1";
}

/// What somebody holds and asks for in a scope of [`Action::ViewUsers`], `chosen` before the others.
pub(super) async fn rows_of(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
    chosen: Option<GrantAt>,
) -> Result<Vec<UserRow>, ServiceError> {
    let scope = scope(actor)?;
    Ok(fetch!(
        fetch_all,
        UserRow,
        tx,
        OF_ONE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        user.0,
        chosen.map(|grant| grant.id.0),
        chosen
            .and_then(|grant| grant.provider)
            .map(|provider| provider.0),
        MOST
    )?)
}

/// The one of these rows that makes somebody a surveyor here: they say so in a request that waits, or hold a role of
/// surveyors.
pub(super) fn as_surveyor(rows: &[UserRow]) -> Option<&UserRow> {
    let asks = |row: &&UserRow| row.surveyor.as_deref() == Some(SurveyorAnswer::Yes.key());
    let holds = |row: &&UserRow| {
        row.grant_id.is_some() && Role::from_key(&row.role).is_ok_and(Role::asks_surveyor)
    };
    rows.iter().find(asks).or_else(|| rows.iter().find(holds))
}

/// What somebody holds, and what they ask for with those who decide, in a scope of [`Action::ViewUsers`].
pub(crate) async fn held_and_asked(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
) -> Result<(Vec<UserLine>, Vec<PendingLine>), ServiceError> {
    let (mut held, mut asked) = (Vec::new(), Vec::new());
    let zone = zone_of(tx, actor.user).await?;
    for row in rows_of(tx, actor, user, None).await? {
        let line = row.line(actor, zone)?;
        let Entry::Request(id) = line.entry else {
            held.push(line);
            continue;
        };
        let (state, jurisdiction) = (row.state_code.as_deref(), row.jurisdiction.as_deref());
        let place = Place::of(row.provider_id, state, jurisdiction)?;
        let deciders = deciders_of(tx, line.role, place, user).await?;
        asked.push(PendingLine {
            id,
            role: line.role,
            place: line.place,
            since: line.since,
            days: line.pending_days.unwrap_or_default(),
            deciders: deciders.into_iter().map(Decider::from).collect(),
        });
    }
    Ok((held, asked))
}

/// Somebody with what they hold and ask for in one's scope, at most 200 roles; `chosen` is among them, and the first, if it
/// lies there.
///
/// # Errors
/// [`ServiceError::NotFound`] for whoever holds and asks for nothing there; [`ServiceError::Denied`] without
/// [`Action::ViewUsers`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn find_user(
    services: &Services,
    actor: &Actor,
    user: UserId,
    chosen: Option<GrantAt>,
) -> Result<UserDetail, ServiceError> {
    let mut tx = services.db.read().await?;
    let rows = rows_of(&mut tx, actor, user, chosen).await?;
    let first = rows.first().ok_or(ServiceError::NotFound)?;
    let surveyor = match as_surveyor(&rows) {
        Some(row) => Some(surveyor_facts(&mut tx, user, row).await?),
        None => None,
    };
    let zone = zone_of(&mut tx, actor.user).await?;
    drop(tx);
    let providers = rows.iter().filter_map(|row| row.provider_id);
    let event = Event::by(Act::Read, actor, Action::ViewUsers)
        .of(user)
        .at(providers.map(ProviderId));
    audit::read(services, event).await?;
    let lines = rows.iter().map(|row| row.line(actor, zone));
    Ok(UserDetail {
        user,
        person: first.full_name.clone(),
        user_name: UserName::parse(&first.user_name).map_err(|_| CORRUPT)?,
        email: first.email.clone(),
        is_usable: first.account.is_usable(),
        created_at: Instant(first.created_at),
        last_log_in: first.last_log_in_at.map(Instant),
        roles: lines.collect::<Result<_, _>>()?,
        surveyor,
        may_change: user != actor.user && actor.may(Action::DecideRequests),
    })
}

async fn surveyor_facts(
    tx: &mut Tx,
    user: UserId,
    row: &UserRow,
) -> Result<SurveyorFacts, ServiceError> {
    let known = fetch!(
        fetch_optional,
        (String, String, i64, String),
        tx,
        SURVEYOR,
        user.0
    )?;
    let record = known.map(|(id, origin, at, by)| {
        Ok::<_, ServiceError>(SurveyorRecord {
            id: SurveyorId::parse(&id).map_err(|_| CORRUPT)?,
            origin: SurveyorOrigin::from_key(&origin).ok_or(CORRUPT)?,
            by,
            at: Instant(at),
        })
    });
    let given = row.given_id.as_deref().map(SurveyorId::parse).transpose();
    Ok(SurveyorFacts {
        record: record.transpose()?,
        answer: row.surveyor.as_deref().and_then(SurveyorAnswer::from_key),
        given: given.map_err(|_| CORRUPT)?,
    })
}
