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
async fn the_code_that_set_an_authenticator_up_logs_nobody_in(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let device = begin_device(&services, &me, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    let set_up = device_set_up(&services, &me, device, NOON).await.unwrap();
    let code = shown_by(&set_up.key.unwrap(), NOON);
    confirm_device(&services, &me, device, &code, NOON)
        .await
        .unwrap();
    let entered = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await;
    let thief = holder(&services, &entered.unwrap().token, NOON).await;
    choose(&services, &thief, device, NOON).await.unwrap();
    assert_eq!(
        refused_at(prove(&services, &thief, &code, NOON).await),
        "code"
    );
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

/// Whoever registers, and has no device yet.
pub(super) async fn without_devices(
    services: &Services,
    legacy: bool,
    step: Registration,
) -> Holder {
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

fn is_not_found<T: std::fmt::Debug>(result: Result<T, ServiceError>) {
    assert!(matches!(result, Err(ServiceError::NotFound)), "{result:?}");
}

#[db_test]
async fn a_password_alone_sets_up_nothing_once_the_account_has_a_device(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = without_devices(&services, false, Registration::Device).await;
    let stolen = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    let thief = holder(&services, &stolen.token, NOON).await;
    let (device, token) = add_authenticator(&services, &me).await;
    is_not_found(begin_device(&services, &thief, &AUTHENTICATOR, NOON).await);
    is_not_found(confirm_device(&services, &thief, device, "000000", NOON).await);
    is_not_found(rename_device(&services, &thief, device, "Mine", NOON).await);
    is_not_found(remove_device(&services, &thief, device, NOON).await);
    is_not_found(make_backup_codes(&services, &thief, NOON).await);

    // What the owner adds from now on is not shown to it either.
    let me = holder(&services, &token, NOON).await;
    let second = begin_device(&services, &me, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    is_not_found(device_set_up(&services, &thief, second, NOON).await);
    let presented = session(&services, &stolen.token, AskedBy::Person, at(1)).await;
    assert_eq!(
        presented.unwrap(),
        Presented::Ended {
            user: me.user,
            why: SessionEnd::Elsewhere,
            stage: SessionStage::Registering
        }
    );
}

#[db_test]
async fn of_two_that_know_the_password_one_sets_up_the_first_device(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = without_devices(&services, false, Registration::Device).await;
    let stolen = log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
    let thief = holder(&services, &stolen.token, NOON).await;
    let device = begin_device(&services, &me, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    let set_up = device_set_up(&services, &me, device, NOON).await.unwrap();
    let code = shown_by(&set_up.key.unwrap(), NOON);
    let (confirmed, begun) = tokio::join!(
        confirm_device(&services, &me, device, &code, NOON),
        begin_device(&services, &thief, &AUTHENTICATOR, NOON)
    );
    assert_ne!(confirmed.is_ok(), begun.is_ok(), "{confirmed:?} {begun:?}");
    let factors = devices(&services, &me).await.unwrap().len();
    assert_eq!(factors, usize::from(confirmed.is_ok()));
}

#[db_test]
async fn backup_codes_from_before_the_first_device_are_none(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let me = without_devices(&services, false, Registration::Device).await;
    is_not_found(make_backup_codes(&services, &me, NOON).await);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, confirmed_at, created_at)
         values ($1, $2, 'backup_codes', 'Backup codes', 0, 2)",
        Uuid::from_u128(72),
        user
    )
    .unwrap();
    tx.commit().await.unwrap();
    let (_, token) = add_authenticator(&services, &me).await;
    let me = holder(&services, &token, NOON).await;
    let listed = devices(&services, &me).await.unwrap();
    let kinds: Vec<DeviceKind> = listed.iter().map(|device| device.kind).collect();
    assert_eq!(kinds, [DeviceKind::Authenticator]);
}

#[db_test]
async fn backup_codes_made_twice_at_the_same_time_are_one_set(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let made = join_all((0..2).map(|_| make_backup_codes(&services, &me, NOON))).await;
    assert!(made.iter().all(Result::is_ok), "{made:?}");
    let listed = devices(&services, &me).await.unwrap();
    let sets: Vec<_> = listed
        .iter()
        .filter(|device| device.kind == DeviceKind::BackupCodes)
        .map(|device| device.codes_left)
        .collect();
    assert_eq!(sets, [Some(10)]);
}

#[db_test]
async fn codes_are_limited_for_each_person_and_each_address_however_often_a_device_is_begun(
    db: Db,
) {
    let (services, _) = installation(db, &[]).await;
    let me = logged_in_holder(&services).await;
    let mailbox = NewDevice {
        kind: "email",
        name: "",
        target: "victim@example.org",
    };
    // One was sent to log in.
    for _ in 1..20 {
        begin_device(&services, &me, &mailbox, NOON).await.unwrap();
    }
    let begun = begin_device(&services, &me, &mailbox, NOON).await;
    assert!(
        matches!(begun, Err(ServiceError::TooMany { .. })),
        "{begun:?}"
    );
    let sent = sent_to(&services, "victim@example.org").await.len();
    assert_eq!(sent, 19);

    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'RITA.EXAMPLE', 'Rita Example', 'rita@example.org', 'active', 0)",
        Uuid::from_u128(8)
    )
    .unwrap();
    tx.commit().await.unwrap();
    // The session of another person, as far as the limit goes.
    let other = Holder {
        user: UserId(Uuid::from_u128(8)),
        ..me
    };
    let in_capitals = NewDevice {
        target: "Victim@Example.org",
        ..mailbox
    };
    field_errors(begin_device(&services, &other, &in_capitals, NOON).await);
    let begun = begin_device(&services, &other, &in_capitals, NOON).await;
    assert!(
        matches!(begun, Err(ServiceError::TooMany { .. })),
        "{begun:?}"
    );
}

#[db_test]
async fn a_code_is_for_the_device_that_it_is_asked_of_alone(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.lock_out.delay_micros = 0;
    let me = logged_in_holder(&services).await;
    // The code of one that counts already sets up no other.
    let begun = begin_device(&services, &me, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    let code = code_for(&services, &me, NOON).await;
    assert_eq!(
        refused_at(confirm_device(&services, &me, begun, &code, NOON).await),
        "code"
    );
    assert_eq!(devices(&services, &me).await.unwrap().len(), 1);

    // The code of one that does not count yet confirms nothing.
    let begun = begin_device(&services, &me, &AUTHENTICATOR, NOON)
        .await
        .unwrap();
    let set_up = device_set_up(&services, &me, begun, NOON).await.unwrap();
    let code = shown_by(&set_up.key.unwrap(), NOON);
    assert_eq!(refused_at(prove(&services, &me, &code, NOON).await), "code");
}
