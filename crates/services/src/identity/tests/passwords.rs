use std::time::{Duration, Instant};

use super::super::passwords::{Passwords, Verified};
use crate::keys::Keys;

fn passwords() -> Passwords {
    Passwords::new(&Keys::of([7; 32]))
}

#[tokio::test]
async fn a_password_is_right_for_its_own_hash_and_this_installations_key_alone() {
    let passwords = passwords();
    let hash = passwords.hash("correct horse").await.unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    let verify = async |passwords: &Passwords, password: &str, hash: &str| {
        passwords
            .verify(password, Some(hash.to_owned()))
            .await
            .unwrap()
    };
    assert_eq!(
        verify(&passwords, "correct horse", &hash).await,
        Verified::Right
    );
    assert_eq!(
        verify(&passwords, "Correct horse", &hash).await,
        Verified::Wrong
    );
    let elsewhere = Passwords::new(&Keys::of([8; 32]));
    assert_eq!(
        verify(&elsewhere, "correct horse", &hash).await,
        Verified::Wrong
    );
    assert_eq!(
        passwords.verify("nobody's", None).await.unwrap(),
        Verified::Wrong
    );
}

#[tokio::test]
async fn the_same_letters_from_another_keyboard_are_the_same_password() {
    let passwords = passwords();
    // One letter, or an e and an accent of its own.
    let hash = passwords.hash("caf\u{e9} au lait").await.unwrap();
    let verified = passwords.verify("cafe\u{301} au lait", Some(hash)).await;
    assert_eq!(verified.unwrap(), Verified::Right);
}

#[tokio::test]
async fn a_hash_of_other_work_than_todays_is_right_and_to_be_made_anew() {
    let keys = Keys::of([7; 32]);
    let before = Passwords::new(&keys).hash("correct horse").await.unwrap();
    // As long as anybody would wait: more passes than the least on any machine.
    let today = Passwords::calibrated(&keys, Duration::from_mins(1)).unwrap();
    assert!(today.passes() > 2);
    let verified = today.verify("correct horse", Some(before)).await.unwrap();
    assert_eq!(verified, Verified::RightButOtherWork);
    let of_today = today.hash("correct horse").await.unwrap();
    let before = Passwords::new(&keys);
    let verified = before.verify("correct horse", Some(of_today)).await;
    assert_eq!(verified.unwrap(), Verified::RightButOtherWork);
    // However slow the machine, no less than is allowed.
    let least = Passwords::calibrated(&keys, Duration::ZERO).unwrap();
    assert_eq!(least.passes(), 2);
}

/// The median of what a wrong password takes, for this hash or for none.
async fn takes(passwords: &Passwords, hash: Option<&str>) -> Duration {
    let mut times = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        let verified = passwords.verify("wrong", hash.map(str::to_owned)).await;
        times.push(began.elapsed());
        assert_eq!(verified.unwrap(), Verified::Wrong);
    }
    times.sort_unstable();
    times[2]
}

#[tokio::test]
async fn a_wrong_password_takes_as_long_for_an_old_hash_as_for_nobodys() {
    let keys = Keys::of([7; 32]);
    let old = Passwords::new(&keys).hash("correct horse").await.unwrap();
    let today = Passwords::new(&keys).with_passes(16);
    takes(&today, None).await;
    let (of_old, of_nobody) = (takes(&today, Some(&old)).await, takes(&today, None).await);
    // The old one by itself would take an eighth.
    let ratio = of_old.as_secs_f64() / of_nobody.as_secs_f64();
    assert!((0.5..2.0).contains(&ratio), "{of_old:?}, {of_nobody:?}");
}

#[tokio::test]
async fn one_core_is_left_for_whoever_does_not_log_in() {
    let passwords = passwords().with_passes(16);
    let mut alone = Duration::MAX;
    for _ in 0..3 {
        let began = Instant::now();
        passwords.hash("correct horse").await.unwrap();
        alone = alone.min(began.elapsed());
    }
    let cores = std::thread::available_parallelism().unwrap().get();
    let at_once = (cores - 1).max(1);
    let began = Instant::now();
    let waiting: Vec<_> = (0..=at_once)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.hash("correct horse").await })
        })
        .collect();
    for one in waiting {
        one.await.unwrap().unwrap();
    }
    // The last one has waited for another.
    let all = began.elapsed();
    assert!(
        all > alone * 3 / 2,
        "{all:?} for {} of {alone:?}",
        at_once + 1
    );
}
