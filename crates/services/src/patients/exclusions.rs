//! ICD-10 codes that a state's law keeps out of the system (OASIS information edit -9110): added and ended; deleted only while nothing was
//! taken out of a record by them.

use domain::{
    access::{Action, Actor, Coverage},
    audit::{Act, Event, Object},
    objection::Objection,
    patients::{Exclusion, ExclusionCode, ExclusionId, ExclusionLine, Exclusions},
    providers::StateCode,
    time::Instant,
};
use jiff::civil::Date;
use store::{DbError, Tx, exec, fetch, row::Day, turn};
use uuid::Uuid;

use super::CORRUPT;
use crate::{ServiceError, Services, audit};

store::sql! {
    /// Lists the codes of one state, or of all. Served by icd_exclusion_state.
    LIST = "select e.id, e.state_code, e.code, e.from_date, e.until_date, a.full_name as added_by, e.added_at,
            b.full_name as ended_by, e.applied_at
        from icd_exclusion e
        join user_account a on a.id = e.added_by
        left join user_account b on b.id = e.ended_by
        where $1 like '%,' || e.state_code || ',%'
        order by e.code, e.from_date, e.id";
    /// What stands in the way of a code from `$3` to `$4`: itself, excluded already on some of these days, or the shorter one that
    /// is its beginning, excluded on all of them. Itself comes first. Served by icd_exclusion_state.
    IN_THE_WAY = "select code from icd_exclusion
        where state_code = $1 and (
            code = $2 and from_date <= $4 and (until_date is null or until_date >= $3)
            or code <> $2 and $2 like code || '%' and from_date <= $3 and (until_date is null or until_date >= $4))
        order by length(code) desc limit 1";
    ADD = "insert into icd_exclusion (id, state_code, code, from_date, until_date, added_by, added_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    /// Served by the primary key.
    FIND = "select state_code, from_date, until_date, applied_at from icd_exclusion where id = $1";
    /// Ends nothing that somebody ended otherwise, or deleted, at this moment.
    END = "update icd_exclusion set until_date = $2, ended_by = $3, ended_at = $4
        where id = $1 and (until_date = $5 or until_date is null and cast($5 as date) is null)";
    /// Deletes nothing that was applied, or that somebody ended at this moment.
    DELETE = "delete from icd_exclusion
        where id = $1 and applied_at is null and (until_date = $2 or until_date is null and cast($2 as date) is null)";
    /// Served by icd_exclusion_state.
    APPLIED = "update icd_exclusion set applied_at = $4
        where state_code = $1 and code = $2 and from_date <= $3 and (until_date is null or until_date >= $3) and applied_at is null";
    /// Served by icd_exclusion_state.
    IN_FORCE = "select distinct code from icd_exclusion
        where state_code = $1 and from_date <= $2 and (until_date is null or until_date >= $2) order by code";
}

/// Later than every day that somebody types.
const NEVER: Date = Date::constant(9999, 12, 31);

#[derive(store::FromRow)]
struct ExclusionRow {
    id: Uuid,
    state_code: String,
    code: String,
    from_date: Day,
    until_date: Option<Day>,
    added_by: String,
    added_at: i64,
    ended_by: Option<String>,
    applied_at: Option<i64>,
}

/// An exclusion that somebody decides about.
#[derive(store::FromRow)]
struct Decided {
    state_code: String,
    from_date: Day,
    until_date: Option<Day>,
    applied_at: Option<i64>,
}

impl Decided {
    fn state(&self) -> Result<StateCode, ServiceError> {
        StateCode::parse(&self.state_code).map_err(|_| CORRUPT)
    }
}

