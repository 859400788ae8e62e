//! What can go wrong in the database, in words that hold on both.

use sqlx::{
    error::{DatabaseError, ErrorKind},
    migrate::MigrateError,
    postgres::PgDatabaseError,
};

/// An error of the database. Its text names no SQL and no data, so it may reach a log or a page;
/// the cause is its source.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row of that key exists. `key` is `table.column`, or `table.a, table.b` over two columns.
    #[error("{key} must be unique, and this value is taken")]
    UniqueViolation { key: String },
    /// A row names another that is not there, or is still named by one.
    #[error("a row depends on another that does not exist, or still exists")]
    ForeignKey,
    /// Another transaction is in the way, or the statement took too long. Trying again may help.
    #[error("the database is busy; try again")]
    Busy(#[source] sqlx::Error),
    #[error("the database has no room left on its disk")]
    Full(#[source] sqlx::Error),
    #[error("a database address begins with sqlite: or postgres:")]
    Address,
    /// `server` is host and port.
    #[error("no PostgreSQL server can be reached at {server}")]
    Unreachable {
        server: String,
        #[source]
        cause: sqlx::Error,
    },
    #[error("the database file is damaged: {found}")]
    Damaged { found: String },
    #[error(
        "this database was brought up to date by a newer version of OpenQIES: start that version. There is no way \
         back, but from a copy that was made before"
    )]
    Newer,
    #[error("the database could not be migrated")]
    Migration(#[source] MigrateError),
    #[error("the database did not do what was asked")]
    Other(#[source] sqlx::Error),
}

impl DbError {
    /// Whether a row with this key (`table.column`) exists already.
    #[must_use]
    pub fn is_taken(&self, key: &str) -> bool {
        matches!(self, Self::UniqueViolation { key: taken } if taken == key)
    }
}

impl From<MigrateError> for DbError {
    fn from(error: MigrateError) -> Self {
        match error {
            // One that was applied is none of ours.
            MigrateError::VersionMissing(_) => Self::Newer,
            other => Self::Migration(other),
        }
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy(error),
            sqlx::Error::Database(cause) => match cause.kind() {
                ErrorKind::UniqueViolation => Self::UniqueViolation {
                    key: unique_key(cause.as_ref()),
                },
                ErrorKind::ForeignKeyViolation => Self::ForeignKey,
                _ => match cause.code().as_deref() {
                    Some(code) if is_busy(code) => Self::Busy(error),
                    // SQLITE_FULL; PostgreSQL disk_full.
                    Some("13" | "53100") => Self::Full(error),
                    _ => Self::Other(error),
                },
            },
            _ => Self::Other(error),
        }
    }
}

fn is_busy(code: &str) -> bool {
    matches!(
        code,
        // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT.
        "5" | "6" | "261" | "517"
        // Serialization failure, deadlock, lock not available, statement timeout.
        | "40001" | "40P01" | "55P03" | "57014"
    )
}

/// `table.column`, or `table.a, table.b`. SQLite has it only in its message, `UNIQUE constraint failed:
/// provider.state, provider.number` (or `index 'name'` over expressions); PostgreSQL in the table and
/// the detail, `Key (state, number)=(IA, 7) already exists.`
fn unique_key(error: &dyn DatabaseError) -> String {
    if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        let table = error.table().unwrap_or_default();
        let detail = error.detail().unwrap_or_default();
        let columns = detail
            .split_once('(')
            .and_then(|(_, rest)| rest.split_once(")="));
        let columns = columns.map_or("", |(columns, _)| columns).split(", ");
        return columns
            .map(|column| format!("{table}.{column}"))
            .collect::<Vec<_>>()
            .join(", ");
    }
    let message = error.message();
    message
        .rsplit_once("failed: ")
        .map_or(message, |(_, key)| key)
        .to_owned()
}
