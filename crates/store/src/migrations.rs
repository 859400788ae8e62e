//! The schema, embedded twice under equal file names, and brought up to date at start.

use std::sync::LazyLock;

use sqlx::{
    SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::{Db, DbError, db::Pools};

/// Number, name and text of a migration.
type File = (i64, &'static str, &'static str);

mod files {
    use super::File;

    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

pub(crate) static SQLITE: LazyLock<Migrator> = LazyLock::new(|| migrator(files::SQLITE));
pub(crate) static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| migrator(files::POSTGRES));

fn migrator(files: &[File]) -> Migrator {
    let migration = |(number, name, sql): &File| {
        Migration::new(
            *number,
            (*name).into(),
            MigrationType::Simple,
            (*sql).into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(files.iter().map(migration).collect())
}

impl Db {
    /// Applies the migrations this database lacks, one process at a time.
    ///
    /// # Errors
    /// [`DbError::Newer`] when the database has one that this program does not know, [`DbError::Migration`] when one fails or was
    /// altered after it ran.
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
