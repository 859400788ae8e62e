//! Reports about assessments and their submissions: tables with parameters, each within the scope of who asks. Small ones are answered
//! at once; those of a state or the nation are made by a job and kept for a while ([`kept`]).

pub(crate) mod counts;
pub(crate) mod kept;
pub(crate) mod messages;
pub(crate) mod stays;

use std::collections::BTreeSet;

use domain::{
    access::{Actor, Coverage},
    assessments::PatientNumber,
    audit::{Act, Event, Object, Record},
    count::as_count,
    objection::Objection,
    providers::{ProviderId, StateCode},
    reports::{Cell, DueRules, ReportKind, ReportParameters, ReportTable},
    time::{Instant, display_date},
};
use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use store::{Tx, fetch};
use submission::assessments::entry::Questionnaires;
use uuid::Uuid;

use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    scope::{ScopeBinds, provider_in_scope},
};

pub use kept::{ask, content, find, handlers, list, rows};

store::sql! {
    STATES = concat!(
        "select distinct p.state_code from provider p where ", provider_in_scope!(), " order by p.state_code"
    );
}

/// What begins the line of a file that says when it was made; the columns follow.
const AS_OF: &str = "As of";

/// The most facilities about which a report is made at once; one about more is made by a job.
const FEW_FACILITIES: usize = 20;

/// The facilities, among those in scope, of which a report is gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// All facilities in scope, and rows whose facility is unknown.
    Any,
    One(Uuid),
    /// Rows whose facility is unknown.
    NotKnown,
}

impl Place {
    const fn provider(self) -> Option<Uuid> {
        match self {
            Self::One(provider) => Some(provider),
            Self::Any | Self::NotKnown => None,
        }
    }
}

/// A report in the words that its statements bind.
struct Asked<'a> {
    actor: &'a Actor,
    /// The rules of assessments, which say what identifies a patient.
    forms: &'a Questionnaires,
    scope: ScopeBinds,
    kind: ReportKind,
    parameters: &'a ReportParameters,
    place: Place,
    /// First and last day.
    days: (Date, Date),
    /// The most rows.
    most: usize,
    due: DueRules,
}

/// The rows of a report, each with whom it tells of.
#[derive(Default)]
struct Gathered {
    rows: Vec<(Shown, Vec<Cell>)>,
    is_cut: bool,
}

/// The facilities and the patients of whom a report tells, as far as they are known.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Shown {
    providers: BTreeSet<Uuid>,
    patients: BTreeSet<i64>,
}

impl Shown {
    /// A row that is about one facility, and perhaps about one patient.
    fn of(provider: Option<Uuid>, patient: Option<i64>) -> Self {
        Self {
            providers: provider.into_iter().collect(),
            patients: patient.into_iter().collect(),
        }
    }

    fn extend(&mut self, more: Self) {
        self.providers.extend(more.providers);
        self.patients.extend(more.patients);
    }

    /// An event that shows them.
    fn in_event(&self, event: Event) -> Event {
        event
            .at(self.providers.iter().copied().map(ProviderId))
            .patients(self.patients.iter().copied().map(PatientNumber))
    }
}

impl Gathered {
    /// Adds a row about these, as far as there is room.
    fn row(&mut self, most: usize, about: Shown, cells: Vec<Cell>) {
        if self.rows.len() >= most {
            self.is_cut = true;
            return;
        }
        self.rows.push((about, cells));
    }

    fn total(&self) -> i64 {
        as_count(self.rows.len())
    }

    /// Whom its rows tell of, all together.
    fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        for (about, _) in &self.rows {
            shown.extend(about.clone());
        }
        shown
    }

    fn append(&mut self, most: usize, more: Self) {
        self.is_cut |= more.is_cut;
        let room = most.saturating_sub(self.rows.len());
        self.is_cut |= more.rows.len() > room;
        self.rows.extend(more.rows.into_iter().take(room));
    }
}

