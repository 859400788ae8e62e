//! Making and changing patients by hand.

use domain::{
    access::{Action, Actor},
    assessments::{PatientId, PatientNumber},
    audit::{Act, Event, Fact, Object},
    count::as_count,
    objection::Objection,
    patients::{Change, Identity, MatchKeys, PatientDetails, PatientLine},
    providers::{Ccn, ProviderId},
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    CORRUPT, LineRow, form_scope, line_columns,
    matching::{turn_of, turn_to_make},
    patients_in_scope,
    profile::{Covered, find_row},
    record::{self, Source, StoredPatient},
    scope, sight,
};
use crate::{
    ServiceError, Services, audit,
    prose::prose,
    scope::{ScopeBinds, listed, provider_in_scope},
};

/// As many probable duplicates as a form tells of.
const MOST: i64 = 20;

store::sql! {
    /// Served by provider_ccn.
    PROVIDER = concat!("select p.id from provider p where ", provider_in_scope!(), " and p.ccn = $5");
    /// Served by provider_search.
    PROVIDERS = concat!(
        "select p.ccn, p.name from provider p where ", provider_in_scope!(), " and p.ccn is not null
         order by p.search_key, p.id limit $5"
    );
    /// Who may be the same: one number alike, or the last name with the first or with the date of birth. Served by
    /// patient_search, whose provider is one.
    ALIKE = concat!(
        "select ", line_columns!(), ", t.ssn, t.medicare", patients_in_scope!(),
        " and t.provider_id = $5 and t.merged_into is null
          and (t.ssn = $6 or t.medicare = $7 or (t.last_name = $8 and (t.first_name = $9 or t.birth = $10)))
          order by t.number limit $11"
    );
    /// Served by the primary key.
    MADE = "select number, provider_id from patient where id = $1";
}

#[derive(store::FromRow)]
struct AlikeRow {
    #[row(flatten)]
    line: LineRow,
    ssn: Option<String>,
    medicare: Option<String>,
}

/// As many providers as a form offers to choose from.
pub const OFFERED: usize = 100;

/// The providers for which this person may make patients, as form pages offer them: CCN and name. None where there are
/// more than [`OFFERED`], whose CCN is typed.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::EditPatients`]; the database's.
pub async fn homes(
    services: &Services,
    actor: &Actor,
) -> Result<Option<Vec<(Ccn, String)>>, ServiceError> {
    let scope = own_scope(actor, form_scope(actor, Action::EditPatients)?)?;
    let most = as_count(OFFERED);
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        (String, String),
        tx,
        PROVIDERS,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        most + 1
    )?;
    if rows.len() > OFFERED {
        return Ok(None);
    }
    let read = |(ccn, name): (String, String)| Ok((Ccn::parse(&ccn).map_err(|_| CORRUPT)?, name));
    let homes: Result<Vec<_>, ServiceError> = rows.into_iter().map(read).collect();
    homes.map(Some)
}

/// The scope of making patients: providers' people make theirs, and a state's correct what is there (survey and
/// certification, matrix of 5.5).
fn own_scope(actor: &Actor, edits: ScopeBinds) -> Result<ScopeBinds, ServiceError> {
    let own = ScopeBinds {
        states: listed(core::iter::empty()),
        ..edits
    };
    if makes_patients(actor) {
        Ok(own)
    } else {
        Err(ServiceError::NotFound)
    }
}

/// Whether somebody makes patients, of whichever provider; or would see the form for it.
pub(super) fn makes_patients(actor: &Actor) -> bool {
    let coverage = actor.form_coverage(Action::EditPatients);
    coverage.is_ok_and(|coverage| !coverage.providers.is_empty())
}

/// What is said where no provider is chosen, or typed.
pub const WHICH_PROVIDER: &str = "Say of which provider the patient is.";

