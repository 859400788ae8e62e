use std::fs::{self, Permissions};

use super::*;
use crate::{Db, exec, files::FileStore};

/// Who may do what with it.
fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn nobody_else_may_read_the_database_and_what_lies_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openqies.db");
    let db = Db::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    let mut tx = db.write().await.unwrap();
    exec!(tx, "create table sample (id integer primary key) strict").unwrap();
    tx.commit().await.unwrap();
    for name in ["openqies.db", "openqies.db-wal", "openqies.db-shm"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
    db.close().await;
}

#[test]
fn nobody_else_may_look_into_a_folder_that_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("data/inside");
    make_folder(&made).unwrap();
    let files = folder.path().join("files");
    FileStore::local(&files).unwrap();
    for path in [made.as_path(), made.parent().unwrap(), files.as_path()] {
        assert_eq!(mode(path), 0o700, "{}", path.display());
        assert!(!is_open_to_others(path).unwrap());
    }
}

#[test]
fn what_is_there_stays_as_it_is_and_is_known_to_be_open() {
    let folder = tempfile::tempdir().unwrap();
    let (inside, file) = (folder.path().join("inside"), folder.path().join("file"));
    fs::create_dir(&inside).unwrap();
    fs::write(&file, "kept").unwrap();
    for (path, open) in [(&inside, 0o750), (&file, 0o604)] {
        fs::set_permissions(path, Permissions::from_mode(open)).unwrap();
    }
    make_folder(&inside).unwrap();
    make_file(&file).unwrap();
    assert_eq!((mode(&inside), mode(&file)), (0o750, 0o604));
    assert_eq!(fs::read(&file).unwrap(), b"kept");
    assert!(is_open_to_others(&inside).unwrap() && is_open_to_others(&file).unwrap());
    assert!(make_file(&folder.path().join("missing/file")).is_err());
}
