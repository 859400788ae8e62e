//! Manual proofing: documents that a person sends, or the wish for a video call.
//!
//! A document is known by its first bytes, encrypted before it is stored, handed out as a file to be saved and never
//! shown by the browser, and deleted once its case is decided. Its own name is kept nowhere.

use std::convert::Infallible;

use bytes::Bytes;
use domain::{
    access::{Action, Actor},
    audit::{Act, Event, Object},
    count::as_count,
    file_name,
    forms::FieldError,
    identity::{
        DOCUMENT_BYTES, DocumentKind, Evidence, MOST_DOCUMENTS, ProofingOutcome, ProofingReference,
        Registration, UserId,
    },
    objection::Objection,
    time::Instant,
};
use futures::{TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Tx, exec, fetch,
    files::{ContentHash, FileError, FileStore, StoredFile},
    jobs::{self, Finished, Job, JobError, NewJob, Worker},
};
use uuid::Uuid;

use super::attempts;
use crate::{
    Clock, ServiceError, Services, audit,
    identity::{Holder, codes},
    keys::Purpose,
    limits, on,
};

const FORGET: &str = "forget_proofing_documents";
/// What a file is called in messages is cut here.
const LONGEST_NAME: usize = 80;

store::sql! {
    ASK = "insert into proofing_attempt (id, user_id, reference, method, outcome, evidence, started_at)
        values ($1, $2, $3, 'manual', 'waiting', $4, $5)";
    ADD = "insert into proofing_document (attempt_id, ordinal, kind, byte_count, file_hash) values ($1, $2, $3, $4, $5)";
    /// Served by the unique reference and the primary key. Of cases that wait, for those of others are to be gone.
    FIND = "select a.id, a.user_id, d.kind, d.file_hash from proofing_attempt a join proofing_document d on d.attempt_id = a.id
        where a.reference = $1 and a.outcome = $2 and d.ordinal = $3";
    /// Served by the primary key.
    HASHES = "select file_hash from proofing_document where attempt_id = $1";
    REMOVE = "delete from proofing_document where attempt_id = $1";
}

/// A file as it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its own name, for messages about it.
    pub name: String,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Bytes(Vec<u8>),
    /// Over [`DOCUMENT_BYTES`]; its bytes were not kept.
    TooLarge,
}

/// A document on its way to whoever decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOut {
    pub kind: DocumentKind,
    pub bytes: Vec<u8>,
}

/// Sends documents, which [`may_send_documents`] let in; a person decides.
///
/// # Errors
/// [`ServiceError::Refused`] at `documents` for none, too many, too large, empty or of another kind;
/// [`ServiceError::Conflict`] when the case waits already or proofing is not due; [`ServiceError::NotFound`] outside of a
/// registration; the file store's and the database's.
pub async fn send_documents(
    services: &Services,
    holder: &Holder,
    documents: Vec<Document>,
    now: Instant,
) -> Result<(), ServiceError> {
    are_awaited(services, holder).await?;
    let read = read(documents)?;
    let id = Uuid::now_v7();
    let mut kept = Vec::new();
    for (ordinal, (kind, bytes)) in (1..).zip(read) {
        kept.push(keep(services, id, ordinal, kind, &bytes).await?);
    }
    match write_case(services, holder, id, Evidence::Documents, &kept, now).await {
        // Also where it fails the case may have come through; what no row names, housekeeping removes.
        Ok((tx, event)) => Ok(audit::commit(tx, services, event).await?),
        Err(error) => {
            throw_away(services, &kept).await;
            Err(error)
        }
    }
}

/// Deletes the documents of a case that there is not. One that stays is left to housekeeping.
async fn throw_away(services: &Services, documents: &[Kept]) {
    for document in documents {
        if let Err(error) = services.files.delete(&document.file.hash).await {
            tracing::warn!(%error, "a document without a case could not be deleted");
        }
    }
}

