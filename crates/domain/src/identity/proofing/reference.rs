use serde::{Deserialize, Serialize};

/// What an attempt is called by people: `P-7K3M9-QXAB4`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProofingReference(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A reference number looks like P-7K3M9-QXAB4.")]
pub struct NotAProofingReference;

impl ProofingReference {
    /// Letters and digits of a reference number, apart from the first letter.
    pub const LETTERS: usize = 10;

    /// Of ten letters and digits.
    ///
    /// # Errors
    /// [`NotAProofingReference`] for any other number of them, or other characters.
    pub fn of_letters(letters: &str) -> Result<Self, NotAProofingReference> {
        let fits = letters.len() == Self::LETTERS
            && letters
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !fits {
            return Err(NotAProofingReference);
        }
        let (first, last) = letters.split_at(Self::LETTERS / 2);
        Ok(Self(format!("P-{first}-{last}")))
    }

    /// Reads one as it is shown, whatever the case.
    ///
    /// # Errors
    /// [`NotAProofingReference`] when it is none.
    pub fn parse(text: &str) -> Result<Self, NotAProofingReference> {
        let text = text.trim().to_ascii_uppercase();
        let letters = text.strip_prefix("P-").ok_or(NotAProofingReference)?;
        let (first, last) = letters.split_once('-').ok_or(NotAProofingReference)?;
        let read = Self::of_letters(&(first.to_owned() + last))?;
        if read.0 == text {
            Ok(read)
        } else {
            Err(NotAProofingReference)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProofingReference {
    type Error = NotAProofingReference;
    fn try_from(text: String) -> Result<Self, NotAProofingReference> {
        Self::parse(&text)
    }
}

impl From<ProofingReference> for String {
    fn from(reference: ProofingReference) -> Self {
        reference.0
    }
}
