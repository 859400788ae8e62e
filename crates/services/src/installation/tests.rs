use std::time::Duration;

use domain::site::Environment;
use futures::future::join_all;
use store::{Db, db_test, exec};

use super::{EnvironmentError, KeyError, calibrate, mark, open_keys};
use crate::keys::{Keys, Purpose};

#[db_test]
async fn a_key_file_belongs_to_its_database_from_the_first_start_on(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let made = open_keys(&db, &path).await.unwrap();
    let again = open_keys(&db, &path).await.unwrap();
    assert_eq!(made.derive(Purpose::Code), again.derive(Purpose::Code));

    let other = folder.path().join("other");
    std::fs::write(&other, [9; 32]).unwrap();
    let refused = open_keys(&db, &other).await;
    assert!(matches!(refused, Err(KeyError::AnotherKey)), "{refused:?}");
}

#[db_test]
async fn a_key_file_that_is_missing_is_asked_for_and_not_replaced(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    open_keys(&db, &path).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let refused = open_keys(&db, &path).await.unwrap_err();
    assert!(matches!(refused, KeyError::Missing), "{refused:?}");
    assert!(refused.to_string().contains("put your copy of it back"));
    assert!(!path.exists());
}

#[db_test]
async fn of_two_first_starts_with_keys_of_their_own_one_is_refused(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["one", "two"].map(|name| folder.path().join(name));
    let starts = join_all(paths.iter().map(|path| open_keys(&db, path))).await;
    assert_eq!(
        starts.iter().filter(|start| start.is_ok()).count(),
        1,
        "{starts:?}"
    );
}

#[db_test]
async fn passwords_never_cost_less_than_they_did_on_a_faster_machine(db: Db) {
    let keys = Keys::of([7; 32]);
    // As long as anybody would wait: more passes than the least on any machine.
    let fast = calibrate(&db, &keys, Duration::from_mins(1)).await.unwrap();
    assert!(fast.passes() > 2);
    let slow = calibrate(&db, &keys, Duration::ZERO).await.unwrap();
    assert_eq!(slow.passes(), fast.passes());
}

#[db_test]
async fn a_database_stays_of_the_environment_that_it_was_made_for(db: Db) {
    mark(&db, Environment::Training).await.unwrap();
    mark(&db, Environment::Training).await.unwrap();
    let refused = mark(&db, Environment::Production).await;
    assert!(
        matches!(
            refused,
            Err(EnvironmentError::Another(Environment::Training))
        ),
        "{refused:?}"
    );
}

#[db_test]
async fn a_database_that_was_used_never_becomes_one_of_training(db: Db) {
    let mut tx = db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'ANNA.OTT', 'Anna Ott', 'a@example.org', 'active', 0)",
        uuid::Uuid::now_v7()
    )
    .unwrap();
    tx.commit().await.unwrap();
    let refused = mark(&db, Environment::Training).await;
    assert!(
        matches!(
            refused,
            Err(EnvironmentError::Another(Environment::Production))
        ),
        "{refused:?}"
    );
    mark(&db, Environment::Production).await.unwrap();
}