impl ExclusionRow {
    fn line(self, today: Date) -> Result<ExclusionLine, ServiceError> {
        let until = self.until_date.map(Day::to_jiff);
        Ok(ExclusionLine {
            id: ExclusionId(self.id),
            state: StateCode::parse(&self.state_code).map_err(|_| CORRUPT)?,
            code: ExclusionCode::stored(&self.code).map_err(|_| CORRUPT)?,
            from: self.from_date.to_jiff(),
            until,
            added_by: self.added_by,
            added_at: Instant(self.added_at),
            ended_by: self.ended_by,
            may_end: until.is_none_or(|until| until >= today),
            applied_at: self.applied_at.map(Instant),
        })
    }
}

/// The states that a coverage reaches.
fn states(coverage: &Coverage) -> Vec<StateCode> {
    StateCode::all()
        .filter(|state| coverage.nation || coverage.reaches(*state))
        .collect()
}

/// The codes of the states that one decides for, or of one of these: those in force, then those to come, then those that have ended.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ManageExclusions`]; the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    state: Option<StateCode>,
) -> Result<Exclusions, ServiceError> {
    let states = states(&actor.form_coverage(Action::ManageExclusions)?);
    let state = state.filter(|state| states.contains(state));
    let shown = states
        .iter()
        .filter(|one| state.is_none_or(|state| state == **one));
    let shown = crate::scope::listed(shown.map(|state| state.as_str()));
    let today = actor.now.today();
    let mut tx = services.db.read().await?;
    let rows = fetch!(fetch_all, ExclusionRow, tx, LIST, shown)?;
    let lines = rows.into_iter().map(|row| row.line(today));
    let mut lines = lines.collect::<Result<Vec<_>, _>>()?;
    lines.sort_by_key(|line| (!line.may_end, line.from > today, line.state.name()));
    Ok(Exclusions {
        lines,
        states,
        state,
        read_only: actor.viewing.is_some(),
    })
}

/// Adds a code to those that a state excludes.
///
/// # Errors
/// [`ServiceError::Refused`] at `state` for one that is not this person's, at `code` when it is excluded already on some of
/// these days, or on all of them by its beginning; [`ServiceError::Denied`] without [`Action::ManageExclusions`]; the database's.
pub async fn add(
    services: &Services,
    actor: &Actor,
    exclusion: &Exclusion,
) -> Result<(), ServiceError> {
    let coverage = actor.coverage(Action::ManageExclusions)?;
    let (state, code) = (exclusion.state, exclusion.code.as_str());
    if !states(&coverage).contains(&state) {
        return Err(ServiceError::field(
            "state",
            "Select a state that you decide for.",
        ));
    }
    let mut tx = services.db.write().await?;
    turn::take(&mut tx, &format!("exclusions of {}", state.as_str())).await?;
    let (from, until) = (exclusion.from, exclusion.until);
    let in_the_way = fetch!(
        fetch_optional,
        (String,),
        tx,
        IN_THE_WAY,
        state.as_str(),
        code,
        Day::from(from),
        Day::from(until.unwrap_or(NEVER))
    )?;
    if let Some((by,)) = in_the_way {
        let by = ExclusionCode::stored(&by).map_err(|_| CORRUPT)?;
        return Err(ServiceError::field(
            "excluded",
            why_not_added(exclusion, &by),
        ));
    }
    let id = Uuid::now_v7();
    exec!(
        tx,
        ADD,
        id,
        state.as_str(),
        code,
        Day::from(from),
        until.map(Day::from),
        actor.user.0,
        actor.now.system.0
    )?;
    let event = Event::by(Act::ExclusionAdded, actor, Action::ManageExclusions)
        .about(Object::Exclusion(id))
        .within(Some(state));
    Ok(audit::commit(tx, services, event).await?)
}

fn why_not_added(exclusion: &Exclusion, by: &ExclusionCode) -> String {
    if *by == exclusion.code {
        "This code is excluded already on some of these days.".to_owned()
    } else {
        let (code, by) = (exclusion.code.words(), by.words());
        format!(
            "{by} is excluded on all of these days, and every code that begins so: {code} with it."
        )
    }
}

