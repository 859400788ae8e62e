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

/// What is searched for when this was typed: no control characters, which no record has and PostgreSQL does not take.
#[must_use]
pub fn searched(typed: &str) -> String {
    const LONGEST: usize = 100;
    let text: String = typed.chars().filter(|c| !c.is_control()).collect();
    let text: String = text.trim().chars().take(LONGEST).collect();
    text.trim_end().to_owned()
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

    #[test]
    fn what_is_searched_for_has_an_end_and_nothing_unprintable() {
        assert_eq!(searched(" da\0na "), "dana");
        assert_eq!(searched(&"é".repeat(200)).chars().count(), 100);
    }
}
