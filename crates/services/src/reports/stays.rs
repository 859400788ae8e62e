//! Reports about patients, from their stored records: who is there, who came and left, and what is late or missing.

use domain::{
    access::Sight,
    assessments::{
        AssessmentNumber, AssessmentState, Transaction, days_to_accept, reasons_in_words,
    },
    masking::seen,
    providers::{Ccn, StateCode},
    reports::{
        ASSESSMENT_ID, Cell, Due, Lateness, Movement, ReportKind, Visit, in_order, sent_late,
    },
    time::{Instant, display_date},
};
use jiff::{ToSpan as _, civil::Date};
use store::{Tx, fetch, row::Day};
use uuid::Uuid;

use super::{Asked, Gathered, Shown};
use crate::{
    ServiceError,
    assessments::stored::list::{assessments_in_scope, patient_name},
};

store::sql! {
    /// The records that count, each patient's in the order of the days of the events that they tell of; where `$11` asks for them, with the
    /// versions that corrections took the place of. Served by assessment_event, assessment_record and the primary keys.
    VISITS = concat!(
        "select t.id as patient_id, t.number as patient, t.last_name, t.first_name, t.birth, a.number, a.instrument, a.reasons,
             a.target_date, coalesce(a.effective_on, a.target_date) as day, a.started_on, a.correction, a.state, a.clock_from,
             a.accepted_at, p.id as provider_id, p.name, p.ccn",
        assessments_in_scope!(),
        " and (a.state = 'current' or $11 and a.state = 'replaced'
            and exists (select 1 from assessment c where c.record_id = a.record_id and c.state = 'current'))
          and (cast($5 as uuid) is null or a.provider_id = $5)
          and (cast($6 as text) is null or p.ccn = $6)
          and (cast($7 as text) is null or p.state_code = $7)
          and (cast($8 as text) is null or a.instrument = $8)
          and coalesce(a.effective_on, a.target_date) between $9 and $10
          order by p.search_key, p.id, t.search_key, t.id, a.instrument, coalesce(a.effective_on, a.target_date), a.accepted_at,
              a.number"
    );
}

pub(super) const ROSTER: [&str; 10] = [
    "Facility",
    "CCN",
    "Patient ID",
    "Patient",
    "Birth date",
    "Instrument",
    "Here since",
    "Last record",
    "Of",
    ASSESSMENT_ID,
];

pub(super) const MOVEMENTS: [&str; 8] = [
    "Facility",
    "CCN",
    "Date",
    "Move",
    "Patient ID",
    "Patient",
    "Instrument",
    ASSESSMENT_ID,
];

pub(super) const LATE: [&str; 10] = [
    "Facility",
    "CCN",
    "Patient ID",
    "Patient",
    "Instrument",
    "What was due",
    ASSESSMENT_ID,
    "Due",
    "What became of it",
    "Days late",
];

#[derive(store::FromRow)]
struct Row {
    patient_id: Uuid,
    patient: i64,
    last_name: String,
    first_name: String,
    birth: Option<String>,
    number: i64,
    instrument: String,
    reasons: String,
    target_date: Day,
    day: Day,
    started_on: Option<Day>,
    correction: i32,
    state: String,
    clock_from: Option<Day>,
    accepted_at: i64,
    provider_id: Uuid,
    name: String,
    ccn: Option<String>,
}

impl Row {
    fn about(&self) -> Shown {
        Shown::of(Some(self.provider_id), Some(self.patient))
    }

    fn facility(&self) -> [Cell; 2] {
        [
            Cell::text(&self.name),
            Cell::text(self.ccn.as_deref().unwrap_or_default()),
        ]
    }

    fn patient(&self, sight: Option<Sight>) -> [Cell; 2] {
        [
            Cell::text(self.patient.to_string()),
            Cell::text(patient_name(&self.last_name, &self.first_name, sight)),
        ]
    }

    fn assessment(&self) -> Cell {
        Cell::Assessment(AssessmentNumber(self.number))
    }

    /// Of the event that it tells of.
    fn day(&self) -> Date {
        self.day.to_jiff()
    }

    fn started(&self) -> Option<Date> {
        self.started_on.map(Day::to_jiff)
    }

