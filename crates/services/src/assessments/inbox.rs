//! The inbox of a facility: every record that was rejected or warned of, with its clock and who has it in hand.

pub(crate) mod acts;
pub(crate) mod answered;
mod export;

pub use acts::{close, hand_over, reopen, take};
pub use answered::{Answer, close_answered};
pub use export::export;

use domain::{
    access::{Action, Actor, Role, roles_that_may},
    assessments::{
        AssessmentNumber, DoneWhy, Inbox, InboxCounts, InboxDone, InboxDue, InboxFilter, InboxLine,
        InboxPart, InboxRecord, PatientNumber, Transaction, days_to_accept, reasons_in_words,
    },
    audit::{Act, Event, FileMark, Object, Record},
    listing::Page,
    providers::{Ccn, ProviderId, StateCode},
    submissions::{FileState, SubmissionKind, SubmissionNumber},
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::stored::list::{patient_birth, patient_name};
use crate::{
    ServiceError, Services, audit,
    scope::{ScopeBinds, listed, reaches},
    submissions::scope::{binds, facility_of, file_among},
};

/// The records of the inbox: of each the provider is known.
macro_rules! records {
    () => {
        " from sent_record r
             join submission_file f on f.id = r.file_id
             join submission s on s.id = f.submission_id
             join provider p on p.id = f.provider_id"
    };
}

/// Keeps to the records within the scope bound as `$1` to `$5`, that of reading submissions. Files that only tested are not in the inbox.
/// Whoever sees few providers is served by `submission_file_provider` and the primary key, whoever sees most of those that are open by
/// `sent_record_open`.
macro_rules! in_scope {
    () => {
        concat!(
            " where r.due_on is not null and not r.is_test and ",
            file_among!()
        )
    };
}

/// Whether a clock runs for a record: for one that was rejected, but a correction of OASIS, as [`days_to_accept`] says.
macro_rules! has_clock {
    () => {
        "f.state = 'rejected' and (r.instrument = 'MDS' or coalesce(r.transaction_code, '1') not in ('2', '3'))"
    };
}

/// Keeps to the records that are not done (`null`), or are (`not null`). What is bound after the scope is the CCN, whose they are, whether
/// they are nobody's, and the day before which they were due, of which a clock runs.
macro_rules! matching {
    ($done:literal) => {
        concat!(
            in_scope!(),
            " and r.done_at is ",
            $done,
            " and (cast($6 as text) is null or p.ccn = $6)
              and (cast($7 as uuid) is null or r.owner_id = $7)
              and (not $8 or r.owner_id is null)
              and (cast($9 as date) is null or ",
            has_clock!(),
            " and r.due_on < $9)"
        )
    };
}

/// Each with the patient, where that is known.
macro_rules! selecting {
    () => {
        concat!(
            "select r.file_id, s.number, f.ordinal, r.last_name, r.first_name, r.instrument, r.reasons, r.target_date,
             r.transaction_code, r.patient_id, coalesce(r.birth, t.birth) as birth, f.state, f.fatal_count, f.warning_count,
             f.provider_id, p.name, p.ccn, p.state_code, s.received_at, r.due_on, r.owner_id,
             (select o.full_name from user_account o where o.id = r.owner_id) as owner, r.done_at, r.done_why, r.reopened_at,
             (select d.full_name from user_account d where d.id = r.done_by) as done_by,
             (select a.full_name from user_account a where a.id = r.reopened_by) as reopened_by,
             (select a.number from assessment a where a.id = r.answered_by) as answer, t.number as patient",
            records!(),
            " left join patient t on t.id = r.patient_id"
        )
    };
}

store::sql! {
    COUNT_OPEN = concat!("select count(*)", records!(), matching!("null"));
    COUNT_DONE = concat!("select count(*)", records!(), matching!("not null"));
    /// All that is open, in whose hands, and due before which day; counted in one go.
    COUNTS = concat!(
        "select count(*), count(case when r.owner_id = $6 then 1 end),
             count(case when ", has_clock!(), " and r.due_on < $7 then 1 end)",
        records!(), in_scope!(), " and r.done_at is null"
    );
    OPEN = concat!(
        selecting!(), matching!("null"),
        " order by case when ", has_clock!(), " then 0 when f.state = 'rejected' then 1 else 2 end,
             r.due_on, r.file_id limit $10 offset $11"
    );
    DONE = concat!(
        selecting!(), matching!("not null"), " order by r.done_at desc, r.file_id limit $10 offset $11"
    );
    /// Served by the unique number and the unique index of files.
    FIND = concat!(selecting!(), in_scope!(), " and s.number = $6 and f.ordinal = $7");
    /// Served by role_grant_provider_provider and the primary keys.
    COLLEAGUES = "select distinct u.user_name, u.full_name, u.id
        from role_grant g
        join role_grant_provider gp on gp.grant_id = g.id
        join user_account u on u.id = g.user_id
        where gp.provider_id = $1 and g.ended_at is null and u.state = 'active' and $2 like '%,' || g.role || ',%'
        order by u.full_name, u.id limit 200";
}

#[derive(store::FromRow)]
struct Row {
    file_id: Uuid,
    number: i64,
    ordinal: i32,
    last_name: Option<String>,
    first_name: Option<String>,
    instrument: Option<String>,
    reasons: Option<String>,
    target_date: Option<Day>,
    transaction_code: Option<String>,
    /// As it was when the record was settled.
    patient_id: Option<Uuid>,
    birth: Option<String>,
    state: String,
    fatal_count: i64,
    warning_count: i64,
    provider_id: Option<Uuid>,
    name: Option<String>,
    ccn: Option<String>,
    state_code: Option<String>,
    received_at: i64,
    due_on: Day,
    owner_id: Option<Uuid>,
    owner: Option<String>,
    done_at: Option<i64>,
    done_why: Option<String>,
    done_by: Option<String>,
    reopened_at: Option<i64>,
    reopened_by: Option<String>,
    answer: Option<i64>,
    /// The Patient ID, where the record is of one who is known.
    patient: Option<i64>,
}

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "sent record",
};

/// Those who do something about a record: they send files, or fill in forms.
const ACTING: [Action; 2] = [Action::SubmitAssessments, Action::EnterAssessments];

impl Row {
    fn line(self, actor: &Actor) -> Result<InboxLine, ServiceError> {
        let may_act = self.may_act(actor, ACTING_AS_SHOWN)?;
        let place = self.place()?;
        let may_open = place.is_some_and(|place| reaches(actor, Action::ViewAssessments, place));
        let sees_patient = place.is_some_and(|place| reaches(actor, Action::ViewPatients, place));
        let due = self.due(actor)?;
        let is_rejected = self.is_rejected();
        let done = match self.done_at {
            None => None,
            Some(at) => Some(InboxDone {
                at: Instant(at),
                by: self.done_by,
                why: self
                    .done_why
                    .as_deref()
                    .and_then(DoneWhy::from_key)
                    .ok_or(CORRUPT)?,
                answer: self.answer.map(AssessmentNumber),
                may_open,
            }),
        };
        let instrument = self.instrument.unwrap_or_default();
        let name = |name: Option<String>| name.unwrap_or_default();
        Ok(InboxLine {
            submission: SubmissionNumber(self.number),
            ordinal: self.ordinal,
            patient_name: patient_name(
                &name(self.last_name),
                &name(self.first_name),
                actor.viewing,
            ),
            patient_birth: patient_birth(
                self.birth.as_deref().filter(|_| sees_patient),
                actor.viewing,
            ),
            reasons: reasons_in_words(&instrument, &name(self.reasons)),
            instrument,
            target: self.target_date.map(Day::to_jiff),
            is_rejected,
            fatal: self.fatal_count,
            warnings: self.warning_count,
            facility: facility_of(self.provider_id, self.name, self.ccn),
            received_at: Instant(self.received_at),
            due,
            is_own: self.owner_id == Some(actor.user.0),
            owner: self.owner,
            reopened: self.reopened_at.map(Instant).zip(self.reopened_by),
            may_act,
            done,
        })
    }

    fn is_rejected(&self) -> bool {
        self.state == FileState::Rejected.as_str()
    }

    fn due(&self, actor: &Actor) -> Result<Option<InboxDue>, ServiceError> {
        if !self.is_rejected() || !self.is_asked_in_time() {
            return Ok(None);
        }
        let on = self.due_on.to_jiff();
        let left = actor.now.today().until(on).map_err(|_| CORRUPT)?;
        let days_left = i64::from(left.get_days());
        Ok(Some(InboxDue { on, days_left }))
    }

    /// Whether a record of its kind is to be sent within so many days at all.
    fn is_asked_in_time(&self) -> bool {
        let transaction = self.transaction_code.as_deref().map(Transaction::parse);
        let transaction = transaction.and_then(Result::ok).unwrap_or(Transaction::New);
        let instrument = self.instrument.as_deref().unwrap_or_default();
        days_to_accept(instrument, transaction).is_some()
    }

    /// Whether one of these rights of somebody's reaches the facility.
    fn may_act(&self, actor: &Actor, may: May) -> Result<bool, ServiceError> {
        let Some((provider, state)) = self.place()? else {
            return Ok(false);
        };
        Ok(ACTING.into_iter().any(|action| {
            may(actor, action).is_some_and(|coverage| coverage.covers(provider, state))
        }))
    }

    /// The facility, and its state.
    fn place(&self) -> Result<Option<(ProviderId, StateCode)>, ServiceError> {
        let state = self.state_code.as_deref().map(StateCode::parse);
        let state = state.transpose().map_err(|_| CORRUPT)?;
        Ok(self.provider_id.map(ProviderId).zip(state))
    }

    fn mark(&self) -> FileMark {
        FileMark(SubmissionNumber(self.number), self.ordinal)
    }

    fn event(&self, act: Act, actor: &Actor) -> Event {
        Event::by(act, actor, Action::ViewAssessmentSubmissions)
            .about(Object::File(SubmissionNumber(self.number), self.ordinal))
            .at(self.provider_id.map(ProviderId))
            .patients(self.patient.map(PatientNumber))
    }
}

/// Tells where a right of somebody's reaches.
type May = fn(&Actor, Action) -> Option<domain::access::Coverage>;

/// Tells where a right reaches also for those who only look: they see the page as the role sees it.
const ACTING_AS_SHOWN: May = |actor, action| actor.form_coverage(action).ok();
const ACTING_INDEED: May = |actor, action| actor.coverage(action).ok();

fn scope(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    binds(actor, SubmissionKind::Assessments)
}

/// The roles whose holders may have a record in hand.
fn acting_roles() -> String {
    let roles: Vec<Role> = ACTING.into_iter().flat_map(roles_that_may).collect();
    listed(roles.into_iter().map(Role::key))
}

/// The inbox of the facilities that somebody sees: what is due first comes first, after it what was rejected and may come at any time, then
/// what was accepted with warnings; and of what is done, the latest.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows submissions of assessments; the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &InboxFilter,
) -> Result<Inbox, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let total = count(&mut tx, &scope, actor, filter).await?;
    let request = filter.page.within(total);
    let page = (i64::from(request.size), request.offset());
    let rows = rows(&mut tx, &scope, actor, filter, page).await?;
    let counts = counts_of(&mut tx, &scope, actor).await?;
    drop(tx);
    if !rows.is_empty() {
        audit::read(services, looks(Act::Read, actor, &rows)).await?;
    }
    let lines = rows.into_iter().map(|row| row.line(actor));
    Ok(Inbox {
        lines: Page {
            rows: lines.collect::<Result<_, _>>()?,
            total,
            request,
        },
        counts,
    })
}

