use serde::{Deserialize, Serialize};

/// Hours of one entry or one day, in hundredths: 7.5 hours are `Hundredths(750)`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Hundredths(pub i32);

/// Hours added up over people and days, in hundredths. Wide enough for any file.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct TotalHours(pub i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotHours {
    #[error("Hours are written as digits, with at most one decimal point, for example 7.5.")]
    NotANumber,
    #[error("Hours have at most two decimals, for example 7.25.")]
    TooManyDecimals,
    #[error("That is more hours than any file may hold.")]
    TooLarge,
}

impl Hundredths {
    pub const ZERO: Self = Self(0);
    /// The most one employee may work on one date: 22.50 (PBJ edit -4025).
    pub const DAY_LIMIT: Self = Self(2250);

    /// Reads a decimal as XML Schema does (`xs:decimal`): a sign, digits, a point, digits.
    /// Zeros at either end change nothing, so `07.500` is 7.50.
    ///
    /// # Errors
    /// [`NotHours`] names the first rule broken.
    #[inline]
    pub fn parse(text: &[u8]) -> Result<Self, NotHours> {
        let (sign, digits) = match text {
            [b'-', rest @ ..] => (-1, rest),
            [b'+', rest @ ..] => (1, rest),
            _ => (1, text),
        };
        let mut value = 0_i32;
        let mut decimals: Option<u8> = None;
        let mut seen = false;
        for &byte in digits {
            if byte == b'.' && decimals.is_none() {
                decimals = Some(0);
                continue;
            }
            if !byte.is_ascii_digit() {
                return Err(NotHours::NotANumber);
            }
            seen = true;
            let digit = i32::from(byte - b'0');
            match &mut decimals {
                Some(2) if digit == 0 => continue,
                Some(2) => return Err(NotHours::TooManyDecimals),
                Some(count) => *count += 1,
                None => {}
            }
            value = value
                .checked_mul(10)
                .and_then(|v| v.checked_add(digit))
                .ok_or(NotHours::TooLarge)?;
        }
        if !seen {
            return Err(NotHours::NotANumber);
        }
        let scale = match decimals.unwrap_or(0) {
            0 => 100,
            1 => 10,
            _ => 1,
        };
        value
            .checked_mul(scale * sign)
            .map(Self)
            .ok_or(NotHours::TooLarge)
    }
}

impl TotalHours {
    pub const ZERO: Self = Self(0);

    /// Adds without ever wrapping: a total at the end of the range stays there.
    #[must_use]
    #[inline]
    pub const fn plus(self, hours: Hundredths) -> Self {
        Self(self.0.saturating_add(hours.0 as i64))
    }

    /// `38,204.50`: two decimals and thousands separators, for reading.
    #[must_use]
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (whole, decimals) = plain.split_at(plain.len() - 3);
        let (sign, digits) = whole.split_at(usize::from(self.0 < 0));
        format!("{sign}{}{decimals}", in_groups(digits))
    }
}

/// `38204` as `38,204`.
pub(super) fn in_groups(digits: &str) -> String {
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    groups.join(",")
}

impl From<Hundredths> for TotalHours {
    fn from(hours: Hundredths) -> Self {
        Self(i64::from(hours.0))
    }
}

impl core::iter::Sum<Hundredths> for TotalHours {
    fn sum<I: Iterator<Item = Hundredths>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Self::plus)
    }
}

impl core::iter::Sum for TotalHours {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |sum, hours| Self(sum.0.saturating_add(hours.0)))
    }
}

/// `7.50`: always two decimals, no thousands separator.
impl core::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        TotalHours::from(*self).fmt(f)
    }
}

/// `38204.50`: always two decimals, no thousands separator.
impl core::fmt::Display for TotalHours {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}
