//! Reading CMS's public provider files, and files that add Facility IDs, which CMS's files lack.

mod columns;
mod report;
mod row;

pub use report::{ImportError, ImportReport, WhyRefused};

pub use crate::csv_import::Refusal;

use std::{collections::HashMap, io::Read};

use csv::ByteRecord;
use domain::{
    audit::{Act, Event},
    providers::{Ccn, FacilityId, ProviderId, StateCode},
    time::Now,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::record;
use crate::{ServiceError, Services, audit};
use columns::Columns;
use row::Row;

/// Lines that one transaction writes: well under 100 ms on SQLite.
const BATCH: usize = 200;

store::sql! {
    /// Served by the unique state and Facility ID.
    HOLDER = "select ccn from provider where state_code = $1 and facility_id = $2 and ccn <> $3";
}

/// What one good line did.
enum Outcome {
    Added,
    Changed,
    Unchanged,
    Refused(WhyRefused),
}

/// Reads a CSV file of providers by the names of its columns, whichever they are: CMS's nursing home,
/// SNF enrolment, hospital and home health files, Provider of Services files, or `CCN,Facility ID`.
/// UTF-8, or Windows-1252 where a cell is not. A cell that is blank leaves what is stored.
///
/// Good lines go in, others are reported; the same file again changes nothing. Each changed field is
/// kept in the provider's history with `source`, the file's name.
///
/// # Errors
/// [`ImportError`] when the file has no column of CCNs or cannot be read on; lines before that are in.
pub async fn import(
    services: &Services,
    reader: impl Read,
    source: &str,
    now: Now,
) -> Result<ImportReport, ImportError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let columns = Columns::find(reader.byte_headers()?)?;
    let mut report = ImportReport::default();
    let mut seen = HashMap::new();
    let mut records = reader.byte_records();
    loop {
        let lines: Vec<_> = records.by_ref().take(BATCH).collect::<Result<_, _>>()?;
        if lines.is_empty() {
            return Ok(report);
        }
        let mut tx = services.db.write().await.map_err(ServiceError::from)?;
        let (added, changed) = (report.added, report.changed);
        for line in &lines {
            let number = line.position().map_or(0, csv::Position::line);
            let outcome = match read(&columns, line, number, &mut seen) {
                Ok(row) => keep(&mut tx, &row, source, now).await?,
                Err(why) => Outcome::Refused(why),
            };
            report.count(number, columns.ccn(line), outcome);
        }
        let (added, changed) = (report.added - added, report.changed - changed);
        let event = (added + changed > 0).then(|| {
            Event::new(
                Act::ProvidersImported,
                audit::operator(services),
                now.system,
            )
            .count("added", added)
            .count("changed", changed)
        });
        let recorded = audit::commit_all(tx, services, event).await;
        recorded.map_err(ServiceError::from)?;
    }
}

/// A line whose CCN stood on an earlier one is refused, so that the last word does not depend on order.
fn read(
    columns: &Columns,
    line: &ByteRecord,
    number: u64,
    seen: &mut HashMap<Ccn, u64>,
) -> Result<Row, WhyRefused> {
    let row = Row::read(columns, line)?;
    let first = *seen.entry(row.ccn.clone()).or_insert(number);
    if first == number {
        Ok(row)
    } else {
        Err(WhyRefused::Repeated { first })
    }
}

async fn keep(tx: &mut Tx, row: &Row, source: &str, now: Now) -> Result<Outcome, ServiceError> {
    let known = record::of_ccn(tx, &row.ccn).await?;
    let after = match &known {
        Some((_, before)) => row.onto(before.clone()),
        None => match row.record() {
            Ok(record) => record,
            Err(why) => return Ok(Outcome::Refused(why)),
        },
    };
    if let Some(facility_id) = &after.facility_id
        && let Some(holder) = holder(tx, after.state, facility_id, &row.ccn).await?
    {
        return Ok(Outcome::Refused(WhyRefused::FacilityIdTaken { holder }));
    }
    match known {
        None => {
            record::insert(tx, ProviderId(Uuid::now_v7()), &after, now.rules).await?;
            Ok(Outcome::Added)
        }
        Some((_, before)) if before == after => Ok(Outcome::Unchanged),
        Some((id, before)) => {
            record::update(tx, id, &before, &after, source, now.rules).await?;
            Ok(Outcome::Changed)
        }
    }
}

async fn holder(
    tx: &mut Tx,
    state: StateCode,
    facility_id: &FacilityId,
    but: &Ccn,
) -> Result<Option<String>, ServiceError> {
    let row = fetch!(
        fetch_optional,
        (String,),
        tx,
        HOLDER,
        state.as_str(),
        facility_id.as_str(),
        but.as_str()
    )?;
    Ok(row.map(|(ccn,)| ccn))
}

#[cfg(test)]
mod tests;
