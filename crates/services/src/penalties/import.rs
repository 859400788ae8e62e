//! Reading CMS's public file of penalties. A fine becomes a case, with what the file knows: home, day and amount. Whether
//! anything was due or paid is not in it.

mod report;

pub use report::{ImportReport, WhyRefused};

pub use crate::csv_import::{ImportError, Refusal};

use std::{collections::HashMap, io::Read};

use csv::StringRecord;
use domain::{
    audit::Act,
    money::Cents,
    penalties::{CaseNumber, CaseState, Origin},
    providers::{Ccn, StateCode},
    spreadsheet::letters_and_digits,
    time::{Now, day_of, fiscal_year},
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day, turn};
use uuid::Uuid;

use super::ledger::change_state;
use crate::{
    ServiceError, Services, audit,
    csv_import::{Headings, batch},
};

/// Lines that one transaction writes: well under 100 ms on SQLite.
const BATCH: usize = 200;

store::sql! {
    /// Served by the unique CCN.
    PROVIDER = "select id, state_code from provider where ccn = $1";
    /// Served by penalty_case_once.
    KNOWN = "select count(*) from penalty_case
        where origin = 'public_file' and provider_id = $1 and notice_on = $2 and gross_cents = $3 and occurrence = $4";
    /// Served by penalty_case_sequence.
    NEXT = "select coalesce(max(sequence), 0) + 1 from penalty_case where fiscal_year = $1 and region = $2";
    ADD = "insert into penalty_case (id, number, fiscal_year, region, sequence, provider_id, origin, state, notice_on,
            payable_on, due_on, gross_cents, occurrence, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
}

/// What one good line did.
enum Outcome {
    Added,
    Unchanged,
    /// A denial of payment is no civil money penalty.
    Denial,
    Refused(WhyRefused),
}

/// A fine as a line tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Fine {
    ccn: Ccn,
    on: Date,
    amount: Cents,
}

/// Reads a CSV file of penalties by the names of its columns: CCN, penalty date, penalty type and fine amount.
///
/// Fines go in as cases, denials of payment are counted and left out, what cannot be read is reported; the same file
/// again changes nothing. Two fines of the same home, day and amount are two cases.
///
/// # Errors
/// [`ImportError`] when the file lacks a column or cannot be read on; lines before that are in.
pub async fn import(
    services: &Services,
    reader: impl Read,
    source: &str,
    now: Now,
) -> Result<ImportReport, ImportError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let columns = Columns::find(reader.headers()?)?;
    let mut report = ImportReport::default();
    let mut seen = HashMap::new();
    let mut records = reader.records();
    while let Some(lines) = batch(&mut records, BATCH)? {
        let mut tx = services.db.write().await.map_err(ServiceError::from)?;
        // Numbers are given one after the other.
        let taken = turn::take(&mut tx, "penalty case numbers").await;
        taken.map_err(ServiceError::from)?;
        let before = report.added;
        for line in &lines {
            let number = line.position().map_or(0, csv::Position::line);
            let outcome = match columns.read(line) {
                Ok(Some(fine)) => keep(&mut tx, &fine, &mut seen, source, now).await?,
                Ok(None) => Outcome::Denial,
                Err(why) => Outcome::Refused(why),
            };
            report.count(number, columns.ccn_of(line), outcome);
        }
        let added = ("added", report.added - before);
        audit::commit_import(tx, services, Act::PenaltiesImported, added, now.system).await?;
    }
    Ok(report)
}

/// Which column says what.
struct Columns {
    ccn: usize,
    on: usize,
    kind: usize,
    amount: usize,
}

impl Columns {
    fn find(headings: &StringRecord) -> Result<Self, ImportError> {
        let headings = Headings::of(headings);
        Ok(Self {
            ccn: headings.needed(
                "CCN",
                &["ccn", "cmscertificationnumberccn", "federalprovidernumber"],
            )?,
            on: headings.needed("Penalty Date", &["penaltydate"])?,
            kind: headings.needed("Penalty Type", &["penaltytype"])?,
            amount: headings.needed("Fine Amount", &["fineamount"])?,
        })
    }

