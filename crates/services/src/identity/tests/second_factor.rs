use domain::identity::{DeviceId, DeviceKind};
use futures::future::join_all;

use super::super::codes;
use super::*;
use crate::keys::Purpose;

/// Whoever has typed the right password, and nothing more.
async fn half_way(services: &Services, now: Instant) -> Holder {
    let entered = log_in(services, form("ANNE.EXAMPLE", PASSWORD), now)
        .await
        .unwrap();
    holder(services, &entered.token, now).await
}

async fn add_authenticator(services: &Services, user: Uuid) -> (DeviceId, [u8; 20]) {
    let (id, key) = (Uuid::from_u128(71), [9; 20]);
    let sealed = services
        .keys
        .seal(Purpose::Device, id.as_bytes(), &key)
        .unwrap();
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, sealed, confirmed_at, created_at)
         values ($1, $2, 'authenticator', 'Phone', $3, 0, 1)",
        id,
        user,
        sealed
    )
    .unwrap();
    tx.commit().await.unwrap();
    (DeviceId(id), key)
}

async fn add_backup_codes(services: &Services, user: Uuid, printed: &[&str]) -> DeviceId {
    let id = Uuid::from_u128(72);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, confirmed_at, created_at)
         values ($1, $2, 'backup_codes', 'Backup codes', 0, 2)",
        id,
        user
    )
    .unwrap();
    for code in printed {
        let hash = codes::hash(&services.keys, id.as_bytes(), &codes::typed(code));
        exec!(
            tx,
            "insert into backup_code (device_id, code_hash) values ($1, $2)",
            id,
            hash.as_slice()
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    DeviceId(id)
}

fn shown_by(key: &[u8], now: Instant) -> String {
    let totp = codes::authenticator(key, "OpenQIES", "ANNE.EXAMPLE").unwrap();
    totp.generate(u64::try_from(now.0 / 1_000_000).unwrap())
        .to_string()
}

async fn is_refused(services: &Services, holder: &Holder, code: &str, now: Instant) {
    let errors = field_errors(prove(services, holder, code, now).await);
    assert!(errors[0].1.contains("not the code"), "{errors:?}");
}

#[db_test]
async fn a_password_alone_opens_nothing(db: Db) {
    let (services, _) = installation(db, &[Role::StateAgencyGeneralUser]).await;
    let entered = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    let presented = session(&services, &entered.token, AskedBy::Person, at(1))
        .await
        .unwrap();
    assert!(matches!(presented, Presented::Underway(_)), "{presented:?}");
}

#[db_test]
async fn the_mailed_code_opens_the_session_under_a_new_token(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let entered = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    let holder = holder(&services, &entered.token, NOON).await;
    let code = code_for(&services, &holder, NOON).await;
    assert_eq!(code.len(), 8);
    // As people type it.
    let spaced = format!(" {} {} ", &code[..4], &code[4..]);
    let token = prove(&services, &holder, &spaced, NOON).await.unwrap();
    let opened = open(&services, &token, at(1)).await;
    assert_eq!(opened.holder.confirmed_at, Some(NOON));
    let before = session(&services, &entered.token, AskedBy::Person, at(1))
        .await
        .unwrap();
    assert_eq!(before, Presented::Unknown);
}

#[db_test]
async fn a_code_in_a_text_message_or_a_call_opens_the_session(db: Db) {
    let (services, user) = installation(db, &[]).await;
    for (number, kind, target) in [(73, "text", "641-555-0142"), (74, "voice", "641-555-0143")] {
        let id = Uuid::from_u128(number);
        let mut tx = services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into device (id, user_id, kind, name, target, confirmed_at, created_at)
             values ($1, $2, $3, 'Telephone', $4, 0, 3)",
            id,
            user,
            kind,
            target
        )
        .unwrap();
        tx.commit().await.unwrap();
        let holder = half_way(&services, NOON).await;
        choose(&services, &holder, DeviceId(id), NOON)
            .await
            .unwrap();
        let mut tx = services.db.read().await.unwrap();
        let sql = "select channel from message where recipient = $1";
        let (channel,) = fetch!(fetch_one, (String,), tx, sql, target).unwrap();
        drop(tx);
        assert_eq!(channel, kind);
        let code = sent_to(&services, target).await.remove(0).code.unwrap();
        let token = prove(&services, &holder, &code, NOON).await.unwrap();
        open(&services, &token, at(1)).await;
    }
}

#[db_test]
async fn a_code_is_for_the_log_in_that_asked_for_it_alone(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let mine = half_way(&services, NOON).await;
    let code = code_for(&services, &mine, NOON).await;
    let other = half_way(&services, NOON).await;
    code_for(&services, &other, NOON.plus_seconds(1)).await;
    is_refused(&services, &other, &code, NOON.plus_seconds(2)).await;
}

#[db_test]
async fn a_code_works_for_ten_minutes(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let holder = half_way(&services, NOON).await;
    let code = code_for(&services, &holder, NOON).await;
    is_refused(&services, &holder, &code, NOON.plus_seconds(601)).await;
}

