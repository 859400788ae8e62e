//! The records of one submission, one after the other, in transactions that are short however many they are.

use domain::submissions::FileState;
use store::{
    bulk::{Target, Value},
    fetch,
    jobs::JobError,
};
use submission::assessments::Key;
use uuid::Uuid;

use super::{
    drafts,
    read::{self, ReadRecord},
    settle::Desk,
};
use crate::submissions::check::{Sent, Work, wait_for_earlier};

store::sql! {
    /// Served by the unique index `submission_file(submission_id, ordinal)`.
    FILES = "select id, state from submission_file where submission_id = $1 order by ordinal";
}

const FILE: Target<13> = Target {
    table: "submission_file",
    columns: [
        "id",
        "submission_id",
        "ordinal",
        "name",
        "facility_id",
        "state_code",
        "state",
        "employees",
        "entries",
        "entries_left_out",
        "hours",
        "fatal_count",
        "warning_count",
    ],
};

/// Brings every record of a submission to its end. It may be killed anywhere and run again: what is settled stays settled.
pub(crate) async fn check(work: &Work<'_>, sent: &Sent) -> Result<(), JobError> {
    let records = read_records(work, sent).await?;
    let rows = add_files(work, sent, &records).await?;
    wait_for_earlier(work, sent).await?;
    let open: Vec<_> = (1..)
        .zip(&records)
        .zip(rows)
        .filter(|(_, (_, state))| state == FileState::Received.as_str())
        .map(|((ordinal, record), (id, _))| (ordinal, id, record))
        .collect();
    let mut tx = work.services.db.read().await?;
    let form = drafts::of_submission(&mut tx, sent.id).await?;
    drop(tx);
    let mut desk = Desk::new(work, sent, form);
    let mut open = open.as_slice();
    while !open.is_empty() {
        let settled = desk.settle_some(open).await?;
        open = &open[settled..];
    }
    Ok(())
}

async fn read_records(work: &Work<'_>, sent: &Sent) -> Result<Vec<ReadRecord>, JobError> {
    let (limits, library) = (
        work.services.rules.file_limits,
        work.services.packs.library.clone(),
    );
    let read = move |file, name: &str, today| read::read(file, name, today, &limits, &library);
    work.read(sent, read).await
}

/// State and number of the facility, as the record has them.
pub(super) fn facility_of(record: &ReadRecord) -> (Option<&str>, Option<&str>) {
    let said = |key| {
        let checked = record.checked.as_ref()?;
        checked.record.said(&checked.pack, key)
    };
    (said(Key::State), said(Key::Facility))
}

/// Rows for all records at once, so that the receipt lists them, and that a later submission sees whom to wait for. Gives each
/// record's row with its state.
async fn add_files(
    work: &Work<'_>,
    sent: &Sent,
    records: &[ReadRecord],
) -> Result<Vec<(Uuid, String)>, JobError> {
    let mut tx = work.write().await?;
    let there = fetch!(fetch_all, (Uuid, String), tx, FILES, sent.id)?;
    if !there.is_empty() {
        return Ok(there);
    }
    let rows: Vec<_> = (1_i32..)
        .zip(records)
        .map(|(ordinal, record)| {
            let (state, facility) = facility_of(record);
            [
                Value::Uuid(Uuid::now_v7()),
                Value::Uuid(sent.id),
                Value::Integer(ordinal),
                Value::Text(&record.name),
                facility.map_or(Value::Null, Value::Text),
                state.map_or(Value::Null, Value::Text),
                Value::Text(FileState::Received.as_str()),
                Value::Bigint(0),
                Value::Bigint(0),
                Value::Bigint(0),
                Value::Bigint(0),
                Value::Bigint(0),
                Value::Bigint(0),
            ]
        })
        .collect();
    let mut tx = FILE.insert(tx, &rows).await?;
    let rows = fetch!(fetch_all, (Uuid, String), tx, FILES, sent.id)?;
    tx.commit().await?;
    Ok(rows)
}
