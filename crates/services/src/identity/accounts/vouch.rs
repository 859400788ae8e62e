//! The operator vouches for someone: where people decide about identity, nobody could decide about the first of them.

use domain::{
    audit::{Act, Event, Object, Who},
    identity::{Evidence, ProofingReference},
    time::Instant,
};
use store::{exec, fetch};
use uuid::Uuid;

use super::GrantFault;
use crate::{
    ServiceError, Services, audit,
    identity::{
        codes,
        proofing::{attempts, cases, documents},
    },
    messages::{self, To},
    prose::prose,
};

store::sql! {
    /// Served by proofing_attempt_user. A case that waits already is decided.
    DECIDE = "update proofing_attempt set outcome = 'passed', ended_at = $2, reason = $3
        where user_id = $1 and outcome = 'waiting' returning id, reference";
    PASSED = "insert into proofing_attempt
        (id, user_id, reference, method, outcome, evidence, started_at, ended_at, reason)
        values ($1, $2, $3, 'manual', 'passed', $4, $5, $5, $6)";
}

/// Ends somebody's identity proofing with a good outcome, on the operator's word. `record` says what the operator saw;
/// it is kept with who they are.
///
/// # Errors
/// [`GrantFault`]; a conflict when proofing is not the next step of the person's registration.
pub async fn vouch(
    services: &Services,
    user_name: &str,
    record: &str,
    by: &str,
    now: Instant,
) -> Result<ProofingReference, GrantFault> {
    let by = by.trim();
    if by.is_empty() {
        return Err(GrantFault::Nobody);
    }
    let missing = "say what you looked at";
    let record = prose("record", record, missing).map_err(|error| match error {
        ServiceError::Refused(errors) => {
            GrantFault::Record(errors.into_iter().map(|error| error.message).collect())
        }
        error => error.into(),
    })?;
    let reason = format!("{record}\n{by}, at the command line");
    let mut tx = services.db.write().await?;
    let (user, email) = super::find(&mut tx, user_name).await?;
    attempts::take_turn(&mut tx, user).await?;
    attempts::give_up(&mut tx, user, now).await?;
    let decided = fetch!(
        fetch_optional,
        (Uuid, String),
        tx,
        DECIDE,
        user.0,
        now.0,
        reason.as_str()
    )?;
    let reference = if let Some((case, reference)) = decided {
        documents::forget(&mut tx, case, now).await?;
        ProofingReference::parse(&reference).map_err(|_| ServiceError::Corrupt {
            what: "proofing case",
        })?
    } else {
        let reference = codes::proofing_reference()?;
        let evidence = Evidence::Documents.key();
        exec!(
            tx,
            PASSED,
            Uuid::now_v7(),
            user.0,
            reference.as_str(),
            evidence,
            now.0,
            reason
        )?;
        reference
    };
    attempts::proven(&mut tx, user).await?;
    let words = cases::words(cases::Decision::Approve, &reference);
    let to = To::mail(Some(user), &email);
    messages::post(&mut tx, &services.keys, to, &words, now).await?;
    let event = Event::new(Act::IdentityConfirmed, Who::Operator(by.to_owned()), now)
        .of(user)
        .about(Object::ProofingCase(reference.clone()));
    audit::commit(tx, services, event).await?;
    tracing::info!(user = %user.0, by, reference = reference.as_str(), "the operator vouched for an identity");
    Ok(reference)
}