/// What is written down of whoever looks at these, or saves them.
fn looks(act: Act, actor: &Actor, rows: &[Row]) -> Event {
    Event::by(act, actor, Action::ViewAssessmentSubmissions)
        .about(Object::List(Record::AssessmentInbox))
        .at(rows
            .iter()
            .filter_map(|row| row.provider_id.map(ProviderId)))
        .count("rows", rows.len())
        .files(rows.iter().map(Row::mark))
        .patients(rows.iter().filter_map(|row| row.patient.map(PatientNumber)))
}

/// How much there is to do at the facilities that somebody sees.
///
/// # Errors
/// As [`list`].
pub async fn counts(services: &Services, actor: &Actor) -> Result<InboxCounts, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    counts_of(&mut tx, &scope, actor).await
}

async fn counts_of(
    tx: &mut Tx,
    scope: &ScopeBinds,
    actor: &Actor,
) -> Result<InboxCounts, ServiceError> {
    let (open, mine, overdue) = fetch!(
        fetch_one,
        (i64, i64, i64),
        tx,
        COUNTS,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        actor.user.0,
        Day::from(actor.now.today())
    )?;
    Ok(InboxCounts {
        open,
        mine,
        overdue,
    })
}

/// Whose, whether nobody's, and before which day it was due.
fn part(actor: &Actor, part: InboxPart) -> (Option<Uuid>, bool, Option<Day>) {
    let whose = (part == InboxPart::Mine).then_some(actor.user.0);
    let before = (part == InboxPart::Overdue).then(|| actor.now.today().into());
    (whose, part == InboxPart::Nobodys, before)
}

