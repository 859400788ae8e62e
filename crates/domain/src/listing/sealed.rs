use serde::{Deserialize, Serialize};

use super::Query;

/// What somebody searches people for, sealed for them, as it stands in an address: addresses are kept by browsers,
/// proxies and logs, and name nobody.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedSearch(String);

impl SealedSearch {
    /// More than a search of 100 characters takes, in base64url.
    const LONGEST: usize = 800;

    /// None for what cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let fits = (1..=Self::LONGEST).contains(&text.len());
        (fits && text.bytes().all(allowed)).then(|| Self(text.to_owned()))
    }

    /// Of the address of a list.
    #[must_use]
    pub fn from_query(query: &Query) -> Option<Self> {
        query.get("search").and_then(Self::parse)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_takes_nothing_but_base64url() {
        assert!(SealedSearch::parse("aZ09-_").is_some());
        let long = "a".repeat(801);
        for wrong in ["", "a b", "a=", "é", long.as_str()] {
            assert_eq!(SealedSearch::parse(wrong), None, "{wrong}");
        }
    }
}
