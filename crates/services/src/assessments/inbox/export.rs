//! The inbox as a file.

use domain::{
    access::Actor,
    assessments::{InboxFilter, InboxLine},
    audit::Act,
    time::display_date,
};

use super::{count, looks, rows, scope};
use crate::{ServiceError, Services, audit, csv_table::CsvTable};

const EXPORT_ROWS: i64 = InboxFilter::EXPORT_ROWS;

/// The whole filtered inbox as a CSV file, in its order, up to [`InboxFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`super::list`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &InboxFilter,
) -> Result<Vec<u8>, ServiceError> {
    let scope = scope(actor)?;
    let mut tx = services.db.read().await?;
    let total = count(&mut tx, &scope, actor, filter).await?;
    let rows = rows(&mut tx, &scope, actor, filter, (EXPORT_ROWS, 0)).await?;
    drop(tx);
    audit::read(services, looks(Act::Exported, actor, &rows)).await?;
    let mut table = CsvTable::new(&[
        "Submission ID",
        "File",
        "Outcome",
        "To be sent again by",
        "Days left",
        "Patient",
        "Date of birth",
        "Instrument",
        "Reason",
        "Target date",
        "Fatal",
        "Warnings",
        "Facility",
        "CCN",
        "Received",
        "In whose hands",
        "Done",
        "Why done",
    ]);
    for row in rows {
        table.row(&cells(row.line(actor)?));
    }
    table.tell_cut(EXPORT_ROWS, total, "records");
    Ok(table.finish())
}

fn cells(line: InboxLine) -> [String; 18] {
    let outcome = line.outcome().to_owned();
    let (name, ccn) = match line.facility {
        Some(facility) => (facility.name, facility.ccn.map(String::from)),
        None => (String::new(), None),
    };
    let (done, why) = match line.done {
        Some(done) => (done.at.display(), done.why.title().to_owned()),
        None => (String::new(), String::new()),
    };
    [
        line.submission.to_string(),
        line.ordinal.to_string(),
        outcome,
        line.due.map(|due| display_date(due.on)).unwrap_or_default(),
        line.due
            .map(|due| due.days_left.to_string())
            .unwrap_or_default(),
        line.patient_name,
        line.patient_birth,
        line.instrument,
        line.reasons,
        line.target.map(display_date).unwrap_or_default(),
        line.fatal.to_string(),
        line.warnings.to_string(),
        name,
        ccn.unwrap_or_default(),
        line.received_at.display(),
        line.owner.unwrap_or_default(),
        done,
        why,
    ]
}
