//! Sending a draft: it becomes a file, and goes the way of all files.

use std::convert::Infallible;

use bytes::Bytes;
use domain::{
    access::Actor,
    assessments::DraftId,
    audit::Act,
    objection::Objection,
    submissions::{Receiving, SubmissionKind, SubmissionNumber},
};
use futures::stream;
use store::{DbError, Tx, exec, fetch};
use submission::assessments::entry::{Entry, SectionProblems};
use uuid::Uuid;

use super::{changeable, open};
use crate::{
    ServiceError, Services,
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
}

impl Review {
    /// For how many reasons it would be rejected.
    #[must_use]
    pub fn fatal(&self) -> usize {
        self.problems.iter().map(SectionProblems::fatal).sum()
    }
}

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
    Ok(Review {
        file: seen.xml(&seen.settle()),
        problems: entry.problems_if_sent(&entry.settle()),
    })
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
    let (overtaken,) = fetch!(fetch_one, (i64,), tx, OVERTAKEN, id.0)?;
    drop(tx);
    if row.version != version {
        return Err(Objection::FormChanged.into());
    }
    if overtaken > 0 {
        // Its number and what finds the record are the program's: nobody could mend them.
        let words = "The record was corrected otherwise since this form was begun. Discard the form, and correct the record as it stands now.";
        return Err(ServiceError::field("", words.to_owned()));
    }
    let entry = row.entry(services, actor)?;
    let settled = entry.settle();
    let review = Review {
        file: entry.xml(&settled),
        problems: entry.problems_if_sent(&settled),
    };
    let fatal = review.fatal();
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
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(review.file))]);
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
