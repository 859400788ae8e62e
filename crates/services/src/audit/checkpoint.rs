//! Checkpoints: the end of the chain, signed and kept outside of the database. A chain alone shows neither that its tail
//! was cut, nor that somebody with the key wrote it anew; a checkpoint that names a row which is gone does.
//!
//! They are appended to a file of the data folder each hour, each [`EACH_ROWS`] rows and at the program's start, and go to
//! the log, which an installation sends elsewhere.

use std::{fs::OpenOptions, io, io::Write as _, path::Path};

use domain::time::Instant;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{
    DbError, Tx,
    jobs::{self, Finished, Job, JobError, NewJob},
};

use super::chain;
use crate::{
    Clock, ServiceError, Services,
    keys::{Keys, Purpose},
};

/// The kind of the job that takes one.
pub(crate) const CHECKPOINT: &str = "audit.checkpoint";
/// One is taken after so many rows, however few minutes they take.
pub(super) const EACH_ROWS: i64 = 10_000;
const HOUR_MICROS: i64 = 60 * 60 * 1_000_000;
/// Said before everything that is signed.
const MAKE: &[u8] = b"openqies audit checkpoint 1";

/// The end of the chain at a moment, with the signature of the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The last row; 0 while there is none.
    pub seq: i64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
    pub at: Instant,
    /// The same for people.
    pub time: String,
    /// Ed25519 (RFC 8032), in hexadecimal digits.
    pub signature: String,
    /// The key that checks it. It counts where it was kept from before.
    pub key: String,
}

/// A line that is no checkpoint of this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint that this installation has signed")]
pub struct NotACheckpoint;

impl Checkpoint {
    pub(super) fn sign(keys: &Keys, seq: i64, hash: &[u8], at: Instant) -> Self {
        let key = key(keys);
        Self {
            seq,
            hash: hex::encode(hash),
            at,
            time: at.iso(),
            signature: hex::encode(key.sign(&signed(seq, hash, at)).to_bytes()),
            key: hex::encode(key.verifying_key().to_bytes()),
        }
    }

    /// A line of the file, whose signature must be that of these keys.
    ///
    /// # Errors
    /// [`NotACheckpoint`] for anything else.
    pub fn parse(line: &str, keys: &Keys) -> Result<Self, NotACheckpoint> {
        let read: Self = serde_json::from_str(line).map_err(|_| NotACheckpoint)?;
        let hash = hex::decode(&read.hash).map_err(|_| NotACheckpoint)?;
        let mut signature = [0; 64];
        hex::decode_to_slice(&read.signature, &mut signature).map_err(|_| NotACheckpoint)?;
        let message = signed(read.seq, &hash, read.at);
        key(keys)
            .verifying_key()
            .verify_strict(&message, &Signature::from_bytes(&signature))
            .map_err(|_| NotACheckpoint)?;
        Ok(read)
    }
}

fn key(keys: &Keys) -> SigningKey {
    SigningKey::from_bytes(&keys.derive(Purpose::AuditSignature))
}

fn signed(seq: i64, hash: &[u8], at: Instant) -> Vec<u8> {
    [MAKE, &seq.to_be_bytes(), &at.0.to_be_bytes(), hash].concat()
}

/// Enqueues the checkpoint of this hour, for the program's start.
///
/// # Errors
/// The database's.
pub async fn begin(services: &Services, now: Instant) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    enqueue(&mut tx, now, now).await?;
    Ok(tx.commit().await?)
}

/// One for each hour, however many servers there are.
async fn enqueue(tx: &mut Tx, run_at: Instant, now: Instant) -> Result<(), DbError> {
    let hour = run_at.0.div_euclid(HOUR_MICROS);
    let key = format!("{CHECKPOINT} of hour {hour}");
    let job = NewJob::new(CHECKPOINT, payload(true)).at(run_at).once(&key);
    jobs::enqueue(tx, job, now).await?;
    Ok(())
}

pub(super) fn payload(hourly: bool) -> Value {
    json!({ "hourly": hourly })
}

#[derive(Deserialize)]
struct Payload {
    hourly: bool,
}

/// The job. Killed between the file and its end, it signs the chain's end once more.
pub(super) async fn work(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let Payload { hourly } = job.payload()?;
    let now = clock().system;
    if hourly {
        let next = (now.0.div_euclid(HOUR_MICROS) + 1) * HOUR_MICROS;
        let mut tx = services.db.write().await?;
        enqueue(&mut tx, Instant(next), now).await?;
        tx.commit().await?;
    }
    take(services, now)
        .await
        .map_err(|error| JobError::Failed(error.into()))?;
    let mut tx = services.db.write().await?;
    let finished = jobs::finish(&mut tx, job, clock().system).await?;
    tx.commit().await?;
    Ok(finished)
}

/// The checkpoints of a file, and the numbers of its lines that are none of this installation's.
///
/// # Errors
/// When the file cannot be read.
pub fn read(path: &Path, keys: &Keys) -> io::Result<(Vec<Checkpoint>, Vec<usize>)> {
    let text = std::fs::read_to_string(path)?;
    let (mut checkpoints, mut strange) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        match Checkpoint::parse(line, keys) {
            Ok(checkpoint) => checkpoints.push(checkpoint),
            Err(NotACheckpoint) => strange.push(number),
        }
    }
    Ok((checkpoints, strange))
}

/// Those of the data folder; none where there are none yet.
pub(super) async fn kept(services: &Services) -> Result<Vec<Checkpoint>, CheckpointFault> {
    let Some(path) = services.checkpoints.clone().filter(|path| path.exists()) else {
        return Ok(Vec::new());
    };
    let keys = services.keys.clone();
    let (checkpoints, strange) = tokio::task::spawn_blocking(move || read(&path, &keys))
        .await
        .map_err(|_| io::Error::other("the work on it panicked"))??;
    if !strange.is_empty() {
        tracing::error!(lines = ?strange, "lines of the checkpoints are none that this installation has signed");
    }
    Ok(checkpoints)
}

/// Why no checkpoint was taken, or read.
#[derive(Debug, thiserror::Error)]
pub(super) enum CheckpointFault {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error("the file of checkpoints cannot be used")]
    File(#[from] io::Error),
}

/// Signs the end of the chain, and keeps that outside of the database.
pub(super) async fn take(services: &Services, now: Instant) -> Result<Checkpoint, CheckpointFault> {
    let mut tx = services.db.read().await?;
    let (seq, hash) = chain::end(&mut tx).await?;
    drop(tx);
    let taken = Checkpoint::sign(&services.keys, seq, &hash, now);
    let line = serde_json::to_string(&taken).map_err(io::Error::other)?;
    if let Some(path) = services.checkpoints.clone() {
        let line = line.clone();
        tokio::task::spawn_blocking(move || append(&path, &line))
            .await
            .map_err(|_| io::Error::other("the work on it panicked"))??;
    }
    tracing::info!(checkpoint = line, "the end of the audit trail");
    Ok(taken)
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}