/// Asks for a video call; the Help Desk makes an appointment by mail and decides on the call.
///
/// # Errors
/// As [`may_send_documents`].
pub async fn ask_for_video_call(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<(), ServiceError> {
    may_send_documents(services, holder, now).await?;
    let id = Uuid::now_v7();
    let (tx, event) = write_case(services, holder, id, Evidence::VideoCall, &[], now).await?;
    Ok(audit::commit(tx, services, event).await?)
}

/// Whether documents are awaited, and not too often: asked before a byte of them is read, for they are large.
///
/// # Errors
/// [`ServiceError::Conflict`] when the case waits already or proofing is not due; [`ServiceError::NotFound`] outside of a
/// registration; [`ServiceError::TooMany`]; the database's.
pub async fn may_send_documents(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<(), ServiceError> {
    are_awaited(services, holder).await?;
    let limit = services.rules.limits.proofing;
    limits::count(services, limit, &holder.user.0.to_string(), now).await
}

/// Asked again in the transaction that counts.
async fn are_awaited(services: &Services, holder: &Holder) -> Result<(), ServiceError> {
    let mut tx = services.db.read().await?;
    if attempts::registration(&mut tx, holder).await? != Registration::Proofing
        || attempts::is_waiting(&mut tx, holder.user).await?
    {
        return Err(Objection::CaseWaits.into());
    }
    Ok(())
}

fn read(documents: Vec<Document>) -> Result<Vec<(DocumentKind, Vec<u8>)>, ServiceError> {
    let refuse = |message: String| FieldError::new("documents", message);
    if documents.is_empty() {
        return Err(ServiceError::field(
            "documents",
            "Choose at least one document.",
        ));
    }
    if documents.len() > MOST_DOCUMENTS {
        let message = format!("Choose at most {MOST_DOCUMENTS} documents.");
        return Err(ServiceError::field("documents", message));
    }
    let mut read = Vec::new();
    let mut errors = Vec::new();
    for document in documents {
        let name = shown(&document.name);
        match document.content {
            Content::TooLarge => errors.push(refuse(format!(
                "{name} is larger than {} MB. Choose a smaller picture or scan.",
                DOCUMENT_BYTES / 1024 / 1024
            ))),
            Content::Bytes(bytes) if bytes.is_empty() => {
                errors.push(refuse(format!("{name} is empty. Choose another file.")));
            }
            Content::Bytes(bytes) => match DocumentKind::of(&bytes) {
                Some(kind) => read.push((kind, bytes)),
                None => errors.push(refuse(format!(
                    "{name} is not a PDF, JPEG or PNG file, whatever its name says. Save it as one of these."
                ))),
            },
        }
    }
    if errors.is_empty() {
        Ok(read)
    } else {
        Err(ServiceError::Refused(errors))
    }
}

/// What a document is called.
fn shown(name: &str) -> String {
    file_name::plain(name, LONGEST_NAME).unwrap_or_else(|| "A file".to_owned())
}

/// A document that lies encrypted in the file store.
struct Kept {
    ordinal: i32,
    kind: DocumentKind,
    byte_count: i64,
    file: StoredFile,
}

async fn keep(
    services: &Services,
    attempt: Uuid,
    ordinal: i32,
    kind: DocumentKind,
    bytes: &[u8],
) -> Result<Kept, ServiceError> {
    let sealed = services
        .keys
        .seal(Purpose::Proofing, &about(attempt, ordinal), bytes)?;
    let sealed = stream::iter([Ok::<_, Infallible>(Bytes::from(sealed))]);
    let staged = services.files.stage(sealed, u64::MAX).await?;
    Ok(Kept {
        ordinal,
        kind,
        byte_count: as_count(bytes.len()),
        file: services.files.keep(staged).await?,
    })
}

/// What a sealed document belongs to: one cannot be put in another's place.
fn about(attempt: Uuid, ordinal: i32) -> Vec<u8> {
    [attempt.as_bytes().as_slice(), &ordinal.to_be_bytes()].concat()
}

/// Writes a case, and gives what is to be committed: there is none where this fails.
async fn write_case(
    services: &Services,
    holder: &Holder,
    id: Uuid,
    evidence: Evidence,
    documents: &[Kept],
    now: Instant,
) -> Result<(Tx, Event), ServiceError> {
    let mut tx = services.db.write().await?;
    attempts::take_turn(&mut tx, holder.user).await?;
    if attempts::is_waiting(&mut tx, holder.user).await? {
        return Err(Objection::CaseWaits.into());
    }
    attempts::give_up(&mut tx, holder.user, now).await?;
    let reference = codes::proofing_reference()?;
    exec!(
        tx,
        ASK,
        id,
        holder.user.0,
        reference.as_str(),
        evidence.key(),
        now.0
    )?;
    for document in documents {
        services.files.record(&mut tx, &document.file, now).await?;
        let hash = document.file.hash.as_slice();
        let kind = document.kind.key();
        exec!(
            tx,
            ADD,
            id,
            document.ordinal,
            kind,
            document.byte_count,
            hash
        )?;
    }
    let event = Event::own(Act::ProofingSentToPeople, holder.user, now)
        .about(Object::ProofingCase(reference))
        .word("evidence", evidence.key())
        .count("documents", documents.len());
    Ok((tx, event))
}

/// A document of a case that waits, for whoever decides it. That it was handed out goes into the log.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::DecideProofing`], [`ServiceError::NotFound`] when there is none (any more).
pub async fn document(
    services: &Services,
    actor: &Actor,
    reference: &ProofingReference,
    ordinal: i32,
) -> Result<HandedOut, ServiceError> {
    actor.coverage(Action::DecideProofing)?;
    let mut tx = services.db.read().await?;
    let waiting = ProofingOutcome::Waiting.key();
    let number = reference.as_str();
    let row = fetch!(
        fetch_optional,
        (Uuid, Uuid, String, Vec<u8>),
        tx,
        FIND,
        number,
        waiting,
        ordinal
    )?;
    drop(tx);
    let (attempt, user, kind, hash) = row.ok_or(ServiceError::NotFound)?;
    let corrupt = || ServiceError::Corrupt {
        what: "proofing document",
    };
    let kind = DocumentKind::from_key(&kind).ok_or_else(corrupt)?;
    let hash = ContentHash::try_from(hash).map_err(|_| corrupt())?;
    let parts: Vec<Bytes> = match services.files.read(&hash).await {
        Ok(parts) => parts.try_collect().await?,
        // The case was decided a moment ago.
        Err(FileError::Missing) => return Err(ServiceError::NotFound),
        Err(error) => return Err(error.into()),
    };
    let about = about(attempt, ordinal);
    let bytes = services
        .keys
        .open(Purpose::Proofing, &about, &parts.concat())?;
    let event = Event::by(Act::Exported, actor, Action::DecideProofing)
        .of(UserId(user))
        .about(Object::Document(reference.clone(), ordinal));
    audit::read(services, event).await?;
    tracing::info!(reader = %actor.user.0, reference = number, ordinal, "a proofing document was handed out");
    Ok(HandedOut { kind, bytes })
}

#[derive(Serialize, Deserialize)]
struct Payload {
    attempt: Uuid,
}

/// Has the documents of an attempt deleted once the caller's transaction is committed.
pub(crate) async fn forget(tx: &mut Tx, attempt: Uuid, now: Instant) -> Result<(), ServiceError> {
    let job = NewJob::new(FORGET, json!({ "attempt": attempt }));
    jobs::enqueue(tx, job, now).await?;
    Ok(())
}

/// Adds the handler of the job that deletes documents.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    on(worker, FORGET, services, clock, |services, job, clock| {
        Box::pin(delete(services, job, clock))
    })
}

/// The bytes first: killed in between, the job finds the rows again.
async fn delete(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    let Payload { attempt } = job.payload()?;
    let mut tx = services.db.read().await?;
    let rows = fetch!(fetch_all, (Vec<u8>,), tx, HASHES, attempt)?;
    drop(tx);
    let hashes: Vec<ContentHash> = rows
        .into_iter()
        .map(|(hash,)| ContentHash::try_from(hash))
        .collect::<Result<_, _>>()
        .map_err(|error| JobError::Hopeless(error.into()))?;
    for hash in &hashes {
        let deleted = services.files.delete(hash).await;
        deleted.map_err(|error| JobError::Failed(error.into()))?;
    }
    let mut tx = services.db.write().await?;
    exec!(tx, REMOVE, attempt)?;
    for hash in &hashes {
        let unnamed = FileStore::unname(&mut tx, hash).await;
        unnamed.map_err(|error| JobError::Failed(error.into()))?;
    }
    let finished = jobs::finish(&mut tx, job, clock().system).await?;
    tx.commit().await?;
    Ok(finished)
}
