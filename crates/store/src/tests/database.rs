use crate::{Db, DbError, db_test, exec, fetch, row::Day, row::Json, stream, testing::cut_off};
use futures::{TryStreamExt, future::join_all};
use jiff::civil::date;
use std::time::Duration;
use uuid::Uuid;

async fn make_sample(db: &Db) {
    let text = if db.is_postgres() {
        "create table sample (id uuid primary key, word text constraint \"sample.word\" unique, flag boolean, small integer, big bigint, day date, doc jsonb, raw bytea)"
    } else {
        "create table sample (id blob primary key, word text unique, flag integer, small integer, big integer, day text, doc text, raw blob) strict"
    };
    let mut tx = db.write().await.unwrap();
    exec!(tx, text).unwrap();
    tx.commit().await.unwrap();
}

const INSERT: &str = "insert into sample (id, word, flag, small, big, day, doc, raw) values ($1, $2, $3, $4, $5, $6, $7, $8)";

#[derive(Debug, PartialEq, store::FromRow)]
struct Sample {
    id: Uuid,
    word: String,
    flag: bool,
    small: i32,
    big: i64,
    day: Option<Day>,
    doc: Json<serde_json::Value>,
    raw: Vec<u8>,
}

fn sample(word: &str, small: i32, day: Option<Day>) -> Sample {
    Sample {
        id: Uuid::now_v7(),
        word: word.to_owned(),
        flag: true,
        small,
        big: i64::MAX,
        day,
        doc: Json(serde_json::json!({"a": [1, null, "é"]})),
        raw: vec![0, 255, 10],
    }
}

async fn insert(db: &Db, row: &Sample) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    exec!(
        tx, INSERT, row.id, &row.word, row.flag, row.small, row.big, row.day, &row.doc, &row.raw
    )?;
    tx.commit().await
}

#[test]
fn an_address_of_sqlite_names_its_file() {
    for (url, file) in [
        ("sqlite:data/one.db", Some("data/one.db")),
        (
            "sqlite:///var/one%20two.db?mode=rwc",
            Some("/var/one two.db"),
        ),
        ("postgres://user@host/name", None),
    ] {
        assert_eq!(
            Db::file_of(url).unwrap(),
            file.map(std::path::PathBuf::from),
            "{url}"
        );
    }
    assert!(Db::file_of("sqlite:one.db?mode=strange").is_err());
}

#[db_test]
async fn every_type_comes_back_as_it_went_in(db: Db) {
    make_sample(&db).await;
    let rows = [
        sample("a", -1, Some(date(2026, 11, 22).into())),
        sample("b", i32::MAX, None),
    ];
    for row in &rows {
        insert(&db, row).await.unwrap();
    }
    let mut tx = db.read().await.unwrap();
    let found = fetch!(fetch_all, Sample, tx, "select * from sample order by word").unwrap();
    assert_eq!(found, rows);
    let streamed: Vec<Sample> = stream!(Sample, tx, "select * from sample order by word")
        .try_collect()
        .await
        .unwrap();
    assert_eq!(streamed, rows);
}

#[db_test]
async fn a_caller_that_goes_away_while_a_transaction_begins_leaves_none_open(db: Db) {
    make_sample(&db).await;
    for waits in 0.. {
        let ended = cut_off(db.read(), waits).await.is_some();
        // So many at once that every connection of the pool takes part.
        let words: Vec<_> = (0..32)
            .map(|at| sample(&format!("{waits} {at}"), 1, None))
            .collect();
        for inserted in join_all(words.iter().map(|row| insert(&db, row))).await {
            inserted.unwrap();
        }
        if ended {
            break;
        }
    }
}