    fn ccn_of(&self, line: &StringRecord) -> String {
        line.get(self.ccn).unwrap_or_default().trim().to_owned()
    }

    /// The fine of a line; none of one that denies payment.
    fn read(&self, line: &StringRecord) -> Result<Option<Fine>, WhyRefused> {
        let cell = |column| line.get(column).unwrap_or_default().trim();
        match letters_and_digits(cell(self.kind)).as_str() {
            "fine" => {}
            "paymentdenial" => return Ok(None),
            _ => return Err(WhyRefused::Kind),
        }
        let amount = Cents::parse(cell(self.amount))?;
        if amount == Cents::ZERO {
            return Err(WhyRefused::Nothing);
        }
        Ok(Some(Fine {
            ccn: Ccn::parse(cell(self.ccn))?,
            on: day_of(cell(self.on)).ok_or(WhyRefused::Date)?,
            amount,
        }))
    }
}

async fn keep(
    tx: &mut Tx,
    fine: &Fine,
    seen: &mut HashMap<Fine, i32>,
    source: &str,
    now: Now,
) -> Result<Outcome, ServiceError> {
    let ccn = fine.ccn.as_str();
    let Some((provider, state)) = fetch!(fetch_optional, (Uuid, String), tx, PROVIDER, ccn)? else {
        return Ok(Outcome::Refused(WhyRefused::Unknown));
    };
    let state = StateCode::parse(&state).map_err(|_| ServiceError::Corrupt { what: "state" })?;
    let occurrence = seen.entry(fine.clone()).or_insert(0);
    *occurrence += 1;
    let occurrence = *occurrence;
    let on = Day::from(fine.on);
    let (known,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        KNOWN,
        provider,
        on,
        fine.amount.0,
        occurrence
    )?;
    if known > 0 {
        return Ok(Outcome::Unchanged);
    }
    let case = NewCase {
        provider,
        state,
        origin: Origin::PublicFile,
        stands: CaseState::Imposed,
        notice_on: fine.on,
        payable: None,
        gross: fine.amount,
        occurrence,
        created_at: now.rules.0,
    };
    let id = Uuid::now_v7();
    case.insert(tx, id).await?;
    let step = (None, CaseState::Imposed);
    change_state(tx, id, step, source, now.rules, "Read from a file").await?;
    Ok(Outcome::Added)
}

/// A case in the making.
pub(crate) struct NewCase {
    pub provider: Uuid,
    pub state: StateCode,
    pub origin: Origin,
    pub stands: CaseState,
    pub notice_on: Date,
    /// The day that made it payable, and the day on which it is due.
    pub payable: Option<(Date, Date)>,
    pub gross: Cents,
    pub occurrence: i32,
    pub created_at: i64,
}

impl NewCase {
    /// Gives it the next number of its fiscal year and region.
    pub(crate) async fn insert(self, tx: &mut Tx, id: Uuid) -> Result<CaseNumber, ServiceError> {
        let (year, region) = (fiscal_year(self.notice_on), self.state.region());
        let (year_number, region_number) = (i32::from(year), i32::from(region.number()));
        let (sequence,) = fetch!(fetch_one, (i64,), tx, NEXT, year_number, region_number)?;
        let number = CaseNumber::new(year, region, sequence);
        exec!(
            tx,
            ADD,
            id,
            number.as_str(),
            year_number,
            region_number,
            sequence,
            self.provider,
            self.origin.key(),
            self.stands.key(),
            Day::from(self.notice_on),
            self.payable.map(|(on, _)| Day::from(on)),
            self.payable.map(|(_, due)| Day::from(due)),
            self.gross.0,
            self.occurrence,
            self.created_at
        )?;
        Ok(number)
    }
}

#[cfg(test)]
mod tests;
