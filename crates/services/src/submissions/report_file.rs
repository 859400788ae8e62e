//! A report as a file to keep: read and handed on a page at a time, so that one of 100,000 messages takes no more
//! memory than a short one.

use bytes::Bytes;
use domain::{
    access::Actor,
    audit::{Act, Event, Object},
    objection::Objection,
    submissions::{
        Message, ReceiptFile, SubmissionKind, SubmissionNumber, SubmissionState, VutAnswer,
        VutError, VutFile, VutPayload, VutResults,
    },
    time::{Instant, display_date},
};
use futures::{
    Stream, StreamExt as _, TryStreamExt as _,
    future::ready,
    stream::{once, try_unfold},
};
use store::fetch;
use uuid::Uuid;

use super::{
    columns::{self, RecordMarks},
    receipt::live_state,
    report::{MessageRow, find, payload},
};
use crate::{ServiceError, Services, audit, csv_table::CsvTable};

store::sql! {
    /// Which record a file is. Served by the primary keys.
    MARKS = "select r.instrument, r.reasons, r.target_date, r.document, t.number as patient, a.number as assessment \
             from sent_record r left join patient t on t.id = r.patient_id left join assessment a on a.id = r.assessment_id \
             where r.file_id = $1";
    /// Served by the primary key.
    MESSAGES_AFTER = "select ordinal, edit, severity, message, fix, item, item_value, allowed, line, element_path, \
                             employee_id, work_date from finding where file_id = $1 and ordinal > $2 order by ordinal limit $3";
}

/// Messages read and handed on at a time.
const PAGE: i64 = 1_000;

/// How the messages begin in the JSON. No text in it can hold this: its quotation marks would be escaped.
const RESULTS: &str = "\"validationErrors\":[";

/// The headings of what the table says of the file, before those of its record and of a message.
const HEADINGS: [&str; 2] = ["Submission ID", "File"];

/// The report's messages as a CSV file; one without any has one row, where their columns are empty. Its last line is for people: that CMS has none of these files.
///
/// # Errors
/// As [`report_table`].
pub async fn report_csv(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let table = report_table(services, actor, number, ordinal).await?;
    let end = super::honest(services, CsvTable::continued());
    Ok(table.chain(once(ready(Ok(end.into())))))
}

/// The same with nothing but rows of the table, for programs.
///
/// # Errors
/// As [`report`](super::report()); [`ServiceError::Conflict`] before the file is decided, for half an answer would look
/// like a rejection; in the middle of the file, the database's.
pub async fn report_table(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let Reported { id, kind, file, .. } = reported(services, actor, number, ordinal).await?;
    let mut tx = services.db.read().await?;
    let marks = fetch!(fetch_optional, RecordMarks, tx, MARKS, id)?;
    drop(tx);
    let table = Table {
        kind,
        number,
        file: file.name,
        record: marks.unwrap_or_default(),
    };
    let mut pages = Box::pin(pages(services.clone(), id));
    let mut begin = CsvTable::new(&columns::headings(kind, &HEADINGS));
    match pages.try_next().await? {
        Some(messages) => table.add_rows(&mut begin, messages),
        None => begin.row(&table.without_messages()),
    }
    let rows = pages.map_ok(move |messages| {
        let mut part = CsvTable::continued();
        table.add_rows(&mut part, messages);
        part.finish().into()
    });
    Ok(once(ready(Ok(begin.finish().into()))).chain(rows))
}

/// What each row of a report's table begins with.
struct Table {
    kind: SubmissionKind,
    number: SubmissionNumber,
    file: String,
    record: RecordMarks,
}

impl Table {
    fn add_rows(&self, table: &mut CsvTable, messages: Vec<Message>) {
        for message in messages {
            table.row(&self.row(message));
        }
    }

    fn row(&self, message: Message) -> Vec<String> {
        let line = message.line.map(|line| line.to_string());
        let said = [
            message.ordinal.to_string(),
            message.edit,
            message.severity.title().to_owned(),
            message.text,
            message.fix,
            message.item,
            message.value.unwrap_or_default(),
            message.allowed.unwrap_or_default(),
            line.unwrap_or_default(),
            message.path.unwrap_or_default(),
        ];
        let entry = [
            message.employee.unwrap_or_default(),
            message.date.map(display_date).unwrap_or_default(),
        ];
        self.cells(said, entry)
    }

    /// A file of which there is nothing to say is in the table all the same.
    fn without_messages(&self) -> Vec<String> {
        self.cells(<[_; 10]>::default(), <[_; 2]>::default())
    }

    fn cells(&self, message: [String; 10], entry: [String; 2]) -> Vec<String> {
        let first = vec![self.number.to_string(), self.file.clone()];
        columns::cells(self.kind, first, self.record.clone(), message, entry)
    }
}