/// Sets the last day on which a code is excluded; that may be in the past, for what was added by mistake.
///
/// # Errors
/// [`ServiceError::Refused`] at `last_day` for a day before the first; [`ServiceError::Conflict`] when it has ended already, or was changed
/// at the same moment; [`ServiceError::NotFound`] for none of this person's states; [`ServiceError::Denied`]; the database's.
pub async fn end(
    services: &Services,
    actor: &Actor,
    id: ExclusionId,
    until: Date,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let stored = decided_by(&mut tx, actor, id).await?;
    let ends = stored.until_date;
    if ends.is_some_and(|ends| ends.to_jiff() < actor.now.today()) {
        return Err(Objection::ExclusionEnded.into());
    }
    if until < stored.from_date.to_jiff() {
        let message = "Enter a last day that is not before the first.";
        return Err(ServiceError::field("last_day", message));
    }
    if ends.is_some_and(|ends| until > ends.to_jiff()) {
        let message = "Enter a day that is not after the last day that it has. Add the code anew for later days.";
        return Err(ServiceError::field("last_day", message));
    }
    let ended = exec!(
        tx,
        END,
        id.0,
        Day::from(until),
        actor.user.0,
        actor.now.system.0,
        ends
    )?;
    if ended != 1 {
        decided_by(&mut tx, actor, id).await?;
        return Err(Objection::Changed.into());
    }
    let event = Event::by(Act::ExclusionEnded, actor, Action::ManageExclusions)
        .about(Object::Exclusion(id.0))
        .within(Some(stored.state()?));
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes an exclusion away that has taken nothing out of a record.
///
/// # Errors
/// [`ServiceError::Conflict`] once it has, or when it was changed at the same moment; [`ServiceError::NotFound`] for none of this person's
/// states; [`ServiceError::Denied`]; the database's.
pub async fn delete(
    services: &Services,
    actor: &Actor,
    id: ExclusionId,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let stored = decided_by(&mut tx, actor, id).await?;
    if exec!(tx, DELETE, id.0, stored.until_date)? != 1 {
        let by_now = decided_by(&mut tx, actor, id).await?;
        let applied = by_now.applied_at.map(|_| Objection::ExclusionApplied);
        return Err(applied.unwrap_or(Objection::Changed).into());
    }
    let event = Event::by(Act::ExclusionDeleted, actor, Action::ManageExclusions)
        .about(Object::Exclusion(id.0))
        .within(Some(stored.state()?));
    Ok(audit::commit(tx, services, event).await?)
}

/// An exclusion, if this person decides about it.
async fn decided_by(tx: &mut Tx, actor: &Actor, id: ExclusionId) -> Result<Decided, ServiceError> {
    let coverage = actor.coverage(Action::ManageExclusions)?;
    let row = fetch!(fetch_optional, Decided, tx, FIND, id.0)?;
    let row = row.ok_or(ServiceError::NotFound)?;
    if states(&coverage).contains(&row.state()?) {
        Ok(row)
    } else {
        Err(ServiceError::NotFound)
    }
}

/// Says of the exclusions of these codes, in force in a state on a day, that they took something out of a record.
///
/// # Errors
/// The database's.
pub async fn applied(
    tx: &mut Tx,
    (state, date): (StateCode, Date),
    codes: &[String],
    at: Instant,
) -> Result<(), DbError> {
    for code in codes {
        exec!(tx, APPLIED, state.as_str(), code, Day::from(date), at.0)?;
    }
    Ok(())
}

/// The beginnings of codes, without dots, that a state excludes on a day.
///
/// # Errors
/// The database's.
pub async fn in_force(tx: &mut Tx, state: StateCode, date: Date) -> Result<Vec<String>, DbError> {
    let rows = fetch!(
        fetch_all,
        (String,),
        tx,
        IN_FORCE,
        state.as_str(),
        Day::from(date)
    )?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}
