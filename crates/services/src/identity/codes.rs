//! Security codes: made, hashed and compared.

use std::fmt::Write as _;

use domain::identity::{DeviceKind, ProofingReference};
use totp_rs::{Builder, Totp};

use crate::{
    ServiceError,
    keys::{Keys, Purpose},
    token::NoRandomness,
};

/// An authenticator's key: as long as SHA-1's output (RFC 4226, section 4).
pub const KEY_BYTES: usize = 20;

/// Letters and digits that nobody confuses on paper: no 0, 1, I, O, L, U.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of decimal digits for a device that codes are sent to.
pub fn digits(kind: DeviceKind) -> Result<String, NoRandomness> {
    let length = kind.code_length().unwrap_or(8);
    random(b"0123456789", length)
}

/// A backup code: 16 characters of 30, 78 bits.
pub fn backup() -> Result<String, NoRandomness> {
    random(
        ALPHABET,
        DeviceKind::BackupCodes.code_length().unwrap_or(16),
    )
}

/// A reference number of an attempt at identity proofing: 49 bits, so that none comes twice.
///
/// # Errors
/// [`NoRandomness`] when the system has none.
pub fn proofing_reference() -> Result<ProofingReference, ServiceError> {
    let letters = random(ALPHABET, ProofingReference::LETTERS)?;
    ProofingReference::of_letters(&letters).map_err(|_| ServiceError::Corrupt {
        what: "reference number",
    })
}

/// As it is printed: `ABCD-EFGH-JKMN-PQRS`.
pub fn grouped(code: &str) -> String {
    let mut text = String::new();
    for (place, letter) in code.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// What was typed, without the spaces and hyphens that people put in, in capitals.
pub fn typed(code: &str) -> String {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.collect::<String>().to_ascii_uppercase()
}

/// What the database keeps of a code: `about` binds it to one session or one device.
pub fn hash(keys: &Keys, about: &[u8], code: &str) -> [u8; 32] {
    keys.hash(Purpose::Code, &[about, &[0], code.as_bytes()].concat())
}

/// Four characters that stand on the page and in the message, so that people know which code is for which page.
pub fn reference(keys: &Keys, session_hash: &[u8; 32], sends: i32) -> String {
    let about = [session_hash.as_slice(), &sends.to_be_bytes()].concat();
    let hash = hash(keys, &about, "reference");
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
    hash.iter().take(4).map(letter).collect()
}

/// The generator of an authenticator's key.
///
/// # Errors
/// [`ServiceError::Corrupt`] when the key or a name in it is none.
pub fn authenticator(key: &[u8], site: &str, user_name: &str) -> Result<Totp, ServiceError> {
    Builder::new()
        .with_secret(key)
        .with_issuer(Some(site.replace(':', " ")))
        .with_account_name(user_name)
        .build()
        .map_err(|_| ServiceError::Corrupt {
            what: "authenticator",
        })
}

/// A new authenticator's key.
pub fn new_key() -> Result<[u8; KEY_BYTES], NoRandomness> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(|_| NoRandomness)?;
    Ok(key)
}

fn random(alphabet: &[u8], length: usize) -> Result<String, NoRandomness> {
    // Bytes past the last whole round of the alphabet would favour its first letters.
    let fair = u8::MAX - (u8::MAX % u8::try_from(alphabet.len()).map_err(|_| NoRandomness)?);
    let mut code = String::new();
    while code.len() < length {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        for byte in bytes.into_iter().filter(|byte| *byte < fair) {
            if code.len() < length {
                let letter = alphabet[usize::from(byte) % alphabet.len()];
                write!(code, "{}", char::from(letter)).map_err(|_| NoRandomness)?;
            }
        }
    }
    Ok(code)
}