#[db_test]
async fn a_code_works_once_however_many_ask_at_the_same_time(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    // No delay stands between the two.
    services.rules.lock_out.delay_micros = 0;
    let holder = half_way(&services, NOON).await;
    let code = code_for(&services, &holder, NOON).await;
    let answers = join_all((0..2).map(|_| prove(&services, &holder, &code, NOON))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
}

#[db_test]
async fn wrong_codes_lock_codes_and_the_owner_is_told_what_is_known_of_the_password(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let holder = half_way(&services, NOON).await;
    let code = code_for(&services, &holder, NOON).await;
    for number in 0..5 {
        is_refused(
            &services,
            &holder,
            "00000000",
            NOON.plus_seconds(20 * number),
        )
        .await;
    }
    let errors = field_errors(prove(&services, &holder, &code, NOON.plus_seconds(100)).await);
    assert!(errors[0].1.contains("locked"), "{errors:?}");
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(
        mail.subject,
        "Security codes and passkeys of your account are locked"
    );
    let words = mail.paragraphs.join(" ");
    assert!(words.contains("knows your password"), "{words}");
    assert!(!words.contains("not found out"), "{words}");
    // Logging in anew is no way around it.
    let again = half_way(&services, NOON.plus_seconds(120)).await;
    let code = code_for(&services, &again, NOON.plus_seconds(120)).await;
    let errors = field_errors(prove(&services, &again, &code, NOON.plus_seconds(130)).await);
    assert!(errors[0].1.contains("locked"), "{errors:?}");
}

#[db_test]
async fn three_codes_are_sent_for_a_log_in_half_a_minute_apart(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let holder = half_way(&services, NOON).await;
    let first = devices(&services, &holder).await.unwrap().remove(0);
    let send = |seconds| choose(&services, &holder, first.id, NOON.plus_seconds(seconds));
    send(0).await.unwrap();
    field_errors(send(29).await);
    send(30).await.unwrap();
    send(60).await.unwrap();
    let errors = field_errors(send(90).await);
    assert!(errors[0].1.contains("Three codes"), "{errors:?}");
    assert_eq!(sent_to(&services, "anne@example.org").await.len(), 3);
}

#[db_test]
async fn an_authenticators_code_works_within_half_a_minute_and_once(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let (device, key) = add_authenticator(&services, user).await;
    let code = shown_by(&key, NOON);
    let holder = half_way(&services, NOON).await;
    choose(&services, &holder, device, NOON).await.unwrap();
    prove(&services, &holder, &code, NOON.plus_seconds(29))
        .await
        .unwrap();
    assert_eq!(sent_to(&services, "anne@example.org").await.len(), 0);
    // Whoever looked over the shoulder comes too late (RFC 6238, 5.2).
    let thief = half_way(&services, NOON.plus_seconds(30)).await;
    choose(&services, &thief, device, NOON.plus_seconds(30))
        .await
        .unwrap();
    is_refused(&services, &thief, &code, NOON.plus_seconds(31)).await;
    let next = shown_by(&key, NOON.plus_seconds(60));
    prove(&services, &thief, &next, NOON.plus_seconds(60))
        .await
        .unwrap();
}

#[db_test]
async fn two_uses_of_one_authenticators_code_at_the_same_time_are_one(db: Db) {
    let (mut services, user) = installation(db, &[]).await;
    // No delay stands between the two: that the step is unused decides.
    services.rules.lock_out.delay_micros = 0;
    let (device, key) = add_authenticator(&services, user).await;
    let code = shown_by(&key, NOON);
    let mut holders = Vec::new();
    for _ in 0..2 {
        let holder = half_way(&services, NOON).await;
        choose(&services, &holder, device, NOON).await.unwrap();
        holders.push(holder);
    }
    let both = holders
        .iter()
        .map(|holder| prove(&services, holder, &code, NOON));
    let answers = join_all(both).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
}

#[db_test]
async fn two_uses_of_one_backup_code_at_the_same_time_are_one(db: Db) {
    let (mut services, user) = installation(db, &[]).await;
    // No delay stands between the two: that the code is unused decides.
    services.rules.lock_out.delay_micros = 0;
    let device = add_backup_codes(
        &services,
        user,
        &["ABCD-EFGH-JKMN-PQRS", "2345-6789-ABCD-EFGH"],
    )
    .await;
    let mut holders = Vec::new();
    for _ in 0..2 {
        let holder = half_way(&services, NOON).await;
        choose(&services, &holder, device, NOON).await.unwrap();
        holders.push(holder);
    }
    let both = holders
        .iter()
        .map(|holder| prove(&services, holder, "abcd efgh jkmn pqrs", NOON));
    let answers = join_all(both).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    let holder = half_way(&services, NOON.plus_seconds(60)).await;
    let listed = devices(&services, &holder).await.unwrap();
    let codes = listed
        .iter()
        .find(|device| device.kind == DeviceKind::BackupCodes);
    assert_eq!(codes.and_then(|device| device.codes_left), Some(1));
}

#[db_test]
async fn anothers_device_is_no_device(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let holder = half_way(&services, NOON).await;
    let errors =
        field_errors(choose(&services, &holder, DeviceId(Uuid::from_u128(99)), NOON).await);
    assert_eq!(errors[0].0, "device");
}

#[db_test]
async fn an_open_session_confirms_with_the_same_steps_and_a_new_token(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let later = NOON.plus_seconds(600);
    let holder = holder(&services, &token, later).await;
    let code = code_for(&services, &holder, later).await;
    let confirmed = prove(&services, &holder, &code, later).await.unwrap();
    assert_ne!(confirmed, token);
    assert_eq!(
        open(&services, &confirmed, at(601))
            .await
            .holder
            .confirmed_at,
        Some(later)
    );
    let before = session(&services, &token, AskedBy::Person, at(601)).await;
    assert_eq!(before.unwrap(), ended_by(SessionEnd::Renewed));
}

#[db_test]
async fn without_a_device_the_log_in_leads_to_setting_one_up(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "delete from device").unwrap();
    tx.commit().await.unwrap();
    let entered = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    assert_eq!(entered.stage, SessionStage::Registering);
    assert_eq!(entered.registration, domain::identity::Registration::Device);
}
