//! A person's own proofing: how far it has come, beginning an attempt, and answering.

use domain::{
    audit::{Act, Event, Object},
    forms::FieldError,
    identity::{
        Evidence, MOST_FAILURES, ProofingMethod, ProofingOutcome, ProofingQuestion,
        ProofingReference, ProofingView, Registration, SessionStage, Standing, Unsuccessful,
        UserId,
    },
    objection::Objection,
    time::Instant,
};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    Answer, Applicant, ApplicantProfile, Begun, ProofingFault, SocialSecurityNumber, Step,
};
use crate::{
    ServiceError, Services, audit,
    identity::{Holder, codes},
    keys::Purpose,
    limits,
};

/// How long beginning an attempt may take before it counts as broken off.
const BEGINNING_SECONDS: i64 = 60;

const SILENT: &str = "The proofing service does not answer at the moment, and nothing was counted. Try again in a few \
                      minutes, or send documents instead.";

store::sql! {
    /// Served by the primary key.
    REGISTRATION = "select registration from user_account where id = $1 and state = 'active'";
    /// Served by the primary keys.
    APPLICANT = "select u.full_name, u.email, p.first_name, p.middle_name, p.last_name, p.suffix, p.phone, p.address,
            p.city, p.state_code, p.zip, p.born_on
        from user_account u left join account_profile p on p.user_id = u.id where u.id = $1";
    /// Served by proofing_attempt_user and proofing_restart_user. The last attempt since proofing began, or began anew.
    LAST = "select id, reference, method, outcome, evidence, sealed, started_at, ended_at, reason
        from proofing_attempt
        where user_id = $1 and started_at > coalesce(
            (select max(restarted_at) from proofing_restart where user_id = $1), -1)
        order by started_at desc, id desc limit 1";
    /// Served by proofing_attempt_user and proofing_restart_user.
    FAILURES = "select count(*) from proofing_attempt
        where user_id = $1 and outcome = 'failed' and method <> 'manual' and started_at > coalesce(
            (select max(restarted_at) from proofing_restart where user_id = $1), -1)";
    /// Changes nothing, but makes the attempts of one person wait for one another.
    TAKE_TURN = "update user_account set registration = 'proofing'
        where id = $1 and registration = 'proofing' and state = 'active'";
    BEGIN = "insert into proofing_attempt (id, user_id, reference, method, outcome, started_at)
        values ($1, $2, $3, $4, 'open', $5)";
    OPENED = "update proofing_attempt set sealed = $2 where id = $1 and outcome = 'open'";
    END = "update proofing_attempt set outcome = $2, ended_at = $3, service_reference = $4, sealed = null
        where id = $1 and outcome = 'open'";
    PROVEN = "update user_account set registration = 'device' where id = $1 and registration = 'proofing'";
}

#[derive(store::FromRow)]
struct AttemptRow {
    id: Uuid,
    reference: String,
    method: String,
    outcome: String,
    evidence: Option<String>,
    sealed: Option<Vec<u8>>,
    started_at: i64,
    ended_at: Option<i64>,
    reason: Option<String>,
}

/// An attempt as its row has it.
struct Attempt {
    id: Uuid,
    reference: ProofingReference,
    method: ProofingMethod,
    outcome: ProofingOutcome,
    evidence: Option<Evidence>,
    sealed: Option<Vec<u8>>,
    started_at: Instant,
    ended_at: Option<Instant>,
    reason: Option<String>,
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = ServiceError;

    fn try_from(row: AttemptRow) -> Result<Self, ServiceError> {
        let corrupt = || ServiceError::Corrupt {
            what: "proofing attempt",
        };
        Ok(Self {
            id: row.id,
            reference: ProofingReference::parse(&row.reference).map_err(|_| corrupt())?,
            method: ProofingMethod::from_key(&row.method).ok_or_else(corrupt)?,
            outcome: ProofingOutcome::from_key(&row.outcome).ok_or_else(corrupt)?,
            evidence: row.evidence.as_deref().and_then(Evidence::from_key),
            sealed: row.sealed,
            started_at: Instant(row.started_at),
            ended_at: row.ended_at.map(Instant),
            reason: row.reason,
        })
    }
}

