//! The schema, embedded twice under equal file names, and brought up to date at start.

use sqlx::migrate::Migrator;

use crate::{Db, DbError, db::Pools};

pub(crate) static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

impl Db {
    /// Applies the migrations this database lacks, one process at a time.
    ///
    /// # Errors
    /// [`DbError::Migration`] when one fails, was altered after it ran, or is newer than this program.
    pub async fn migrate(&self) -> Result<(), DbError> {
        match &self.pools {
            // sqlx takes no lock on SQLite. Inside one writing transaction all migrations apply or
            // none, and a second process waits.
            Pools::Sqlite { write, .. } => {
                let mut tx = write.begin_with("begin immediate").await?;
                SQLITE.run(&mut *tx).await?;
                tx.commit().await?;
            }
            // An advisory lock; and building an index may take longer than a statement is given.
            Pools::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                sqlx::query("set statement_timeout = 0")
                    .execute(&mut *connection)
                    .await?;
                POSTGRES.run(&mut *connection).await?;
                connection.close().await?;
            }
        }
        Ok(())
    }
}
