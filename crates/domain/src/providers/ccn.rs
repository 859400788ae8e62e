use serde::{Deserialize, Serialize};

use super::{ProviderType, StateCode};

/// A CMS Certification Number: 6 characters for a provider, 10 for a supplier (SOM 2779).
/// Parsing normalises (upper case, a hyphen after the state code dropped, zeros put in front)
/// and checks the state code, the shape and, for Medicare numbers, the sequence range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ccn(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACcn {
    #[error("Enter a CCN: 6 characters for a provider, 10 for a supplier.")]
    Length,
    #[error("The first two characters of this CCN are not a state code that CMS uses.")]
    StateCode,
    #[error(
        "After its state code a CCN has four digits (165123), a letter and three digits (16E724; the letters are A, B, E to H, \
         J to M, P, R to U, W and Z), or three digits and E or F; a unit of a hospital has two letters (16SA12), a supplier C, D \
         or X and seven digits. Look whether O stands for 0, or I for 1."
    )]
    Shape,
    #[error(
        "This is the ID of a branch, with Q in the third place. A branch goes by the CCN of its agency: the two digits before \
         the Q and the four after it."
    )]
    Branch,
    #[error("The last four digits of this CCN are outside every range that CMS assigns.")]
    Sequence,
}

/// Sequence numbers of Medicare providers start at 0001 and run without a gap to 9999
/// (the SOM's 39 ranges touch); only 0000 belongs to none.
const NO_SEQUENCE: &str = "0000";

/// State codes of CCNs outside the states and territories: Canada, Mexico, other countries.
const FOREIGN: [&str; 3] = ["56", "59", "99"];

impl Ccn {
    /// # Errors
    /// [`NotACcn`] naming the first rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, NotACcn> {
        let text = normalise(text)?;
        let state = &text[..2];
        if StateCode::of_ccn_code(state).is_none() && !FOREIGN.contains(&state) {
            return Err(NotACcn::StateCode);
        }
        let shape = if text.len() == 10 {
            supplier(&text[2..])
        } else {
            provider(&text[2..])
        };
        shape.map(|()| Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The state whose code it begins with; none for foreign providers.
    #[must_use]
    pub fn state(&self) -> Option<StateCode> {
        StateCode::of_ccn_code(&self.0[..2])
    }

    /// The kind of provider that CMS gives such numbers to; none for the kinds that this system
    /// does not serve yet (SOM 2779A).
    #[must_use]
    pub fn provider_type(&self) -> Option<ProviderType> {
        let rest = self.0.get(2..6).filter(|_| self.0.len() == 6)?;
        match rest.as_bytes()[0] {
            b'A' | b'B' | b'E' | b'F' => Some(ProviderType::NursingHome),
            b'U' | b'W' | b'Z' => Some(ProviderType::SwingBed),
            b'J' | b'M' | b'R' | b'S' | b'T' => Some(ProviderType::Hospital),
            b'K' => Some(ProviderType::HomeHealthAgency),
            b'0'..=b'9' if rest.ends_with(['E', 'F']) => Some(ProviderType::Hospital),
            b'0'..=b'9' => of_sequence(rest.parse().ok()?),
            _ => None,
        }
    }
}

/// Medicare's ranges of the last four digits.
const fn of_sequence(number: u16) -> Option<ProviderType> {
    match number {
        1..=999 | 1300..=1399 | 2000..=2299 | 3000..=3099 | 3300..=3399 | 4000..=4499 => {
            Some(ProviderType::Hospital)
        }
        1500..=1799 => Some(ProviderType::Hospice),
        3100..=3199 | 7000..=8499 | 9000..=9799 => Some(ProviderType::HomeHealthAgency),
        5000..=6499 => Some(ProviderType::NursingHome),
        _ => None,
    }
}

fn normalise(text: &str) -> Result<String, NotACcn> {
    let mut text = text.trim().to_ascii_uppercase();
    if text.as_bytes().get(2) == Some(&b'-') {
        text.remove(2);
    }
    if !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(NotACcn::Shape);
    }
    match text.len() {
        // A lost leading zero is put back, as spreadsheets drop it.
        5 | 9 => Ok(format!("0{text}")),
        6 | 10 => Ok(text),
        _ => Err(NotACcn::Length),
    }
}

/// The four characters after the state code of a provider.
fn provider(rest: &str) -> Result<(), NotACcn> {
    let &[third, fourth, fifth, sixth] = rest.as_bytes() else {
        return Err(NotACcn::Length);
    };
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let parent_type = |b: u8| b.is_ascii_digit() || matches!(b, b'A'..=b'H' | b'J' | b'K');
    let fits = match third {
        // Medicaid only (NF, ICF/IID, hospital, home health agency, PRTF), and organ procurement.
        b'A' | b'B' | b'E'..=b'H' | b'J'..=b'L' | b'P' => digits(&[fourth, fifth, sixth]),
        // Units excluded from IPPS and swing beds.
        b'M' | b'R' | b'S' | b'T' | b'U' | b'W' | b'Z' => {
            parent_type(fourth) && digits(&[fifth, sixth])
        }
        // Emergency hospitals, not federal and federal.
        b'0'..=b'9' if matches!(sixth, b'E' | b'F') => digits(&[fourth, fifth]),
        b'0'..=b'9' if digits(&[fourth, fifth, sixth]) => {
            return if rest == NO_SEQUENCE {
                Err(NotACcn::Sequence)
            } else {
                Ok(())
            };
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(NotACcn::Shape) }
}

/// The eight characters after the state code of a supplier: ASC, CLIA laboratory, portable X-ray.
fn supplier(rest: &str) -> Result<(), NotACcn> {
    let (kind, digits) = rest.split_at(1);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotACcn::Shape);
    }
    match kind {
        "C" | "D" | "X" => Ok(()),
        "Q" => Err(NotACcn::Branch),
        _ => Err(NotACcn::Shape),
    }
}

impl core::fmt::Display for Ccn {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Ccn {
    type Error = NotACcn;
    fn try_from(text: String) -> Result<Self, NotACcn> {
        Self::parse(&text)
    }
}

impl From<Ccn> for String {
    fn from(ccn: Ccn) -> Self {
        ccn.0
    }
}
