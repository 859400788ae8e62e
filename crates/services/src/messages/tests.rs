use domain::{
    messages::{Channel, MailboxFilter, Words},
    site::{Site, SiteMode},
    time::{Instant, Now},
};
use std::sync::Arc;
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;

use super::{To, deliver, mailbox, post, unseal};
use crate::{Clock, ServiceError, Services};

mod compose;
mod delivery;
mod secrets;
mod smtp;
mod webhook;

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
        .map(|(id, sealed)| unseal(&services.keys, id, &sealed).unwrap())
        .collect()
}

const NOON: Instant = Instant(1_795_348_800_000_000);

fn site(mode: SiteMode) -> Arc<Site> {
    Arc::new(Site {
        mode,
        ..Site::default()
    })
}

fn code() -> Words {
    Words::new("Your security code")
        .say("Here it is.")
        .code("12345678")
}

/// Posts a mail to Anne.
async fn post_mail(services: &Services, words: &Words) {
    post_to(services, Channel::Mail, "anne@example.org", words).await;
}

async fn post_to(services: &Services, channel: Channel, recipient: &str, words: &Words) {
    let to = To {
        user: None,
        channel,
        recipient,
    };
    let mut tx = services.db.write().await.unwrap();
    post(&mut tx, &services.keys, to, words, NOON)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn clock(seconds: i64) -> Clock {
    let moment = NOON.plus_seconds(seconds);
    Arc::new(move || Now {
        system: moment,
        rules: moment,
    })
}

#[db_test]
async fn a_message_is_unreadable_in_the_database_and_its_delivery_a_job(db: Db) {
    let services = crate::tests::services(db);
    post_mail(&services, &code()).await;
    assert_eq!(sent_to(&services, "anne@example.org").await, [code()]);
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
    assert_eq!(kind, deliver::kind(Channel::Mail));
    assert!(!payload.contains("anne"));
}

#[db_test]
async fn the_mailbox_shows_the_newest_messages_to_everybody_or_to_one(db: Db) {
    let services = crate::tests::services(db);
    for (recipient, subject) in [
        ("anne@example.org", "First"),
        ("Berta@example.org", "Second"),
        ("anne@example.org", "Third"),
    ] {
        post_to(&services, Channel::Mail, recipient, &Words::new(subject)).await;
    }
    let subjects = async |to: &str| {
        let filter = MailboxFilter { to: to.to_owned() };
        let messages = mailbox(&services, None, &filter, NOON)
            .await
            .unwrap()
            .into_iter();
        messages
            .map(|message| message.words.subject)
            .collect::<Vec<_>>()
    };
    assert_eq!(subjects("").await, ["Third", "Second", "First"]);
    assert_eq!(subjects("anne@example.org").await, ["Third", "First"]);
    assert_eq!(subjects("berta@example.org").await, ["Second"]);
    assert!(subjects("nobody@example.org").await.is_empty());
    let mut tx = services.db.read().await.unwrap();
    let sql =
        "select count(*) from audit_event where act = 'sensitive_read' and object_id = 'mailbox'";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (4,));
}

#[db_test]
async fn there_is_a_mailbox_in_the_demonstration_alone(db: Db) {
    let mut services = crate::tests::services(db);
    for mode in [SiteMode::Agency, SiteMode::Gov] {
        services.site = site(mode);
        let refused = mailbox(&services, None, &MailboxFilter::default(), NOON).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }
}

#[db_test]
async fn a_message_whose_delivery_died_has_failed_and_its_words_are_forgotten_in_time(db: Db) {
    let services = crate::tests::services(db);
    post_mail(&services, &code()).await;
    post_mail(&services, &Words::new("On its way")).await;
    let mut tx = services.db.write().await.unwrap();
    // The process was killed at the last attempt.
    exec!(
        tx,
        "update job set state = 'dead', finished_at = 0
            where id = (select job_id from message where subject = 'Your security code')"
    )
    .unwrap();
    tx.commit().await.unwrap();
    let day = 86_400;
    for (days, states) in [
        (
            1,
            [
                ("On its way", "queued", true),
                ("Your security code", "failed", true),
            ],
        ),
        (
            4,
            [
                ("On its way", "failed", false),
                ("Your security code", "failed", false),
            ],
        ),
    ] {
        let mut tx = services.db.write().await.unwrap();
        crate::messages::forget(&mut tx, false, NOON.plus_seconds(days * day))
            .await
            .unwrap();
        let rows = fetch!(
            fetch_all,
            (String, String, Option<Vec<u8>>),
            tx,
            "select subject, state, sealed from message order by subject"
        )
        .unwrap();
        tx.commit().await.unwrap();
        let found: Vec<_> = rows
            .iter()
            .map(|(subject, state, sealed)| (&**subject, &**state, sealed.is_some()))
            .collect();
        assert_eq!(found, states, "after {days} days");
    }
}

#[db_test]
async fn messages_of_long_ago_are_deleted(db: Db) {
    let services = crate::tests::services(db);
    post_mail(&services, &code()).await;
    let day = 86_400;
    for (days, left) in [(89, 1), (91, 0)] {
        let mut tx = services.db.write().await.unwrap();
        crate::messages::forget(&mut tx, true, NOON.plus_seconds(days * day))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(sent_to(&services, "anne@example.org").await.len(), left);
    }
}
