//! Removing what nobody names: uploads that broke off, and files whose transaction never came.

use std::{
    io,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::count::as_count;
use domain::time::Instant;
use futures::TryStreamExt;
use object_store::{ObjectMeta, ObjectStoreExt, path::Path};

use super::{ContentHash, FILES, FileError, FileStore, NAMING_LOCK, STAGING};
use crate::{Connection, Db, exec, fetch};

/// An upload may take long, and its transaction comes after it; a day is more than either.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

crate::sql! {
    /// Served by the primary key.
    IS_NAMED = "select count(*) from stored_file where hash = $1";
}

crate::sql! { in postgres
    TAKE_NAMING_LOCK = "select pg_advisory_xact_lock($1)";
}

/// How many objects a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub staged: u64,
    pub unnamed: u64,
}

impl FileStore {
    /// Removes staged bytes, and files that no row of `stored_file` names, when older than a day.
    /// `now` is system time.
    ///
    /// # Errors
    /// What the store or the database answered; what was removed until then stays removed.
    pub async fn sweep(&self, db: &Db, now: Instant) -> Result<Swept, FileError> {
        let before = now.plus_seconds(-KEPT_SECONDS);
        let staged = self.sweep_staging(before).await?;
        let mut unnamed = 0;
        let mut objects = self.objects.list(Some(&Path::from(FILES)));
        while let Some(object) = objects.try_next().await? {
            if written_at(&object) < before && self.remove_unnamed(db, &object, before).await? {
                unnamed += 1;
            }
        }
        Ok(Swept { staged, unnamed })
    }

    async fn sweep_staging(&self, before: Instant) -> Result<u64, FileError> {
        let mut removed = 0;
        if let Some(folder) = &self.folder {
            // The local store hides unfinished uploads from its listing, so look at the folder.
            let mut entries = match tokio::fs::read_dir(folder.join(STAGING)).await {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
                entries => entries?,
            };
            while let Some(entry) = entries.next_entry().await? {
                if instant(entry.metadata().await?.modified()?) < before {
                    tokio::fs::remove_file(entry.path()).await?;
                    removed += 1;
                }
            }
        } else {
            let mut objects = self.objects.list(Some(&Path::from(STAGING)));
            while let Some(object) = objects.try_next().await? {
                if written_at(&object) < before {
                    self.objects.delete(&object.location).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    async fn remove_unnamed(
        &self,
        db: &Db,
        object: &ObjectMeta,
        before: Instant,
    ) -> Result<bool, FileError> {
        let name = object.location.filename().unwrap_or_default();
        let Ok(hash) = name.parse::<ContentHash>() else {
            return Ok(false);
        };
        let mut tx = db.read().await?;
        if fetch!(fetch_one, (i64,), tx, IS_NAMED, hash.as_slice())?.0 > 0 {
            return Ok(false);
        }
        drop(tx);

        // Again, where nobody can name it meanwhile; and it may just have been kept anew.
        let mut tx = db.write().await?;
        if let Connection::Postgres(_) = &tx.connection {
            exec!(tx, TAKE_NAMING_LOCK, NAMING_LOCK)?;
        }
        let named = fetch!(fetch_one, (i64,), tx, IS_NAMED, hash.as_slice())?.0 > 0;
        if named || written_at(&self.objects.head(&object.location).await?) >= before {
            return Ok(false);
        }
        self.objects.delete(&object.location).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn written_at(object: &ObjectMeta) -> Instant {
    Instant(object.last_modified.timestamp_micros())
}

fn instant(time: SystemTime) -> Instant {
    let micros = time
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_micros());
    Instant(as_count(micros))
}
