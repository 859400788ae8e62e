//! Money in whole cents: no floats, and no decimals in a database.

use serde::{Deserialize, Serialize};

/// An amount in cents: $54,990.00 is `Cents(5_499_000)`. Sums stay at the end of the range instead of wrapping.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    #[error("Write the amount in dollars, for example 54,990 or 357.50.")]
    NotANumber,
    #[error("An amount has at most two digits after the point.")]
    TooManyDecimals,
    #[error("This amount is larger than any that this system keeps.")]
    TooLarge,
}

impl Cents {
    pub const ZERO: Self = Self(0);
    /// The most that a form or a file may name: a hundred million dollars, far above any penalty.
    pub const MOST: Self = Self(10_000_000_000);

    /// Reads what people type: `54990`, `54,990.00`, `$357.5`. Not negative.
    ///
    /// # Errors
    /// [`NotMoney`]. Commas stand between thousands alone, so that `1,50` is not taken for 150 dollars.
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text).trim_start();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole_digits(whole).ok_or(NotMoney::NotANumber)?;
        if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotMoney::NotANumber);
        }
        if decimals.len() > 2 {
            return Err(NotMoney::TooManyDecimals);
        }
        let cents = match decimals.as_bytes() {
            [] => 0,
            [tenths] => i64::from(tenths - b'0') * 10,
            [tenths, hundredths, ..] => {
                i64::from(tenths - b'0') * 10 + i64::from(hundredths - b'0')
            }
        };
        let dollars: i64 = digits.parse().map_err(|_| NotMoney::TooLarge)?;
        let amount = dollars
            .checked_mul(100)
            .and_then(|whole| whole.checked_add(cents))
            .map(Self)
            .ok_or(NotMoney::TooLarge)?;
        if amount > Self::MOST {
            Err(NotMoney::TooLarge)
        } else {
            Ok(amount)
        }
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The same amount in the other direction.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Without its sign: `$1,234.50`.
    #[must_use]
    pub fn unsigned(self) -> String {
        let (dollars, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = dollars.to_string();
        let mut grouped = String::from("$");
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{grouped}.{cents:02}")
    }

    /// Digits alone, as forms and addresses carry it: `1234.50`.
    #[must_use]
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// `$1,234.50`, `-$44.00`.
impl core::fmt::Display for Cents {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str(&self.unsigned())
    }
}

impl core::iter::Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Self::plus)
    }
}

/// The digits of `54990` and `54,990`; none when it is neither.
fn whole_digits(text: &str) -> Option<String> {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split(',');
    let first = parts
        .next()
        .filter(|first| !first.is_empty() && is_digits(first))?;
    let mut digits = first.to_owned();
    for part in parts {
        if first.len() > 3 || part.len() != 3 || !is_digits(part) {
            return None;
        }
        digits.push_str(part);
    }
    Some(digits)
}

#[cfg(test)]
mod tests;
