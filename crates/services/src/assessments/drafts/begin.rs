//! How drafts begin.

use domain::{
    access::{Action, Actor},
    assessments::{
        AssessmentNumber, AssessmentState, DraftId, EntersFor, NewDraft, PatientNumber, Transaction,
    },
    audit::{Act, Event, Object},
    count::as_count,
    objection::Objection,
    providers::{Ccn, ProviderId, ProviderType},
    reports::Movement,
};
use store::{Tx, exec, fetch};
use submission::assessments::{
    Key,
    entry::{Correction, Entry, Field, Known, Questionnaire},
};
use uuid::Uuid;

use crate::{
    ServiceError, Services, audit,
    scope::{ScopeBinds, provider_in_scope},
};

store::sql! {
    /// Facilities of the kinds that are assessed. Served by provider_search.
    ENTERS_FOR = concat!(
        "select p.id, p.name, p.ccn, p.state_code, p.facility_id, p.kind,
             (select count(*) from provider_branch r where r.provider_id = p.id) as branches
         from provider p
         where p.kind in ('nursing_home', 'swing_bed', 'home_health_agency') and p.facility_id is not null and ",
        provider_in_scope!(),
        " and ($5 = '' or p.ccn = $5) order by p.search_key, p.id limit $6"
    );
    /// Served by the primary key.
    PROVIDER = concat!(
        "select p.id, p.name, p.ccn, p.state_code, p.facility_id, p.kind,
             (select count(*) from provider_branch r where r.provider_id = p.id) as branches
         from provider p
         where p.kind in ('nursing_home', 'swing_bed', 'home_health_agency') and p.facility_id is not null and ",
        provider_in_scope!(),
        " and p.id = $5"
    );
    /// Served by the unique number.
    PATIENT = "select id, number, first_name, last_name, birth, sex, ssn, medicare, medicaid from patient
        where number = $1 and provider_id = $2 and merged_into is null";
    /// Served by the unique number.
    STORED = concat!(
        "select a.id, a.provider_id, a.patient_id, t.number as patient, a.instrument, a.specification, a.state, a.correction, i.items
         from assessment a
         join provider p on p.id = a.provider_id
         join patient t on t.id = a.patient_id
         join assessment_items i on i.assessment_id = a.id
         where ",
        provider_in_scope!(),
        " and a.number = $5"
    );
    /// Served by draft_corrects.
    UNDERWAY = "select d.id from draft d left join submission s on s.id = d.submission_id
        where d.corrects_id = $1 and d.transaction_code = $2
            and (s.state is null or s.state not in ('accepted', 'accepted_with_warnings'))
        order by d.touched_at desc limit 1";
    /// Forms of a patient that are not accepted. Served by draft_patient.
    OF_PATIENT = "select d.id, d.answers from draft d left join submission s on s.id = d.submission_id
        where d.patient_id = $1 and d.instrument = $2 and d.specification = $3 and d.transaction_code = '1'
            and (s.state is null or s.state not in ('accepted', 'accepted_with_warnings'))
        order by d.touched_at desc limit 50";
    /// The patient's newest record. Served by assessment_patient and the primary key.
    NEWEST = "select a.id, a.reasons, i.items from assessment a join assessment_items i on i.assessment_id = a.id
        where a.patient_id = $1 and a.instrument = $2 and a.state = 'current'
        order by coalesce(a.effective_on, a.target_date) desc, a.accepted_at desc, a.number desc limit 1";
    INSERT = "insert into draft (id, provider_id, patient_id, corrects_id, carried_id, instrument, specification, transaction_code,
                                 answers, version, begun_by, begun_at, touched_by, touched_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $10, $11)";
}

/// So many facilities are offered by name; whoever enters for more names one by its CCN.
pub const MOST_FACILITIES: usize = 100;

#[derive(store::FromRow)]
struct ProviderRow {
    id: Uuid,
    name: String,
    ccn: Option<String>,
    state_code: String,
    facility_id: String,
    kind: String,
    branches: i64,
}

