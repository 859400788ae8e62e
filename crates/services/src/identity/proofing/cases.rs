//! The queue of those who decide who is who they say (Help Desk, ADR 0017). The first decision counts, and nobody
//! decides about themselves, or on a proofing that they began anew.

use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record, Who},
    identity::{
        Claimed, DocumentKind, DocumentLine, Evidence, ProofingCase, ProofingCaseLine,
        ProofingFilter, ProofingOutcome, ProofingReference, UserId, UserName,
    },
    listing::Page,
    messages::Words,
    objection::Objection,
    time::Instant,
};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{attempts, documents};
use crate::{
    ServiceError, Services,
    access::{
        guarded::{Proofed, Proofing, tell_of_proofing},
        place::as_now,
    },
    audit,
    identity::{Session, confirmed},
    messages::{self, To},
    prose::prose,
};

store::sql! {
    /// Served by proofing_attempt_queue. Those that wait come first, the longest first; then the others, the latest first.
    LIST = "select a.reference, a.user_id, u.user_name, u.full_name, a.evidence, a.outcome, a.started_at, a.ended_at,
            d.user_name as decided_by
        from proofing_attempt a
        join user_account u on u.id = a.user_id
        left join user_account d on d.id = a.decided_by
        where a.method = 'manual' and ($1 = '' or a.outcome = $1)
        order by case when a.outcome = 'waiting' then 0 else 1 end,
            case when a.outcome = 'waiting' then a.started_at else -a.started_at end, a.id
        limit $2 offset $3";
    /// Served by proofing_attempt_queue.
    COUNT = "select outcome, count(*) from proofing_attempt where method = 'manual' group by outcome";
    /// Served by the unique reference and the primary keys.
    FIND = "select a.id, a.reference, a.user_id, u.user_name, u.full_name, a.evidence, a.outcome, a.started_at, a.ended_at,
            d.user_name as decided_by, a.reason, u.email, p.born_on, p.address, p.city, p.state_code, p.zip
        from proofing_attempt a
        join user_account u on u.id = a.user_id
        left join user_account d on d.id = a.decided_by
        left join account_profile p on p.user_id = a.user_id
        where a.method = 'manual' and a.reference = $1";
    /// Served by the primary key.
    DOCUMENTS = "select ordinal, kind, byte_count from proofing_document where attempt_id = $1 order by ordinal";
    /// Whether somebody began an account's proofing anew since it was passed last. Served by proofing_restart_user and
    /// proofing_attempt_user.
    BEGAN = "select count(*) from proofing_restart where user_id = $1 and restarted_by = $2
            and restarted_at >= coalesce(
                (select max(ended_at) from proofing_attempt where user_id = $1 and outcome = 'passed'), 0)";
    /// The first decision finds it waiting, and no other.
    DECIDE = "update proofing_attempt set outcome = $2, ended_at = $3, decided_by = $4, reason = $5
        where id = $1 and outcome = 'waiting'";
}

#[derive(store::FromRow)]
struct LineRow {
    reference: String,
    user_id: Uuid,
    user_name: String,
    full_name: String,
    evidence: String,
    outcome: String,
    started_at: i64,
    ended_at: Option<i64>,
    decided_by: Option<String>,
}

#[derive(store::FromRow)]
struct CaseRow {
    id: Uuid,
    #[row(flatten)]
    line: LineRow,
    reason: Option<String>,
    email: String,
    born_on: Option<Day>,
    address: Option<String>,
    city: Option<String>,
    state_code: Option<String>,
    zip: Option<String>,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject,
}

impl Decision {
    /// As the form's button says it.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "approve" => Some(Self::Approve),
            "reject" => Some(Self::Reject),
            _ => None,
        }
    }

    const fn outcome(self) -> ProofingOutcome {
        match self {
            Self::Approve => ProofingOutcome::Passed,
            Self::Reject => ProofingOutcome::Failed,
        }
    }
}

