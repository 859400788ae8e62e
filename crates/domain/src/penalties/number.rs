use serde::{Deserialize, Serialize};

use crate::providers::Region;

/// The number by which everyone speaks of a case: `2026-05-LTC-0123`, the fiscal year and the CMS region of the notice,
/// and a number that counts within them.
///
/// [R?]: recalled, for CMS has published no example. [`CaseNumber::new`] and [`CaseNumber::parse`] are the only places
/// that know the form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A case number reads like 2026-05-LTC-0123.")]
pub struct NotACaseNumber;

/// Long-term care: nursing homes.
const PROGRAM: &str = "LTC";

impl CaseNumber {
    #[must_use]
    pub fn new(fiscal_year: i16, region: Region, sequence: i64) -> Self {
        let region = region.number();
        Self(format!(
            "{fiscal_year:04}-{region:02}-{PROGRAM}-{sequence:04}"
        ))
    }

    /// # Errors
    /// [`NotACaseNumber`]. Small letters and blanks around it do not matter.
    pub fn parse(text: &str) -> Result<Self, NotACaseNumber> {
        let text = text.trim().to_ascii_uppercase();
        let parts: Vec<&str> = text.split('-').collect();
        let [year, region, PROGRAM, sequence] = parts.as_slice() else {
            return Err(NotACaseNumber);
        };
        let digits = |part: &str, least: usize, most: usize| {
            (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let region = region
            .parse()
            .ok()
            .filter(|_| digits(region, 2, 2))
            .and_then(Region::from_number);
        if region.is_none() || !digits(year, 4, 4) || !digits(sequence, 4, 9) {
            return Err(NotACaseNumber);
        }
        Ok(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = NotACaseNumber;

    fn try_from(text: String) -> Result<Self, NotACaseNumber> {
        Self::parse(&text)
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.0
    }
}
