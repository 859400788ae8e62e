use domain::{
    access::Actor,
    listing::{Page, PageRequest},
    staffing::{ProcessType, TotalHours},
    submissions::{
        EditCount, Message, Report, Severity, SubmissionNumber, SubmissionState, VutFile,
        VutResults,
    },
    time::{Instant, display_date},
};
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{
    receipt::{FileRow, file_columns, of_number},
    scope::{binds, file_in_scope, file_state, files_joined},
};
use crate::{ServiceError, Services, csv_table::CsvTable};

store::sql! {
    /// Served by the unique index `submission_file(submission_id, ordinal)`.
    FILE = concat!(
        "select ", file_columns!(), ", u.user_name, u.full_name, s.received_at, f.finished_at, f.facility_id, f.state_code, \
                f.process_type, f.employees, f.entries, f.entries_left_out, f.hours",
        of_number!(), " and f.ordinal = $7"
    );
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

#[derive(sqlx::FromRow)]
struct ReportRow {
    #[sqlx(flatten)]
    file: FileRow,
    user_name: String,
    full_name: String,
    received_at: i64,
    finished_at: Option<i64>,
    facility_id: Option<String>,
    state_code: Option<String>,
    process_type: Option<String>,
    employees: i64,
    entries: i64,
    entries_left_out: i64,
    hours: i64,
}

#[derive(sqlx::FromRow)]
struct MessageRow {
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
    fn read(self) -> Result<Message, ServiceError> {
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
    let scope = binds(actor)?;
    let mut tx = services.db.read().await?;
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
    )?
    .ok_or(ServiceError::NotFound)?;
    let file = row.file.id;
    Ok(Report {
        number,
        sender: row.user_name,
        sender_name: row.full_name,
        received_at: Instant(row.received_at),
        finished_at: row.finished_at.map(Instant),
        file: row.file.read()?,
        facility_id: row.facility_id,
        state_code: row.state_code,
        process_type: row.process_type.as_deref().and_then(ProcessType::parse),
        employees: row.employees,
        entries: row.entries,
        entries_left_out: row.entries_left_out,
        hours: TotalHours(row.hours),
        edits: edits(&mut tx, file).await?,
        messages: messages(&mut tx, file, edit.as_deref(), request).await?,
        edit,
    })
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

/// Every message that was kept.
const ALL: PageRequest = PageRequest {
    page: 1,
    size: u32::MAX,
};

/// The report's messages as a CSV file.
///
/// # Errors
/// As [`report`].
pub async fn report_csv(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<Vec<u8>, ServiceError> {
    let report = report(services, actor, number, ordinal, None, ALL).await?;
    let mut table = CsvTable::new(&[
        "Submission ID",
        "File",
        "Message",
        "Edit",
        "Severity",
        "Text",
        "What to Change",
        "Item",
        "Value",
        "Allowed",
        "Line",
        "Element",
        "Employee ID",
        "Date",
    ]);
    for message in report.messages.rows {
        table.row(&[
            number.to_string(),
            report.file.name.clone(),
            message.ordinal.to_string(),
            message.edit,
            message.severity.title().to_owned(),
            message.text,
            message.fix,
            message.item,
            message.value.unwrap_or_default(),
            message.allowed.unwrap_or_default(),
            message
                .line
                .map(|line| line.to_string())
                .unwrap_or_default(),
            message.path.unwrap_or_default(),
            message.employee.unwrap_or_default(),
            message.date.map(display_date).unwrap_or_default(),
        ]);
    }
    Ok(super::honest(services, table))
}

/// The report in the shape of iQIES's Validation Utility Tool: an array of one file, as `openqies validate`
/// prints it.
///
/// # Errors
/// As [`report`].
pub async fn report_json(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<[VutFile; 1], ServiceError> {
    let report = report(services, actor, number, ordinal, None, ALL).await?;
    let accepted = matches!(
        report.file.state,
        SubmissionState::Accepted | SubmissionState::AcceptedWithWarnings
    );
    let results = report.messages.rows.into_iter().map(|message| VutResults {
        message_number: 0,
        error_id: message.edit,
        severity: message.severity.title().to_owned(),
        text: format!("{} {}", message.text, message.fix)
            .trim_end()
            .to_owned(),
        item: message.item,
        item_value: message.value.unwrap_or_default(),
    });
    Ok([VutFile::new(report.file.name, accepted, results)])
}
