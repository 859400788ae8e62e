use std::collections::BTreeSet;

use futures::future::join_all;

use super::*;

/// Seconds that are enough to wait after any failure.
const LATER: i64 = 20;

async fn fails(services: &Services, name: &'static str, seconds: i64) -> String {
    let address = format!("192.0.2.{}", seconds % 250);
    let attempt = LogIn {
        visitor: visitor(&address),
        ..form(name, "wrong")
    };
    let mut errors = field_errors(log_in(services, attempt, NOON.plus_seconds(seconds)).await);
    errors.remove(0).1
}

#[db_test]
async fn five_failures_lock_a_user_id_for_an_hour_whoever_it_belongs_to(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for name in ["ANNE.EXAMPLE", "NOBODY.HERE"] {
        for number in 0..5 {
            let words = fails(&services, name, number * LATER).await;
            assert!(words.contains("do not belong together"), "{words}");
        }
        let words = fails(&services, name, 5 * LATER).await;
        assert!(words.contains("locked for 60 minutes"), "{name}: {words}");
    }
    let right = |seconds| {
        log_in(
            &services,
            form("ANNE.EXAMPLE", PASSWORD),
            NOON.plus_seconds(seconds),
        )
    };
    field_errors(right(4 * LATER + 3_599).await);
    right(4 * LATER + 3_601).await.unwrap();
    // The owner is told once; nobody else gets a mail.
    let mails = sent_to(&services, "anne@example.org").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "Log-in to your account is locked");
}

#[db_test]
async fn failures_of_two_hours_ago_do_not_count(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for number in 0..4 {
        fails(&services, "ANNE.EXAMPLE", number * LATER).await;
    }
    let words = fails(&services, "ANNE.EXAMPLE", 2 * 3_600 + 1).await;
    assert!(words.contains("do not belong together"), "{words}");
    let words = fails(&services, "ANNE.EXAMPLE", 2 * 3_600 + LATER).await;
    assert!(words.contains("do not belong together"), "{words}");
}

#[db_test]
async fn the_two_hours_are_those_before_each_failure(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let two_hours = 2 * 3_600;
    fails(&services, "ANNE.EXAMPLE", 0).await;
    for seconds in [two_hours - 60, two_hours - 40, two_hours - 20] {
        fails(&services, "ANNE.EXAMPLE", seconds).await;
    }
    // The first is forgotten by now, and the three after it are not.
    for seconds in [two_hours + 20, two_hours + 40] {
        let words = fails(&services, "ANNE.EXAMPLE", seconds).await;
        assert!(words.contains("do not belong together"), "{words}");
    }
    let words = fails(&services, "ANNE.EXAMPLE", two_hours + 60).await;
    assert!(words.contains("locked"), "{words}");
}

#[db_test]
async fn after_each_failure_the_next_try_waits_longer(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let mut at = 0;
    for wait in [1, 2, 4, 8] {
        fails(&services, "ANNE.EXAMPLE", at).await;
        let early = fails(&services, "ANNE.EXAMPLE", at + wait - 1).await;
        assert!(early.contains("Wait a few seconds"), "{wait}: {early}");
        at += wait;
    }
}

#[db_test]
async fn a_right_password_does_not_wipe_out_what_went_before(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for number in 0..4 {
        fails(&services, "ANNE.EXAMPLE", number * LATER).await;
    }
    log_in(
        &services,
        form("ANNE.EXAMPLE", PASSWORD),
        NOON.plus_seconds(4 * LATER),
    )
    .await
    .unwrap();
    fails(&services, "ANNE.EXAMPLE", 5 * LATER).await;
    let words = fails(&services, "ANNE.EXAMPLE", 6 * LATER).await;
    assert!(words.contains("locked"), "{words}");
}

#[db_test]
async fn a_completed_log_in_wipes_out_what_went_before(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for number in 0..4 {
        fails(&services, "ANNE.EXAMPLE", number * LATER).await;
    }
    logged_in_at(&services, NOON.plus_seconds(4 * LATER)).await;
    for number in 5..9 {
        let words = fails(&services, "ANNE.EXAMPLE", number * LATER).await;
        assert!(words.contains("do not belong together"), "{words}");
    }
}

#[db_test]
async fn guesses_at_the_same_time_are_no_more_than_guesses_one_after_the_other(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.limits = services.rules.limits.raised(100);
    let addresses: Vec<String> = (0..20).map(|number| format!("192.0.2.{number}")).collect();
    let guesses = addresses.iter().map(|address| {
        let guess = LogIn {
            visitor: visitor(address),
            ..form("ANNE.EXAMPLE", "wrong")
        };
        log_in(&services, guess, NOON)
    });
    let answers = join_all(guesses).await;
    let checked = answers
        .into_iter()
        .map(field_errors)
        .filter(|errors| errors[0].1.contains("do not belong"));
    assert_eq!(checked.count(), 1);
}

#[db_test]
async fn the_names_that_were_typed_are_not_kept(db: Db) {
    let (services, _) = installation(db, &[]).await;
    fails(&services, "SECRET.TYPED.HERE", 0).await;
    let mut tx = services.db.read().await.unwrap();
    let rows = fetch!(
        fetch_all,
        (Vec<u8>,),
        tx,
        "select name_hash from log_in_failure"
    )
    .unwrap();
    let kept: BTreeSet<_> = rows.into_iter().map(|(hash,)| hash.len()).collect();
    assert_eq!(kept, BTreeSet::from([32]));
}

#[db_test]
async fn what_can_be_no_user_id_is_told_the_same(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for (number, name) in (0_i64..).zip(["anne\0example", "\u{fc}", "' or 1=1 --"]) {
        let words = fails(&services, name, number * LATER).await;
        assert!(words.contains("do not belong together"), "{name}: {words}");
    }
}