    /// As the record is now: not a version whose place a correction took.
    fn is_current(&self) -> bool {
        self.state == AssessmentState::Current.as_str()
    }

    fn transaction(&self) -> Transaction {
        match self.correction {
            0 => Transaction::New,
            _ => Transaction::Modification,
        }
    }

    fn movement(&self) -> Option<Movement> {
        Movement::of(&self.instrument, &self.reasons)
    }

    fn visit(&self) -> Visit<'_> {
        Visit {
            instrument: &self.instrument,
            reasons: &self.reasons,
            number: AssessmentNumber(self.number),
            day: self.day(),
            started: self.started(),
        }
    }
}

/// Which versions of the records that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Versions {
    Current,
    /// Also those whose place a correction took.
    All,
}

async fn visits(
    asked: &Asked<'_>,
    tx: &mut Tx,
    (first, last): (Date, Date),
    versions: Versions,
) -> Result<Vec<Row>, ServiceError> {
    Ok(fetch!(
        fetch_all,
        Row,
        tx,
        VISITS,
        asked.scope.nation,
        &asked.scope.states,
        asked.scope.user,
        &asked.scope.roles,
        asked.place.provider(),
        asked.parameters.facility.as_ref().map(Ccn::as_str),
        asked.parameters.state.map(StateCode::as_str),
        asked.parameters.instrument(),
        Day::from(first),
        Day::from(last),
        versions == Versions::All
    )?)
}

/// Since records are kept.
const ALWAYS: Date = jiff::civil::date(1990, 1, 1);

/// Each patient's records, of one instrument.
fn by_patient(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    rows.chunk_by(|one, next| {
        (one.patient_id, &one.instrument) == (next.patient_id, &next.instrument)
    })
}

/// Those that count, in their order.
fn counting(records: &[Row]) -> Vec<&Row> {
    let mut counting: Vec<&Row> = records.iter().filter(|row| row.is_current()).collect();
    in_order(&mut counting, |row| row.day(), |row| row.movement());
    counting
}

/// Since when a patient who is there is there: since the beginning of the stay, or since the day that the newest record gives for it.
fn here_since(records: &[&Row]) -> Option<Date> {
    let moves = records
        .iter()
        .rev()
        .filter_map(|row| Some((row, row.movement()?)));
    let came = moves
        .take_while(|(_, one)| !matches!(one, Movement::Out(_)))
        .find(|(_, one)| matches!(one, Movement::In(_)));
    came.map(|(row, _)| row.day())
        .or_else(|| records.iter().rev().find_map(|row| row.started()))
}

pub(super) async fn roster(asked: &Asked<'_>, tx: &mut Tx) -> Result<Gathered, ServiceError> {
    let today = asked.actor.now.today();
    let rows = visits(asked, tx, (ALWAYS, today), Versions::Current).await?;
    let mut gathered = Gathered::default();
    for records in by_patient(&rows) {
        let records = counting(records);
        let Some(last) = records.last() else { continue };
        let last_move = records.iter().rev().find_map(|row| row.movement());
        if matches!(last_move, Some(Movement::Out(_))) {
            continue;
        }
        let [patient, name] = last.patient(asked.actor.viewing);
        let [facility, ccn] = last.facility();
        let cells = vec![
            facility,
            ccn,
            patient,
            name,
            Cell::text(birth(last.birth.as_deref(), asked.actor.viewing)),
            Cell::text(&last.instrument),
            Cell::Day(here_since(&records)),
            Cell::text(reasons_in_words(&last.instrument, &last.reasons)),
            Cell::Day(Some(last.target_date.to_jiff())),
            last.assessment(),
        ];
        gathered.row(asked.most, last.about(), cells);
    }
    Ok(gathered)
}

/// `04/05/1940`, `04/1940` or `1940`, as far as it is known.
fn birth(stored: Option<&str>, sight: Option<Sight>) -> String {
    use submission::assessments::entry::{Control, shown};
    stored.map_or_else(String::new, |day| seen(sight, shown(Control::Date, day)))
}

