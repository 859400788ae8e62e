//! The harness behind `#[db_test]`: a migrated database of each kind for every test, with nothing in it.
//!
//! PostgreSQL tests need `TEST_POSTGRES_URL`, a server whose superuser it names
//! (`scripts/setup-postgres` starts one and prints it). They fail without it, unless
//! `OPENQIES_TEST_POSTGRES=skip` says that skipping is meant.

mod postgres;

use std::{
    collections::BTreeSet,
    fs,
    future::poll_fn,
    iter,
    path::{Path, PathBuf},
    pin::pin,
    sync::OnceLock,
    task::Poll,
    time::Duration,
};

use sqlx::{AssertSqlSafe, Encode, Executor, Postgres, Row as _, SqlSafeStr, Sqlite, Type};
use tokio::{
    runtime::{Builder, Runtime},
    time::{sleep, timeout},
};

pub use self::postgres::at_postgres;
use crate::{Connection, Db, Statements, fetch};

/// Runs a test on a new SQLite file.
///
/// # Panics
/// When the file cannot be made, and when the test does.
pub fn on_sqlite(test: impl AsyncFnOnce(Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("test.db");
    fs::write(&file, migrated_file()).expect("a file can be written");
    at_file(&file, test);
}

/// An SQLite file as the migrations leave it. Written anew for each test, which takes a tenth of the time of migrating.
fn migrated_file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("template.db");
        at_file(&file, async |db| {
            db.migrate().await.expect("the SQLite file migrates");
        });
        fs::read(&file).expect("the file that was made can be read")
    })
}

fn at_file(file: &Path, work: impl AsyncFnOnce(Db)) {
    let url = format!("sqlite:{}", file.display());
    runtime().block_on(async {
        let db = Db::open(&url).await.expect("the SQLite file opens");
        work(db.clone()).await;
        db.close().await;
    });
}

/// Runs a test on an empty database of the server at `TEST_POSTGRES_URL`.
///
/// # Panics
/// When there is no such server (the message says how to start one), and when the test does.
pub fn on_postgres(test: impl AsyncFnOnce(Db)) {
    at_postgres(|url| {
        runtime().block_on(async {
            let db = Db::open(url).await.expect("the test database opens");
            test(db.clone()).await;
            db.close().await;
        });
    });
}

/// Counts the jobs that are not done yet, for [`until_none`].
pub const JOBS_LEFT: &str = "select count(*) from job where state in ('queued', 'running')";

/// Waits until this statement counts nothing, so that a worker may stop.
///
/// # Panics
/// When the database refuses it.
pub async fn until_none(db: &Db, count: &'static str) {
    until(db, count, |left| left == 0).await;
}

