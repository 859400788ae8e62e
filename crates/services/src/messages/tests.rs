use domain::messages::{Channel, Words};
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::{To, post};
use crate::{Services, keys::Purpose};

/// What a recipient was sent, the newest first.
pub async fn sent_to(services: &Services, recipient: &str) -> Vec<Words> {
    let mut tx = services.db.read().await.unwrap();
    let rows = fetch!(
        fetch_all,
        (Uuid, Vec<u8>),
        tx,
        "select id, sealed from message where recipient = $1 order by id desc",
        recipient
    )
    .unwrap();
    rows.into_iter()
        .map(|(id, sealed)| {
            let plain = services.keys.open(Purpose::Mail, id.as_bytes(), &sealed);
            serde_json::from_slice(&plain.unwrap()).unwrap()
        })
        .collect()
}

#[db_test]
async fn a_message_is_unreadable_in_the_database_and_its_delivery_a_job(db: Db) {
    let services = crate::tests::services(db);
    let words = Words::new("Your security code")
        .say("Here it is.")
        .code("12345678");
    let to = To {
        user: None,
        channel: Channel::Mail,
        recipient: "anne@example.org",
    };
    let mut tx = services.db.write().await.unwrap();
    post(
        &mut tx,
        &services.keys,
        to,
        &words,
        domain::time::Instant(1),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    assert_eq!(sent_to(&services, "anne@example.org").await, [words]);
    let mut tx = services.db.read().await.unwrap();
    let (sealed,) = fetch!(fetch_one, (Vec<u8>,), tx, "select sealed from message").unwrap();
    assert!(!sealed.windows(8).any(|bytes| bytes == b"12345678"));
    let (kind, payload) = fetch!(
        fetch_one,
        (String, String),
        tx,
        "select kind, cast(payload as text) from job"
    )
    .unwrap();
    assert_eq!(kind, "deliver_message");
    assert!(!payload.contains("anne"));
}