/// A provider of which this person makes patients.
async fn home(tx: &mut Tx, actor: &Actor, ccn: &str) -> Result<ProviderId, ServiceError> {
    let scope = own_scope(actor, scope(actor, Action::EditPatients)?)?;
    let unknown = || {
        let message =
            "Enter the CMS Certification Number of a provider for which you may make patients.";
        ServiceError::field("ccn", message)
    };
    if ccn.trim().is_empty() {
        return Err(ServiceError::field("ccn", WHICH_PROVIDER));
    }
    let ccn = Ccn::parse(ccn.trim()).map_err(|_| unknown())?;
    let row = fetch!(
        fetch_optional,
        (Uuid,),
        tx,
        PROVIDER,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        ccn.as_str()
    )?;
    let (id,) = row.ok_or_else(unknown)?;
    Ok(ProviderId(id))
}

/// Who of a provider may be the patient that somebody is about to make, those first who surely are.
///
/// # Errors
/// [`ServiceError::Refused`] at `ccn` for no provider of this person's; [`ServiceError::Denied`];
/// [`ServiceError::Unrecorded`]; the database's.
pub async fn probable_duplicates(
    services: &Services,
    actor: &Actor,
    ccn: &str,
    details: &PatientDetails,
) -> Result<Vec<PatientLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let home = home(&mut tx, actor, ccn).await?;
    let alike = alike(&mut tx, &services.rules.match_keys, actor, home, details).await?;
    drop(tx);
    if !alike.is_empty() {
        let event = Event::by(Act::Read, actor, Action::EditPatients)
            .about(Object::List(domain::audit::Record::Patients))
            .at([home])
            .count("rows", alike.len())
            .patients(alike.iter().map(|line| line.number));
        audit::read(services, event).await?;
    }
    Ok(alike)
}

async fn alike(
    tx: &mut Tx,
    keys: &MatchKeys,
    actor: &Actor,
    home: ProviderId,
    details: &PatientDetails,
) -> Result<Vec<PatientLine>, ServiceError> {
    let scope = scope(actor, Action::EditPatients)?;
    let mut rows = fetch!(
        fetch_all,
        AlikeRow,
        tx,
        ALIKE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        home.0,
        &details.ssn,
        &details.medicare,
        &details.last_name,
        &details.first_name,
        &details.birth,
        MOST
    )?;
    let said = Identity {
        first_name: Some(&details.first_name),
        last_name: Some(&details.last_name),
        birth: Some(&details.birth),
        sex: Some(&details.sex),
        ssn: details.ssn.as_deref(),
        medicare: details.medicare.as_deref(),
    };
    let surely = |row: &AlikeRow| {
        let stored = Identity {
            first_name: Some(&row.line.first_name),
            last_name: Some(&row.line.last_name),
            birth: row.line.birth.as_deref(),
            sex: row.line.sex.as_deref(),
            ssn: row.ssn.as_deref(),
            medicare: row.medicare.as_deref(),
        };
        keys.strongest(&stored, &said).is_some()
    };
    rows.sort_by_key(|row| !surely(row));
    let sight = sight(actor);
    rows.into_iter().map(|row| row.line.line(sight)).collect()
}

/// What came of a form that makes a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    Patient(PatientNumber),
    /// Nobody was made: these may be the same, and nobody said that they are not.
    ProbableDuplicates,
}

/// Makes a patient of a provider. Whoever `insists` has seen the probable duplicates and says that they are others. The same
/// key again makes nobody more.
///
/// # Errors
/// [`ServiceError::Refused`] at `ccn` for no provider of this person's; [`ServiceError::Denied`] without
/// [`Action::EditPatients`], [`ServiceError::NotFound`] for people of a state's agency; the database's.
pub async fn create(
    services: &Services,
    actor: &Actor,
    key: Uuid,
    (ccn, details): (&str, &PatientDetails),
    insists: bool,
) -> Result<Made, ServiceError> {
    let mut tx = services.db.write().await?;
    let home = home(&mut tx, actor, ccn).await?;
    turn_to_make(&mut tx).await?;
    turn_of(&mut tx, home).await?;
    if let Some((number, provider)) = fetch!(fetch_optional, (i64, Uuid), tx, MADE, key)? {
        return if provider == home.0 {
            Ok(Made::Patient(PatientNumber(number)))
        } else {
            Err(ServiceError::NotFound)
        };
    }
    if !insists
        && !alike(&mut tx, &services.rules.match_keys, actor, home, details)
            .await?
            .is_empty()
    {
        return Ok(Made::ProbableDuplicates);
    }
    let (id, source, now) = (PatientId(key), Source::Person(actor.user), actor.now.system);
    let patient = stored_of(details);
    let number = record::insert(&mut tx, (id, home), &patient, source, now).await?;
    let event = Event::by(Act::PatientCreated, actor, Action::EditPatients)
        .about(Object::Patient(number))
        .at([home]);
    audit::commit(tx, services, event).await?;
    Ok(Made::Patient(number))
}

