//! Assessments in the making: forms made from a pack, filled in bit by bit by whoever may, and sent like any other file (ADR 30).

pub(crate) mod begin;
pub(crate) mod discarded;
pub(crate) mod expire;
pub(crate) mod save;
pub(crate) mod submit;

pub use begin::{MOST_FACILITIES, begin, choices, correct, enters_for};
pub use expire::DraftRules;
pub use save::{discard, save};
pub use submit::{Review, review, submit};
pub(crate) use submit::{hold_accepted, of_submission};

use domain::{
    access::{Action, Actor, Coverage, Denial, Sight},
    assessments::{
        AssessmentNumber, CarriedOver, Draft, DraftEnd, DraftId, DraftLine, DraftState,
        PatientNumber, Transaction,
    },
    audit::{Act, Event, Object, Record},
    count::as_count,
    masking::{HIDDEN, seen},
    objection::Objection,
    providers::{Ccn, ProviderId},
    submissions::{SubmissionNumber, SubmissionState},
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use submission::assessments::{
    BLANK, Key, PackLabel,
    entry::{Entry, Questionnaire, Standing},
};
use uuid::Uuid;

use super::stored::telling;
use crate::{
    ServiceError, Services, audit,
    scope::{ScopeBinds, provider_in_scope},
};

/// The drafts of new records, or of corrections, within the scope bound as `$1` to `$4`.
macro_rules! selecting {
    () => {
        concat!(
            "select d.id, d.provider_id, d.instrument, d.specification, d.transaction_code, d.answers, d.version,
                 d.touched_by, d.touched_at, d.expires_on, b.full_name as begun_name, t.full_name as touched_name,
                 s.number as submission, s.state as submission_state, p.name as facility, p.ccn,
                 (select k.number from patient k where k.id = d.patient_id) as patient
             from draft d
             join provider p on p.id = d.provider_id
             join user_account b on b.id = d.begun_by
             join user_account t on t.id = d.touched_by
             left join submission s on s.id = d.submission_id
             where ",
            provider_in_scope!(),
            " and (d.transaction_code = '1') = $5 and (not $6 or d.begun_by = $3)"
        )
    };
}

store::sql! {
    /// Served by draft_provider.
    LIST = concat!(selecting!(), " order by d.touched_at desc, d.id limit $7");
    /// Served by the primary key.
    FIND = concat!(selecting!(), " and d.id = $7");
    /// From which record a draft has taken something over. Served by the primary keys.
    CARRIED = "select a.number, i.items from draft d
        join assessment a on a.id = d.carried_id
        join assessment_items i on i.assessment_id = a.id
        where d.id = $1";
}

/// So many drafts of new records, and as many of corrections, are listed.
pub const MOST: usize = 200;

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    provider_id: Uuid,
    instrument: String,
    specification: String,
    transaction_code: String,
    answers: String,
    version: i32,
    touched_by: Uuid,
    touched_at: i64,
    expires_on: Option<Day>,
    begun_name: String,
    touched_name: String,
    submission: Option<i64>,
    submission_state: Option<String>,
    facility: String,
    ccn: Option<String>,
    /// Where it was begun for one who is known.
    patient: Option<i64>,
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "draft" };

impl Row {
    fn transaction(&self) -> Result<Transaction, ServiceError> {
        Transaction::parse(&self.transaction_code).map_err(|_| CORRUPT)
    }

    fn state(&self) -> Result<DraftState, ServiceError> {
        let state = self.submission_state.as_deref().map(SubmissionState::parse);
        Ok(DraftState::of(state.transpose().map_err(|_| CORRUPT)?))
    }

