//! Taking in a file: its bytes are durable first, then one transaction writes Submission ID, receipt and job.

use std::{error::Error, pin::Pin, task::Poll};

use bytes::Bytes;
use domain::{
    access::{Action, Actor, Role, policy},
    assessments::DraftId,
    audit::{Act, Event, Object, Who},
    count::as_count,
    file_name,
    objection::Objection,
    submissions::{Receiving, SubmissionKind, SubmissionNumber, SubmissionState},
    time::{Instant, Now},
};
use futures::{
    Stream, StreamExt,
    stream::{self, Peekable},
};
use serde_json::json;
use store::{
    Tx, exec, fetch,
    files::{FileError, StoredFile},
    jobs::{self, NewJob},
};
use uuid::Uuid;

use super::check::CHECK;
use crate::{
    ServiceError, Services, audit,
    scope::{ScopeBinds, provider_in_scope},
};

/// Three hours of attempts: as long as a folder of files may be away before staff have to help.
const ATTEMPTS: i32 = 14;

store::sql! {
    /// Served by the unique index `submission(user_id, idempotency_key)`.
    BY_KEY = "select number, file_hash, kind from submission where user_id = $1 and idempotency_key = $2";
    /// The last time that these bytes came from this person, or for a facility that this person sends for.
    /// Served by the index `submission(file_hash)`.
    SENT_BEFORE = concat!(
        "select s.number from submission s where s.file_hash = $5 and s.received_at >= $6 and s.kind = $7 \
         and (s.user_id = $3 or exists (select 1 from submission_file f join provider p on p.id = f.provider_id \
                                        where f.submission_id = s.id and ", provider_in_scope!(), ")) \
         order by s.number desc limit 1"
    );
    NEXT_NUMBER = "update submission_number set last = last + 1 where id = 1 returning last";
    /// The form that the file was made of, in the version that was looked at and not sent otherwise meanwhile. Served by the primary
    /// keys.
    OF_FORM = "update draft set submission_id = $2, expires_on = null where id = $1 and version = $3 \
               and not exists (select 1 from submission s where s.id = draft.submission_id and s.state not in ('rejected', 'partly_rejected'))";
    RECEIPT = "insert into submission (id, number, kind, sent_right, file_hash, file_name, byte_count, idempotency_key, user_id, \
                                       role, started_at, received_at, stored_at, job_id, state, access_token_id) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
}

/// The same bytes are asked about for this long.
const HISTORY_SECONDS: i64 = 365 * 24 * 60 * 60;
const LONGEST_KEY: usize = 80;
const LONGEST_NAME: usize = 200;
/// How every ZIP begins, also an empty one.
const ZIP_MARK: &[u8] = b"PK";

/// One file on its way in.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub kind: SubmissionKind,
    /// The right by which it is sent: mostly that of the kind ([`SubmissionKind::sent_by`]); forms that are filled in here have their own.
    pub right: Action,
    /// The sender's word for this act of sending: repeated with the same bytes as the same kind, it gives the same receipt.
    pub key: String,
    pub file_name: String,
    /// Whether the sender knows that the same bytes came before.
    pub again: bool,
    /// When the request began, by the rules' clock.
    pub started_at: Instant,
}

/// Refuses who may not send before anything is read.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person has the right.
pub fn authorise(actor: &Actor, right: Action) -> Result<Role, ServiceError> {
    actor.coverage(right)?;
    let sends = |role: &Role| policy(*role, right).is_some();
    actor
        .grants
        .iter()
        .map(|grant| grant.role)
        .find(sends)
        .ok_or(ServiceError::NotFound)
}

/// Bytes that have arrived whole and outlast a power cut, and the act of sending that brought them. Without
/// [`Self::record`] nobody knows of them, and they are swept away after a day.
#[derive(Debug)]
#[must_use = "there is no receipt before it is recorded"]
pub struct Arrival {
    incoming: Incoming,
    role: Role,
    file: StoredFile,
    received: Now,
    /// The form that it was made of, if it was.
    form: Option<SentForm>,
}