/// Puts what somebody typed in the place of what is stored. `version` is the one that they saw.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields that are wrong, at `version` when somebody else was faster, and at `reason` for
/// people of a state's agency without one; [`ServiceError::Conflict`] for a patient who was merged into another;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; the database's.
pub async fn change(
    services: &Services,
    actor: &Actor,
    (number, version): (PatientNumber, i32),
    change: &Change,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = find_row(&mut tx, actor, Action::EditPatients, number).await?;
    turn_of(&mut tx, row.provider()).await?;
    // As it stands now that nobody else is at work on it.
    let row = find_row(&mut tx, actor, Action::EditPatients, number).await?;
    if row.kept_id.is_some() {
        return Err(Objection::PatientMerged.into());
    }
    let needs_reason = row.covered(actor, Action::EditPatients)? == Covered::AsState;
    let reason = reason_of(needs_reason, &change.reason)?;
    if row.version != version {
        let message = "Somebody else has changed this patient in the meantime: the history says what. Check each field, and save again.";
        return Err(ServiceError::field("version", message));
    }
    let (before, after) = (row.stored(), changed(&row.stored(), change));
    let (id, source, now) = (
        PatientId(row.id),
        Source::Person(actor.user),
        actor.now.system,
    );
    let fields = record::replace(&mut tx, id, (&before, &after), source, now).await?;
    if fields.is_empty() {
        return Ok(());
    }
    if let Some(reason) = reason {
        record::note(&mut tx, id, ("reason", None, Some(reason)), source, now).await?;
    }
    let event = Event::by(Act::PatientChanged, actor, Action::EditPatients)
        .about(Object::Patient(number))
        .at([row.provider()])
        .with("fields", Fact::Words(fields));
    Ok(audit::commit(tx, services, event).await?)
}

/// A reason that was given, where one is needed.
pub(super) fn reason_of(is_needed: bool, typed: &str) -> Result<Option<&str>, ServiceError> {
    if !is_needed && typed.trim().is_empty() {
        return Ok(None);
    }
    let missing = "Enter the reason: the provider reads it in the patient's history.";
    prose("reason", typed, missing).map(Some)
}

fn stored_of(details: &PatientDetails) -> StoredPatient {
    StoredPatient {
        first_name: details.first_name.clone(),
        last_name: details.last_name.clone(),
        birth: Some(details.birth.clone()),
        sex: Some(details.sex.clone()),
        ssn: details.ssn.clone(),
        medicare: details.medicare.clone(),
        medicaid: details.medicaid.clone(),
    }
}

/// What is stored after a change: numbers that nobody typed stay, unless they are removed.
fn changed(before: &StoredPatient, change: &Change) -> StoredPatient {
    let number = |typed: &Option<String>, before: &Option<String>, removes: bool| {
        let stays = before.clone().filter(|_| !removes);
        typed.clone().or(stays)
    };
    let after = stored_of(&change.details);
    StoredPatient {
        ssn: number(&after.ssn, &before.ssn, change.removes_ssn),
        medicare: number(&after.medicare, &before.medicare, change.removes_medicare),
        medicaid: number(&after.medicaid, &before.medicaid, change.removes_medicaid),
        ..after
    }
}
