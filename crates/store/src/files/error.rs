//! What can go wrong with a file.

use std::{error::Error, io};

use crate::DbError;

/// An error of the file store. Its text may be shown; the cause is its source.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the file broke off before its end")]
    Interrupted(#[source] Box<dyn Error + Send + Sync>),
    #[error("no room is left for files")]
    Full,
    #[error("no file of this content is stored")]
    Missing,
    #[error("the disk did not do what was asked")]
    Disk(#[source] io::Error),
    #[error("the file store did not do what was asked")]
    Store(#[source] object_store::Error),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        if let object_store::Error::NotFound { .. } = error {
            return Self::Missing;
        }
        let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if inner
                .downcast_ref::<io::Error>()
                .is_some_and(|disk| is_full(disk.kind()))
            {
                return Self::Full;
            }
            cause = inner.source();
        }
        Self::Store(error)
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            kind if is_full(kind) => Self::Full,
            _ => Self::Disk(error),
        }
    }
}

fn is_full(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
