//! Sending a draft: it becomes a file, and goes the way of all files.

use std::convert::Infallible;

use bytes::Bytes;
use domain::{
    access::Actor,
    assessments::{DraftId, Transaction},
    audit::Act,
    objection::Objection,
    providers::ProviderId,
    submissions::{Receiving, SubmissionKind, SubmissionNumber},
};
use futures::stream;
use store::{DbError, Tx, exec, fetch};
use submission::assessments::entry::{Entry, SectionProblems, Settled};
use uuid::Uuid;

use super::{
    super::{locate, settle::said_of},
    Row, changeable, open,
};
use crate::{
    ServiceError, Services,
    patients::matching,
    submissions::{Incoming, arrive, receive::SentForm},
};

store::sql! {
    /// Served by draft_submission.
    OF_SUBMISSION = "select id from draft where submission_id = $1";
    HOLD = "update draft set answers = $2 where id = $1";
    /// Whether it corrects a version that is not the current one any more. Served by the primary keys.
    OVERTAKEN = "select count(*) from draft d join assessment a on a.id = d.corrects_id where d.id = $1 and a.state <> 'current'";
}

/// What would be sent, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The XML of the record.
    pub file: String,
    /// By section, without those that nothing is wrong with.
    pub problems: Vec<SectionProblems>,
    /// What is stored that stands against it, in words.
    pub obstacle: Option<String>,
}

impl Review {
    /// For how many reasons it would be rejected.
    #[must_use]
    pub fn fatal(&self) -> usize {
        fatal_of(&self.problems)
    }
}

fn fatal_of(problems: &[SectionProblems]) -> usize {
    problems.iter().map(SectionProblems::fatal).sum()
}

/// Its number and what finds the record are the program's: nobody could mend them.
const CORRECTED_OTHERWISE: &str = "The record was corrected otherwise since this form was begun. Discard the form, and correct the record as it stands now.";

/// Looks at a draft before it is sent.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Denied`]; the database's.
pub async fn review(
    services: &Services,
    actor: &Actor,
    id: DraftId,
) -> Result<Review, ServiceError> {
    let row = open(services, actor, id).await?;
    let entry = row.looked_at(services, actor)?;
    let seen = Entry::read(entry.form(), &row.seen(services, actor), actor.now.today());
    let settled = entry.settle();
    let obstacle = if row.state()?.is_open() {
        obstacle(services, &row, (&entry, &settled)).await?
    } else {
        None
    };
    Ok(Review {
        file: seen.xml(&seen.settle()),
        problems: entry.problems_if_sent(&settled),
        obstacle,
    })
}

/// What is stored and stands against a form, as settling it would find: that what it corrects was corrected otherwise, or that its record
/// is there.
async fn obstacle(
    services: &Services,
    row: &Row,
    (entry, settled): (&Entry<'_>, &Settled),
) -> Result<Option<String>, ServiceError> {
    let mut tx = services.db.read().await?;
    if is_overtaken(&mut tx, DraftId(row.id)).await? {
        return Ok(Some(CORRECTED_OTHERWISE.to_owned()));
    }
    if row.transaction()? != Transaction::New {
        return Ok(None);
    }
    let pack = &entry.form().pack;
    let mut record = settled.record().clone();
    record.capitalize();
    let Some(target) = record.target(pack) else {
        return Ok(None);
    };
    let (keys, provider) = (&services.rules.match_keys, ProviderId(row.provider_id));
    let known = matching::known(&mut tx, keys, provider, &said_of(pack, &record)).await?;
    let Some((patient, _)) = known else {
        return Ok(None);
    };
    let (instrument, reasons) = (&pack.instrument, record.reasons(pack));
    let same = locate::same(&mut tx, patient, instrument, &reasons, target).await?;
    Ok(same.map(|same| {
        format!(
            "A record of this patient for the same reason and date was accepted before: assessment {}. To change it, modify it. If this one is about somebody else, check the name, the birth date and the numbers.",
            same.number
        )
    }))
}

async fn is_overtaken(tx: &mut Tx, id: DraftId) -> Result<bool, DbError> {
    let (overtaken,) = fetch!(fetch_one, (i64,), tx, OVERTAKEN, id.0)?;
    Ok(overtaken > 0)
}

/// Sends a draft in the version that was looked at. Sent twice, it is one submission.
///
/// # Errors
/// [`ServiceError::Refused`] while something in it would be rejected; [`ServiceError::Conflict`] in another version;
/// [`ServiceError::FormEnded`] for one that was sent or thrown away; [`ServiceError::NotFound`]; [`ServiceError::Denied`]; the database's.
pub async fn submit(
    services: &Services,
    actor: &Actor,
    id: DraftId,
    version: i32,
) -> Result<SubmissionNumber, ServiceError> {
    let mut tx = services.db.read().await?;
    let row = changeable(&mut tx, actor, id).await?;
    let is_overtaken = is_overtaken(&mut tx, id).await?;
    drop(tx);
    if row.version != version {
        return Err(Objection::FormChanged.into());
    }
    if is_overtaken {
        return Err(ServiceError::field("", CORRECTED_OTHERWISE.to_owned()));
    }
    let entry = row.entry(services, actor)?;
    let settled = entry.settle();
    let file = entry.xml(&settled);
    let fatal = fatal_of(&entry.problems_if_sent(&settled));
    if fatal > 0 {
        return Err(ServiceError::field(
            "",
            format!(
                "This record would be rejected. Mend what is wrong with it first; problems: {fatal}."
            ),
        ));
    }
    let right = row.transaction()?.entered_by();
    let incoming = Incoming {
        kind: SubmissionKind::Assessments,
        right,
        // The same version again is the same submission.
        key: format!("draft-{id}-{version}"),
        file_name: format!("{}-form.xml", row.instrument.to_lowercase()),
        again: true,
        started_at: actor.now.rules,
    };
    let now = actor.now;
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(file))]);
    let arrival = arrive(services, actor, incoming, bytes, move || now).await?;
    let form = SentForm {
        id,
        version,
        event: row.event(Act::DraftSent, actor)?,
    };
    match arrival.of_form(form).record(services, actor).await? {
        Receiving::Received(number) | Receiving::SentBefore(number) => Ok(number),
    }
}

/// The form that a submission was made of, if it was.
pub(crate) async fn of_submission(
    tx: &mut Tx,
    submission: Uuid,
) -> Result<Option<DraftId>, DbError> {
    let found = fetch!(fetch_optional, (Uuid,), tx, OF_SUBMISSION, submission)?;
    Ok(found.map(|(id,)| DraftId(id)))
}

/// A form that was accepted holds what was accepted, and not what was typed: no code that a state keeps out (-9110).
pub(crate) async fn hold_accepted(tx: &mut Tx, form: DraftId, lines: &str) -> Result<(), DbError> {
    exec!(tx, HOLD, form.0, lines)?;
    Ok(())
}
