use domain::{
    access::{Action, Actor, Sight},
    assessments::{AssessmentNumber, PatientNumber, Transaction},
    audit::{Act, Event, Object},
    listing::{Page, PageRequest},
    masking::{HIDDEN, seen},
    providers::{ProviderId, StateCode},
    staffing::{ProcessType, TotalHours},
    submissions::{
        EditCount, Message, Report, SentRecord, Severity, SubmissionKind, SubmissionNumber,
        VutPayload,
    },
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{
    hiding::{hide_patient, without},
    official_texts::texts_of,
    receipt::{FileRow, file_columns, of_number},
    scope::{file_in_scope, file_state, files_joined, scope_of},
};
use crate::{
    ServiceError, Services, assessments::stored::list::patient_birth, audit, scope::reaches,
    staffing::change::changes_of,
};

store::sql! {
    /// Served by the unique index `submission_file(submission_id, ordinal)`.
    FILE = concat!(
        "select ", file_columns!(), ", u.user_name, u.full_name, s.received_at, f.finished_at, f.facility_id, f.state_code, \
                f.process_type, f.employees, f.entries, f.entries_left_out, f.hours",
        of_number!(), " and f.ordinal = $7"
    );
    /// Served by the primary key.
    RECORD = "select r.instrument, r.specification, r.subset, r.reasons, r.transaction_code, r.target_date, r.first_name, r.last_name, \
                     coalesce(r.birth, t.birth) as birth, r.document, r.is_test, a.number, f.provider_id, p.state_code, r.rules, \
                     r.rules_edits, t.number as patient \
              from sent_record r join submission_file f on f.id = r.file_id left join provider p on p.id = f.provider_id \
              left join assessment a on a.id = r.assessment_id left join patient t on t.id = r.patient_id \
              where r.file_id = $1";
    /// Served by the primary key.
    EDITS = "select edit, severity, occurrences from finding_count where file_id = $1 \
             order by case severity when 'fatal' then 1 when 'warning' then 2 else 3 end, occurrences desc, edit";
    /// Served by the primary key.
    COUNT_MESSAGES = "select count(*) from finding where file_id = $1 and (cast($2 as text) is null or edit = $2)";
    /// Served by the primary key.
    MESSAGES = "select ordinal, edit, severity, message, fix, item, item_value, allowed, line, element_path, employee_id, \
                       work_date from finding \
                where file_id = $1 and (cast($2 as text) is null or edit = $2) order by ordinal limit $3 offset $4";
}

#[derive(store::FromRow)]
pub(super) struct ReportRow {
    #[row(flatten)]
    pub file: FileRow,
    user_name: String,
    full_name: String,
    pub received_at: i64,
    finished_at: Option<i64>,
    facility_id: Option<String>,
    state_code: Option<String>,
    process_type: Option<String>,
    employees: i64,
    entries: i64,
    entries_left_out: i64,
    hours: i64,
}

#[derive(store::FromRow)]
pub(super) struct MessageRow {
    ordinal: i32,
    edit: String,
    severity: String,
    message: String,
    fix: String,
    item: String,
    item_value: Option<String>,
    allowed: Option<String>,
    line: Option<i64>,
    element_path: Option<String>,
    employee_id: Option<String>,
    work_date: Option<Day>,
}

impl MessageRow {
    pub fn read(self) -> Result<Message, ServiceError> {
        Ok(Message {
            ordinal: self.ordinal,
            edit: self.edit,
            severity: severity_of(&self.severity)?,
            text: self.message,
            fix: self.fix,
            item: self.item,
            value: self.item_value,
            allowed: self.allowed,
            line: self.line,
            path: self.element_path,
            employee: self.employee_id,
            date: self.work_date.map(Day::to_jiff),
        })
    }
}

#[derive(store::FromRow)]
struct RecordRow {
    instrument: Option<String>,
    specification: Option<String>,
    subset: Option<String>,
    reasons: Option<String>,
    transaction_code: Option<String>,
    target_date: Option<Day>,
    first_name: Option<String>,
    last_name: Option<String>,
    birth: Option<String>,
    document: Option<String>,
    is_test: bool,
    number: Option<i64>,
    /// Those of the file.
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    rules: Option<String>,
    rules_edits: Option<i32>,
    /// The Patient ID, where the record is of one who is known.
    patient: Option<i64>,
}

impl RecordRow {
    /// The instrument, and the code of its version.
    fn named(&self) -> (Option<&str>, Option<&str>) {
        (self.instrument.as_deref(), self.specification.as_deref())
    }

    fn read(self, actor: &Actor) -> SentRecord {
        let sight = actor.viewing;
        let state = self
            .state_code
            .and_then(|code| StateCode::parse(&code).ok());
        let place = self.provider_id.map(ProviderId).zip(state);
        let may = |action| place.is_some_and(|place| reaches(actor, action, place));
        let may_open = may(Action::ViewAssessments);
        let birth = self.birth.filter(|_| may(Action::ViewPatients));
        let names: Vec<String> = [self.last_name, self.first_name]
            .into_iter()
            .flatten()
            .collect();
        let patient = names.join(", ");
        SentRecord {
            instrument: self.instrument,
            specification: self.specification,
            subset: self.subset,
            reasons: self.reasons,
            transaction: self
                .transaction_code
                .and_then(|code| Transaction::parse(&code).ok()),
            target: self.target_date.map(Day::to_jiff),
            patient: seen(sight, patient),
            patient_birth: patient_birth(birth.as_deref(), sight),
            document: self.document.map(|document| seen(sight, document)),
            is_test: self.is_test,
            assessment: self.number.map(AssessmentNumber),
            may_open,
            rules: self.rules.zip(self.rules_edits),
        }
    }

    /// What the Validation Utility Tool would say of the record; none of a file that was not read as one. Social Security and
    /// Medicare numbers stay empty: pages mask them, and show them to whoever says why.
    fn payload(self, file: &ReportRow) -> Option<VutPayload> {
        let said = Option::unwrap_or_default;
        let target = self.target_date.map(Day::to_jiff);
        // The first is the tool's one reason.
        let reasons = said(self.reasons);
        let reason = reasons.split('-').next().unwrap_or_default();
        Some(VutPayload {
            ssn: String::new(),
            first_name: said(self.first_name),
            last_name: said(self.last_name),
            facility_name: said(file.facility_id.clone()),
            state_code: said(file.state_code.clone()),
            target_date: said(target.map(|date| date.strftime("%Y%m%d").to_string())),
            reason_type: reason.to_owned(),
            medicare_id: String::new(),
            transaction_type_code: said(self.transaction_code),
            system_code: self.instrument?,
        })
    }
}

fn severity_of(word: &str) -> Result<Severity, ServiceError> {
    Severity::parse(word).ok_or(ServiceError::Corrupt { what: "severity" })
}

/// The Final Validation Report of one file, with one page of its messages: of all edits, or of one.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows submissions; [`ServiceError::NotFound`] when there
/// is no such file, or none that the person may see.
pub async fn report(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
    edit: Option<String>,
    request: PageRequest,
) -> Result<Report, ServiceError> {
    let mut tx = services.db.read().await?;
    let (kind, row) = find(&mut tx, actor, number, ordinal).await?;
    let id = row.file.id;
    let change = match kind {
        SubmissionKind::Staffing => {
            let changes = changes_of(&mut tx, number, Some(ordinal), actor.now.today()).await?;
            changes.into_values().next()
        }
        SubmissionKind::Assessments => None,
    };
    let file = row.file.read(change)?;
    let record = fetch!(fetch_optional, RecordRow, tx, RECORD, id)?;
    // Findings are written in batches before their file is decided: until then they are no answer.
    let (edits, messages) = if file.state.is_decided() {
        let mut messages = messages(&mut tx, id, edit.as_deref(), request).await?;
        if actor.viewing == Some(Sight::Masked) {
            let named = record.as_ref().map_or((None, None), RecordRow::named);
            for message in &mut messages.rows {
                hide_person(services, kind, named, message);
            }
        }
        (edits(&mut tx, id).await?, messages)
    } else {
        (Vec::new(), Page::empty(request))
    };
    let patient = record.as_ref().and_then(|row| row.patient);
    let record = record.map(|row| row.read(actor));
    let official = texts_of(&mut tx, kind, id).await?;
    drop(tx);
    let event = Event::by(Act::Read, actor, kind.seen_by())
        .about(Object::File(number, ordinal))
        .at(file.facility.as_ref().map(|facility| facility.id))
        .count("messages", messages.rows.len())
        .patients(patient.map(PatientNumber));
    audit::read(services, event).await?;
    Ok(Report {
        number,
        kind,
        sender: row.user_name,
        sender_name: row.full_name,
        received_at: Instant(row.received_at),
        finished_at: row.finished_at.map(Instant),
        file,
        facility_id: row.facility_id,
        state_code: row.state_code,
        process_type: row.process_type.as_deref().and_then(ProcessType::parse),
        employees: row.employees,
        entries: row.entries,
        entries_left_out: row.entries_left_out,
        hours: TotalHours(row.hours),
        record,
        edits,
        messages,
        edit,
        official,
    })
}

/// Hides whom a message about a record tells of; `named` says which record it is.
fn hide_person(
    services: &Services,
    kind: SubmissionKind,
    named: (Option<&str>, Option<&str>),
    message: &mut Message,
) {
    match kind {
        SubmissionKind::Assessments => {
            let texts = [&mut message.text, &mut message.fix];
            let (item, value) = (&message.item, &mut message.value);
            hide_patient(&services.packs.forms, named, item, value, texts);
        }
        SubmissionKind::Staffing => hide_employee(message),
    }
}

/// Hides whom a message about staffing tells of, also where its words say it.
fn hide_employee(message: &mut Message) {
    let Some(employee) = message.employee.take() else {
        return;
    };
    message.text = without(&message.text, &employee);
    message.value = message.value.take().map(|value| without(&value, &employee));
    message.employee = Some(HIDDEN.to_owned());
}

/// The file, if the person may see its report.
pub(super) async fn find(
    tx: &mut Tx,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<(SubmissionKind, ReportRow), ServiceError> {
    let (kind, scope) = scope_of(tx, actor, number).await?;
    let row = fetch!(
        fetch_optional,
        ReportRow,
        tx,
        FILE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        number.0,
        ordinal,
    )?;
    row.map(|row| (kind, row)).ok_or(ServiceError::NotFound)
}

/// Whose record the file is, as far as the patient is known, and what it is about.
pub(super) async fn payload(
    tx: &mut Tx,
    file: &ReportRow,
) -> Result<(Option<PatientNumber>, Option<VutPayload>), ServiceError> {
    let record = fetch!(fetch_optional, RecordRow, tx, RECORD, file.file.id)?;
    let patient = record.as_ref().and_then(|record| record.patient);
    let payload = record.and_then(|record| record.payload(file));
    Ok((patient.map(PatientNumber), payload))
}

async fn edits(tx: &mut Tx, file: Uuid) -> Result<Vec<EditCount>, ServiceError> {
    let rows = fetch!(fetch_all, (String, String, i64), tx, EDITS, file)?;
    let read = |(edit, severity, occurrences): (String, String, i64)| {
        Ok(EditCount {
            edit,
            severity: severity_of(&severity)?,
            occurrences,
        })
    };
    rows.into_iter().map(read).collect()
}

async fn messages(
    tx: &mut Tx,
    file: Uuid,
    edit: Option<&str>,
    request: PageRequest,
) -> Result<Page<Message>, ServiceError> {
    let (total,) = fetch!(fetch_one, (i64,), tx, COUNT_MESSAGES, file, edit)?;
    let request = request.within(total);
    let (size, offset) = (i64::from(request.size), request.offset());
    let rows = fetch!(
        fetch_all, MessageRow, tx, MESSAGES, file, edit, size, offset
    )?;
    let rows = rows
        .into_iter()
        .map(MessageRow::read)
        .collect::<Result<_, _>>()?;
    Ok(Page {
        rows,
        total,
        request,
    })
}
