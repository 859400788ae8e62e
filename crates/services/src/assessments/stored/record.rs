//! One version of a record: what it says in words, and what became of it.

use domain::{
    access::{Action, Actor, Sight},
    assessments::{
        AssessmentDetail, AssessmentNumber, AssessmentState, ItemChange, SectionLink, Transaction,
        VersionLine,
    },
    audit::{Act, Event, Object},
    providers::{ProviderId, StateCode},
    submissions::SubmissionNumber,
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use submission::assessments::entry::section_title;
use uuid::Uuid;

use super::{
    list::{CORRUPT, LineRow, assessments_in_scope, line_columns, scope},
    said::{Answered, Explained, Said, Shown},
};
use crate::{ServiceError, Services, audit, patients::profile::is_shown, scope::reaches};

/// What stands for all sections, in addresses.
const ALL_SECTIONS: &str = "all";

store::sql! {
    /// Served by the unique number.
    FIND = concat!(
        "select a.id, a.record_id, a.patient_id, a.specification, a.subset, a.completed_on, p.state_code, ", line_columns!(),
        assessments_in_scope!(), " and a.number = $5"
    );
    /// Served by assessment_record and the primary keys.
    VERSIONS = "select a.number, a.specification, a.correction, a.transaction_code, a.state, a.accepted_at, a.warning_count,
            s.number as submission, f.ordinal, f.name as file_name, coalesce(i.items, '') as items
        from assessment a
        join submission_file f on f.id = a.file_id
        join submission s on s.id = f.submission_id
        left join assessment_items i on i.assessment_id = a.id
        where a.record_id = $1 order by a.correction, a.number";
}

#[derive(store::FromRow)]
struct FoundRow {
    record_id: Uuid,
    patient_id: Uuid,
    specification: String,
    subset: String,
    completed_on: Option<Day>,
    state_code: String,
    #[row(flatten)]
    line: LineRow,
}

#[derive(store::FromRow)]
struct VersionRow {
    number: i64,
    specification: String,
    correction: i32,
    transaction_code: String,
    state: String,
    accepted_at: i64,
    warning_count: i64,
    submission: i64,
    ordinal: i32,
    file_name: String,
    items: String,
}

/// A version of a record, with what it says in one section of it: the first that is not about the record itself, where none is
/// named; `all` names every one.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows assessments; [`ServiceError::NotFound`] when there is none of this
/// number, or none that the person may see; the database's.
pub async fn find(
    services: &Services,
    actor: &Actor,
    number: AssessmentNumber,
    section: Option<&str>,
) -> Result<AssessmentDetail, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let found = fetch!(
        fetch_optional,
        FoundRow,
        tx,
        FIND,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        number.0
    )?;
    let found = found.ok_or(ServiceError::NotFound)?;
    let rows = versions(&mut tx, found.record_id).await?;
    let shown = shown(&mut tx, actor, found.patient_id).await?;
    drop(tx);
    let line = found.line.read(actor.viewing)?;
    let place = (line.facility.id, state_of(&found.state_code)?);
    let event = Event::by(Act::Read, actor, Action::ViewAssessments)
        .about(Object::Assessment(number))
        .at([line.facility.id])
        .patients([line.patient]);
    audit::read(services, event).await?;

    let own = rows.iter().find(|row| row.number == number.0);
    let said = Said::read(own.map_or("", |row| row.items.as_str()));
    let explained = explained(services, shown, &line.instrument, &found.specification);
    let all = explained.answers(&said);
    let sections = sections(&all);
    let section = chosen(&sections, section);
    let is_here = |answer: &Answered| section.as_ref().is_none_or(|one| *one == answer.section);
    let answers = all.into_iter().filter(is_here);
    let is_masked = explained.masks_some(&said);
    Ok(AssessmentDetail {
        subset: explained.subset(&found.subset),
        is_explained: explained.is_known(),
        is_masked,
        answers: answers.map(|answer| answer.line).collect(),
        section,
        sections,
        specification: found.specification,
        completed_on: found.completed_on.map(Day::to_jiff),
        versions: told(services, (actor, shown), &line.instrument, place, &rows)?,
        read_only: actor.viewing.is_some(),
        may_correct: line.state == AssessmentState::Current
            && reaches(actor, Action::CorrectAssessments, place),
        line,
    })
}

