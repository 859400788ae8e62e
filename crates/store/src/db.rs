//! `Db` and `Tx`: connection pools and transactions of either database.

use std::{io, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{sync::watch, time::timeout};

use crate::{DbError, private};

/// Readers of SQLite work beside its one writer.
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a PostgreSQL server is given to answer at the start.
const LONGEST_CONNECT: Duration = Duration::from_secs(5);

/// A database: an SQLite file, or a PostgreSQL server.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) pools: Pools,
    /// Wakes every worker of this process.
    pub(crate) job_added: Arc<watch::Sender<()>>,
    /// Whether every transaction but [`Self::record`]'s only reads.
    is_reading: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A transaction, and the only way to touch data. Dropped without [`Tx::commit`], it leaves nothing.
///
/// Never hold one across a password hash, a network call or a page, and never open a second
/// writing one inside it: SQLite has one writer, which would wait for itself.
#[derive(Debug)]
pub struct Tx {
    /// What [`exec!`](crate::exec) and its like match on.
    pub connection: Connection,
    /// Set by enqueuing: the commit then wakes the workers.
    pub(crate) adds_job: bool,
    job_added: Arc<watch::Sender<()>>,
}

/// The database that a transaction speaks to.
#[derive(Debug)]
pub enum Connection {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Connects to `sqlite:path/to/file.db` (made when missing) or `postgres://user@host/name`.
    ///
    /// # Errors
    /// [`DbError::Address`] for any other address, [`DbError::Unreachable`] where no server answers, else what the database
    /// answered.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        let pools = match url.split_once(':') {
            Some(("sqlite", _)) => open_sqlite(SqliteConnectOptions::from_str(url)?).await?,
            Some(("postgres" | "postgresql", _)) => {
                open_postgres(PgConnectOptions::from_str(url)?).await?
            }
            _ => return Err(DbError::Address),
        };
        Ok(Self {
            pools,
            job_added: Arc::new(watch::Sender::new(())),
            is_reading: false,
        })
    }

    /// The file that a `sqlite:` address names, whether it is there or not; none for PostgreSQL, whose server alone knows
    /// what it has.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn file_of(url: &str) -> Result<Option<PathBuf>, DbError> {
        if !url.starts_with("sqlite:") {
            return Ok(None);
        }
        let options = SqliteConnectOptions::from_str(url)?;
        Ok(Some(options.get_filename().to_path_buf()))
    }

    /// Whether this is PostgreSQL, for what the two databases do in different ways.
    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self.pools, Pools::Postgres(_))
    }

    /// A transaction that sees one state of the data throughout and cannot change it.
    ///
    /// # Errors
    /// [`DbError::Busy`] when no connection came free in time.
    pub async fn read(&self) -> Result<Tx, DbError> {
        Ok(self.tx(match &self.pools {
            Pools::Sqlite { read, .. } => Connection::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => Connection::Postgres(
                begin(pool, "begin isolation level repeatable read, read only").await?,
            ),
        }))
    }

    /// The same database for somebody who only looks: it refuses every change itself, whatever asks for one.
    #[must_use]
    pub fn reading(&self) -> Self {
        Self {
            is_reading: true,
            ..self.clone()
        }
    }

    /// A transaction that may change data, unless this is for [`reading`](Self::reading). On SQLite the others wait: keep it
    /// under 100 ms.
    ///
    /// # Errors
    /// [`DbError::Busy`] when no connection came free in time.
    pub async fn write(&self) -> Result<Tx, DbError> {
        if self.is_reading {
            return self.read().await;
        }
        self.record().await
    }

    /// A transaction that may change data also where one only looks: for the record of what is looked at, for ending it, and
    /// for a form that comes back.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn record(&self) -> Result<Tx, DbError> {
        Ok(self.tx(match &self.pools {
            // A transaction that began by reading and then writes would fail at once with
            // SQLITE_BUSY, whatever the busy timeout.
            Pools::Sqlite { write, .. } => {
                Connection::Sqlite(write.begin_with("begin immediate").await?)
            }
            Pools::Postgres(pool) => Connection::Postgres(begin(pool, "begin").await?),
        }))
    }

    /// Looks through the file for damage. Nothing to do on PostgreSQL.
    ///
    /// # Errors
    /// [`DbError::Damaged`] with what SQLite found.
    pub async fn quick_check(&self) -> Result<(), DbError> {
        let Pools::Sqlite { read, .. } = &self.pools else {
            return Ok(());
        };
        let found: String = sqlx::query_scalar("pragma quick_check(1)")
            .fetch_one(read)
            .await?;
        if found == "ok" {
            Ok(())
        } else {
            Err(DbError::Damaged { found })
        }
    }

    /// Waits for running transactions and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    fn tx(&self, connection: Connection) -> Tx {
        Tx {
            connection,
            adds_job: false,
            job_added: Arc::clone(&self.job_added),
        }
    }
}

