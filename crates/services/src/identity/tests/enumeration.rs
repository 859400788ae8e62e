//! Nobody learns from the time that an answer takes whether there is such an account (ASVS 6.3.8): the medians of many
//! answers, taken in turns, differ by less than a tenth.

use std::time::{Duration, Instant as Clock};

use store::testing::on_sqlite;

use super::{
    super::{LockOut, recover, register},
    registration::profile,
    *,
};

/// Other tests have the machine, too, for a while and not each time; a difference that is there shows in every round.
const ROUNDS: usize = 10;
const MOST: f64 = 0.1;

/// An installation that takes as many requests as a test has.
async fn patient(db: Db) -> Services {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.limits = services.rules.limits.raised(100_000);
    services.rules.lock_out = LockOut {
        delay_micros: 0,
        ..services.rules.lock_out.raised(100_000)
    };
    services
}

async fn takes(work: &impl AsyncFn()) -> Duration {
    let began = Clock::now();
    work().await;
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// By which part of the shorter one the medians of both differ.
async fn difference(pairs: usize, known: &impl AsyncFn(), unknown: &impl AsyncFn()) -> f64 {
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        // What comes first may find a colder cache: each does in every other pair.
        if pair % 2 == 0 {
            of_known.push(takes(known).await);
            of_unknown.push(takes(unknown).await);
        } else {
            of_unknown.push(takes(unknown).await);
            of_known.push(takes(known).await);
        }
    }
    let (known, unknown) = (median(of_known), median(of_unknown));
    (known - unknown).abs() / known.min(unknown)
}

/// Fails when the two can be told apart in every round.
async fn take_as_long(pairs: usize, known: &impl AsyncFn(), unknown: &impl AsyncFn()) {
    // The hash of nobody's password is made at its first use.
    known().await;
    unknown().await;
    let mut differences = Vec::new();
    for _ in 0..ROUNDS {
        let difference = difference(pairs, known, unknown).await;
        if difference < MOST {
            return;
        }
        differences.push(difference);
    }
    panic!("whether there is such an account shows in the time: {differences:?}");
}

#[test]
fn a_log_in_that_fails_takes_as_long_for_a_user_id_that_nobody_has() {
    on_sqlite(async |db| {
        let services = patient(db).await;
        let fails = async |user_name| {
            field_errors(log_in(&services, form(user_name, "wrong"), NOON).await);
        };
        take_as_long(
            50,
            &async || {
                fails("ANNE.EXAMPLE").await;
            },
            &async || {
                fails("NOBODY.HERE").await;
            },
        )
        .await;
    });
}

#[test]
fn a_recovery_takes_as_long_to_ask_for_where_there_is_no_account() {
    on_sqlite(async |db| {
        let services = patient(db).await;
        let asks = async |typed| {
            let asked = recover(&services, typed, "192.0.2.1", NOON).await;
            asked.unwrap();
        };
        take_as_long(
            100,
            &async || {
                asks("ANNE.EXAMPLE").await;
            },
            &async || {
                asks("NOBODY.HERE").await;
            },
        )
        .await;
        take_as_long(
            100,
            &async || {
                asks("anne@example.org").await;
            },
            &async || {
                asks("none@example.org").await;
            },
        )
        .await;
    });
}

#[test]
fn a_registration_takes_as_long_to_ask_for_with_an_address_that_has_an_account() {
    on_sqlite(async |db| {
        let services = patient(db).await;
        let asks = async |email| {
            let asked = register(&services, &profile(email), "192.0.2.1", at(0)).await;
            asked.unwrap();
        };
        take_as_long(
            100,
            &async || {
                asks("anne@example.org").await;
            },
            &async || {
                asks("none@example.org").await;
            },
        )
        .await;
    });
}
