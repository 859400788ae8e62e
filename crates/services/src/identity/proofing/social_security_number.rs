use std::fmt;

use serde::Serialize;

/// A social security number on its way to a proofing service, and nowhere else: it has no words of its own, and
/// nothing keeps it.
#[derive(Clone, Serialize)]
pub struct SocialSecurityNumber(String);

/// Says what one looks like, never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter the nine digits of your social security number.")]
pub struct NotASocialSecurityNumber;

impl SocialSecurityNumber {
    /// Nine digits, with or without hyphens and spaces. The Social Security Administration issues none of area 000,
    /// 666 or 900 to 999, of group 00 or of serial 0000.
    ///
    /// # Errors
    /// [`NotASocialSecurityNumber`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotASocialSecurityNumber> {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotASocialSecurityNumber);
        }
        let (area, group, serial) = (&digits[..3], &digits[3..5], &digits[5..]);
        let is_issued =
            !matches!(area, "000" | "666") && area < "900" && group != "00" && serial != "0000";
        if is_issued {
            Ok(Self(digits))
        } else {
            Err(NotASocialSecurityNumber)
        }
    }
}

impl fmt::Debug for SocialSecurityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SocialSecurityNumber(…)")
    }
}