/// The queue: those that wait first, then what was decided.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideProofing`], or the database's.
pub async fn list_cases(
    services: &Services,
    actor: &Actor,
    filter: ProofingFilter,
) -> Result<(Page<ProofingCaseLine>, Vec<(ProofingOutcome, i64)>), ServiceError> {
    actor.coverage(Action::DecideProofing)?;
    let mut tx = services.db.read().await?;
    let found = fetch!(fetch_all, (String, i64), tx, COUNT)?;
    let counts = ProofingOutcome::OF_CASES.map(|outcome| {
        let of_outcome = found.iter().find(|(key, _)| key == outcome.key());
        (outcome, of_outcome.map_or(0, |(_, count)| *count))
    });
    let wanted = counts
        .iter()
        .filter(|(outcome, _)| filter.outcome.is_none_or(|wanted| wanted == *outcome));
    let total = wanted.map(|(_, count)| count).sum();
    let request = filter.page.within(total);
    let rows = fetch!(
        fetch_all,
        LineRow,
        tx,
        LIST,
        filter.outcome.map_or("", ProofingOutcome::key),
        i64::from(request.size),
        request.offset()
    )?;
    drop(tx);
    if !rows.is_empty() {
        let event = Event::by(Act::Read, actor, Action::DecideProofing)
            .about(Object::List(Record::ProofingCases))
            .showing(rows.iter().map(|row| row.user_id));
        audit::read(services, event).await?;
    }
    let rows = rows.into_iter().map(line).collect::<Result<_, _>>()?;
    let page = Page {
        rows,
        total,
        request,
    };
    Ok((page, counts.into()))
}

/// How many cases wait for a decision.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideProofing`], or the database's.
pub async fn count_waiting(services: &Services, actor: &Actor) -> Result<i64, ServiceError> {
    actor.coverage(Action::DecideProofing)?;
    let mut tx = services.db.read().await?;
    let found = fetch!(fetch_all, (String, i64), tx, COUNT)?;
    let waiting = ProofingOutcome::Waiting.key();
    Ok(found
        .iter()
        .find(|(key, _)| key == waiting)
        .map_or(0, |(_, count)| *count))
}

/// One case.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none of this number, else as [`list_cases`].
pub async fn find_case(
    services: &Services,
    actor: &Actor,
    reference: &ProofingReference,
) -> Result<ProofingCase, ServiceError> {
    actor.coverage(Action::DecideProofing)?;
    let mut tx = services.db.read().await?;
    let row = fetch!(fetch_optional, CaseRow, tx, FIND, reference.as_str())?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let documents = fetch!(fetch_all, (i32, String, i64), tx, DOCUMENTS, row.id)?;
    let documents = documents
        .into_iter()
        .map(|(ordinal, kind, bytes)| {
            let kind = DocumentKind::from_key(&kind).ok_or(CORRUPT)?;
            Ok(DocumentLine {
                ordinal,
                kind,
                bytes,
            })
        })
        .collect::<Result<_, ServiceError>>()?;
    let begun_by_reader = began(&mut tx, &row, actor.user).await?;
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::DecideProofing)
        .of(UserId(row.line.user_id))
        .about(Object::ProofingCase(reference.clone()));
    audit::read(services, event).await?;
    let is_own = row.line.user_id == actor.user.0;
    Ok(ProofingCase {
        claimed: claimed(&row),
        line: line(row.line)?,
        email: row.email,
        documents,
        reason: row.reason,
        is_own,
        begun_by_reader,
    })
}

/// Whether somebody began the proofing of a case anew.
async fn began(tx: &mut Tx, case: &CaseRow, who: UserId) -> Result<bool, ServiceError> {
    let user = case.line.user_id;
    let (restarts,) = fetch!(fetch_one, (i64,), tx, BEGAN, user, who.0)?;
    Ok(restarts > 0)
}