/// How far the proofing of whoever holds a session has come. Asks the service where an attempt is open, and writes down
/// what has ended there.
///
/// # Errors
/// [`ServiceError::NotFound`] outside of a registration, [`ServiceError::Conflict`] before its terms were accepted, or
/// the database's.
pub async fn standing(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<ProofingView, ServiceError> {
    let proofing = &services.partners.proofing;
    let standing = match held(services, holder).await? {
        Place::Open(attempt, session) => match proofing.look(&session).await {
            Ok(step) => go_on(services, holder, &attempt, step, now).await?,
            Err(fault) => broken_off(services, holder, &attempt, fault, now).await?,
        },
        Place::Still(standing) => standing,
    };
    Ok(ProofingView {
        method: proofing.method(),
        asks_social_security_number: proofing.asks_social_security_number(),
        standing,
    })
}

/// Where somebody's proofing stands, as far as the database knows.
enum Place {
    /// An attempt is open at the service, under this session.
    Open(Attempt, String),
    Still(Standing),
}

async fn held(services: &Services, holder: &Holder) -> Result<Place, ServiceError> {
    let mut tx = services.db.read().await?;
    let registration = registration(&mut tx, holder).await?;
    let last = last(&mut tx, holder.user).await?;
    match registration {
        Registration::Terms => Err(Objection::TermsFirst.into()),
        Registration::Proofing => {
            let attempts_left = attempts_left(services, &mut tx, holder.user).await?;
            under_way(services, last, attempts_left)
        }
        Registration::Device | Registration::Complete => {
            let passed = last.filter(|last| last.outcome == ProofingOutcome::Passed);
            let passed = passed.ok_or(ServiceError::NotFound)?;
            Ok(Place::Still(Standing::Passed {
                at: passed.ended_at.unwrap_or(passed.started_at),
                reference: passed.reference,
            }))
        }
    }
}

fn under_way(
    services: &Services,
    last: Option<Attempt>,
    attempts_left: i64,
) -> Result<Place, ServiceError> {
    let to_begin = |last| {
        Ok(Place::Still(Standing::ToBegin {
            attempts_left,
            last,
        }))
    };
    let Some(last) = last else {
        return to_begin(None);
    };
    match (last.outcome, last.evidence) {
        (ProofingOutcome::Waiting, Some(evidence)) => Ok(Place::Still(Standing::Waiting {
            reference: last.reference,
            evidence,
            since: last.started_at,
        })),
        (ProofingOutcome::Failed, _) => to_begin(Some(Unsuccessful {
            reference: last.reference,
            reason: last.reason,
            is_undecided: false,
        })),
        // One that was taken back has no reason.
        (ProofingOutcome::Void, Some(_)) if last.reason.is_some() => to_begin(Some(Unsuccessful {
            reference: last.reference,
            reason: None,
            is_undecided: true,
        })),
        // One of another method was begun before the configuration changed.
        (ProofingOutcome::Open, _) if last.method == services.partners.proofing.method() => {
            match session_of(services, &last)? {
                Some(session) => Ok(Place::Open(last, session)),
                None => to_begin(None),
            }
        }
        _ => to_begin(None),
    }
}

async fn go_on(
    services: &Services,
    holder: &Holder,
    attempt: &Attempt,
    step: Step,
    now: Instant,
) -> Result<Standing, ServiceError> {
    let reference = attempt.reference.clone();
    match step {
        Step::Questions { facts, questions } => Ok(Standing::Asked {
            reference,
            facts,
            questions,
        }),
        Step::Elsewhere { address } => Ok(Standing::Elsewhere { reference, address }),
        Step::Ended {
            passed,
            service_reference,
        } => {
            let outcome = outcome_of(passed);
            end(services, holder, attempt, outcome, service_reference, now).await?;
            ended(services, holder).await
        }
    }
}

/// A session that is gone cannot be won any more; any other fault may pass.
async fn broken_off(
    services: &Services,
    holder: &Holder,
    attempt: &Attempt,
    fault: ProofingFault,
    now: Instant,
) -> Result<Standing, ServiceError> {
    if fault == ProofingFault::UnknownSession {
        end(
            services,
            holder,
            attempt,
            ProofingOutcome::Failed,
            None,
            now,
        )
        .await?;
        return ended(services, holder).await;
    }
    report(attempt, fault);
    Ok(Standing::Silent {
        reference: attempt.reference.clone(),
    })
}

async fn ended(services: &Services, holder: &Holder) -> Result<Standing, ServiceError> {
    match held(services, holder).await? {
        Place::Still(standing) => Ok(standing),
        // Another request has begun the next attempt meanwhile.
        Place::Open(attempt, _) => Ok(Standing::Silent {
            reference: attempt.reference,
        }),
    }
}

/// Begins an attempt. `social_security_number` is what was typed; it is looked at only where the service asks for it.
///
/// # Errors
/// [`ServiceError::Refused`] at `social_security_number`, or at no field when the service does not answer;
/// [`ServiceError::Conflict`] when it is a person's turn to decide or another attempt is open; else as [`standing`].
pub async fn begin(
    services: &Services,
    holder: &Holder,
    social_security_number: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut applicant = applicant(services, holder).await?;
    if services.partners.proofing.asks_social_security_number() {
        let number = SocialSecurityNumber::parse(social_security_number)
            .map_err(|error| ServiceError::field("social_security_number", error.to_string()))?;
        applicant.social_security_number = Some(number);
    }
    let limit = services.rules.limits.proofing;
    limits::count(services, limit, &holder.user.0.to_string(), now).await?;
    let attempt = open(services, holder, &applicant.reference, now).await?;
    match services.partners.proofing.begin(&applicant).await {
        Ok(Begun { session, step }) => {
            let sealed =
                services
                    .keys
                    .seal(Purpose::Proofing, attempt.id.as_bytes(), session.as_bytes())?;
            let mut tx = services.db.write().await?;
            exec!(tx, OPENED, attempt.id, sealed)?;
            tx.commit().await?;
            go_on(services, holder, &attempt, step, now).await?;
            Ok(())
        }
        Err(fault) => {
            report(&attempt, fault);
            let void = ProofingOutcome::Void;
            end(services, holder, &attempt, void, None, now).await?;
            Err(ServiceError::field("", SILENT))
        }
    }
}

/// Answers the questions, the first with the first: the ids of the choices.
///
/// # Errors
/// [`ServiceError::Refused`] at `answer_1` and so on where none of the choices was chosen, or at no field when the service
/// does not answer; [`ServiceError::Conflict`] when no attempt is open; else as [`standing`].
pub async fn answer(
    services: &Services,
    holder: &Holder,
    choices: &[String],
    now: Instant,
) -> Result<(), ServiceError> {
    let Place::Open(attempt, session) = held(services, holder).await? else {
        return Err(Objection::QuestionsOver.into());
    };
    let step = match services.partners.proofing.look(&session).await {
        Ok(Step::Questions { questions, .. }) => {
            let answers = answers(&questions, choices)?;
            services.partners.proofing.answer(&session, &answers).await
        }
        other => other,
    };
    let standing = match step {
        Ok(step) => go_on(services, holder, &attempt, step, now).await?,
        Err(fault) => broken_off(services, holder, &attempt, fault, now).await?,
    };
    match standing {
        Standing::Silent { .. } => Err(ServiceError::field("", SILENT)),
        _ => Ok(()),
    }
}

/// The field of a question, counted from 0.
#[must_use]
pub fn field_of(place: usize) -> String {
    format!("answer_{}", place + 1)
}

fn answers(
    questions: &[ProofingQuestion],
    choices: &[String],
) -> Result<Vec<Answer>, ServiceError> {
    let mut answers = Vec::new();
    let mut errors = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        let chosen = choices.get(place).and_then(|chosen| {
            let mut known = question.choices.iter();
            known.find(|choice| choice.id == *chosen)
        });
        match chosen {
            Some(choice) => answers.push(Answer {
                question: question.id.clone(),
                choice: choice.id.clone(),
            }),
            None => errors.push(FieldError::new(
                &field_of(place),
                format!("Choose an answer to question {}.", place + 1),
            )),
        }
    }
    if errors.is_empty() {
        Ok(answers)
    } else {
        Err(ServiceError::Refused(errors))
    }
}