/// Waits until this statement counts as many as are waited for.
///
/// # Panics
/// When the database refuses it.
pub async fn until(db: &Db, count: &'static str, is_enough: impl Fn(i64) -> bool) {
    loop {
        let mut tx = db.read().await.expect("a transaction begins");
        let counted = fetch!(fetch_one, (i64,), tx, count);
        let (counted,) = counted.expect("the statement counts");
        drop(tx);
        if is_enough(counted) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until somebody waits for what an open transaction of the test has locked. Nothing to wait for on SQLite, whose one writer
/// that transaction is.
///
/// # Panics
/// When nobody does within ten seconds.
pub async fn until_waited_for(db: &Db) {
    const NOBODY_WAITS: &str = "select (count(*) = 0)::int::bigint from pg_stat_activity \
                                where datname = current_database() and wait_event_type = 'Lock'";
    if db.is_postgres() {
        let waiting = Box::pin(until_none(db, NOBODY_WAITS));
        let waited_for = timeout(Duration::from_secs(10), waiting);
        waited_for.await.expect("somebody waits for a lock");
    }
}

/// Runs work until it has waited so many times, as when its caller goes away; none when it was cut off.
pub async fn cut_off<F: Future>(work: F, waits: usize) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = waits;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// Prepares every statement on this database, and fails with the list of those it refuses.
///
/// # Panics
/// When a statement names what is not there, or leaves a parameter without a type.
pub async fn every_statement_prepares(db: &Db, modules: &[Statements]) {
    let mut refused = Vec::new();
    for (name, text) in modules.iter().copied().flatten() {
        if let Err(error) = prepare(db, text).await {
            refused.push(format!("{name}: {error}"));
        }
    }
    assert!(refused.is_empty(), "refused:\n{}", refused.join("\n"));
}

/// The lists name each statement that stands in a [`sql!`](crate::sql!) or a [`sorted!`](crate::sorted!) under this folder of
/// sources, and so nothing is left unprepared. `name` is the crate's.
///
/// # Panics
/// With the names on one side only.
pub fn every_statement_is_listed(name: &str, sources: &Path, modules: &[Statements]) {
    let declared: BTreeSet<String> = sources_below(sources)
        .iter()
        .flat_map(|file| {
            let module = module_of(name, file.strip_prefix(sources).expect("a file below"));
            let text = fs::read_to_string(file).expect("a source can be read");
            declared_in(&text)
                .iter()
                .map(|constant| format!("{module}::{constant}"))
                .collect::<Vec<_>>()
        })
        .collect();
    let listed: BTreeSet<String> = modules
        .iter()
        .copied()
        .flatten()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let one_sided: Vec<_> = declared.symmetric_difference(&listed).collect();
    assert!(
        !declared.is_empty() && one_sided.is_empty(),
        "{one_sided:#?}"
    );
}

/// The lines in which the database says how it runs a statement with its one parameter. PostgreSQL is kept from reading
/// tables whole where an index serves: a test's are so small that it would.
///
/// # Panics
/// When the database refuses the statement.
pub async fn plan<'q, T>(db: &Db, text: &str, parameter: T) -> Vec<String>
where
    T: 'q + Encode<'q, Sqlite> + Type<Sqlite> + Encode<'q, Postgres> + Type<Postgres>,
{
    match db.read().await.expect("a transaction begins").connection {
        Connection::Sqlite(mut tx) => {
            let explain = AssertSqlSafe(format!("explain query plan {text}"));
            let lines = sqlx::query(explain).bind(parameter).fetch_all(&mut *tx);
            let lines = lines.await.expect("a statement is explained");
            lines.iter().map(|line| line.get("detail")).collect()
        }
        Connection::Postgres(mut tx) => {
            tx.execute("set local enable_seqscan = off")
                .await
                .expect("a setting of the transaction");
            let explain = AssertSqlSafe(format!("explain {text}"));
            let lines = sqlx::query_scalar(explain)
                .bind(parameter)
                .fetch_all(&mut *tx);
            lines.await.expect("a statement is explained")
        }
    }
}

fn sources_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources can be read");
    entries
        .map(|entry| entry.expect("a folder of sources can be read").path())
        .flat_map(|path| {
            if path.is_dir() {
                sources_below(&path)
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}

/// As `module_path!` says it: `demo/history.rs` of `services` is `services::demo::history`.
fn module_of(name: &str, file: &Path) -> String {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    iter::once(name.to_owned())
        .chain(parts.filter(|part| part != "lib"))
        .collect::<Vec<_>>()
        .join("::")
}

/// The names in the `sql!` and `sorted!` blocks of a source, which begin and end at the margin, as rustfmt leaves them.
fn declared_in(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut constants = Vec::new();
    for line in text.lines() {
        if line.starts_with(char::is_alphabetic)
            && (line.contains("sql! {") || line.contains("sorted! {"))
        {
            inside = true;
        } else if line.starts_with('}') {
            inside = false;
        }
        let name = line.trim_start().split_once(" =").map(|(name, _)| name);
        let is_declared = |name: &&str| {
            let of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            name.starts_with(|first: char| first.is_ascii_uppercase()) && name.chars().all(of_name)
        };
        constants.extend(name.filter(is_declared).filter(|_| inside));
    }
    constants
}

async fn prepare(db: &Db, text: &'static str) -> Result<(), sqlx::Error> {
    match db.write().await.expect("a transaction begins").connection {
        Connection::Sqlite(mut tx) => tx.prepare(text.into_sql_str()).await.map(drop),
        Connection::Postgres(mut tx) => tx.prepare(text.into_sql_str()).await.map(drop),
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts")
}