#[derive(store::FromRow)]
struct PatientRow {
    id: Uuid,
    number: i64,
    first_name: String,
    last_name: String,
    birth: Option<String>,
    sex: Option<String>,
    ssn: Option<String>,
    medicare: Option<String>,
    medicaid: Option<String>,
}

#[derive(store::FromRow)]
struct StoredRow {
    id: Uuid,
    provider_id: Uuid,
    patient_id: Uuid,
    patient: i64,
    instrument: String,
    specification: String,
    state: String,
    correction: i32,
    items: String,
}

/// The patient's record before the one that is begun.
#[derive(store::FromRow)]
struct NewestRow {
    id: Uuid,
    reasons: String,
    items: String,
}

/// What is written down of a new draft.
struct Begun<'a> {
    provider: Uuid,
    patient: Option<(Uuid, PatientNumber)>,
    corrects: Option<Uuid>,
    /// The record from which it took over what its patient's records repeat.
    carried: Option<Uuid>,
    transaction: Transaction,
    entry: Entry<'a>,
}

impl ProviderRow {
    fn read(self) -> Result<EntersFor, ServiceError> {
        let ccn = self.ccn.as_deref().map(Ccn::parse).transpose();
        Ok(EntersFor {
            provider: ProviderId(self.id),
            ccn: ccn.map_err(|_| ServiceError::Corrupt { what: "CCN" })?,
            instrument: instrument(&self.kind).to_owned(),
            name: self.name,
        })
    }

    fn known(&self) -> Vec<Known<'_>> {
        let mut known = vec![
            of(Key::State, &self.state_code),
            of(Key::Facility, &self.facility_id),
        ];
        known.extend(self.ccn.as_deref().map(|ccn| of(Key::Ccn, ccn)));
        // M0016: an agency without branches says so.
        known.extend((self.branches == 0).then_some(of(Key::Branch, "N")));
        known
    }
}

impl PatientRow {
    fn known(&self) -> Vec<Known<'_>> {
        let perhaps = [
            (Key::Birth, &self.birth),
            (Key::Sex, &self.sex),
            (Key::SocialSecurityNumber, &self.ssn),
            (Key::Medicare, &self.medicare),
            (Key::Medicaid, &self.medicaid),
        ];
        let mut known = vec![
            of(Key::FirstName, &self.first_name),
            of(Key::LastName, &self.last_name),
        ];
        known.extend(
            perhaps
                .into_iter()
                .filter_map(|(key, value)| Some(of(key, value.as_deref()?))),
        );
        known
    }
}

const fn of(key: Key, value: &str) -> Known<'_> {
    Known { key, value }
}

/// What assesses the people of a provider; empty for a kind of which nobody is assessed here.
fn instrument(kind: &str) -> &'static str {
    ProviderType::from_key(kind)
        .ok()
        .and_then(ProviderType::instrument)
        .unwrap_or_default()
}

/// The facilities for which somebody may enter assessments, by name, at most [`MOST_FACILITIES`]; or the one of a CCN.
///
/// # Errors
/// [`ServiceError::Denied`] without the right to enter assessments; the database's.
pub async fn enters_for(
    services: &Services,
    actor: &Actor,
    ccn: Option<&Ccn>,
) -> Result<Vec<EntersFor>, ServiceError> {
    let action = Action::EnterAssessments;
    let scope = ScopeBinds::new(actor, action, &actor.form_coverage(action)?);
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        ProviderRow,
        tx,
        ENTERS_FOR,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        ccn.map_or("", Ccn::as_str),
        as_count(MOST_FACILITIES)
    )?;
    rows.into_iter().map(ProviderRow::read).collect()
}

/// What says why a new assessment of an instrument is made: items with their choices. None where no rules of it are in force.
#[must_use]
pub fn choices(services: &Services, actor: &Actor, instrument: &str) -> Vec<Field> {
    in_force(services, actor, instrument)
        .map_or_else(Vec::new, |form| form.fields(&form.deciders()))
}

fn in_force<'a>(
    services: &'a Services,
    actor: &Actor,
    instrument: &str,
) -> Option<&'a Questionnaire> {
    services
        .packs
        .forms
        .in_force(actor.now.today())
        .map(|(_, form)| form)
        .find(|form| form.pack.instrument == instrument)
}

