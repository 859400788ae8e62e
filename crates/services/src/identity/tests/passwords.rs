use std::time::Duration;

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
async fn a_hash_of_less_work_than_today_is_right_but_weak() {
    let keys = Keys::of([7; 32]);
    let before = Passwords::new(&keys).hash("correct horse").await.unwrap();
    // As long as anybody would wait: more passes than the least on any machine.
    let today = Passwords::calibrated(&keys, Duration::from_mins(1)).unwrap();
    assert!(today.passes() > 2);
    let verified = today.verify("correct horse", Some(before)).await.unwrap();
    assert_eq!(verified, Verified::RightButWeak);
    // However slow the machine, no less than is allowed.
    let least = Passwords::calibrated(&keys, Duration::ZERO).unwrap();
    assert_eq!(least.passes(), 2);
}
