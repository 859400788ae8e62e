use serde::{Deserialize, Serialize};

/// An ICD-10-CM code, or the beginning of one, without the dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DiagnosisCode(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An ICD-10 code begins with a letter and a digit, and has 3 to 7 letters and digits.")]
pub struct NotADiagnosisCode;

impl DiagnosisCode {
    /// As people type it, with or without the dot.
    ///
    /// # Errors
    /// [`NotADiagnosisCode`].
    pub fn parse(text: &str) -> Result<Self, NotADiagnosisCode> {
        let text = text.trim().to_ascii_uppercase();
        let text = match text.split_once('.') {
            Some((category, rest)) if category.len() == 3 => format!("{category}{rest}"),
            Some(_) => return Err(NotADiagnosisCode),
            None => text,
        };
        let fits = (3..=7).contains(&text.len())
            && text.bytes().enumerate().all(|(at, byte)| match at {
                0 => byte.is_ascii_uppercase(),
                1 => byte.is_ascii_digit(),
                _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            });
        if fits {
            Ok(Self(text))
        } else {
            Err(NotADiagnosisCode)
        }
    }

    /// Without the dot, as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With the dot, as people know it: `A51.3`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.0.split_at_checked(3) {
            Some((category, rest)) if !rest.is_empty() => format!("{category}.{rest}"),
            _ => self.0.clone(),
        }
    }
}
