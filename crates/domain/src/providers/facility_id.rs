use serde::{Deserialize, Serialize};

/// The Facility ID ("Assessment FAC ID") that a state assigns for MDS, OASIS and PBJ submission:
/// 1 to 16 letters and digits, unique within its state, kept in upper case. Another key than the CCN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FacilityId(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A Facility ID has 1 to 16 letters and digits, for example IA1077.")]
pub struct NotAFacilityId;

impl FacilityId {
    /// # Errors
    /// [`NotAFacilityId`] when it is empty, longer than 16, or has another character.
    pub fn parse(text: &str) -> Result<Self, NotAFacilityId> {
        let text = text.trim();
        let allowed = text.bytes().all(|b| b.is_ascii_alphanumeric());
        if (1..=16).contains(&text.len()) && allowed {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(NotAFacilityId)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Display for FacilityId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FacilityId {
    type Error = NotAFacilityId;
    fn try_from(text: String) -> Result<Self, NotAFacilityId> {
        Self::parse(&text)
    }
}

impl From<FacilityId> for String {
    fn from(id: FacilityId) -> Self {
        id.0
    }
}