/// The report in the shape of iQIES's Validation Utility Tool: of an assessment the tool's whole answer, of a staffing file, which
/// that tool does not know, an array of one file, as `openqies validate` prints it.
///
/// # Errors
/// As [`report_table`].
pub async fn report_json(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let reported = reported(services, actor, number, ordinal).await?;
    let rows = pages(services.clone(), reported.id).and_then(|messages| ready(results(messages)));
    let (begin, end) = around_results(reported)?;
    Ok(once(ready(Ok(begin.into())))
        .chain(rows)
        .chain(once(ready(Ok(end.into())))))
}

/// What stands before and after the results.
fn around_results(reported: Reported) -> Result<(String, String), ServiceError> {
    let Reported { file, record, .. } = reported;
    let accepted = matches!(
        file.state,
        SubmissionState::Accepted | SubmissionState::AcceptedWithWarnings
    );
    let empty = VutFile {
        json_payload: record,
        ..VutFile::new(file.name, accepted, std::iter::empty())
    };
    let written = match reported.kind {
        SubmissionKind::Staffing => serde_json::to_string(&[empty]),
        SubmissionKind::Assessments => {
            serde_json::to_string(&VutAnswer::new(reported.received_at, vec![empty]))
        }
    };
    let corrupt = || ServiceError::Corrupt { what: "report" };
    let written = written.map_err(|_| corrupt())?;
    let (begin, end) = written.split_once(RESULTS).ok_or_else(corrupt)?;
    Ok((format!("{begin}{RESULTS}"), end.to_owned()))
}

fn results(messages: Vec<Message>) -> Result<Bytes, ServiceError> {
    let mut text = Vec::new();
    for message in messages {
        // Messages are counted from 1.
        if message.ordinal > 1 {
            text.push(b',');
        }
        text.append(&mut json(&result(message))?);
    }
    Ok(text.into())
}

fn result(message: Message) -> VutError {
    let text = format!("{} {}", message.text, message.fix);
    VutError {
        results: VutResults {
            message_number: usize::try_from(message.ordinal).unwrap_or_default(),
            error_id: message.edit,
            severity: message.severity.title().to_owned(),
            text: text.trim_end().to_owned(),
            item: message.item,
            item_value: message.value.unwrap_or_default(),
        },
    }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, ServiceError> {
    serde_json::to_vec(value).map_err(|_| ServiceError::Corrupt { what: "message" })
}

/// What a report is about.
struct Reported {
    id: Uuid,
    kind: SubmissionKind,
    file: ReceiptFile,
    received_at: Instant,
    /// Of an assessment.
    record: Option<VutPayload>,
}

/// The file that a report is about. No transaction stays open behind it, however slowly the report is read.
async fn reported(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<Reported, ServiceError> {
    let mut tx = services.db.read().await?;
    let found = find(&mut tx, actor, number, ordinal).await;
    let (kind, row) = match found {
        // Its files are not known yet, so that this may be one of them.
        Err(ServiceError::NotFound) => {
            drop(tx);
            let is_decided = live_state(services, actor, number)
                .await?
                .state
                .is_decided();
            return Err(if is_decided {
                ServiceError::NotFound
            } else {
                Objection::FileUndecided.into()
            });
        }
        found => found?,
    };
    let (patient, record) = payload(&mut tx, &row).await?;
    let (id, received_at) = (row.file.id, Instant(row.received_at));
    let file = row.file.read(None)?;
    if !file.state.is_decided() {
        return Err(Objection::FileUndecided.into());
    }
    drop(tx);
    let event = Event::by(Act::Exported, actor, kind.seen_by())
        .about(Object::File(number, ordinal))
        .at(file.facility.as_ref().map(|facility| facility.id))
        .patients(patient);
    audit::read(services, event).await?;
    Ok(Reported {
        id,
        kind,
        file,
        received_at,
        record,
    })
}

/// Every message that was kept, in order. Each page is a transaction of its own: what is decided changes no more.
fn pages(
    services: Services,
    file: Uuid,
) -> impl Stream<Item = Result<Vec<Message>, ServiceError>> + Send {
    try_unfold((services, 0), move |(services, after)| async move {
        let mut tx = services.db.read().await?;
        let rows = fetch!(fetch_all, MessageRow, tx, MESSAGES_AFTER, file, after, PAGE)?;
        drop(tx);
        let messages: Vec<_> = rows
            .into_iter()
            .map(MessageRow::read)
            .collect::<Result<_, _>>()?;
        let last = messages.last().map(|message| message.ordinal);
        Ok(last.map(|last| (messages, (services, last))))
    })
}