/// A form that becomes a submission together with its receipt: neither is there without the other.
#[derive(Debug)]
pub struct SentForm {
    pub id: DraftId,
    pub version: i32,
    /// That it was sent.
    pub event: Event,
}

/// Takes in a file: [`arrive`], and [`Arrival::record`]. When it answers [`Receiving::Received`], bytes and receipt
/// outlast a power cut.
///
/// # Errors
/// As those two.
pub async fn receive<E>(
    services: &Services,
    actor: &Actor,
    incoming: Incoming,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    clock: impl Fn() -> Now + Send,
) -> Result<Receiving, ServiceError>
where
    E: Into<Box<dyn Error + Send + Sync>> + Send,
{
    let arrival = arrive(services, actor, incoming, bytes, clock).await?;
    arrival.record(services, actor).await
}

/// Takes in the bytes of a file. `clock` is read when the last one has come.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person has the right; [`ServiceError::TooLarge`] before
/// reading past the limit; [`ServiceError::Refused`] for an empty file and for a key that is missing.
pub async fn arrive<E>(
    services: &Services,
    actor: &Actor,
    incoming: Incoming,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    clock: impl Fn() -> Now + Send,
) -> Result<Arrival, ServiceError>
where
    E: Into<Box<dyn Error + Send + Sync>> + Send,
{
    let role = authorise(actor, incoming.right)?;
    if incoming.key.is_empty()
        || incoming.key.len() > LONGEST_KEY
        || incoming.key.contains(char::is_control)
    {
        return Err(ServiceError::field(
            "key",
            "Load the upload page again, and choose the file once more.",
        ));
    }
    let mut bytes = std::pin::pin!(bytes.peekable());
    let limit = limit(services, bytes.as_mut()).await;
    // When the last byte has come, not when the disk has taken it: our delay is never the sender's (ADR 0008).
    let mut received = actor.now;
    let at_end = &mut received;
    let end = stream::poll_fn(move |_| {
        *at_end = clock();
        Poll::Ready(None)
    });
    let staged = services
        .files
        .stage(bytes.chain(end), limit)
        .await
        .map_err(too_large)?;
    let file = services.files.keep(staged).await?;
    if file.bytes == 0 {
        return Err(ServiceError::field(
            "file",
            "This file is empty. Export it again, and choose the new one.",
        ));
    }
    Ok(Arrival {
        incoming,
        role,
        file,
        received,
        form: None,
    })
}

/// By its first bytes, whatever its name says: the checker refuses what merely looks like a ZIP.
async fn limit<S, E>(services: &Services, bytes: Pin<&mut Peekable<S>>) -> u64
where
    S: Stream<Item = Result<Bytes, E>>,
{
    match bytes.peek().await {
        Some(Ok(first)) if first.starts_with(ZIP_MARK) => services.rules.file_limits.zip_bytes,
        _ => services.rules.file_limits.xml_bytes,
    }
}

fn too_large(error: FileError) -> ServiceError {
    match error {
        FileError::TooLarge { limit } => ServiceError::TooLarge { limit },
        other => other.into(),
    }
}

impl Arrival {
    /// Says of which form the file was made.
    pub fn of_form(mut self, form: SentForm) -> Self {
        self.form = Some(form);
        self
    }

    /// Writes receipt and job, in one transaction.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] for a key that has brought other bytes, or these as another kind; [`ServiceError::Conflict`] for a form
    /// that was changed or sent meanwhile.
    pub async fn record(
        &self,
        services: &Services,
        actor: &Actor,
    ) -> Result<Receiving, ServiceError> {
        Ok(self.record_once(services, actor).await?.into())
    }