#[db_test]
async fn dates_compare_and_sort_as_dates(db: Db) {
    make_sample(&db).await;
    let days = [date(2024, 2, 29), date(2026, 1, 9), date(2026, 10, 1)];
    for (word, day) in ["c", "b", "a"].into_iter().zip(days) {
        insert(&db, &sample(word, 0, Some(day.into())))
            .await
            .unwrap();
    }
    let mut tx = db.read().await.unwrap();
    let sql = "select day from sample where day >= $1 order by day desc";
    let found = fetch!(fetch_all, (Day,), tx, sql, Day::from(date(2026, 1, 9))).unwrap();
    assert_eq!(
        found.iter().map(|row| row.0.to_jiff()).collect::<Vec<_>>(),
        [days[2], days[1]]
    );
}

#[db_test]
async fn a_filter_that_is_not_set_lets_every_row_pass(db: Db) {
    make_sample(&db).await;
    insert(&db, &sample("a", 1, None)).await.unwrap();
    insert(&db, &sample("b", 2, None)).await.unwrap();
    let sql = "select word from sample where (cast($1 as text) is null or word = $1) and (cast($2 as integer) is null or small >= $2) order by word";
    let mut tx = db.read().await.unwrap();
    let all = fetch!(fetch_all, (String,), tx, sql, None::<&str>, None::<i32>).unwrap();
    assert_eq!(all.len(), 2);
    let one = fetch!(fetch_all, (String,), tx, sql, Some("b"), Some(1)).unwrap();
    assert_eq!(one, [("b".to_owned(),)]);
}

#[db_test]
async fn small_numbers_sum_beyond_their_own_range(db: Db) {
    make_sample(&db).await;
    insert(&db, &sample("a", i32::MAX, None)).await.unwrap();
    insert(&db, &sample("b", i32::MAX, None)).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let sql = "select cast(sum(small) as bigint), count(*) from sample";
    let found = fetch!(fetch_one, (i64, i64), tx, sql).unwrap();
    assert_eq!(found, (i64::from(i32::MAX) * 2, 2));
}

#[db_test]
async fn a_taken_value_is_named_by_table_and_column(db: Db) {
    make_sample(&db).await;
    insert(&db, &sample("a", 1, None)).await.unwrap();
    let error = insert(&db, &sample("a", 2, None)).await.unwrap_err();
    assert!(error.is_taken("sample.word"), "{error:?}");
    let mut tx = db.write().await.unwrap();
    exec!(tx, "create unique index sample_key on sample (small, flag)").unwrap();
    tx.commit().await.unwrap();
    let error = insert(&db, &sample("b", 1, None)).await.unwrap_err();
    assert!(error.is_taken("sample.small, sample.flag"), "{error:?}");
}

#[db_test]
async fn a_missing_parent_is_a_foreign_key_error(db: Db) {
    let mut tx = db.write().await.unwrap();
    exec!(
        tx,
        "create table parent (id bigint primary key)"
            .replace("bigint", kind(&db))
            .leak() as &'static str
    )
    .unwrap();
    exec!(
        tx,
        "create table child (parent bigint references parent (id))"
            .replace("bigint", kind(&db))
            .leak() as &'static str
    )
    .unwrap();
    let error = exec!(tx, "insert into child (parent) values (1)").unwrap_err();
    assert!(matches!(error, DbError::ForeignKey), "{error:?}");
}

fn kind(db: &Db) -> &'static str {
    if db.is_postgres() {
        "bigint"
    } else {
        "integer"
    }
}

#[db_test]
async fn a_transaction_that_is_dropped_leaves_nothing(db: Db) {
    make_sample(&db).await;
    let row = sample("a", 1, None);
    {
        let mut tx = db.write().await.unwrap();
        exec!(
            tx, INSERT, row.id, &row.word, row.flag, row.small, row.big, row.day, &row.doc,
            &row.raw
        )
        .unwrap();
    }
    let mut tx = db.read().await.unwrap();
    assert_eq!(
        fetch!(fetch_one, (i64,), tx, "select count(*) from sample").unwrap(),
        (0,)
    );
}

#[db_test]
async fn a_reading_transaction_cannot_write(db: Db) {
    make_sample(&db).await;
    let mut tx = db.read().await.unwrap();
    exec!(tx, "delete from sample").unwrap_err();
}

