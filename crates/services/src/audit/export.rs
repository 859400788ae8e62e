//! The audit trail as a file of lines (NDJSON), with what proves it: each row with its hash and that of the row before it,
//! and as the last line the last row's hash with the signature of the installation.

use bytes::Bytes;
use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object, Record, Who},
    time::Instant,
};
use futures::{Stream, stream::try_unfold};
use serde::Serialize;
use uuid::Uuid;

use super::{
    chain::{self, Row},
    checkpoint::Checkpoint,
};
use crate::{ServiceError, Services};

/// Rows by their numbers, both ends among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl Range {
    pub(super) fn first(self) -> i64 {
        self.from.unwrap_or(1).max(1)
    }

    pub(super) fn last(self) -> i64 {
        self.to.unwrap_or(i64::MAX)
    }
}

/// The rows of a range for an auditor.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewAudit`]; [`ServiceError::Unrecorded`]; the database's, also in the
/// middle of the file.
pub async fn export(
    services: &Services,
    actor: &Actor,
    range: Range,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    actor.coverage(Action::ViewAudit)?;
    let who = Who::may(actor, Action::ViewAudit);
    export_by(services, who, range, actor.now.system).await
}

/// The same for whoever operates the installation, who has its key.
///
/// # Errors
/// As [`export()`].
pub async fn export_by(
    services: &Services,
    who: Who,
    range: Range,
    now: Instant,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    let mut tx = services.db.read().await?;
    let (head, _) = chain::end(&mut tx).await?;
    drop(tx);
    let (first, last) = (range.first(), range.last().min(head));
    let event = Event::new(Act::Exported, who, now)
        .about(Object::List(Record::AuditTrail))
        .count("first", first)
        .count("last", last);
    super::read(services, event).await?;
    let begin = Step::Rows {
        next: first,
        before: (0, Vec::new()),
    };
    let services = services.clone();
    Ok(try_unfold(begin, move |step| {
        let services = services.clone();
        async move { step.take(&services, last, now).await }
    }))
}

enum Step {
    Rows {
        next: i64,
        /// The last row that was written out, and its hash.
        before: (i64, Vec<u8>),
    },
    Done,
}

impl Step {
    /// The next lines. Each part is a transaction of its own: rows do not change.
    async fn take(
        self,
        services: &Services,
        last: i64,
        now: Instant,
    ) -> Result<Option<(Bytes, Self)>, ServiceError> {
        let Self::Rows { mut next, before } = self else {
            return Ok(None);
        };
        let mut tx = services.db.read().await?;
        let rows = chain::rows(&mut tx, next, last).await?;
        let Some(end) = rows.last().map(|row| (row.seq, row.hash.clone())) else {
            let (seq, hash) = before;
            let signed = Checkpoint::sign(&services.keys, seq, &hash, now);
            return Ok(Some((line(&signed)?.into(), Self::Done)));
        };
        let mut listed = chain::providers_of(&mut tx, &rows).await?;
        let mut text = Vec::new();
        for row in &rows {
            let of_row = listed.remove(&row.seq);
            let of_several = of_row.filter(|_| row.providers_hash.is_some());
            let providers = of_several.unwrap_or_default();
            text.append(&mut line(&Line::new(row, providers))?);
            next = row.seq + 1;
        }
        let before = end;
        Ok(Some((text.into(), Self::Rows { next, before })))
    }
}

/// A row as the file has it. Hashes and marks are hexadecimal digits.
#[derive(Serialize)]
struct Line<'a> {
    seq: i64,
    /// Microseconds since 1970, UTC.
    happened_at: i64,
    time: String,
    act: &'a str,
    outcome: &'a str,
    actor_kind: &'a str,
    actor_id: Option<Uuid>,
    category: Option<&'a str>,
    roles: Option<&'a str>,
    operator: Option<&'a str>,
    on_behalf_of: Option<Uuid>,
    viewed_role: Option<&'a str>,
    session_mark: Option<String>,
    address: Option<&'a str>,
    account_id: Option<Uuid>,
    object_type: Option<&'a str>,
    object_id: Option<&'a str>,
    provider_id: Option<Uuid>,
    providers_hash: Option<String>,
    providers: Vec<Uuid>,
    state_code: Option<&'a str>,
    /// As it was hashed: text that holds JSON.
    detail: &'a str,
    prev_hash: String,
    hash: String,
}

impl<'a> Line<'a> {
    fn new(row: &'a Row, providers: Vec<Uuid>) -> Self {
        Self {
            seq: row.seq,
            happened_at: row.happened_at,
            time: Instant(row.happened_at).iso(),
            act: &row.act,
            outcome: &row.outcome,
            actor_kind: &row.actor_kind,
            actor_id: row.actor_id,
            category: row.category.as_deref(),
            roles: row.roles.as_deref(),
            operator: row.operator.as_deref(),
            on_behalf_of: row.on_behalf_of,
            viewed_role: row.viewed_role.as_deref(),
            session_mark: row.session_mark.as_ref().map(hex::encode),
            address: row.address.as_deref(),
            account_id: row.account_id,
            object_type: row.object_type.as_deref(),
            object_id: row.object_id.as_deref(),
            provider_id: row.provider_id,
            providers_hash: row.providers_hash.as_ref().map(hex::encode),
            providers,
            state_code: row.state_code.as_deref(),
            detail: &row.detail,
            prev_hash: hex::encode(&row.prev_hash),
            hash: hex::encode(&row.hash),
        }
    }
}

fn line(value: &impl Serialize) -> Result<Vec<u8>, ServiceError> {
    let mut line = serde_json::to_vec(value).map_err(|_| ServiceError::Corrupt {
        what: "row of the audit trail",
    })?;
    line.push(b'\n');
    Ok(line)
}
