use domain::{
    access::{Action, Actor, Sight},
    assessments::{
        AssessmentFilter, AssessmentLine, AssessmentList, AssessmentNumber, AssessmentSort,
        AssessmentState, PatientNumber, ReasonKey, Transaction, reasons_in_words,
    },
    audit::{Act, Event, Object, Record},
    listing::{Page, Total},
    masking::seen,
    patients::Birth,
    providers::{Ccn, ProviderId},
    submissions::Facility,
    time::{Instant, display_date},
};
use jiff::civil::{Date, date};
use store::{
    Tx, fetch,
    row::{Day, Row},
};
use uuid::Uuid;

use crate::{
    ServiceError, Services, audit,
    csv_table::CsvTable,
    listing::counted,
    providers::list::containing,
    scope::{ScopeBinds, provider_among},
    search,
};

const EXPORT_ROWS: i64 = AssessmentFilter::EXPORT_ROWS;

/// Every target date lies between these two.
const ALWAYS: (Date, Date) = (date(1900, 1, 1), date(9999, 12, 31));

/// The columns of [`LineRow`], of an assessment `a` of a patient `t` at a provider `p`.
macro_rules! line_columns {
    () => {
        "a.number, a.instrument, a.reasons, a.target_date, a.state, a.transaction_code, a.correction, a.accepted_at, \
         a.warning_count, t.number as patient, t.last_name, t.first_name, t.birth, p.id as provider_id, p.name, p.ccn"
    };
}
pub(super) use line_columns;

/// The versions of records within the scope bound as `$1` to `$4`.
macro_rules! assessments_in_scope {
    () => {
        concat!(
            " from assessment a join patient t on t.id = a.patient_id join provider p on p.id = a.provider_id where ",
            crate::scope::provider_in_scope!()
        )
    };
}
pub(crate) use assessments_in_scope;

/// After the scope: part of a name, patient, CCN, instrument, reasons, state, first and last target date.
macro_rules! matching {
    () => {
        r" and (cast($5 as text) is null or t.search_key like $5 escape '\'
                or lower(t.first_name || ' ' || t.last_name) like $5 escape '\')
           and (cast($6 as bigint) is null or t.number = $6)
           and (cast($7 as text) is null or p.ccn = $7)
           and (cast($8 as text) is null or a.instrument = $8)
           and (cast($9 as text) is null or a.reasons like $9)
           and (cast($10 as text) is null or a.state = $10)
           and a.target_date between $11 and $12"
    };
}

/// The number settles what is equal.
macro_rules! page_by {
    ($order:expr) => {
        concat!(
            "select ",
            line_columns!(),
            assessments_in_scope!(),
            matching!(),
            " order by ",
            $order,
            ", a.number desc limit $13 offset $14"
        )
    };
}

store::sql! {
    /// Served by assessment_provider: begun with the providers, which are few for most people.
    COUNT = concat!(
        "select count(*) from (select 1 from provider p join assessment a on a.provider_id = p.id
             join patient t on t.id = a.patient_id where ",
        provider_among!(), matching!(), " limit $13 offset $14) as seen"
    );
}

store::sorted! { page_by! of AssessmentSort
    // Served by the unique number.
    Number = "a.number", "a.number desc";
    // Of several of one name, each with their own records together.
    Patient = "t.search_key, t.number", "t.search_key desc, t.number";
    Instrument = "a.instrument", "a.instrument desc";
    Reason = "a.instrument, a.reasons", "a.instrument desc, a.reasons desc";
    // Served by assessment_target.
    Target = "a.target_date", "a.target_date desc";
    State = "a.state", "a.state desc";
    Facility = "p.search_key", "p.search_key desc";
    // Served by assessment_accepted.
    Accepted = "a.accepted_at", "a.accepted_at desc";
}

#[derive(store::FromRow)]
pub(super) struct LineRow {
    number: i64,
    instrument: String,
    reasons: String,
    target_date: Day,
    state: String,
    transaction_code: String,
    correction: i32,
    accepted_at: i64,
    warning_count: i64,
    patient: i64,
    last_name: String,
    first_name: String,
    birth: Option<String>,
    provider_id: Uuid,
    name: String,
    ccn: Option<String>,
}

pub(super) const CORRUPT: ServiceError = ServiceError::Corrupt { what: "assessment" };

impl LineRow {
    pub fn read(self, sight: Option<Sight>) -> Result<AssessmentLine, ServiceError> {
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        Ok(AssessmentLine {
            number: AssessmentNumber(self.number),
            patient: PatientNumber(self.patient),
            patient_name: patient_name(&self.last_name, &self.first_name, sight),
            patient_birth: patient_birth(self.birth.as_deref(), sight),
            reasons: reasons_in_words(&self.instrument, &self.reasons),
            instrument: self.instrument,
            target: self.target_date.to_jiff(),
            state: AssessmentState::parse(&self.state).map_err(|_| CORRUPT)?,
            transaction: Transaction::parse(&self.transaction_code).map_err(|_| CORRUPT)?,
            correction: self.correction,
            facility: Facility {
                id: ProviderId(self.provider_id),
                name: self.name,
                ccn: ccn.map_err(|_| CORRUPT)?,
            },
            accepted_at: Instant(self.accepted_at),
            warnings: self.warning_count,
        })
    }
}

/// `LAST, FIRST`, as somebody sees it who may view as a role.
pub(crate) fn patient_name(last: &str, first: &str, sight: Option<Sight>) -> String {
    seen(sight, format!("{last}, {first}"))
}