/// Writes an attempt down, before anything is sent.
async fn open(
    services: &Services,
    holder: &Holder,
    reference: &ProofingReference,
    now: Instant,
) -> Result<Attempt, ServiceError> {
    let method = services.partners.proofing.method();
    let mut tx = services.db.write().await?;
    take_turn(&mut tx, holder.user).await?;
    if attempts_left(services, &mut tx, holder.user).await? == 0 {
        return Err(Objection::PersonDecides.into());
    }
    if let Some(last) = last(&mut tx, holder.user).await? {
        let is_beginning =
            last.sealed.is_none() && now.seconds_since(last.started_at) < BEGINNING_SECONDS;
        let is_in_the_way = match last.outcome {
            ProofingOutcome::Waiting => true,
            ProofingOutcome::Open => {
                last.method == method && (last.sealed.is_some() || is_beginning)
            }
            _ => false,
        };
        if is_in_the_way {
            return Err(Objection::ProofingBegun.into());
        }
        exec!(
            tx,
            END,
            last.id,
            ProofingOutcome::Void.key(),
            now.0,
            None::<String>
        )?;
    }
    let attempt = Attempt {
        id: Uuid::now_v7(),
        reference: reference.clone(),
        method,
        outcome: ProofingOutcome::Open,
        evidence: None,
        sealed: None,
        started_at: now,
        ended_at: None,
        reason: None,
    };
    let number = reference.as_str();
    exec!(
        tx,
        BEGIN,
        attempt.id,
        holder.user.0,
        number,
        method.key(),
        now.0
    )?;
    let event = Event::own(Act::ProofingBegun, holder.user, now)
        .about(Object::ProofingCase(reference.clone()))
        .word("method", method.key());
    audit::commit(tx, services, event).await?;
    Ok(attempt)
}