async fn count(
    tx: &mut Tx,
    scope: &ScopeBinds,
    actor: &Actor,
    filter: &InboxFilter,
) -> Result<i64, ServiceError> {
    let (whose, is_nobodys, before) = part(actor, filter.part);
    let (count,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        if filter.part == InboxPart::Done {
            COUNT_DONE
        } else {
            COUNT_OPEN
        },
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        filter.facility.as_ref().map(Ccn::as_str),
        whose,
        is_nobodys,
        before
    )?;
    Ok(count)
}

async fn rows(
    tx: &mut Tx,
    scope: &ScopeBinds,
    actor: &Actor,
    filter: &InboxFilter,
    (most, offset): (i64, i64),
) -> Result<Vec<Row>, ServiceError> {
    let (whose, is_nobodys, before) = part(actor, filter.part);
    let is_done = filter.part == InboxPart::Done;
    Ok(fetch!(
        fetch_all,
        Row,
        tx,
        if is_done { DONE } else { OPEN },
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        filter.facility.as_ref().map(Ccn::as_str),
        whose,
        is_nobodys,
        before,
        most,
        offset
    )?)
}

/// One record of the inbox, and who else may have it in hand.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or none that the person may see; else as [`list`].
pub async fn find(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<InboxRecord, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = visible(&mut tx, actor, number, ordinal).await?;
    let colleagues = match row.provider_id {
        Some(provider) if row.may_act(actor, ACTING_AS_SHOWN)? => {
            colleagues(&mut tx, provider).await?
        }
        _ => Vec::new(),
    };
    drop(tx);
    audit::read(services, row.event(Act::Read, actor)).await?;
    let named = colleagues.into_iter().map(|(user, name, _)| (user, name));
    Ok(InboxRecord {
        line: row.line(actor)?,
        colleagues: named.collect(),
        read_only: actor.viewing.is_some(),
    })
}

/// User ID, name and account of those who may act at a facility.
async fn colleagues(
    tx: &mut Tx,
    provider: Uuid,
) -> Result<Vec<(String, String, Uuid)>, ServiceError> {
    Ok(fetch!(
        fetch_all,
        (String, String, Uuid),
        tx,
        COLLEAGUES,
        provider,
        acting_roles()
    )?)
}

async fn visible(
    tx: &mut Tx,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<Row, ServiceError> {
    let scope = scope(actor)?;
    let row = fetch!(
        fetch_optional,
        Row,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        number.0,
        ordinal
    )?;
    row.ok_or(ServiceError::NotFound)
}

#[cfg(test)]
mod tests;