/// When they were born, as people write it, and as somebody sees it who may view as a role; empty where nobody knows.
pub(crate) fn patient_birth(birth: Option<&str>, sight: Option<Sight>) -> String {
    birth.map_or_else(String::new, |birth| seen(sight, Birth::stored(birth)))
}

/// Whether names are hidden from whoever looks.
pub(super) fn sees_names(actor: &Actor) -> bool {
    actor.viewing != Some(Sight::Masked)
}

/// The words that the statements of stored assessments bind first.
pub(super) fn scope(actor: &Actor) -> Result<ScopeBinds, ServiceError> {
    let action = Action::ViewAssessments;
    Ok(ScopeBinds::new(actor, action, &actor.coverage(action)?))
}

/// The versions of records that this person may see and that the filter lets through.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows assessments; the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &AssessmentFilter,
) -> Result<AssessmentList, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    let asked = search.filter.page;
    let total = search.count(&mut tx, Total::counted_up_to(asked));
    let total = total.await?;
    let request = asked.within(total.least());
    let rows = search.rows(&mut tx, i64::from(request.size), request.offset());
    let rows = rows.await?;
    drop(tx);
    if !rows.is_empty() {
        let event = looks(Act::Read, actor, &rows);
        audit::read(services, event).await?;
    }
    Ok(AssessmentList {
        lines: Page {
            rows,
            total,
            request,
        },
        search: search.text,
        read_only: actor.viewing.is_some(),
    })
}

fn looks(act: Act, actor: &Actor, lines: &[AssessmentLine]) -> Event {
    Event::by(act, actor, Action::ViewAssessments)
        .about(Object::List(Record::Assessments))
        .at(lines.iter().map(|line| line.facility.id))
        .count("rows", lines.len())
        .assessments(lines.iter().map(|line| line.number))
        .patients(lines.iter().map(|line| line.patient))
}

/// The whole filtered list as a CSV file, in its order, up to [`AssessmentFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &AssessmentFilter,
) -> Result<Vec<u8>, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx, EXPORT_ROWS).await?;
    let lines = search.rows(&mut tx, EXPORT_ROWS, 0).await?;
    drop(tx);
    audit::read(services, looks(Act::Exported, actor, &lines)).await?;
    let mut table = CsvTable::new(&[
        "Assessment ID",
        "Patient ID",
        "Patient",
        "Date of birth",
        "Instrument",
        "Reason",
        "Target date",
        "State",
        "Correction",
        "Facility",
        "CCN",
        "Accepted",
        "Warnings",
    ]);
    for line in lines {
        table.row(&[
            line.number.to_string(),
            line.patient.to_string(),
            line.patient_name,
            line.patient_birth,
            line.instrument,
            line.reasons,
            display_date(line.target),
            line.state.title().to_owned(),
            line.correction.to_string(),
            line.facility.name,
            line.facility.ccn.map(String::from).unwrap_or_default(),
            line.accepted_at.display(),
            line.warnings.to_string(),
        ]);
    }
    table.tell_cut(EXPORT_ROWS, total, "rows");
    Ok(table.finish())
}

/// A filter in the words that its statements bind.
struct Search {
    scope: ScopeBinds,
    filter: AssessmentFilter,
    text: String,
    pattern: Option<String>,
    reasons: Option<String>,
    days: (Day, Day),
    sight: Option<Sight>,
}

impl Search {
    fn new(
        services: &Services,
        actor: &Actor,
        filter: &AssessmentFilter,
    ) -> Result<Self, ServiceError> {
        let scope = scope(actor)?;
        // As an address would say it: whoever sends it may have put anything into it.
        let mut filter = AssessmentFilter::from_query(&filter.to_query());
        // Names that are hidden are not guessed by searching and sorting either.
        if !sees_names(actor) {
            filter.search = None;
            if filter.sort == AssessmentSort::Patient {
                filter.sort = AssessmentSort::Target;
            }
        }
        let text = search::open(services, actor, filter.search.as_ref());
        let (first, last) = ALWAYS;
        Ok(Self {
            scope,
            pattern: (!text.is_empty()).then(|| containing(&text)),
            text,
            reasons: filter.reason.map(ReasonKey::pattern),
            days: (
                filter.from.unwrap_or(first).into(),
                filter.to.unwrap_or(last).into(),
            ),
            sight: actor.viewing,
            filter,
        })
    }

    fn state(&self) -> Option<&'static str> {
        self.filter.versions.state().map(AssessmentState::as_str)
    }

    /// Runs one of the statements: they bind the same words.
    async fn run<R: Row>(
        &self,
        tx: &mut Tx,
        sql: &'static str,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<R>, ServiceError> {
        Ok(fetch!(
            fetch_all,
            R,
            tx,
            sql,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            &self.pattern,
            self.filter.patient.map(|patient| patient.0),
            self.filter.facility.as_ref().map(Ccn::as_str),
            self.filter.instrument(),
            &self.reasons,
            self.state(),
            self.days.0,
            self.days.1,
            limit,
            offset,
        )?)
    }

    /// How many there are, counted up to one more than `most`.
    async fn count(&self, tx: &mut Tx, most: i64) -> Result<Total, ServiceError> {
        let rows = self.run(tx, COUNT, most.saturating_add(1), 0).await?;
        Ok(Total::of(counted(rows), most))
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<AssessmentLine>, ServiceError> {
        let sql = statement(self.filter.sort, self.filter.direction);
        let rows = self.run::<LineRow>(tx, sql, limit, offset).await?;
        rows.into_iter().map(|row| row.read(self.sight)).collect()
    }
}