/// Makes sure that someone's proofing is due, and that none of their other requests moves it before this transaction ends.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is not due.
pub(crate) async fn take_turn(tx: &mut Tx, user: UserId) -> Result<(), ServiceError> {
    if exec!(tx, TAKE_TURN, user.0)? == 1 {
        return Ok(());
    }
    Err(Objection::NotProofingNow.into())
}

/// Whether the last attempt waits for a person.
pub(super) async fn is_waiting(tx: &mut Tx, user: UserId) -> Result<bool, ServiceError> {
    let last = last(tx, user).await?;
    Ok(last.is_some_and(|last| last.outcome == ProofingOutcome::Waiting))
}

/// Gives up the attempt that is open: its questions were seen, so it counts.
pub(crate) async fn give_up(tx: &mut Tx, user: UserId, now: Instant) -> Result<(), ServiceError> {
    if let Some(last) = last(tx, user).await? {
        let outcome = match last.sealed {
            Some(_) => ProofingOutcome::Failed,
            None => ProofingOutcome::Void,
        };
        exec!(tx, END, last.id, outcome.key(), now.0, None::<String>)?;
    }
    Ok(())
}

async fn end(
    services: &Services,
    holder: &Holder,
    attempt: &Attempt,
    outcome: ProofingOutcome,
    service_reference: Option<String>,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let ended = exec!(tx, END, attempt.id, outcome.key(), now.0, service_reference)?;
    if ended == 1 && outcome == ProofingOutcome::Passed {
        proven(&mut tx, holder.user).await?;
    }
    let event = (ended == 1).then(|| {
        Event::own(Act::ProofingEnded, holder.user, now)
            .about(Object::ProofingCase(attempt.reference.clone()))
            .word("outcome", outcome.key())
    });
    audit::commit_all(tx, services, event).await?;
    let reference = attempt.reference.as_str();
    tracing::info!(
        reference,
        outcome = outcome.key(),
        "identity proofing ended"
    );
    Ok(())
}

