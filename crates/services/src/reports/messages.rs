//! Final validation and error detail: a row for each message about a record, and one for each record without any.

use domain::{
    access::{Action, Actor, Sight},
    assessments::{AssessmentNumber, reasons_in_words},
    masking::seen,
    providers::{Ccn, ProviderId, StateCode},
    reports::{ASSESSMENT_ID, Cell, ReportKind, SUBMISSION_ID},
    submissions::{FileState, Severity, SubmissionNumber},
    time::Instant,
};
use store::{Tx, fetch, row::Day};
use submission::assessments::entry::Questionnaires;
use uuid::Uuid;

use super::{Asked, Gathered, Place, Shown};
use crate::{
    ServiceError,
    scope::reaches,
    submissions::{hiding::hide_patient, scope::file_in_scope},
};

/// Records that were decided, within the scope bound as `$1` to `$5`, that of reading submissions. After it: facility, CCN, state,
/// instrument, the first moment and that after the last, whether only what the reader sent counts, and whether only that counts of
/// which no facility is known.
macro_rules! records {
    () => {
        concat!(
            " where s.kind = 'assessments' and f.state <> 'received' and ",
            file_in_scope!(),
            " and (cast($6 as uuid) is null or f.provider_id = $6)
              and (cast($7 as text) is null or p.ccn = $7)
              and (cast($8 as text) is null or coalesce(p.state_code, upper(f.state_code)) = $8)
              and (cast($9 as text) is null or r.instrument = $9)
              and s.received_at >= $10 and s.received_at < $11
              and (not $12 or s.user_id = $3)
              and (not $13 or f.provider_id is null)"
        )
    };
}
pub(super) use records;

store::sql! {
    /// `$14` is an edit, `$15` whether records without messages are left out; then the facilities come one after the other. Served by
    /// submission_received and the primary key of findings.
    MESSAGES = concat!(
        "select s.number, f.ordinal, f.name as file_name, s.received_at, u.user_name, f.state, f.provider_id, p.name, p.ccn,
             p.state_code, r.instrument, r.specification, r.reasons, r.target_date, r.document, r.is_test, t.number as patient,
             a.number as assessment, g.edit, g.severity, g.item, g.item_value, g.message
         from submission s
         join submission_file f on f.submission_id = s.id
         join sent_record r on r.file_id = f.id
         join user_account u on u.id = s.user_id
         left join provider p on p.id = f.provider_id
         left join patient t on t.id = r.patient_id
         left join assessment a on a.id = r.assessment_id
         left join finding g on g.file_id = f.id and (cast($14 as text) is null or g.edit = $14)",
        records!(),
        " and ((cast($14 as text) is null and not $15) or g.edit is not null)
         order by case when $15 then p.search_key end, s.received_at desc, s.number desc, f.ordinal, g.ordinal limit $16"
    );
}

/// What says whose record it is names nobody: the provider's own mark, and the numbers by which people here speak of it.
pub(super) const COLUMNS: [&str; 18] = [
    "Facility",
    "CCN",
    SUBMISSION_ID,
    "File",
    "Received",
    "Submitter",
    "Record",
    "Instrument",
    "Reason",
    "Target date",
    "Document",
    "Patient ID",
    ASSESSMENT_ID,
    "Edit",
    "Severity",
    "Item",
    "Submitted value",
    "Message",
];

#[derive(store::FromRow)]
struct Row {
    number: i64,
    ordinal: i32,
    file_name: String,
    received_at: i64,
    user_name: String,
    state: String,
    provider_id: Option<Uuid>,
    name: Option<String>,
    ccn: Option<String>,
    state_code: Option<String>,
    instrument: Option<String>,
    /// The code of its version.
    specification: Option<String>,
    reasons: Option<String>,
    target_date: Option<Day>,
    document: Option<String>,
    is_test: bool,
    /// The Patient ID, where the record is of one who is known.
    patient: Option<i64>,
    /// The version that it became.
    assessment: Option<i64>,
    edit: Option<String>,
    severity: Option<String>,
    item: Option<String>,
    item_value: Option<String>,
    message: Option<String>,
}

