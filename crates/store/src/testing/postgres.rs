//! The tests' databases on a PostgreSQL server. One is made from a template when there is none left, and cleared for the
//! next test: making one for each took longer than most tests, for a database is hundreds of files, and file systems are
//! slow to give away what was just deleted.

use std::{
    env,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    sync::LazyLock,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, Executor, PgConnection,
    postgres::PgConnectOptions,
};
use tokio::sync::OnceCell;

use super::runtime;
use crate::{Db, DbError, migrations};

/// Any number that no other program locks: whoever holds its first lock makes the template, whoever holds that of a
/// database's number has the database.
const LOCKS: i32 = 0x7169_6573;
const TEMPLATE: i32 = 0;

/// Every state of the migrations, and of how databases are cleared, has databases of its own.
static STATE: LazyLock<u64> = LazyLock::new(|| {
    let mut digest = DefaultHasher::new();
    CLEARING.hash(&mut digest);
    for migration in migrations::POSTGRES.iter() {
        migration.checksum.hash(&mut digest);
    }
    digest.finish()
});
const CLEARING: &str = include_str!("clearing.sql");

/// Hands a test the address of such a database, for a program that opens it itself.
///
/// # Panics
/// As [`on_postgres`](super::on_postgres).
pub fn at_postgres(test: impl FnOnce(&str)) {
    if env::var("OPENQIES_TEST_POSTGRES").is_ok_and(|wish| wish == "skip") {
        // Not `eprintln!`, which the test harness keeps to itself when a test passes.
        let note = "skipped on PostgreSQL: OPENQIES_TEST_POSTGRES=skip\n";
        io::stderr()
            .write_all(note.as_bytes())
            .expect("standard error takes a line");
        return;
    }
    let Ok(server) = env::var("TEST_POSTGRES_URL") else {
        panic!(
            "TEST_POSTGRES_URL is not set: run scripts/setup-postgres and export what it prints, \
             or set OPENQIES_TEST_POSTGRES=skip"
        );
    };
    let server: PgConnectOptions = server
        .parse()
        .expect("TEST_POSTGRES_URL is an address like postgres://user@host/name");
    let runtime = runtime();
    let mut admin = runtime
        .block_on(server.connect())
        .expect("the server at TEST_POSTGRES_URL answers");
    let name = runtime
        .block_on(take_database(&server, &mut admin))
        .expect("a test database can be made");
    test(server.database(&name).to_url_lossy().as_str());
    // The database is the next test's. When the test fails its connection ends here, too, and with it the lock.
    runtime
        .block_on(admin.close())
        .expect("the connection to the server ends");
}

/// The first database that nobody has, cleared, and its lock for as long as this connection lasts.
async fn take_database(
    server: &PgConnectOptions,
    admin: &mut PgConnection,
) -> Result<String, DbError> {
    static TEMPLATE_NAME: OnceCell<String> = OnceCell::const_new();

    let template = TEMPLATE_NAME
        .get_or_try_init(|| create_template(server))
        .await?;
    let mut number = TEMPLATE + 1;
    while !try_lock(admin, number).await? {
        number += 1;
    }
    let name = format!("openqies_test_{:016x}_{number}", *STATE);
    if !(exists(admin, &name).await? && clear(&server.clone().database(&name), admin).await?) {
        drop_database(admin, &name).await?;
        let create = format!(r#"create database "{name}" template "{template}""#);
        admin.execute(AssertSqlSafe(create)).await?;
    }
    Ok(name)
}

async fn try_lock(admin: &mut PgConnection, number: i32) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select pg_try_advisory_lock($1, $2)")
        .bind(LOCKS)
        .bind(number)
        .fetch_one(admin)
        .await
}

async fn exists(admin: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(admin)
        .await
}

/// Whether it is as the migrations left it now. It is not, for good, when a test changed its tables.
async fn clear(database: &PgConnectOptions, admin: &mut PgConnection) -> Result<bool, sqlx::Error> {
    // A test that failed may have left a transaction open.
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
        .bind(database.get_database())
        .execute(admin)
        .await?;
    let mut connection = database.connect().await?;
    let cleared = sqlx::query_scalar("select testing.clear()")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(cleared)
}

/// Made by the first test process that needs it.
async fn create_template(server: &PgConnectOptions) -> Result<String, DbError> {
    let name = format!("openqies_template_{:016x}", *STATE);
    let mut admin = server.connect().await?;
    sqlx::query("select pg_advisory_lock($1, $2)")
        .bind(LOCKS)
        .bind(TEMPLATE)
        .execute(&mut admin)
        .await?;
    if !exists(&mut admin, &name).await? {
        // Renamed when whole, so that a run which was killed leaves no half template.
        let draft = format!("{name}_draft");
        drop_database(&mut admin, &draft).await?;
        admin
            .execute(AssertSqlSafe(format!(r#"create database "{draft}""#)))
            .await?;
        let draft_options = server.clone().database(&draft);
        let db = Db::open(draft_options.to_url_lossy().as_str()).await?;
        db.migrate().await?;
        db.close().await;
        let mut connection = draft_options.connect().await?;
        connection.execute(CLEARING).await?;
        connection.close().await?;
        let rename = format!(r#"alter database "{draft}" rename to "{name}""#);
        admin.execute(AssertSqlSafe(rename)).await?;
    }
    admin.close().await?;
    Ok(name)
}

async fn drop_database(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    admin
        .execute(AssertSqlSafe(format!(
            r#"drop database if exists "{name}" with (force)"#
        )))
        .await
        .map(drop)
}