async fn versions(tx: &mut Tx, record: Uuid) -> Result<Vec<VersionRow>, ServiceError> {
    Ok(fetch!(fetch_all, VersionRow, tx, VERSIONS, record)?)
}

/// How much of who the patient is somebody sees: what the patient's profile shows them.
async fn shown(tx: &mut Tx, actor: &Actor, patient: Uuid) -> Result<Shown, ServiceError> {
    Ok(match actor.viewing {
        Some(Sight::Masked) => Shown::Nothing,
        None if is_shown(tx, patient, actor).await? => Shown::All,
        Some(Sight::Revealed) | None => Shown::NumbersMasked,
    })
}

fn explained<'a>(
    services: &'a Services,
    shown: Shown,
    instrument: &str,
    specification: &str,
) -> Explained<'a> {
    let form = services.packs.forms.of_version(instrument, specification);
    Explained::new(form.map(|(_, form)| form), shown)
}

fn state_of(code: &str) -> Result<StateCode, ServiceError> {
    StateCode::parse(code).map_err(|_| CORRUPT)
}

/// The sections that the record answers, in the order of the item master.
fn sections(answers: &[Answered]) -> Vec<SectionLink> {
    let mut sections: Vec<SectionLink> = Vec::new();
    for answer in answers {
        match sections.iter_mut().find(|one| one.code == answer.section) {
            Some(section) => section.items += 1,
            None => sections.push(SectionLink {
                code: answer.section.clone(),
                title: section_title(&answer.section),
                items: 1,
            }),
        }
    }
    sections
}

/// The section to show; none for all.
fn chosen(sections: &[SectionLink], asked: Option<&str>) -> Option<String> {
    const ABOUT_THE_RECORD: &str = "Control";
    if asked == Some(ALL_SECTIONS) {
        return None;
    }
    let named = sections.iter().find(|one| Some(one.code.as_str()) == asked);
    let first = || sections.iter().find(|one| one.code != ABOUT_THE_RECORD);
    let section = named.or_else(first).or_else(|| sections.first());
    section.map(|section| section.code.clone())
}

/// The versions in words, the latest first.
fn told(
    services: &Services,
    (actor, shown): (&Actor, Shown),
    instrument: &str,
    place: (ProviderId, StateCode),
    rows: &[VersionRow],
) -> Result<Vec<VersionLine>, ServiceError> {
    let sees_submissions = reaches(actor, Action::ViewAssessmentSubmissions, place);
    let mut lines = Vec::new();
    let mut before: Option<Said> = None;
    for row in rows {
        let said = Said::read(&row.items);
        let transaction = Transaction::parse(&row.transaction_code).map_err(|_| CORRUPT)?;
        let explained = explained(services, shown, instrument, &row.specification);
        let changes: Vec<ItemChange> = match (transaction, &before) {
            (Transaction::Modification, Some(before)) => explained.changes(before, &said),
            _ => Vec::new(),
        };
        let brought = || {
            let number = SubmissionNumber(row.submission);
            (number, row.ordinal, row.file_name.clone())
        };
        lines.push(VersionLine {
            number: AssessmentNumber(row.number),
            correction: row.correction,
            transaction,
            state: AssessmentState::parse(&row.state).map_err(|_| CORRUPT)?,
            accepted_at: Instant(row.accepted_at),
            warnings: row.warning_count,
            brought_by: sees_submissions.then(brought),
            changes,
        });
        before = Some(said);
    }
    lines.reverse();
    Ok(lines)
}
