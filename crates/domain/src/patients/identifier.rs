//! The numbers by which others know a patient.

use super::Field;

/// What cannot be such a number, in words that say how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAnIdentifier(&'static str);

/// A number as people type it, read into the form in which records have it.
pub trait Identifier: Sized {
    const FIELD: Field;

    /// # Errors
    /// [`NotAnIdentifier`], which says how one looks.
    fn parse(text: &str) -> Result<Self, NotAnIdentifier>;

    /// As stored.
    fn into_string(self) -> String;
}

/// A Social Security number: nine digits, as the edits of files take it (OASIS -3020 and -3030, MDS -3566 and -3567).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialSecurity(String);

/// A Medicare Beneficiary Identifier (OASIS edit -5710), or a number of the time before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medicare(String);

/// A state's number: at most 14 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medicaid(String);

/// Without what people put between its parts; letters large.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, '-' | ' '));
    kept.collect::<String>().to_uppercase()
}

impl Identifier for SocialSecurity {
    const FIELD: Field = Field::SocialSecurity;

    fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        const NOBODYS: [&str; 4] = ["111111111", "333333333", "123456789", "999999999"];
        let text = plain(text);
        if text.len() != 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAnIdentifier(
                "Enter the Social Security number as nine digits, such as 900-11-0001.",
            ));
        }
        if text.starts_with("000") {
            return Err(NotAnIdentifier(
                "No Social Security number begins with 000. Leave it empty where it is not known.",
            ));
        }
        if NOBODYS.contains(&text.as_str()) {
            return Err(NotAnIdentifier(
                "This is no Social Security number but a row of digits that stands for none. Leave it empty where it is not known.",
            ));
        }
        Ok(Self(text))
    }

    fn into_string(self) -> String {
        self.0
    }
}

impl Identifier for Medicare {
    const FIELD: Field = Field::Medicare;

    fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        let text = plain(text);
        if is_beneficiary_identifier(&text) {
            Ok(Self(text))
        } else {
            Err(NotAnIdentifier(
                "Enter the Medicare number as it stands on the card: 11 letters and digits, such as 1EG4-TE5-MK73.",
            ))
        }
    }

    fn into_string(self) -> String {
        self.0
    }
}

impl Identifier for Medicaid {
    const FIELD: Field = Field::Medicaid;

    fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        // What MDS A0700 writes for who has no number.
        const NOT_A_RECIPIENT: &str = "N";
        let text = plain(text);
        let fits = (1..=14).contains(&text.len()) && text != NOT_A_RECIPIENT;
        if fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text))
        } else {
            Err(NotAnIdentifier(
                "Enter the Medicaid number as at most 14 letters and digits, or leave it empty where there is none yet.",
            ))
        }
    }

    fn into_string(self) -> String {
        self.0
    }
}

/// Position by position: a digit that is no zero, a letter, either, a digit, and so on; letters that look like digits
/// (S, L, O, I, B, Z) do not occur.
fn is_beneficiary_identifier(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    text.len() == 11
        && text.bytes().enumerate().all(|(at, byte)| match at {
            0 => (b'1'..=b'9').contains(&byte),
            1 | 4 | 7 | 8 => letter(byte),
            2 | 5 => letter(byte) || byte.is_ascii_digit(),
            _ => byte.is_ascii_digit(),
        })
}