    /// The same, telling a new receipt from one that there was.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub async fn record_once(
        &self,
        services: &Services,
        actor: &Actor,
    ) -> Result<Recorded, ServiceError> {
        let Self {
            incoming,
            role,
            file,
            received,
            form,
        } = self;
        let mut tx = services.db.write().await?;
        // First, because it makes receipts wait for one another: the same key twice at once is seen below.
        // Without a commit the number stays free.
        let (number,) = fetch!(fetch_one, (i64,), tx, NEXT_NUMBER)?;
        if let Some(number) = of_key(&mut tx, actor, incoming, file).await? {
            return Ok(Recorded::Known(number));
        }
        if !incoming.again
            && let Some(number) = sent_before(&mut tx, actor, self).await?
        {
            return Ok(Recorded::SentBefore(number));
        }
        let id = Uuid::now_v7();
        services
            .files
            .record(&mut tx, file, received.system)
            .await?;
        let check = NewJob::new(CHECK, json!({ "submission": id })).attempts(ATTEMPTS);
        let job = jobs::enqueue(&mut tx, check, received.system).await?;
        let job = job.ok_or(ServiceError::Corrupt { what: "job" })?;
        exec!(
            tx,
            RECEIPT,
            id,
            number,
            incoming.kind.key(),
            incoming.right.key(),
            file.hash.as_slice(),
            label(&incoming.file_name),
            as_count(file.bytes),
            &incoming.key,
            actor.user.0,
            role.key(),
            incoming.started_at.0,
            received.rules.0,
            received.system.0,
            job.0,
            SubmissionState::Received.as_str(),
            services.origin.token.map(|token| token.0),
        )?;
        if let Some(form) = form
            && exec!(tx, OF_FORM, form.id.0, id, form.version)? != 1
        {
            return Err(Objection::FormChanged.into());
        }
        let who = Who::may(actor, incoming.right);
        let event = Event::new(Act::FileReceived, who, received.system)
            .about(Object::Submission(SubmissionNumber(number)))
            .count("bytes", file.bytes);
        let of_form = form.iter().map(|form| form.event.clone());
        audit::commit_all(tx, services, of_form.chain([event])).await?;
        Ok(Recorded::New(SubmissionNumber(number)))
    }
}

/// What recording an arrival came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    New(SubmissionNumber),
    /// The receipt that the same key, bytes and kind have already.
    Known(SubmissionNumber),
    /// The same bytes came before under another key; nothing was received.
    SentBefore(SubmissionNumber),
}

impl From<Recorded> for Receiving {
    fn from(recorded: Recorded) -> Self {
        match recorded {
            Recorded::New(number) | Recorded::Known(number) => Self::Received(number),
            Recorded::SentBefore(number) => Self::SentBefore(number),
        }
    }
}

async fn of_key(
    tx: &mut Tx,
    actor: &Actor,
    incoming: &Incoming,
    file: &StoredFile,
) -> Result<Option<SubmissionNumber>, ServiceError> {
    match fetch!(
        fetch_optional,
        (i64, Vec<u8>, String),
        tx,
        BY_KEY,
        actor.user.0,
        &incoming.key
    )? {
        Some((number, hash, kind))
            if hash == file.hash.as_slice() && kind == incoming.kind.key() =>
        {
            Ok(Some(SubmissionNumber(number)))
        }
        Some(_) => Err(ServiceError::field(
            "key",
            "This page has sent another file already. Load the upload page again, and choose the file once more.",
        )),
        None => Ok(None),
    }
}

async fn sent_before(
    tx: &mut Tx,
    actor: &Actor,
    arrival: &Arrival,
) -> Result<Option<SubmissionNumber>, ServiceError> {
    let action = arrival.incoming.right;
    let scope = ScopeBinds::new(actor, action, &actor.coverage(action)?);
    let since = arrival.received.rules.plus_seconds(-HISTORY_SECONDS);
    let found = fetch!(
        fetch_optional,
        (i64,),
        tx,
        SENT_BEFORE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        arrival.file.hash.as_slice(),
        since.0,
        arrival.incoming.kind.key(),
    )?;
    Ok(found.map(|(number,)| SubmissionNumber(number)))
}

fn label(name: &str) -> String {
    file_name::plain(name, LONGEST_NAME).unwrap_or_else(|| "unnamed".to_owned())
}
