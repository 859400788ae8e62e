//! The diagnoses that the payment groups of MDS (PDPM) know: CMS's lists of each fiscal year, which an operator imports, and the edits that look
//! into them (-3945, -3967).

mod report;

use std::io::Read;

use csv::StringRecord;
use domain::{
    assessments::DiagnosisCode,
    audit::Act,
    spreadsheet::letters_and_digits,
    time::{Instant, fiscal_year},
};
use jiff::civil::Date;
use store::{DbError, Tx, exec, fetch};
use submission::{
    Finding,
    assessments::{Checked, ServerCheck},
};

use crate::{
    ServiceError, Services, audit,
    csv_import::{Headings, batch},
};

pub use report::{DiagnosesReport, NotADiagnosis};

pub use crate::csv_import::{ImportError, Refusal};

/// Lines that one transaction writes: well under 100 ms on SQLite.
const BATCH: usize = 1_000;
/// The fiscal year in which I0020B came, with the payment groups (MDS 3.00, 10/01/2019).
const FIRST_YEAR: i32 = 2020;
/// The lists of a year: `pdpm_icd_codes`, `pdpm_icd_codes_2`.
const LISTS: [i32; 2] = [1, 2];
/// Which lists a check looks into.
const CHECKS: [(ServerCheck, &[i32]); 2] = [
    (ServerCheck::PdpmDiagnosis, &[LISTS[0]]),
    (ServerCheck::StatePdpmDiagnosis, &LISTS),
];

store::sql! {
    PUT = "insert into pdpm_diagnosis (fiscal_year, list, code) values ($1, $2, $3)
        on conflict (fiscal_year, list, code) do nothing";
    /// The lists of a year that are there, and which of them have a code. Served by the primary key.
    HELD = "select l.list, exists (select 1 from pdpm_diagnosis d where d.fiscal_year = $1 and d.list = l.list and d.code = $2)
        from (select 1 as list union all select 2 as list) l
        where exists (select 1 from pdpm_diagnosis d where d.fiscal_year = $1 and d.list = l.list)";
}

/// What a record breaks of these edits, as far as the lists of its year are there.
///
/// # Errors
/// The database's.
pub(super) async fn unknown(
    tx: &mut Tx,
    checked: &Checked,
    target: Date,
) -> Result<Vec<Finding>, DbError> {
    let Checked { pack, record, .. } = checked;
    let mut found = Vec::new();
    for (check, lists) in CHECKS {
        if let Some(edit) = pack.asked_of(record, check)
            && let Some(item) = edit.on.first().map(|span| span.first)
            && let Some(value) = record.value(item)
            && know(tx, (fiscal_year(target), lists), value).await? == Some(false)
        {
            found.push(checked.finding(edit, Some(item), None));
        }
    }
    Ok(found)
}

/// Whether one of these lists of a year has a code; none while not all of them are there.
async fn know(
    tx: &mut Tx,
    (year, lists): (i16, &[i32]),
    code: &str,
) -> Result<Option<bool>, DbError> {
    let code = letters_and_digits(code).to_ascii_uppercase();
    let mut held = fetch!(fetch_all, (i32, bool), tx, HELD, i32::from(year), code)?;
    held.retain(|(list, _)| lists.contains(list));
    Ok((held.len() == lists.len()).then(|| held.iter().any(|(_, knows)| *knows)))
}

/// A line of a list.
struct Listed {
    year: i32,
    list: i32,
    code: DiagnosisCode,
}

/// Reads a CSV file by the names of its columns: fiscal year and code, and the list (1 or 2) where there is such a column.
///
/// What cannot be read is reported and left out; the same file again changes nothing, and what is in stays in.
///
/// # Errors
/// [`ImportError`] when the file lacks a column or cannot be read on; lines before that are in.
pub async fn import_diagnoses(
    services: &Services,
    reader: impl Read,
    now: Instant,
) -> Result<DiagnosesReport, ImportError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let columns = Columns::find(reader.headers()?)?;
    let mut report = DiagnosesReport::default();
    let mut records = reader.records();
    while let Some(lines) = batch(&mut records, BATCH)? {
        let mut tx = services.db.write().await.map_err(ServiceError::from)?;
        let before = report.added;
        for line in &lines {
            report.lines += 1;
            match columns.read(line) {
                Ok(listed) => {
                    let put = exec!(tx, PUT, listed.year, listed.list, listed.code.as_str());
                    if put.map_err(ServiceError::from)? == 0 {
                        report.unchanged += 1;
                    } else {
                        report.added += 1;
                    }
                }
                Err(why) => report.refused.push(Refusal {
                    line: line.position().map_or(0, csv::Position::line),
                    about: columns.code_of(line),
                    why,
                }),
            }
        }
        let added = ("codes", report.added - before);
        audit::commit_import(tx, services, Act::PdpmDiagnosesImported, added, now).await?;
    }
    Ok(report)
}

/// Which column says what.
struct Columns {
    year: usize,
    code: usize,
    list: Option<usize>,
}

impl Columns {
    fn find(headings: &StringRecord) -> Result<Self, ImportError> {
        let headings = Headings::of(headings);
        Ok(Self {
            year: headings.needed("Fiscal Year", &["fiscalyear", "fy"])?,
            code: headings.needed("Code", &["code", "icd10code", "icdcode"])?,
            list: headings.place(&["list"]),
        })
    }

    fn code_of(&self, line: &StringRecord) -> String {
        line.get(self.code).unwrap_or_default().trim().to_owned()
    }

    fn read(&self, line: &StringRecord) -> Result<Listed, NotADiagnosis> {
        let number = |column| {
            let cell = line.get(column).unwrap_or_default().trim();
            cell.parse::<i32>().ok()
        };
        let year = number(self.year).filter(|year| (FIRST_YEAR..=9999).contains(year));
        let list = self.list.map_or(Some(LISTS[0]), number);
        Ok(Listed {
            year: year.ok_or(NotADiagnosis::Year)?,
            list: list
                .filter(|list| LISTS.contains(list))
                .ok_or(NotADiagnosis::List)?,
            code: DiagnosisCode::parse(&self.code_of(line))?,
        })
    }
}

#[cfg(test)]
mod tests;
