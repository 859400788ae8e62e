//! The files people sent, kept under the SHA-256 of their bytes: the same bytes twice are one object.
//!
//! A file is durable before the transaction that names it:
//!
//! 1. [`FileStore::stage`] streams the bytes to `staging/`, hashing them, within a limit;
//! 2. [`FileStore::keep`] moves them to `files/<hash>`, on disk when it returns;
//! 3. [`FileStore::record`] names them in the caller's transaction, beside receipt and job.
//!
//! A crash in between leaves bytes that no row names; [`FileStore::sweep`], called once a day, removes them a day later.

mod error;
mod hash;
#[cfg(any(test, feature = "testing"))]
mod memory;
pub(crate) mod sweep;

use std::{error::Error, fs::File, path::PathBuf, sync::Arc};

use bytes::Bytes;
use domain::count::as_count;
use domain::time::Instant;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt, WriteMultipart, local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use uuid::Uuid;

use crate::{Connection, Tx, exec, private};
pub use error::FileError;
pub use hash::ContentHash;
pub use sweep::Swept;

const STAGING: &str = "staging";
const FILES: &str = "files";

/// Also the smallest part that S3 takes.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// Held by every transaction that names a file, and alone by the sweeper, so that no file goes
/// between being looked at and being named. SQLite's one writer sees to that itself.
const NAMING_LOCK: i64 = 0x0066_696c_6573;

crate::sql! {
    /// Served by the primary key.
    RECORD = "insert into stored_file (hash, bytes, created_at) values ($1, $2, $3) on conflict (hash) do nothing";
    /// Served by the primary key.
    UNNAME = "delete from stored_file where hash = $1";
}

crate::sql! { in postgres
    SHARE_NAMING_LOCK = "select pg_advisory_xact_lock_shared($1)";
}

/// Bytes that arrived whole, not yet under their hash.
#[derive(Debug)]
#[must_use = "a staged file is swept away after a day unless it is kept"]
pub struct StagedFile {
    key: Path,
    file: StoredFile,
}

/// Bytes that lie durably under their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub hash: ContentHash,
    pub bytes: u64,
}

/// Where files lie: a local folder, or (feature `s3`) a bucket.
#[derive(Debug, Clone)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// The root of a local store, whose files can be opened in place.
    folder: Option<PathBuf>,
}