/// Begins a new record; a form of the same patient for the same reasons that is underway is gone on with.
///
/// # Errors
/// [`ServiceError::Refused`] at the items that say why, for reasons that do not go together, and at `patient` for a number that is none of
/// this facility; [`ServiceError::NotFound`] for a facility out of scope; [`ServiceError::Denied`]; the database's.
pub async fn begin(
    services: &Services,
    actor: &Actor,
    new: &NewDraft,
) -> Result<DraftId, ServiceError> {
    let action = Action::EnterAssessments;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let form = in_force(services, actor, &new.instrument).ok_or(ServiceError::NotFound)?;
    let mut tx = services.db.write().await?;
    let provider = fetch!(
        fetch_optional,
        ProviderRow,
        tx,
        PROVIDER,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        new.provider.0
    )?
    .filter(|provider| instrument(&provider.kind) == new.instrument)
    .ok_or(ServiceError::NotFound)?;
    let mut patient = None;
    if let Some(number) = new.patient {
        patient = fetch!(
            fetch_optional,
            PatientRow,
            tx,
            PATIENT,
            number.0,
            provider.id
        )?;
        if patient.is_none() {
            return Err(ServiceError::field(
                "patient",
                "This facility has no patient of this ID. Leave it empty to type the names.",
            ));
        }
    }
    let mut known = provider.known();
    known.extend(patient.iter().flat_map(PatientRow::known));
    let reasons = reasons(form, new)?;
    let mut entry = Entry::begin(form, actor.now.today(), &reasons, &known).ok_or_else(|| {
        let first = reasons.first().map_or(0, |(item, _)| usize::from(*item));
        ServiceError::field(
            &form.pack.items[first].id,
            "No record is made for these reasons together. At least one of them must ask for one.",
        )
    })?;
    if let Some(patient) = &patient
        && let Some(underway) =
            underway(&mut tx, actor, form, (patient.id, reasons.as_slice())).await?
    {
        return Ok(underway);
    }
    let carried = match &patient {
        Some(patient) => carry_over(&mut tx, patient.id, &mut entry).await?,
        None => None,
    };
    let begun = Begun {
        provider: provider.id,
        carried,
        patient: patient.map(|patient| (patient.id, PatientNumber(patient.number))),
        corrects: None,
        transaction: Transaction::New,
        entry,
    };
    begun.write(services, tx, actor).await
}

/// Takes over what the patient's records repeat, from the newest; whoever was discharged begins another stay. Gives that record.
async fn carry_over(
    tx: &mut Tx,
    patient: Uuid,
    entry: &mut Entry<'_>,
) -> Result<Option<Uuid>, ServiceError> {
    let instrument = entry.form().pack.instrument.clone();
    let newest = fetch!(fetch_optional, NewestRow, tx, NEWEST, patient, &instrument)?;
    Ok(newest.and_then(|newest| {
        let last = Movement::of(&instrument, &newest.reasons);
        let is_same_stay = !matches!(last, Some(Movement::Out(_)));
        entry
            .carry_over(&newest.items, is_same_stay)
            .then_some(newest.id)
    }))
}

/// The form of a patient for these reasons that somebody has begun, where this one may go on with it.
async fn underway(
    tx: &mut Tx,
    actor: &Actor,
    form: &Questionnaire,
    (patient, reasons): (Uuid, &[(u16, String)]),
) -> Result<Option<DraftId>, ServiceError> {
    let (instrument, version) = (&form.pack.instrument, &form.pack.version);
    let begun = fetch!(
        fetch_all,
        (Uuid, String),
        tx,
        OF_PATIENT,
        patient,
        instrument,
        version
    )?;
    for (id, answers) in begun {
        let entry = Entry::read(form, &answers, actor.now.today());
        let is_said = |(item, value): &(u16, String)| entry.answered(*item) == Some(value.as_str());
        if !reasons.iter().all(is_said) {
            continue;
        }
        let own: Option<super::Row> = super::in_scope(tx, actor, super::FIND, DraftId(id)).await?;
        if own.is_some() {
            return Ok(Some(DraftId(id)));
        }
    }
    Ok(None)
}

