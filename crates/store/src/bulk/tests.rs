use futures::future::join_all;
use jiff::civil::date;

use super::*;
use crate::{db_test, exec, fetch, testing::cut_off};

const TARGET: Target<9> = Target {
    table: "sample",
    columns: [
        "at", "flag", "small", "big", "word", "id", "day", "raw", "none",
    ],
};

async fn make_sample(db: &Db) {
    let sql = if db.is_postgres() {
        "create table sample (at integer primary key, flag boolean, small integer, big bigint, word text, id uuid, day date, raw bytea, none text)"
    } else {
        "create table sample (at integer primary key, flag integer, small integer, big integer, word text, id blob, day text, raw blob, none text) strict"
    };
    let mut tx = db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
}

fn row(at: i32, word: &str) -> [Value<'_>; 9] {
    [
        Value::Integer(at),
        Value::Bool(at % 2 == 0),
        Value::Integer(-at),
        Value::Bigint(i64::from(at) * 10_000_000_000),
        Value::Text(word),
        Value::Uuid(Uuid::from_u128(7)),
        Value::Day(date(2026, 2, 28)),
        Value::Bytes(&[0, 92, 255]),
        Value::Null,
    ]
}

type Read = (bool, i32, i64, String, Uuid, Day, Vec<u8>, Option<String>);
const READ: &str = "select flag, small, big, word, id, day, raw, none from sample where at = $1";
const COUNT: &str = "select count(*) from sample";

const WORDS: [&str; 4] = [
    "plain",
    "tab\tline\nreturn\rback\\slash \\N",
    "",
    "é 名 ' \" , ; $1 ?",
];

#[db_test]
async fn every_type_of_value_arrives_as_it_was_given_alone_and_among_many(db: Db) {
    make_sample(&db).await;
    for rows in [WORDS.len(), FEW_ROWS + WORDS.len()] {
        let words = WORDS.into_iter().cycle().take(rows);
        let rows: Vec<_> = (1..).zip(words).map(|(at, word)| row(at, word)).collect();
        let tx = db.write().await.unwrap();
        let tx = TARGET.insert(tx, &rows).await.unwrap();
        let mut tx = TARGET.insert(tx, &[]).await.unwrap();
        for (at, word) in (1..).zip(WORDS) {
            let read = fetch!(fetch_one, Read, tx, READ, at).unwrap();
            let day = Day::from(date(2026, 2, 28));
            let big = i64::from(at) * 10_000_000_000;
            let id = Uuid::from_u128(7);
            let expected = (
                at % 2 == 0,
                -at,
                big,
                word.to_owned(),
                id,
                day,
                vec![0, 92, 255],
                None,
            );
            assert_eq!(read, expected);
        }
    }
}

#[db_test]
async fn more_rows_than_one_statement_or_batch_holds_all_arrive(db: Db) {
    make_sample(&db).await;
    let loaded = TARGET
        .load(&db, (0..9_001).map(|at| row(at, "word")))
        .await
        .unwrap();
    assert_eq!(loaded, 9_001);
    let mut tx = db.read().await.unwrap();
    assert_eq!(fetch!(fetch_one, (i64,), tx, COUNT).unwrap(), (9_001,));
}

#[db_test]
async fn a_taken_key_fails_the_load_by_its_name(db: Db) {
    make_sample(&db).await;
    let error = TARGET
        .load(&db, [row(1, "a"), row(1, "b")])
        .await
        .unwrap_err();
    assert!(error.is_taken("sample.at"), "{error:?}");
    let mut tx = db.read().await.unwrap();
    assert_eq!(fetch!(fetch_one, (i64,), tx, COUNT).unwrap(), (0,));
}

#[db_test]
async fn others_write_while_a_load_runs(db: Db) {
    make_sample(&db).await;
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let rows = (0..40_000).map(|at| {
        if at == 20_000 {
            told.send(()).unwrap();
        }
        row(at, "word")
    });
    let other = async {
        heard.recv().await.unwrap();
        let mut tx = db.write().await.unwrap();
        exec!(tx, "insert into sample (at) values (-1)").unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        fetch!(fetch_one, (i64,), tx, COUNT).unwrap().0
    };
    let (loaded, seen) = tokio::join!(TARGET.load(&db, rows), other);
    assert_eq!(loaded.unwrap(), 40_000);
    assert!(seen < 40_001, "the other waited for the whole load");
}

#[db_test]
async fn a_load_that_is_cut_off_anywhere_leaves_nothing_open(db: Db) {
    make_sample(&db).await;
    for waits in 0.. {
        let rows = (0..5_000).map(|at| row(at, "word"));
        let ended = cut_off(TARGET.load(&db, rows), waits).await;
        // So many at once that every connection of the pool takes part.
        for cleared in join_all((0..32).map(|_| clear(&db))).await {
            cleared.unwrap();
        }
        if ended.is_some() {
            break;
        }
    }
}

async fn clear(db: &Db) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    exec!(tx, "delete from sample")?;
    tx.commit().await
}
