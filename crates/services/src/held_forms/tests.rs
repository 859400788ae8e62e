use domain::{
    forms::{HeldBecause, HeldForm},
    identity::UserId,
    time::Instant,
};
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;

use super::{drop_form, find, keep};
use crate::{ServiceError, Services};

const NOW: Instant = Instant(1_795_348_800_000_000);

async fn person(services: &Services, number: u128) -> UserId {
    let id = Uuid::from_u128(number);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, 'Somebody', 'a@example.org', 'active', 0)",
        id,
        format!("PERSON.{number}")
    )
    .unwrap();
    tx.commit().await.unwrap();
    UserId(id)
}

fn form() -> HeldForm {
    HeldForm {
        because: HeldBecause::SessionEnded,
        action: "/api/support/give_up_job".to_owned(),
        page: Some("/support/jobs/1".to_owned()),
        drawn_for: None,
        values: vec![("note".to_owned(), "a long explanation".to_owned())],
        had_secret: false,
    }
}

#[db_test]
async fn a_kept_form_comes_back_to_the_same_person_for_a_quarter_of_an_hour(db: Db) {
    let services = crate::tests::services(db);
    let (me, other) = (person(&services, 1).await, person(&services, 2).await);
    let id = keep(&services, me, &form(), NOW).await.unwrap();
    let at = |seconds| NOW.plus_seconds(seconds);
    assert_eq!(find(&services, me, &id, at(899)).await.unwrap(), form());
    for refused in [
        find(&services, other, &id, at(1)).await,
        find(&services, me, &id, at(900)).await,
        find(&services, me, "something else", at(1)).await,
    ] {
        assert!(
            matches!(refused, Err(ServiceError::NotFound)),
            "{refused:?}"
        );
    }
    drop_form(&services, other, &id).await.unwrap();
    find(&services, me, &id, at(1)).await.unwrap();
    drop_form(&services, me, &id).await.unwrap();
    find(&services, me, &id, at(1)).await.unwrap_err();
}

#[db_test]
async fn the_database_alone_does_not_tell_what_was_written(db: Db) {
    let services = crate::tests::services(db);
    let me = person(&services, 1).await;
    keep(&services, me, &form(), NOW).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let (sealed,) = fetch!(fetch_one, (Vec<u8>,), tx, "select sealed from held_form").unwrap();
    assert!(!sealed.windows(4).any(|bytes| bytes == b"long"));
}

#[db_test]
async fn of_more_forms_than_anybody_has_open_the_oldest_go(db: Db) {
    let services = crate::tests::services(db);
    let (me, other) = (person(&services, 1).await, person(&services, 2).await);
    let of_another = keep(&services, other, &form(), NOW).await.unwrap();
    let mut kept = Vec::new();
    for second in 0..21 {
        let now = NOW.plus_seconds(second);
        kept.push(keep(&services, me, &form(), now).await.unwrap());
    }
    let now = NOW.plus_seconds(21);
    let gone = find(&services, me, &kept[0], now).await;
    assert!(matches!(gone, Err(ServiceError::NotFound)), "{gone:?}");
    find(&services, me, &kept[1], now).await.unwrap();
    find(&services, me, &kept[20], now).await.unwrap();
    find(&services, other, &of_another, now).await.unwrap();
}