impl<'a> Asked<'a> {
    fn new(
        services: &'a Services,
        actor: &'a Actor,
        kind: ReportKind,
        parameters: &'a ReportParameters,
        most: usize,
    ) -> Result<Self, ServiceError> {
        let right = kind.right();
        let coverage = actor.coverage(right)?;
        Ok(Self {
            scope: ScopeBinds::new(actor, right, &coverage),
            days: parameters.days(kind, actor.now.today()),
            actor,
            forms: &services.packs.forms,
            kind,
            parameters,
            place: Place::Any,
            most,
            due: services.rules.due,
        })
    }

    /// The first moment of the first day, and that after the last.
    fn moments(&self) -> (i64, i64) {
        let (first, last) = self.days;
        let after = last.saturating_add(1.days());
        (Instant::start_of(first).0, Instant::start_of(after).0)
    }

    /// One more row than there is room for tells that there are more.
    fn limit(&self) -> i64 {
        as_count(self.most).saturating_add(1)
    }

    fn columns(&self) -> &'static [&'static str] {
        match self.kind {
            ReportKind::SubmitterValidation
            | ReportKind::FacilityValidation
            | ReportKind::ErrorDetail => &messages::COLUMNS,
            ReportKind::ErrorSummary => &counts::SUMMARY,
            ReportKind::Statistics => &counts::STATISTICS,
            ReportKind::Roster => &stays::ROSTER,
            ReportKind::Movements => &stays::MOVEMENTS,
            ReportKind::LateAndMissing => &stays::LATE,
        }
    }

    async fn gather(&self, tx: &mut Tx) -> Result<Gathered, ServiceError> {
        match self.kind {
            ReportKind::SubmitterValidation
            | ReportKind::FacilityValidation
            | ReportKind::ErrorDetail => messages::gather(self, tx).await,
            ReportKind::ErrorSummary => counts::summary(self, tx).await,
            ReportKind::Statistics => {
                let mut all = Gathered::default();
                for month in counts::months(self.days)? {
                    let more = counts::statistics(self, tx, month).await?;
                    all.append(self.most, more);
                }
                Ok(all)
            }
            ReportKind::Roster => stays::roster(self, tx).await,
            ReportKind::Movements => stays::movements(self, tx).await,
            ReportKind::LateAndMissing => stays::late(self, tx).await,
        }
    }

    fn table(&self, as_of: Instant, gathered: Gathered) -> ReportTable {
        let today = as_of.eastern().date();
        let total = gathered.total();
        ReportTable {
            kind: self.kind,
            parameters: self.parameters.clone(),
            as_of,
            days: self.parameters.days_shown(self.kind, today),
            columns: self.columns().iter().map(|&name| name.to_owned()).collect(),
            rows: gathered.rows.into_iter().map(|(_, cells)| cells).collect(),
            total,
            request: self.parameters.page,
            is_cut: gathered.is_cut,
        }
    }

    fn event(&self, act: Act, gathered: &Gathered) -> Event {
        let event = Event::by(act, self.actor, self.kind.right())
            .about(Object::List(Record::AssessmentReports))
            .word("report", self.kind.key())
            .count("rows", gathered.rows.len());
        gathered.shown().in_event(event)
    }
}

/// The states of which a report can tell somebody something: those of the facilities that it reaches, also where only what they sent
/// themselves is theirs to see.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows what it tells; [`ServiceError::Corrupt`]; the database's.
pub async fn states(
    services: &Services,
    actor: &Actor,
    kind: ReportKind,
) -> Result<Vec<StateCode>, ServiceError> {
    let right = kind.right();
    let scope = ScopeBinds::new(actor, right, &actor.coverage(right)?);
    if scope.nation {
        return Ok(StateCode::all().collect());
    }
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        (String,),
        tx,
        STATES,
        scope.nation,
        &scope.states,
        scope.user,
        scope.roles + &scope.own_roles
    )?;
    let read = |(code,): (String,)| {
        StateCode::parse(&code).map_err(|_| ServiceError::Corrupt { what: "state" })
    };
    rows.into_iter().map(read).collect()
}