impl Row {
    /// Hides the value of an item that says who the patient is, also where the message says it.
    fn hide_patient(&mut self, forms: &Questionnaires) {
        let named = (self.instrument.as_deref(), self.specification.as_deref());
        let item = self.item.as_deref().unwrap_or_default();
        hide_patient(forms, named, item, &mut self.item_value, &mut self.message);
    }

    /// The Assessment ID, which leads to its page where whoever asks may open that.
    fn assessment(&self, actor: &Actor) -> Cell {
        let Some(number) = self.assessment.map(AssessmentNumber) else {
            return Cell::text("");
        };
        let state = self.state_code.as_deref();
        let state = state.and_then(|code| StateCode::parse(code).ok());
        let place = self.provider_id.map(ProviderId).zip(state);
        if place.is_some_and(|place| reaches(actor, Action::ViewAssessments, place)) {
            Cell::Assessment(number)
        } else {
            Cell::text(number.to_string())
        }
    }

    fn cells(self, actor: &Actor) -> Result<Vec<Cell>, ServiceError> {
        let state = FileState::parse(&self.state).map_err(|_| ServiceError::Corrupt {
            what: "state of a file",
        })?;
        let severity = self.severity.as_deref().and_then(Severity::parse);
        let severity = severity.map_or("", Severity::title);
        let assessment = self.assessment(actor);
        let instrument = self.instrument.unwrap_or_default();
        let reasons = reasons_in_words(&instrument, &self.reasons.unwrap_or_default());
        let record = if self.is_test {
            format!("{} (test)", state.title())
        } else {
            state.title().to_owned()
        };
        let number = SubmissionNumber(self.number);
        let patient = self.patient.map(|number| number.to_string());
        let document = self.document.map(|document| seen(actor.viewing, document));
        Ok(vec![
            Cell::text(self.name.unwrap_or_default()),
            Cell::text(self.ccn.unwrap_or_default()),
            Cell::Submission(number),
            Cell::File(number, self.ordinal, self.file_name),
            Cell::Moment(Instant(self.received_at)),
            Cell::text(self.user_name),
            Cell::text(record),
            Cell::text(instrument),
            Cell::text(reasons),
            Cell::Day(self.target_date.map(Day::to_jiff)),
            Cell::text(document.unwrap_or_default()),
            Cell::text(patient.unwrap_or_default()),
            assessment,
            Cell::text(self.edit.unwrap_or_default()),
            Cell::text(severity),
            Cell::text(self.item.unwrap_or_default()),
            Cell::text(self.item_value.unwrap_or_default()),
            Cell::text(self.message.unwrap_or_default()),
        ])
    }
}

pub(super) async fn gather(asked: &Asked<'_>, tx: &mut Tx) -> Result<Gathered, ServiceError> {
    let parameters = asked.parameters;
    let (first, after) = asked.moments();
    let rows = fetch!(
        fetch_all,
        Row,
        tx,
        MESSAGES,
        asked.scope.nation,
        &asked.scope.states,
        asked.scope.user,
        &asked.scope.roles,
        &asked.scope.own_roles,
        asked.place.provider(),
        parameters.facility.as_ref().map(Ccn::as_str),
        parameters.state.map(StateCode::as_str),
        parameters.instrument(),
        first,
        after,
        asked.kind == ReportKind::SubmitterValidation,
        asked.place == Place::NotKnown,
        parameters.edit.as_deref(),
        asked.kind == ReportKind::ErrorDetail,
        asked.limit()
    )?;
    let mut gathered = Gathered::default();
    for mut row in rows {
        if asked.actor.viewing == Some(Sight::Masked) {
            row.hide_patient(asked.forms);
        }
        let about = Shown::of(row.provider_id, row.patient);
        gathered.row(asked.most, about, row.cells(asked.actor)?);
    }
    Ok(gathered)
}