/// Decides a case, tells its person by mail, and has its documents deleted. Whoever decides on a guarded role of theirs is
/// told of an approval.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] without a second factor a moment ago; [`ServiceError::Refused`] at `reason` without one
/// or with one over [`LONGEST_REASON`](domain::identity::LONGEST_REASON); [`ServiceError::Conflict`] when it was decided
/// already, is one's own, or was begun anew by oneself; else as [`find_case`].
pub async fn decide(
    services: &Services,
    session: &Session,
    reference: &ProofingReference,
    decision: Decision,
    reason: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let actor = &as_now(&mut tx, &session.actor).await?;
    actor.coverage(Action::DecideProofing)?;
    let row = fetch!(fetch_optional, CaseRow, tx, FIND, reference.as_str())?;
    let row = row.ok_or(ServiceError::NotFound)?;
    if row.line.user_id == actor.user.0 {
        return Err(Objection::OwnCase.into());
    }
    if began(&mut tx, &row, actor.user).await? {
        return Err(Objection::BeganProofing.into());
    }
    confirmed(services, &session.holder, now)?;
    let missing = "Enter the reason for your decision.";
    let reason = prose("reason", reason, missing)?;
    let outcome = decision.outcome();
    let decided = exec!(
        tx,
        DECIDE,
        row.id,
        outcome.key(),
        now.0,
        actor.user.0,
        reason
    )?;
    if decided != 1 {
        return Err(Objection::CaseDecided.into());
    }
    let user = UserId(row.line.user_id);
    if decision == Decision::Approve {
        attempts::proven(&mut tx, user).await?;
        let whose = Proofed {
            user,
            full_name: &row.line.full_name,
            user_name: &row.line.user_name,
        };
        let approved = Proofing::Approved;
        tell_of_proofing(&mut tx, services, whose, approved, actor.user, now).await?;
    }
    documents::forget(&mut tx, row.id, now).await?;
    let to = To::mail(Some(user), &row.email);
    messages::post(
        &mut tx,
        &services.keys,
        to,
        &words(decision, reference),
        now,
    )
    .await?;
    let who = Who::may(actor, Action::DecideProofing);
    let event = Event::new(Act::ProofingDecided, who, now)
        .of(user)
        .about(Object::ProofingCase(reference.clone()))
        .word("outcome", outcome.key());
    audit::commit(tx, services, event).await?;
    let (reference, outcome) = (reference.as_str(), outcome.key());
    tracing::info!(decider = %actor.user.0, reference, outcome, "a proofing case was decided");
    Ok(())
}

/// The reason is told on the page, behind the password: a mail tells nothing about a person.
pub(crate) fn words(decision: Decision, reference: &ProofingReference) -> Words {
    let number = format!("The reference number is {}.", reference.as_str());
    let (subject, outcome, next) = match decision {
        Decision::Approve => (
            "Your identity is confirmed",
            "A person has looked at your case: your identity is confirmed.",
            "Log in to go on: the next step is to set up a device for Two-Factor Authentication.",
        ),
        Decision::Reject => (
            "Your identity could not be confirmed",
            "A person has looked at your case: your identity could not be confirmed yet.",
            "Log in to read why, and what you can do next.",
        ),
    };
    Words::new(subject)
        .say(outcome)
        .say(next)
        .say(number)
        .link("Log in", "/login")
}

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "proofing case",
};

fn line(row: LineRow) -> Result<ProofingCaseLine, ServiceError> {
    Ok(ProofingCaseLine {
        reference: ProofingReference::parse(&row.reference).map_err(|_| CORRUPT)?,
        user_name: UserName::parse(&row.user_name).map_err(|_| CORRUPT)?,
        full_name: row.full_name,
        evidence: Evidence::from_key(&row.evidence).ok_or(CORRUPT)?,
        outcome: ProofingOutcome::from_key(&row.outcome).ok_or(CORRUPT)?,
        started_at: Instant(row.started_at),
        ended_at: row.ended_at.map(Instant),
        decided_by: row.decided_by,
    })
}

fn claimed(row: &CaseRow) -> Option<Claimed> {
    let (address, city) = (row.address.as_deref()?, row.city.as_deref()?);
    let (state, zip) = (row.state_code.as_deref()?, row.zip.as_deref()?);
    Some(Claimed {
        born_on: row.born_on.as_ref()?.to_jiff(),
        address: format!("{address}, {city}, {state} {zip}"),
    })
}
