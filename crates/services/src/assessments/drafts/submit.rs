//! Sending a draft: it becomes a file, and goes the way of all files.

use std::convert::Infallible;

use bytes::Bytes;
use domain::{
    access::Actor,
    assessments::DraftId,
    audit::Act,
    submissions::{Receiving, SubmissionKind, SubmissionNumber},
};
use futures::stream;
use store::{exec, fetch};
use submission::assessments::entry::{Entry, SectionProblems};

use super::{changeable, open};
use crate::{
    ServiceError, Services, audit,
    submissions::{Incoming, receive},
};

store::sql! {
    /// Whether it corrects a version that is not the current one any more. Served by the primary keys.
    OVERTAKEN = "select count(*) from draft d join assessment a on a.id = d.corrects_id where d.id = $1 and a.state <> 'current'";
    /// Served by the primary key and the unique number.
    SENT = "update draft set submission_id = (select s.id from submission s where s.number = $2), expires_on = null where id = $1 and version = $3";
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
/// [`ServiceError::Refused`] while something in it would be rejected; [`ServiceError::Conflict`] in another version, and for one that was sent;
/// [`ServiceError::NotFound`]; [`ServiceError::Denied`]; the database's.
pub async fn submit(
    services: &Services,
    actor: &Actor,
    id: DraftId,
    version: i32,
) -> Result<SubmissionNumber, ServiceError> {
    const CHANGED: ServiceError = ServiceError::Conflict {
        reason: "Somebody has changed this form since it was looked at. Look at it once more before it is sent.",
    };
    let mut tx = services.db.read().await?;
    let row = changeable(&mut tx, actor, id).await?;
    let (overtaken,) = fetch!(fetch_one, (i64,), tx, OVERTAKEN, id.0)?;
    drop(tx);
    if row.version != version {
        return Err(CHANGED);
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
    let number = match receive(services, actor, incoming, bytes, move || now).await? {
        Receiving::Received(number) | Receiving::SentBefore(number) => number,
    };
    let mut tx = services.db.write().await?;
    if exec!(tx, SENT, id.0, number.0, version)? != 1 {
        return Err(CHANGED);
    }
    let event = row.event(Act::DraftSent, actor)?;
    audit::commit(tx, services, event).await?;
    Ok(number)
}