impl Tx {
    /// Makes the changes last, and wakes the workers when a job is among them.
    ///
    /// # Errors
    /// What the database answered; nothing was changed then.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.connection {
            Connection::Sqlite(tx) => tx.commit().await?,
            Connection::Postgres(tx) => tx.commit().await?,
        }
        if self.adds_job {
            self.job_added.send_replace(());
        }
        Ok(())
    }
}

async fn begin(
    pool: &PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    to_its_end(async move { pool.begin_with(statement).await }).await
}

/// Runs work in a task of its own, which comes to its end also when the caller goes away meanwhile (a browser that
/// hangs up, a job that is stopped). For what sqlx does not undo when it is dropped halfway: beginning and `COPY`
/// on PostgreSQL would put a connection back into the pool that is still in the middle of them.
pub(crate) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, sqlx::Error>> + Send + 'static,
) -> Result<T, sqlx::Error> {
    tokio::spawn(work)
        .await
        .map_err(|_| sqlx::Error::WorkerCrashed)?
}

async fn open_sqlite(options: SqliteConnectOptions) -> Result<Pools, DbError> {
    // SQLite gives the files that it keeps beside this one the same mode.
    private::make_file(options.get_filename()).map_err(sqlx::Error::Io)?;
    let options = options
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "off")
        // Without it INSERT OR REPLACE would slip past triggers that keep a table append-only.
        .pragma("recursive_triggers", "on")
        .pragma("secure_delete", "fast");
    let writer = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        // A receipt promises durability; NORMAL could lose the last commits on power loss.
        .synchronous(SqliteSynchronous::Full)
        // Pages: moving them into the database costs two syncs, and pages that were written often are moved once.
        .pragma("wal_autocheckpoint", "4000")
        // KiB: inserting into two indexes is three times as fast as with the default of 2 MiB.
        .pragma("cache_size", "-65536");
    let write = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        // SQLite ends a transaction by itself that finds the disk full. sqlx believes that it still runs, and would begin no other
        // one: such a connection is closed, and the next writer has a new one.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(writer)
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .connect_with(options.read_only(true))
        .await?;
    Ok(Pools::Sqlite { read, write })
}

async fn open_postgres(options: PgConnectOptions) -> Result<Pools, DbError> {
    let options = options.options([
        ("statement_timeout", "30s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "60s"),
    ]);
    // The pool would try for half a minute, and say at its end that all of its connections are busy.
    let first = PgConnection::connect_with(&options);
    match timeout(LONGEST_CONNECT, first).await {
        Ok(Ok(connection)) => connection.close().await?,
        Ok(Err(cause @ sqlx::Error::Io(_))) => return Err(unreachable(&options, cause)),
        Ok(Err(error)) => return Err(error.into()),
        Err(_) => {
            let cause = io::Error::from(io::ErrorKind::TimedOut).into();
            return Err(unreachable(&options, cause));
        }
    }
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

fn unreachable(options: &PgConnectOptions, cause: sqlx::Error) -> DbError {
    DbError::Unreachable {
        server: format!("{}:{}", options.get_host(), options.get_port()),
        cause,
    }
}