#[db_test]
async fn a_reading_transaction_sees_one_state_throughout(db: Db) {
    make_sample(&db).await;
    let mut tx = db.read().await.unwrap();
    let count = "select count(*) from sample";
    assert_eq!(fetch!(fetch_one, (i64,), tx, count).unwrap(), (0,));
    insert(&db, &sample("a", 1, None)).await.unwrap();
    assert_eq!(fetch!(fetch_one, (i64,), tx, count).unwrap(), (0,));
}

#[db_test]
async fn migrating_again_changes_nothing(db: Db) {
    let before = (schema(&db).await, applied(&db).await);
    assert!(!before.0.is_empty() && !before.1.is_empty());
    db.migrate().await.unwrap();
    db.quick_check().await.unwrap();
    assert_eq!((schema(&db).await, applied(&db).await), before);
}

/// Tables with their columns, and indexes, in the database's own words.
async fn schema(db: &Db) -> Vec<(String,)> {
    let sql = if db.is_postgres() {
        "select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
         from information_schema.columns where table_schema = current_schema()
         union all select indexdef from pg_indexes where schemaname = current_schema()
         order by 1"
    } else {
        "select name || ' ' || coalesce(sql, '') from sqlite_master order by 1"
    };
    let mut tx = db.read().await.unwrap();
    fetch!(fetch_all, (String,), tx, sql).unwrap()
}

/// The migrations that were applied, each with its moment and checksum.
async fn applied(db: &Db) -> Vec<(i64, String, Vec<u8>)> {
    let sql = "select version, cast(installed_on as text), checksum from _sqlx_migrations order by version";
    let mut tx = db.read().await.unwrap();
    fetch!(fetch_all, (i64, String, Vec<u8>), tx, sql).unwrap()
}

#[tokio::test]
async fn two_processes_may_migrate_one_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let (first, second) = (Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap());
    let (first, second) = tokio::join!(first.migrate(), second.migrate());
    first.unwrap();
    second.unwrap();
}

#[tokio::test]
async fn a_database_that_was_full_takes_rows_again_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let db = Db::open(&url).await.unwrap();
    make_sample(&db).await;
    let mut tx = db.write().await.unwrap();
    // No less than it has now; it holds for the connection that is told.
    exec!(tx, "pragma max_page_count = 1").unwrap();
    tx.commit().await.unwrap();
    let mut kept = 0;
    let full = loop {
        match insert(&db, &sample(&format!("{kept}"), 1, None)).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, DbError::Full(_)), "{full:?}");
    insert(&db, &sample("later", 1, None)).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let counted = fetch!(fetch_one, (i64,), tx, "select count(*) from sample").unwrap();
    assert_eq!(counted, (kept + 1,));
}

#[db_test]
async fn a_database_of_a_newer_version_is_said_to_be_one(db: Db) {
    let mut tx = db.write().await.unwrap();
    let later = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                 values (999999, 'later', $1, $2, 0)";
    exec!(tx, later, true, vec![0_u8; 48]).unwrap();
    tx.commit().await.unwrap();
    let refused = db.migrate().await.unwrap_err();
    assert!(matches!(refused, DbError::Newer), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_at_once() {
    // Nobody listens at a port that was free a moment ago.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let server = listener.local_addr().unwrap();
    drop(listener);
    let address = format!("postgres://user@{server}/name");
    let opened = Db::open(&address);
    let opened = tokio::time::timeout(Duration::from_secs(10), opened).await;
    let error = opened.expect("it does not wait").unwrap_err();
    let expected = format!("no PostgreSQL server can be reached at {server}");
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn an_address_of_no_known_database_is_refused() {
    for url in ["mysql://localhost/x", "openqies.db", ""] {
        assert!(
            matches!(Db::open(url).await, Err(DbError::Address)),
            "{url}"
        );
    }
}
