use domain::identity::{DeviceId, DeviceKind, Registration};
use futures::future::join_all;

use super::super::{
    Added, NewDevice, begin_device, codes, confirm_device, device_set_up, make_backup_codes,
    remove_device, rename_device,
};
use super::*;

const AUTHENTICATOR: NewDevice<'static> = NewDevice {
    kind: "authenticator",
    name: " My phone ",
    target: "",
};

/// Whoever has logged in a moment ago.
async fn logged_in_holder(services: &Services) -> Holder {
    let token = logged_in(services).await;
    holder(services, &token, NOON).await
}

/// What an authenticator shows that was given the key on the page.
fn shown_by(typed_key: &str, now: Instant) -> String {
    let secret = totp_rs::Secret::try_from_base32(typed_key.replace(' ', "")).unwrap();
    let totp = codes::authenticator(secret.as_ref(), "OpenQIES", "ANNE.EXAMPLE").unwrap();
    totp.generate(u64::try_from(now.0 / 1_000_000).unwrap())
        .to_string()
}

async fn add_authenticator(services: &Services, holder: &Holder) -> (DeviceId, Token) {
    let device = begin_device(services, holder, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    let set_up = device_set_up(services, holder, device, NOON).await.unwrap();
    let code = shown_by(&set_up.key.unwrap(), NOON);
    match confirm_device(services, holder, device, &code, NOON).await {
        Ok(Added::Opens(token)) => (device, token),
        other => panic!("not added: {other:?}"),
    }
}

fn refused_at(result: Result<impl std::fmt::Debug, ServiceError>) -> String {
    field_errors(result).remove(0).0
}

#[db_test]
async fn an_authenticator_counts_once_it_has_shown_a_code(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let before = logged_in_holder(&services).await;
    let device = begin_device(&services, &before, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    assert_eq!(devices(&services, &before).await.unwrap().len(), 1);
    let set_up = device_set_up(&services, &before, device, NOON)
        .await
        .unwrap();
    assert!(set_up.qr.unwrap().path.starts_with("M4 4h1v1h-1z"));
    assert_eq!(
        refused_at(confirm_device(&services, &before, device, "000000", NOON).await),
        "code"
    );
    let later = NOON.plus_seconds(5);
    let code = shown_by(&set_up.key.unwrap(), later);
    let added = confirm_device(&services, &before, device, &code, later).await;
    let Ok(Added::Opens(token)) = added else {
        panic!("{added:?}")
    };
    let after = holder(&services, &token, later).await;
    let listed = devices(&services, &after).await.unwrap();
    assert_eq!(listed[1].name, "My phone");
    assert_eq!(listed[1].kind, DeviceKind::Authenticator);
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(mail.subject, "A device was added to your account");
}

#[db_test]
async fn devices_change_only_within_five_minutes_of_a_proven_second_factor(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let first = devices(&services, &me).await.unwrap().remove(0).id;
    let late = NOON.plus_seconds(300);
    let unconfirmed = |result: Result<(), ServiceError>| {
        assert!(
            matches!(result, Err(ServiceError::Unconfirmed)),
            "{result:?}"
        );
    };
    unconfirmed(
        begin_device(&services, &me, &AUTHENTICATOR, late)
            .await
            .map(drop),
    );
    unconfirmed(rename_device(&services, &me, first, "Other", late).await);
    unconfirmed(remove_device(&services, &me, first, late).await);
    unconfirmed(make_backup_codes(&services, &me, late).await.map(drop));
    begin_device(&services, &me, &AUTHENTICATOR, NOON.plus_seconds(299))
        .await
        .unwrap();
}

#[db_test]
async fn the_last_device_stays_and_backup_codes_are_none(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    make_backup_codes(&services, &me, NOON).await.unwrap();
    let first = devices(&services, &me).await.unwrap().remove(0).id;
    assert_eq!(
        refused_at(remove_device(&services, &me, first, NOON).await),
        "device"
    );
    let (_, token) = add_authenticator(&services, &me).await;
    let me = holder(&services, &token, NOON).await;
    remove_device(&services, &me, first, NOON).await.unwrap();
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(mail.subject, "A device was removed from your account");
}

#[db_test]
async fn two_removals_at_the_same_time_leave_one_device(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let (second, token) = add_authenticator(&services, &me).await;
    let me = holder(&services, &token, NOON).await;
    let first = devices(&services, &me).await.unwrap().remove(0).id;
    let removals = [first, second].map(|device| remove_device(&services, &me, device, NOON));
    let answers = join_all(removals).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(devices(&services, &me).await.unwrap().len(), 1);
}

#[db_test]
async fn new_backup_codes_take_the_place_of_the_old_and_are_kept_as_hashes(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let old = make_backup_codes(&services, &me, NOON).await.unwrap();
    let new = make_backup_codes(&services, &me, NOON).await.unwrap();
    assert_eq!(new.len(), 10);
    assert_eq!(new[0].len(), 19);
    let mut tx = services.db.read().await.unwrap();
    let (kept,) = fetch!(fetch_one, (i64,), tx, "select count(*) from backup_code").unwrap();
    assert_eq!(kept, 10);
    drop(tx);

    let entered = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    let half_way = holder(&services, &entered.token, NOON).await;
    let listed = devices(&services, &half_way).await.unwrap();
    let codes = listed
        .iter()
        .find(|device| device.kind == DeviceKind::BackupCodes);
    choose(&services, &half_way, codes.unwrap().id, NOON)
        .await
        .unwrap();
    assert_eq!(
        refused_at(prove(&services, &half_way, &old[0], NOON).await),
        "code"
    );
    prove(&services, &half_way, &new[0], NOON.plus_seconds(5))
        .await
        .unwrap();
}

#[db_test]
async fn a_device_is_named_and_addressed_as_can_be(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let long = "x".repeat(41);
    for (new, field) in [
        (
            NewDevice {
                kind: "carrier pigeon",
                ..AUTHENTICATOR
            },
            "kind",
        ),
        (
            NewDevice {
                kind: "backup_codes",
                ..AUTHENTICATOR
            },
            "kind",
        ),
        (
            NewDevice {
                name: &long,
                ..AUTHENTICATOR
            },
            "name",
        ),
        (
            NewDevice {
                name: "Pho\0ne",
                ..AUTHENTICATOR
            },
            "name",
        ),
        (
            NewDevice {
                kind: "email",
                target: "nowhere",
                ..AUTHENTICATOR
            },
            "target",
        ),
        (
            NewDevice {
                kind: "text",
                target: "123",
                ..AUTHENTICATOR
            },
            "target",
        ),
    ] {
        assert_eq!(
            refused_at(begin_device(&services, &me, &new, NOON).await),
            field,
            "{new:?}"
        );
    }
}

#[db_test]
async fn anothers_device_is_not_there(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let foreign = DeviceId(Uuid::from_u128(99));
    for result in [
        rename_device(&services, &me, foreign, "Mine", NOON).await,
        remove_device(&services, &me, foreign, NOON).await,
        device_set_up(&services, &me, foreign, NOON).await.map(drop),
    ] {
        assert!(matches!(result, Err(ServiceError::NotFound)), "{result:?}");
    }
}

async fn without_devices(services: &Services, legacy: bool, step: Registration) -> Holder {
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "delete from device").unwrap();
    exec!(
        tx,
        "update user_account set legacy = $1, registration = $2",
        legacy,
        step.key()
    )
    .unwrap();
    tx.commit().await.unwrap();
    let entered = log_in(services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    holder(services, &entered.token, NOON).await
}

#[db_test]
async fn the_first_device_ends_a_registration(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = without_devices(&services, false, Registration::Device).await;
    let (_, token) = add_authenticator(&services, &me).await;
    open(&services, &token, at(1)).await;
    let again = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    assert_eq!(again.stage, SessionStage::SecondFactor);
}

#[db_test]
async fn an_account_from_eidm_logs_in_a_second_time_after_its_first_device(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = without_devices(&services, true, Registration::Device).await;
    let device = begin_device(&services, &me, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    let set_up = device_set_up(&services, &me, device, NOON).await.unwrap();
    let code = shown_by(&set_up.key.unwrap(), NOON);
    let added = confirm_device(&services, &me, device, &code, NOON)
        .await
        .unwrap();
    assert_eq!(added, Added::LogsInAgain);
    let again = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    assert_eq!(again.stage, SessionStage::SecondFactor);
}

#[db_test]
async fn no_device_is_set_up_before_it_is_known_who_someone_is(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = without_devices(&services, false, Registration::Proofing).await;
    let begun = begin_device(&services, &me, &AUTHENTICATOR, NOON).await;
    assert!(matches!(begun, Err(ServiceError::NotFound)), "{begun:?}");
}