pub(super) async fn movements(asked: &Asked<'_>, tx: &mut Tx) -> Result<Gathered, ServiceError> {
    let rows = visits(asked, tx, asked.days, Versions::Current).await?;
    let mut gathered = Gathered::default();
    for row in &rows {
        let Some(movement) = row.movement() else {
            continue;
        };
        let [patient, name] = row.patient(asked.actor.viewing);
        let [facility, ccn] = row.facility();
        let cells = vec![
            facility,
            ccn,
            Cell::Day(Some(row.day())),
            Cell::text(movement.words()),
            patient,
            name,
            Cell::text(&row.instrument),
            row.assessment(),
        ];
        gathered.row(asked.most, row.about(), cells);
    }
    Ok(gathered)
}

pub(super) async fn late(asked: &Asked<'_>, tx: &mut Tx) -> Result<Gathered, ServiceError> {
    let today = asked.actor.now.today();
    let since = today.saturating_sub(ReportKind::TOLD_DAYS.days());
    let rows = visits(asked, tx, (ALWAYS, today), Versions::All).await?;
    let mut gathered = Gathered::default();
    for records in by_patient(&rows) {
        let current = counting(records);
        let visits: Vec<Visit<'_>> = current.iter().map(|row| row.visit()).collect();
        let Some(last) = current.last() else { continue };
        // What is missing is told as long as it is, and what came too late for a year.
        let is_told = |due: &Due| due.lateness.is_missing() || due.by >= since;
        let due = asked.due.due_assessments(&visits, today).into_iter();
        let due = due.filter(is_told);
        let due = due.map(|due| Overdue::assessment(last, &due, today));
        let unsent = records.iter().filter_map(Overdue::unsent);
        let unsent = unsent.filter(|overdue| overdue.by >= since);
        for overdue in due.chain(unsent) {
            let about = overdue.row.about();
            gathered.row(asked.most, about, overdue.cells(asked.actor.viewing));
        }
    }
    Ok(gathered)
}

/// What was due by a day and did not come by then.
struct Overdue<'a> {
    /// The record that is late, or the patient's last one.
    row: &'a Row,
    what: &'static str,
    /// The record that is late, where there is one.
    record: Cell,
    by: Date,
    /// What became of it, and when it came: today, while it has not.
    outcome: String,
    until: Date,
}

impl<'a> Overdue<'a> {
    fn assessment(last: &'a Row, due: &Due, today: Date) -> Self {
        let (outcome, until, record) = match due.lateness {
            Lateness::Missing => ("Missing".to_owned(), today, Cell::text("")),
            Lateness::Silent(day) => (
                format!("Missing, no record since {}", display_date(day)),
                today,
                Cell::text(""),
            ),
            Lateness::Late { of, record } => (
                format!("Late, of {}", display_date(of)),
                of,
                Cell::Assessment(record),
            ),
        };
        Self {
            row: last,
            what: due.kind.title(),
            record,
            by: due.by,
            outcome,
            until,
        }
    }

    /// A version of a record that came too late. A record is as late as its first version, and each correction has days of its own.
    fn unsent(row: &'a Row) -> Option<Self> {
        let accepted = Instant(row.accepted_at).eastern().date();
        let from = row.clock_from.map(Day::to_jiff)?;
        let days = days_to_accept(&row.instrument, row.transaction())?;
        let by = sent_late(from, days, accepted)?;
        Some(Self {
            row,
            what: match row.transaction() {
                Transaction::New => "Record to be sent",
                _ => "Correction to be sent",
            },
            record: row.assessment(),
            by,
            outcome: format!("Accepted on {}", display_date(accepted)),
            until: accepted,
        })
    }

    /// In the order of [`LATE`].
    fn cells(self, sight: Option<Sight>) -> Vec<Cell> {
        let [patient, name] = self.row.patient(sight);
        let [facility, ccn] = self.row.facility();
        let late = self.by.until(self.until);
        vec![
            facility,
            ccn,
            patient,
            name,
            Cell::text(&self.row.instrument),
            Cell::text(self.what),
            self.record,
            Cell::Day(Some(self.by)),
            Cell::text(self.outcome),
            Cell::Number(late.map_or(0, |span| i64::from(span.get_days()))),
        ]
    }
}