impl FileStore {
    /// A store in `folder`, which is made when missing, for this user alone. Every write reaches the disk, file and folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn local(folder: impl Into<PathBuf>) -> Result<Self, FileError> {
        let folder = folder.into();
        private::make_folder(&folder)?;
        let objects = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            folder: Some(folder),
        })
    }

    /// A store in a bucket, `s3://bucket/prefix`, with the usual `AWS_…` variables. Give the bucket
    /// a lifecycle rule that ends unfinished multipart uploads after a day.
    ///
    /// # Errors
    /// When the address or the variables do not name a bucket.
    #[cfg(feature = "s3")]
    pub fn s3(address: &str) -> Result<Self, FileError> {
        let bucket = object_store::aws::AmazonS3Builder::from_env()
            .with_url(address)
            .build()?;
        let prefix = address.splitn(4, '/').nth(3).unwrap_or_default();
        let objects = object_store::prefix::PrefixStore::new(bucket, prefix);
        Ok(Self {
            objects: Arc::new(objects),
            folder: None,
        })
    }

    /// Whether it takes bytes: writes one, and removes it again. A bucket is not asked, where each asking is paid for.
    ///
    /// # Errors
    /// [`FileError::Full`] when the disk is, else what it answered.
    pub async fn try_out(&self) -> Result<(), FileError> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let staging = folder.join(STAGING);
        tokio::fs::create_dir_all(&staging).await?;
        let file = staging.join(Uuid::now_v7().to_string());
        let written = tokio::fs::write(&file, ".").await;
        // Also where a full disk took nothing but its name. What stays all the same, the sweeper finds.
        let removed = tokio::fs::remove_file(&file).await;
        Ok(written.and(removed)?)
    }

    /// Takes in a stream of bytes, and hashes them on the way.
    ///
    /// # Errors
    /// [`FileError::TooLarge`] above `limit` bytes, [`FileError::Interrupted`] when the stream
    /// breaks off, [`FileError::Full`] when the disk is; nothing stays behind then.
    pub async fn stage<E>(
        &self,
        bytes: impl Stream<Item = Result<Bytes, E>>,
        limit: u64,
    ) -> Result<StagedFile, FileError>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let key = Path::from_iter([STAGING, &Uuid::now_v7().to_string()]);
        let upload = self.objects.put_multipart(&key).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        match receive(&mut upload, bytes, limit).await {
            Ok(file) => {
                upload.finish().await?;
                Ok(StagedFile { key, file })
            }
            Err(error) => {
                // What could not be removed now, the sweeper finds.
                if let Err(abort) = upload.abort().await {
                    tracing::warn!(%key, error = %abort, "a broken upload stays in staging");
                }
                Err(error)
            }
        }
    }

    /// Moves staged bytes to their hash. When it returns, they outlast a power cut.
    ///
    /// # Errors
    /// [`FileError::Full`] when the disk is, else what the store answered.
    pub async fn keep(&self, staged: StagedFile) -> Result<StoredFile, FileError> {
        // Also over the same bytes: that renews their age, so that no sweeper takes them meanwhile.
        self.objects
            .rename(&staged.key, &object_key(&staged.file.hash))
            .await?;
        Ok(staged.file)
    }

    /// Names a kept file in the caller's transaction; from then on no sweeper touches it.
    ///
    /// # Errors
    /// [`FileError::Missing`] when the bytes are gone, because they were kept over a day ago.
    pub async fn record(
        &self,
        tx: &mut Tx,
        file: &StoredFile,
        now: Instant,
    ) -> Result<(), FileError> {
        if let Connection::Postgres(_) = &tx.connection {
            exec!(tx, SHARE_NAMING_LOCK, NAMING_LOCK)?;
        }
        if self.objects.head(&object_key(&file.hash)).await?.size != file.bytes {
            return Err(FileError::Missing);
        }
        let bytes = as_count(file.bytes);
        exec!(tx, RECORD, file.hash.as_slice(), bytes, now.0)?;
        Ok(())
    }

    /// Deletes a file's bytes at once; whoever named it takes its name away ([`Self::unname`]) next. Only for content
    /// that no one else can have sent, such as what was encrypted under a nonce of its own. Bytes that are gone
    /// already are no error: a job may come here twice.
    ///
    /// # Errors
    /// What the store answered.
    pub async fn delete(&self, hash: &ContentHash) -> Result<(), FileError> {
        match self.objects.delete(&object_key(hash)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            deleted => Ok(deleted?),
        }
    }

    /// Takes a file's name away in the caller's transaction, once no other row names it.
    ///
    /// # Errors
    /// What the database answered.
    pub async fn unname(tx: &mut Tx, hash: &ContentHash) -> Result<(), FileError> {
        exec!(tx, UNNAME, hash.as_slice())?;
        Ok(())
    }

    /// The bytes, chunk by chunk.
    ///
    /// # Errors
    /// [`FileError::Missing`] when nothing lies under this hash.
    pub async fn read(
        &self,
        hash: &ContentHash,
    ) -> Result<BoxStream<'static, Result<Bytes, FileError>>, FileError> {
        let object = self.objects.get(&object_key(hash)).await?;
        Ok(object.into_stream().map_err(FileError::from).boxed())
    }

    /// The file itself, at its beginning, for reading at random. From a bucket it is fetched into a
    /// temporary file that is gone when closed.
    ///
    /// # Errors
    /// [`FileError::Missing`] when nothing lies under this hash.
    pub async fn open(&self, hash: &ContentHash) -> Result<File, FileError> {
        if let Some(folder) = &self.folder {
            let path = folder.join(object_key(hash).as_ref());
            return Ok(tokio::fs::File::open(path).await?.into_std().await);
        }
        let mut bytes = self.read(hash).await?;
        let mut file = tokio::fs::File::from_std(tempfile::tempfile()?);
        while let Some(chunk) = bytes.try_next().await? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        file.rewind().await?;
        Ok(file.into_std().await)
    }
}

/// Spread over 256 folders by the first byte.
fn object_key(hash: &ContentHash) -> Path {
    let hex = hash.to_string();
    Path::from_iter([FILES, &hex[..2], &hex])
}

async fn receive<E>(
    upload: &mut WriteMultipart,
    bytes: impl Stream<Item = Result<Bytes, E>>,
    limit: u64,
) -> Result<StoredFile, FileError>
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let mut bytes = std::pin::pin!(bytes);
    let mut digest = Sha256::new();
    let mut total = 0;
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| FileError::Interrupted(error.into()))?;
        total += chunk.len() as u64;
        if total > limit {
            return Err(FileError::TooLarge { limit });
        }
        digest.update(&chunk);
        // One part on its way at a time: an upload takes twice PART_BYTES of memory at most.
        upload.wait_for_capacity(1).await?;
        upload.put(chunk);
    }
    Ok(StoredFile {
        hash: ContentHash::from(<[u8; 32]>::from(digest.finalize())),
        bytes: total,
    })
}

#[cfg(test)]
mod tests;
