use domain::{
    forms::{FieldError, ReturnedForm},
    time::Instant,
};
use store::{Db, db_test, fetch};

use super::{keep, take};

const NOON: Instant = Instant(1_795_348_800_000_000);
const ALICE: [u8; 32] = [1; 32];
const BOB: [u8; 32] = [2; 32];

fn form() -> ReturnedForm {
    ReturnedForm {
        values: vec![("reason".to_owned(), "resident in room 12".to_owned())],
        errors: vec![FieldError::new("date", "Enter a date.")],
    }
}

#[db_test]
async fn a_form_comes_back_once(db: Db) {
    let services = crate::tests::services(db);
    let id = keep(&services, Some(&ALICE), &form(), NOON).await.unwrap();
    assert_eq!(
        take(&services, Some(&ALICE), &id, NOON).await.unwrap(),
        Some(form())
    );
    assert_eq!(
        take(&services, Some(&ALICE), &id, NOON).await.unwrap(),
        None
    );
}

#[db_test]
async fn a_form_is_for_the_session_that_sent_it(db: Db) {
    let services = crate::tests::services(db);
    let id = keep(&services, Some(&ALICE), &form(), NOON).await.unwrap();
    assert_eq!(take(&services, Some(&BOB), &id, NOON).await.unwrap(), None);
    // The guess used it up.
    assert_eq!(
        take(&services, Some(&ALICE), &id, NOON).await.unwrap(),
        None
    );
    let id = keep(&services, Some(&ALICE), &form(), NOON).await.unwrap();
    assert_eq!(take(&services, None, &id, NOON).await.unwrap(), None);
}

#[db_test]
async fn before_log_in_a_form_comes_back_to_whoever_has_its_id(db: Db) {
    let services = crate::tests::services(db);
    let id = keep(&services, None, &form(), NOON).await.unwrap();
    assert_eq!(
        take(&services, None, &id, NOON).await.unwrap(),
        Some(form())
    );
}

#[db_test]
async fn a_form_is_forgotten_after_a_quarter_of_an_hour(db: Db) {
    let services = crate::tests::services(db);
    let id = keep(&services, Some(&ALICE), &form(), NOON).await.unwrap();
    let late = NOON.plus_seconds(15 * 60 + 1);
    assert_eq!(
        take(&services, Some(&ALICE), &id, late).await.unwrap(),
        None
    );
}

#[db_test]
async fn the_database_holds_neither_the_id_nor_what_was_typed(db: Db) {
    let services = crate::tests::services(db);
    let id = keep(&services, Some(&ALICE), &form(), NOON).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let (hash, sealed) = fetch!(
        fetch_one,
        (Vec<u8>, Vec<u8>),
        tx,
        "select id_hash, sealed from flash"
    )
    .unwrap();
    let holds = |text: &str| {
        sealed
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(!holds("resident") && !holds("reason") && !holds(&id));
    assert_ne!(hash, id.as_bytes());
}

#[db_test]
async fn an_id_that_nobody_gave_out_is_no_form(db: Db) {
    let services = crate::tests::services(db);
    for id in ["", "x", "…", &"A".repeat(5000)] {
        assert_eq!(take(&services, None, id, NOON).await.unwrap(), None);
    }
}