/// Whether a report is made by a job: of a whole state or the nation, or of many facilities.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows what it tells.
pub fn is_long(
    actor: &Actor,
    kind: ReportKind,
    parameters: &ReportParameters,
) -> Result<bool, ServiceError> {
    let coverage = actor.coverage(kind.right())?;
    let Coverage {
        nation,
        states,
        jurisdictions,
        providers,
        own_at,
    } = &coverage;
    let is_wide = *nation
        || !states.is_empty()
        || !jurisdictions.is_empty()
        || providers.len() + own_at.len() > FEW_FACILITIES;
    Ok(is_wide && parameters.facility.is_none())
}

/// A page of a report that is small, with at most [`ReportTable::PAGE_ROWS`] rows on all of them.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows what it tells; [`ServiceError::Conflict`] for one that a job makes;
/// [`ServiceError::Refused`] for one of too many months; the database's.
pub async fn table(
    services: &Services,
    actor: &Actor,
    kind: ReportKind,
    parameters: &ReportParameters,
) -> Result<ReportTable, ServiceError> {
    let most = ReportTable::PAGE_ROWS;
    made(services, actor, kind, parameters, (Act::Read, most)).await
}

/// The same as a CSV file, with at most [`ReportTable::MOST_ROWS`] rows.
///
/// # Errors
/// As [`table`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    kind: ReportKind,
    parameters: &ReportParameters,
) -> Result<Vec<u8>, ServiceError> {
    let most = ReportTable::MOST_ROWS;
    let table = made(services, actor, kind, parameters, (Act::Exported, most)).await?;
    Ok(csv(services, &table))
}

async fn made(
    services: &Services,
    actor: &Actor,
    kind: ReportKind,
    parameters: &ReportParameters,
    (act, most): (Act, usize),
) -> Result<ReportTable, ServiceError> {
    // As an address would say it: whoever sends it may have put anything into it.
    let parameters = ReportParameters::from_query(kind, &parameters.to_query());
    let asked = Asked::new(services, actor, kind, &parameters, most)?;
    if is_long(actor, kind, &parameters)? {
        return Err(Objection::ReportTakesLong.into());
    }
    let mut tx = services.db.read().await?;
    let mut gathered = asked.gather(&mut tx).await?;
    drop(tx);
    let total = gathered.total();
    let request = parameters.page.within(total);
    if act == Act::Read {
        gathered.rows = request.of(gathered.rows);
    }
    audit::read(services, asked.event(act, &gathered)).await?;
    Ok(ReportTable {
        total,
        request,
        ..asked.table(actor.now.rules, gathered)
    })
}

/// A table as a file, with what it is about in its first lines.
fn csv(services: &Services, table: &ReportTable) -> Vec<u8> {
    let mut file = CsvTable::continued();
    file.row(&[table.kind.title().to_owned(), table.parameters.in_words()]);
    let told = table.kind.explanation().to_owned();
    file.row(&["What it tells".to_owned(), told]);
    if let [first, last] = table.days.as_slice() {
        let days = format!("{} to {}", display_date(*first), display_date(*last));
        file.row(&["Days".to_owned(), days]);
    }
    file.row(&[AS_OF.to_owned(), table.as_of.display()]);
    file.row(&table.columns);
    for row in &table.rows {
        file.row(&row.iter().map(Cell::plain).collect::<Vec<_>>());
    }
    if table.is_cut {
        let most = table.rows.len();
        file.row(&[format!(
            "Only the first {most} rows are here. Ask for fewer days, or for one facility."
        )]);
    }
    crate::submissions::honest(services, file)
}

#[cfg(test)]
mod tests;
