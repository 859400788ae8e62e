//! What an installation remembers of itself from one start to the next.

use std::{io, path::Path, time::Duration};

use domain::site::Environment;
use store::{Db, DbError, exec, fetch};

use crate::{
    ServiceError,
    identity::Passwords,
    keys::{Keys, Purpose},
};

const FINGERPRINT: &str = "key_fingerprint";
const PASSES: &str = "password_passes";
const ENVIRONMENT: &str = "environment";

store::sql! {
    /// Served by the primary key.
    FIND = "select value from installation where name = $1";
    /// Of two servers that start for the first time, one is first.
    ADD = "insert into installation (name, value) values ($1, $2) on conflict (name) do nothing";
    /// Whether anybody has used it: one account is enough.
    USED = "select count(*) from (select 1 as one from user_account limit 1) as found";
    /// Numbers stand there with their highest byte first, so that both databases compare them rightly.
    RAISE = "insert into installation (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value where installation.value < excluded.value";
}

/// Why the installation's key is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file can be neither read nor made")]
    File(#[from] io::Error),
    /// A new one would silently make every password wrong.
    #[error(
        "the key file is missing, and this database was used with one: put your copy of it back. Without it no \
         password, no second factor and no kept message works"
    )]
    Missing,
    #[error(
        "the key file is another than the one that this database was used with: put your copy of that one back, or \
         name the right database"
    )]
    AnotherKey,
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The key in this file, which belongs to this database from its first start on. It is made where neither knows of one.
///
/// # Errors
/// [`KeyError`].
pub async fn open_keys(db: &Db, path: &Path) -> Result<Keys, KeyError> {
    let known = find(db, FINGERPRINT).await?;
    let keys = match (Keys::read(path)?, &known) {
        (Some(keys), _) => keys,
        (None, Some(_)) => return Err(KeyError::Missing),
        (None, None) => Keys::make(path)?,
    };
    let fingerprint = keys.hash(Purpose::Fingerprint, b"");
    let mut tx = db.write().await?;
    exec!(tx, ADD, FINGERPRINT, fingerprint.as_slice())?;
    tx.commit().await?;
    match find(db, FINGERPRINT).await? {
        Some(known) if known == fingerprint => Ok(keys),
        _ => Err(KeyError::AnotherKey),
    }
}

/// Passwords that take about `wanted` on this machine, and never less work than they took before: what a log-in costs is
/// the same for every account, whenever its password was hashed, and for a user ID that is nobody's.
///
/// # Errors
/// A fault of the hashing, or the database's.
pub async fn calibrate(db: &Db, keys: &Keys, wanted: Duration) -> Result<Passwords, ServiceError> {
    let measured = Passwords::calibrated(keys, wanted)?;
    let passes = measured.passes().to_be_bytes();
    let mut tx = db.write().await?;
    exec!(tx, RAISE, PASSES, passes.as_slice())?;
    tx.commit().await?;
    let kept = find(db, PASSES)
        .await?
        .and_then(|kept| kept.try_into().ok());
    let kept = kept.ok_or(ServiceError::Corrupt {
        what: "number of passes",
    })?;
    Ok(measured.with_passes(u32::from_be_bytes(kept)))
}

/// Why an installation does not start.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    #[error(
        "this database is one of the {} environment and stays it: name another database, or say so",
        .0.key()
    )]
    Another(Environment),
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Marks a database that nobody has used yet as one of this environment. One that is marked keeps its mark, and one that
/// was used without a mark is of production: nobody's roles are granted at once there because of a setting.
///
/// # Errors
/// [`EnvironmentError::Another`] when the database is of the other environment; the database's.
pub async fn mark(db: &Db, wanted: Environment) -> Result<(), EnvironmentError> {
    let mut tx = db.write().await?;
    let (used,) = fetch!(fetch_one, (i64,), tx, USED)?;
    let mark = if used > 0 {
        Environment::Production
    } else {
        wanted
    };
    exec!(tx, ADD, ENVIRONMENT, mark.key().as_bytes())?;
    tx.commit().await?;
    let kept = find(db, ENVIRONMENT).await?.unwrap_or_default();
    let kept = Environment::from_key(&kept);
    if kept == wanted {
        Ok(())
    } else {
        Err(EnvironmentError::Another(kept))
    }
}

async fn find(db: &Db, name: &str) -> Result<Option<Vec<u8>>, DbError> {
    let mut tx = db.read().await?;
    let found = fetch!(fetch_optional, (Vec<u8>,), tx, FIND, name)?;
    Ok(found.map(|(value,)| value))
}

#[cfg(test)]
mod tests;