    /// Its form. Packs may be taken away from an installation, and then nobody fills in what they were for.
    fn form<'a>(
        &self,
        services: &'a Services,
    ) -> Result<&'a (PackLabel, Questionnaire), ServiceError> {
        services
            .packs
            .forms
            .of_version(&self.instrument, &self.specification)
            .ok_or(ServiceError::Conflict(Objection::FormsRulesMissing))
    }

    /// The answers as somebody sees them: whoever views as a role learns of no patient who it is, until a reason was given (ADR 0026).
    fn seen(&self, services: &Services, actor: &Actor) -> String {
        if actor.viewing != Some(Sight::Masked) {
            return self.answers.clone();
        }
        let Ok((_, form)) = self.form(services) else {
            return String::new();
        };
        let telling = telling(form);
        let tells = |id| {
            form.pack
                .item(id)
                .is_some_and(|item| telling.contains(&item))
        };
        let answers = self.answers.lines().filter_map(|line| line.split_once('='));
        answers.fold(String::new(), |seen, (id, value)| {
            let hidden = value != BLANK && tells(id);
            let value = if hidden { HIDDEN } else { value };
            format!("{seen}{id}={value}\n")
        })
    }

    /// What was answered, for whoever looks: what is found in it does not say who the patient is where that is hidden.
    fn looked_at<'a>(
        &self,
        services: &'a Services,
        actor: &Actor,
    ) -> Result<Entry<'a>, ServiceError> {
        let entry = self.entry(services, actor)?;
        if actor.viewing != Some(Sight::Masked) {
            return Ok(entry);
        }
        let telling = telling(entry.form());
        Ok(entry.hiding(telling))
    }

    fn entry<'a>(&self, services: &'a Services, actor: &Actor) -> Result<Entry<'a>, ServiceError> {
        let (_, form) = self.form(services)?;
        Ok(Entry::read(form, &self.answers, actor.now.today()))
    }

    fn line(&self, services: &Services, actor: &Actor) -> Result<DraftLine, ServiceError> {
        let entry = self.entry(services, actor).ok();
        let said = |key| {
            entry
                .as_ref()
                .and_then(|entry| entry.said(key))
                .unwrap_or_default()
        };
        let names = [said(Key::LastName), said(Key::FirstName)];
        let patient: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        Ok(DraftLine {
            id: DraftId(self.id),
            facility: self.facility.clone(),
            ccn: ccn.map_err(|_| CORRUPT)?,
            instrument: self.instrument.clone(),
            transaction: self.transaction()?,
            kind: entry.as_ref().map_or_else(String::new, kind),
            patient: if patient.is_empty() {
                String::new()
            } else {
                seen(actor.viewing, patient.join(", "))
            },
            state: self.state()?,
            submission: self.submission.map(SubmissionNumber),
            begun_by: self.begun_name.clone(),
            touched_by: self.touched_name.clone(),
            touched_at: Instant(self.touched_at),
            expires_on: self.expires_on.map(Day::to_jiff),
        })
    }

    fn draft(self, services: &Services, actor: &Actor) -> Result<Draft, ServiceError> {
        Ok(Draft {
            line: self.line(services, actor)?,
            answers: self.seen(services, actor),
            specification: self.specification,
            version: self.version,
        })
    }

    fn event(&self, act: Act, actor: &Actor) -> Result<Event, ServiceError> {
        let right = self.transaction()?.entered_by();
        Ok(Event::by(act, actor, right)
            .about(Object::Draft(DraftId(self.id)))
            .at([ProviderId(self.provider_id)])
            .patients(self.patient.map(PatientNumber)))
    }
}

/// The kind of a record in words: what its item subset code means.
fn kind(entry: &Entry<'_>) -> String {
    let form = entry.form();
    let item = form.pack.subset_item;
    let code = entry.answered(item).unwrap_or_default();
    let id = form.pack.items[usize::from(item)].id.as_str();
    form.answers.label(id, code).unwrap_or(code).to_owned()
}

/// The rights that somebody has to fill in forms, each with whether it is that of new records.
fn rights(actor: &Actor) -> impl Iterator<Item = (Action, bool)> {
    let rights = [Transaction::New, Transaction::Modification];
    rights
        .map(|transaction| (transaction.entered_by(), transaction == Transaction::New))
        .into_iter()
        .filter(|(right, _)| actor.form_coverage(*right).is_ok())
}

/// The right to fill in forms: of new records, or of corrections alone.
fn fills_in(actor: &Actor, may: May) -> Result<Action, ServiceError> {
    let (enter, correct) = (Action::EnterAssessments, Action::CorrectAssessments);
    match may(actor, enter) {
        Ok(_) => Ok(enter),
        Err(_) if may(actor, correct).is_ok() => Ok(correct),
        Err(denied) => Err(denied.into()),
    }
}

/// Tells where a right of somebody's reaches: [`Actor::coverage`], or [`Actor::form_coverage`], which holds also while they only look.
type May = fn(&Actor, Action) -> Result<Coverage, Denial>;

