use std::{
    io::{self, Read, Seek, SeekFrom},
    time::{SystemTime, UNIX_EPOCH},
};

use futures::stream;
use object_store::memory::InMemory;

use super::*;
use crate::{Db, db_test, fetch};

const DAY: i64 = 24 * 60 * 60;

fn now() -> Instant {
    let micros = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_micros();
    Instant(i64::try_from(micros).unwrap())
}

fn chunks(parts: &[&'static str]) -> impl Stream<Item = Result<Bytes, io::Error>> + use<> {
    stream::iter(
        parts
            .iter()
            .map(|part| Ok(Bytes::from_static(part.as_bytes())))
            .collect::<Vec<_>>(),
    )
}

struct Place {
    folder: tempfile::TempDir,
    store: FileStore,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::local(folder.path().join("store")).unwrap();
        Self { folder, store }
    }

    /// Every file below the store, relative to it.
    fn files(&self) -> Vec<String> {
        let root = self.folder.path().join("store");
        let mut folders = vec![root.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        files
    }
}

async fn record(place: &Place, db: &Db, file: &StoredFile) {
    let mut tx = db.write().await.unwrap();
    place.store.record(&mut tx, file, now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn the_same_bytes_twice_are_one_object(db: Db) {
    let place = Place::new();
    for parts in [vec!["ab", "c"], vec!["abc"]] {
        let staged = place.store.stage(chunks(&parts), 3).await.unwrap();
        let file = place.store.keep(staged).await.unwrap();
        assert_eq!(file.bytes, 3);
        assert_eq!(
            file.hash.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        record(&place, &db, &file).await;
    }
    assert_eq!(place.files().len(), 1);
    let mut tx = db.read().await.unwrap();
    let rows = fetch!(
        fetch_all,
        (Vec<u8>, i64),
        tx,
        "select hash, bytes from stored_file"
    )
    .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].1, 3);
}

#[tokio::test]
async fn what_was_kept_is_read_back_as_stream_and_as_file() {
    let place = Place::new();
    let memory = FileStore {
        objects: Arc::new(InMemory::new()),
        folder: None,
    };
    for store in [&place.store, &memory] {
        let staged = store
            .stage(chunks(&["one ", "two ", "three"]), 100)
            .await
            .unwrap();
        let hash = store.keep(staged).await.unwrap().hash;
        let read: Vec<Bytes> = store
            .read(&hash)
            .await
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        assert_eq!(read.concat(), b"one two three");
        let mut file = store.open(&hash).await.unwrap();
        file.seek(SeekFrom::Start(4)).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "two three");
    }
}

#[tokio::test]
async fn a_file_of_many_parts_keeps_its_bytes_in_order() {
    let place = Place::new();
    let chunk = |n: u8| Ok::<_, io::Error>(Bytes::from(vec![n; 700_000]));
    let staged = place
        .store
        .stage(stream::iter((0..20).map(chunk)), u64::MAX)
        .await
        .unwrap();
    let file = place.store.keep(staged).await.unwrap();
    assert_eq!(file.bytes, 14_000_000);
    let mut content = Vec::new();
    place
        .store
        .open(&file.hash)
        .await
        .unwrap()
        .read_to_end(&mut content)
        .unwrap();
    assert_eq!(
        ContentHash::from(<[u8; 32]>::from(Sha256::digest(&content))),
        file.hash
    );
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let place = Place::new();
    let staged = place.store.stage(chunks(&[]), 0).await.unwrap();
    let file = place.store.keep(staged).await.unwrap();
    assert_eq!(file.bytes, 0);
    place.store.open(&file.hash).await.unwrap();
}

#[tokio::test]
async fn a_file_above_the_limit_is_refused_and_leaves_nothing() {
    let place = Place::new();
    let error = place
        .store
        .stage(chunks(&["ab", "cd"]), 3)
        .await
        .unwrap_err();
    assert!(
        matches!(error, FileError::TooLarge { limit: 3 }),
        "{error:?}"
    );
    assert_eq!(place.files(), [""; 0]);
}

#[tokio::test]
async fn a_stream_that_breaks_off_leaves_nothing() {
    let place = Place::new();
    let broken = stream::iter([
        Ok(Bytes::from_static(b"ab")),
        Err(io::Error::other("reset")),
    ]);
    let error = place.store.stage(broken, 100).await.unwrap_err();
    assert!(matches!(error, FileError::Interrupted(_)), "{error:?}");
    assert_eq!(place.files(), [""; 0]);
}

#[tokio::test]
async fn an_unknown_hash_is_missing() {
    let place = Place::new();
    let hash = ContentHash::from([7; 32]);
    assert!(matches!(
        place.store.open(&hash).await,
        Err(FileError::Missing)
    ));
    assert!(matches!(
        place.store.read(&hash).await,
        Err(FileError::Missing)
    ));
}

#[db_test]
async fn bytes_of_a_crash_between_staging_and_keeping_go_after_a_day(db: Db) {
    let place = Place::new();
    let _crashed = place.store.stage(chunks(&["whole"]), 100).await.unwrap();
    // What kill -9 in the middle of writing leaves.
    std::fs::write(place.folder.path().join("store/staging/half#1"), "ha").unwrap();
    assert_eq!(
        place.store.sweep(&db, now()).await.unwrap(),
        Swept::default()
    );
    assert_eq!(place.files().len(), 2);
    let swept = place
        .store
        .sweep(&db, now().plus_seconds(DAY + 60))
        .await
        .unwrap();
    assert_eq!(
        swept,
        Swept {
            staged: 2,
            unnamed: 0
        }
    );
    assert_eq!(place.files(), [""; 0]);
}

#[db_test]
async fn a_file_that_no_row_names_goes_after_a_day_and_a_named_one_stays(db: Db) {
    let place = Place::new();
    let named = place.store.stage(chunks(&["named"]), 100).await.unwrap();
    let named = place.store.keep(named).await.unwrap();
    record(&place, &db, &named).await;
    let unnamed = place.store.stage(chunks(&["unnamed"]), 100).await.unwrap();
    let unnamed = place.store.keep(unnamed).await.unwrap();

    assert_eq!(
        place.store.sweep(&db, now()).await.unwrap(),
        Swept::default()
    );
    let swept = place
        .store
        .sweep(&db, now().plus_seconds(DAY + 60))
        .await
        .unwrap();
    assert_eq!(
        swept,
        Swept {
            staged: 0,
            unnamed: 1
        }
    );
    place.store.open(&named.hash).await.unwrap();
    assert!(matches!(
        place.store.open(&unnamed.hash).await,
        Err(FileError::Missing)
    ));

    let mut tx = db.write().await.unwrap();
    let late = place.store.record(&mut tx, &unnamed, now()).await;
    assert!(
        matches!(late, Err(FileError::Missing)),
        "a swept file cannot be named"
    );
}

#[db_test]
async fn an_empty_store_is_swept_without_complaint(db: Db) {
    assert_eq!(
        Place::new().store.sweep(&db, now()).await.unwrap(),
        Swept::default()
    );
}

#[tokio::test]
async fn a_store_that_is_tried_out_keeps_nothing_of_it() {
    let place = Place::new();
    place.store.try_out().await.unwrap();
    assert_eq!(place.files(), [""; 0]);
    FileStore::in_memory().try_out().await.unwrap();
}

#[tokio::test]
async fn a_store_that_takes_no_bytes_says_so_when_it_is_tried_out() {
    let place = Place::new();
    let staging = place.folder.path().join("store/staging");
    std::fs::write(&staging, "in the way").unwrap();
    place.store.try_out().await.unwrap_err();
    std::fs::remove_file(&staging).unwrap();
    place.store.try_out().await.unwrap();
}

#[test]
fn a_full_disk_is_told_from_other_errors() {
    let full = object_store::Error::Generic {
        store: "local",
        source: Box::new(io::Error::from(io::ErrorKind::StorageFull)),
    };
    assert!(matches!(FileError::from(full), FileError::Full));
    let other = object_store::Error::Generic {
        store: "local",
        source: "odd".into(),
    };
    assert!(matches!(FileError::from(other), FileError::Store(_)));
}

#[test]
fn a_hash_reads_as_it_is_shown() {
    let hash = ContentHash::from([0x0f; 32]);
    assert_eq!(hash.to_string().parse(), Ok(hash));
    for text in [
        "",
        "0f",
        &"0F".repeat(32),
        &"0g".repeat(32),
        &"0f".repeat(33),
    ] {
        assert_eq!(
            text.parse::<ContentHash>(),
            Err(hash::NoContentHash),
            "{text}"
        );
    }
}

#[db_test]
async fn a_deleted_file_is_gone_with_its_name_and_deleting_it_again_is_no_error(db: Db) {
    let place = Place::new();
    let staged = place.store.stage(chunks(&["sealed"]), 10).await.unwrap();
    let file = place.store.keep(staged).await.unwrap();
    record(&place, &db, &file).await;
    for _ in 0..2 {
        place.store.delete(&file.hash).await.unwrap();
        let mut tx = db.write().await.unwrap();
        FileStore::unname(&mut tx, &file.hash).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert!(place.files().is_empty());
    let mut tx = db.read().await.unwrap();
    let named = fetch!(fetch_one, (i64,), tx, "select count(*) from stored_file").unwrap();
    assert_eq!(named, (0,));
}