/// Each item that decides, with its choice.
fn reasons(form: &Questionnaire, new: &NewDraft) -> Result<Vec<(u16, String)>, ServiceError> {
    let mut errors = Vec::new();
    let mut reasons = Vec::new();
    let items = form.deciders();
    for (item, field) in items.iter().zip(form.fields(&items)) {
        let said = new.reasons.iter().find(|(id, _)| *id == field.id);
        let said = said.map_or("", |(_, value)| value.as_str());
        if field.choices.iter().any(|choice| choice.value == said) {
            reasons.push((*item, said.to_owned()));
        } else {
            let message = format!("Select: {} ({}).", field.name, field.id);
            errors.push(domain::forms::FieldError::new(&field.id, message));
        }
    }
    if errors.is_empty() {
        Ok(reasons)
    } else {
        Err(ServiceError::Refused(errors))
    }
}

/// Begins the correction of a stored record, filled in from it; one that is underway is gone on with.
///
/// # Errors
/// [`ServiceError::Conflict`] for a version that is not the current one, where somebody else's correction is underway that is not theirs
/// to see, and where the rules know no such correction;
/// [`ServiceError::NotFound`]; [`ServiceError::Denied`] without the right to correct; the database's.
pub async fn correct(
    services: &Services,
    actor: &Actor,
    number: AssessmentNumber,
    transaction: Transaction,
) -> Result<DraftId, ServiceError> {
    let action = Action::CorrectAssessments;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let mut tx = services.db.write().await?;
    let stored = fetch!(
        fetch_optional,
        StoredRow,
        tx,
        STORED,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        number.0
    )?
    .ok_or(ServiceError::NotFound)?;
    if stored.state != AssessmentState::Current.as_str() {
        return Err(Objection::NotCurrent.into());
    }
    let underway = fetch!(
        fetch_optional,
        (Uuid,),
        tx,
        UNDERWAY,
        stored.id,
        transaction.code()
    )?;
    if let Some((id,)) = underway {
        let own: Option<super::Row> =
            super::in_scope(&mut tx, actor, super::FIND, DraftId(id)).await?;
        return match own {
            Some(_) => Ok(DraftId(id)),
            None => Err(Objection::CorrectionUnderway.into()),
        };
    }
    let unknown = ServiceError::Conflict(Objection::RecordsRulesMissing);
    let Some((_, form)) = services
        .packs
        .forms
        .of_version(&stored.instrument, &stored.specification)
    else {
        return Err(unknown);
    };
    let correction = Correction {
        stored: &stored.items,
        transaction: transaction.code(),
        number: stored.correction + 1,
    };
    let entry = Entry::correct(form, actor.now.today(), correction).ok_or(unknown)?;
    let begun = Begun {
        provider: stored.provider_id,
        patient: Some((stored.patient_id, PatientNumber(stored.patient))),
        corrects: Some(stored.id),
        carried: None,
        transaction,
        entry,
    };
    begun.write(services, tx, actor).await
}

impl Begun<'_> {
    async fn write(
        self,
        services: &Services,
        mut tx: Tx,
        actor: &Actor,
    ) -> Result<DraftId, ServiceError> {
        let id = Uuid::now_v7();
        let pack = &self.entry.form().pack;
        exec!(
            tx,
            INSERT,
            id,
            self.provider,
            self.patient.map(|(id, _)| id),
            self.corrects,
            self.carried,
            &pack.instrument,
            &pack.version,
            self.transaction.code(),
            self.entry.lines(),
            actor.user.0,
            actor.now.system.0
        )?;
        let event = Event::by(Act::DraftBegun, actor, self.transaction.entered_by())
            .about(Object::Draft(DraftId(id)))
            .at([ProviderId(self.provider)])
            .patients(self.patient.map(|(_, number)| number));
        audit::commit(tx, services, event).await?;
        Ok(DraftId(id))
    }
}