/// The drafts that somebody may go on with, those touched last first; at most [`MOST`] of new records and [`MOST`] of corrections.
///
/// # Errors
/// [`ServiceError::Denied`] without a right to enter assessments; the database's.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<DraftLine>, ServiceError> {
    let own = fills_in(actor, Actor::form_coverage)?;
    let mut tx = services.db.read().await?;
    let mut rows = Vec::new();
    for (right, is_new) in rights(actor) {
        let coverage = actor.form_coverage(right)?;
        let scope = ScopeBinds::new(actor, right, &coverage);
        let most = as_count(MOST);
        rows.extend(fetch!(
            fetch_all,
            Row,
            tx,
            LIST,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            is_new,
            coverage.is_of_a_place(),
            most
        )?);
    }
    drop(tx);
    rows.sort_by_key(|row| std::cmp::Reverse((row.touched_at, row.id)));
    if !rows.is_empty() {
        let event = Event::by(Act::Read, actor, own)
            .about(Object::List(Record::Drafts))
            .at(rows.iter().map(|row| ProviderId(row.provider_id)))
            .count("rows", rows.len())
            .drafts(rows.iter().map(|row| DraftId(row.id)))
            .patients(rows.iter().filter_map(|row| row.patient.map(PatientNumber)));
        audit::read(services, event).await?;
    }
    rows.iter().map(|row| row.line(services, actor)).collect()
}

/// One of them, with its answers.
///
/// # Errors
/// [`ServiceError::Denied`] without a right to enter assessments; [`ServiceError::FormEnded`] for one that was thrown away;
/// [`ServiceError::NotFound`]; the database's.
pub async fn find(services: &Services, actor: &Actor, id: DraftId) -> Result<Draft, ServiceError> {
    open(services, actor, id).await?.draft(services, actor)
}

/// The same with how it stands by all of its answers, also by those that are hidden from whoever views as a role, and with what was taken
/// over.
///
/// # Errors
/// As [`find`]; [`ServiceError::Conflict`] where the rules of its version are not held here.
pub async fn find_standing(
    services: &Services,
    actor: &Actor,
    id: DraftId,
) -> Result<(Draft, Standing, Option<CarriedOver>), ServiceError> {
    let row = open(services, actor, id).await?;
    let entry = row.looked_at(services, actor)?;
    let standing = entry.standing(&entry.settle());
    let carried = carried_over(services, id, &entry).await?;
    Ok((row.draft(services, actor)?, standing, carried))
}

/// What a draft has taken over, and has still.
async fn carried_over(
    services: &Services,
    id: DraftId,
    entry: &Entry<'_>,
) -> Result<Option<CarriedOver>, ServiceError> {
    let mut tx = services.db.read().await?;
    let before = fetch!(fetch_optional, (i64, String), tx, CARRIED, id.0)?;
    Ok(before.map(|(number, items)| {
        let items = entry.carried(&items).into_iter();
        let named = items.map(|item| entry.form().pack.items[usize::from(item)].id.clone());
        CarriedOver {
            from: AssessmentNumber(number),
            items: named.collect(),
        }
    }))
}

async fn open(services: &Services, actor: &Actor, id: DraftId) -> Result<Row, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = visible(&mut tx, actor, id).await?;
    drop(tx);
    audit::read(services, row.event(Act::Read, actor)?).await?;
    Ok(row)
}

async fn visible(tx: &mut Tx, actor: &Actor, id: DraftId) -> Result<Row, ServiceError> {
    fills_in(actor, Actor::form_coverage)?;
    if let Some(row) = in_scope(tx, actor, FIND, id).await? {
        return Ok(row);
    }
    let discarded = discarded::find(tx, actor, id).await?;
    Err(discarded.map_or(ServiceError::NotFound, ServiceError::FormEnded))
}

/// What a statement finds of a draft that somebody has a right to fill in.
async fn in_scope<R: store::row::Row>(
    tx: &mut Tx,
    actor: &Actor,
    sql: &'static str,
    id: DraftId,
) -> Result<Option<R>, ServiceError> {
    for (right, is_new) in rights(actor) {
        let coverage = actor.form_coverage(right)?;
        let scope = ScopeBinds::new(actor, right, &coverage);
        let found = fetch!(
            fetch_optional,
            R,
            tx,
            sql,
            scope.nation,
            &scope.states,
            scope.user,
            &scope.roles,
            is_new,
            coverage.is_of_a_place(),
            id.0
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// One that is to be changed, by somebody who may.
async fn changeable(tx: &mut Tx, actor: &Actor, id: DraftId) -> Result<Row, ServiceError> {
    fills_in(actor, Actor::coverage)?;
    let row = visible(tx, actor, id).await?;
    actor.coverage(row.transaction()?.entered_by())?;
    let state = row.state()?;
    if state.is_open() {
        return Ok(row);
    }
    Err(ServiceError::FormEnded(DraftEnd::Sent {
        submission: row.submission.map(SubmissionNumber).ok_or(CORRUPT)?,
        is_accepted: state == DraftState::Accepted,
    }))
}

#[cfg(test)]
pub(crate) mod tests;