/// The next step of registration is the second factor.
pub(crate) async fn proven(tx: &mut Tx, user: UserId) -> Result<(), ServiceError> {
    exec!(tx, PROVEN, user.0)?;
    Ok(())
}

fn report(attempt: &Attempt, fault: ProofingFault) {
    let reference = attempt.reference.as_str();
    tracing::warn!(reference, %fault, "identity proofing cannot go on");
}

const fn outcome_of(passed: bool) -> ProofingOutcome {
    if passed {
        ProofingOutcome::Passed
    } else {
        ProofingOutcome::Failed
    }
}

/// How far the registration of whoever holds this session has come.
///
/// # Errors
/// [`ServiceError::NotFound`] when the session is not for a registration.
pub(super) async fn registration(
    tx: &mut Tx,
    holder: &Holder,
) -> Result<Registration, ServiceError> {
    if holder.stage != SessionStage::Registering {
        return Err(ServiceError::NotFound);
    }
    let row = fetch!(fetch_optional, (String,), tx, REGISTRATION, holder.user.0)?;
    let (registration,) = row.ok_or(ServiceError::NotFound)?;
    Registration::from_key(&registration).ok_or(ServiceError::Corrupt {
        what: "registration",
    })
}

async fn last(tx: &mut Tx, user: UserId) -> Result<Option<Attempt>, ServiceError> {
    let row = fetch!(fetch_optional, AttemptRow, tx, LAST, user.0)?;
    row.map(Attempt::try_from).transpose()
}

async fn attempts_left(
    services: &Services,
    tx: &mut Tx,
    user: UserId,
) -> Result<i64, ServiceError> {
    if services.partners.proofing.method() == ProofingMethod::Manual {
        return Ok(0);
    }
    let (failures,) = fetch!(fetch_one, (i64,), tx, FAILURES, user.0)?;
    Ok((MOST_FAILURES - failures).max(0))
}

fn session_of(services: &Services, attempt: &Attempt) -> Result<Option<String>, ServiceError> {
    let Some(sealed) = &attempt.sealed else {
        return Ok(None);
    };
    let about = attempt.id.as_bytes();
    let session = services.keys.open(Purpose::Proofing, about, sealed)?;
    let session = String::from_utf8(session).map_err(|_| ServiceError::Corrupt {
        what: "proofing session",
    })?;
    Ok(Some(session))
}

#[derive(store::FromRow)]
struct ApplicantRow {
    full_name: String,
    email: String,
    first_name: Option<String>,
    middle_name: Option<String>,
    last_name: Option<String>,
    suffix: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    city: Option<String>,
    state_code: Option<String>,
    zip: Option<String>,
    born_on: Option<Day>,
}

impl ApplicantRow {
    /// All of it is there, or none.
    fn profile(&mut self) -> Option<ApplicantProfile> {
        Some(ApplicantProfile {
            first_name: self.first_name.take()?,
            middle_name: self.middle_name.take()?,
            last_name: self.last_name.take()?,
            suffix: self.suffix.take()?,
            phone: self.phone.take()?,
            address: self.address.take()?,
            city: self.city.take()?,
            state: self.state_code.take()?,
            zip: self.zip.take()?,
            date_of_birth: self.born_on.take()?.to_jiff(),
        })
    }
}

async fn applicant(services: &Services, holder: &Holder) -> Result<Applicant, ServiceError> {
    let mut tx = services.db.read().await?;
    registration(&mut tx, holder).await?;
    let mut row = fetch!(fetch_one, ApplicantRow, tx, APPLICANT, holder.user.0)?;
    Ok(Applicant {
        reference: codes::proofing_reference()?,
        profile: row.profile(),
        full_name: row.full_name,
        email: row.email,
        social_security_number: None,
    })
}
