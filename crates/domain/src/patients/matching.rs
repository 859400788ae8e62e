use core::{fmt, str::FromStr};

use super::Field;

/// What says who a patient is, as records have it: upper case, blank values are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Identity<'a> {
    pub first_name: Option<&'a str>,
    pub last_name: Option<&'a str>,
    /// `YYYYMMDD`, or `YYYYMM` or `YYYY` where no more is known.
    pub birth: Option<&'a str>,
    /// The instrument's code.
    pub sex: Option<&'a str>,
    /// Social Security number, nine digits.
    pub ssn: Option<&'a str>,
    /// Medicare Beneficiary Identifier.
    pub medicare: Option<&'a str>,
}

impl<'a> Identity<'a> {
    /// None also of what no key asks for.
    const fn value(&self, field: Field) -> Option<&'a str> {
        match field {
            Field::FirstName => self.first_name,
            Field::LastName => self.last_name,
            Field::Birth => self.birth,
            Field::Sex => self.sex,
            Field::SocialSecurity => self.ssn,
            Field::Medicare => self.medicare,
            Field::Medicaid => None,
        }
    }
}

/// By what two of one provider are the same patient: keys, the strongest first, each of fields that both have alike. As text, with `+`
/// between fields and commas between keys: `ssn+birth,medicare+last_name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchKeys(Vec<Vec<Field>>);

/// Why a text is no list of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMatchKeys {
    #[error("{0:?} is none of first_name, last_name, birth, sex, ssn and medicare")]
    Field(String),
    #[error("{0:?} stands there twice")]
    Twice(String),
    /// A slip of the pen hits one value of somebody else; and by nothing else are stored patients looked for.
    #[error(
        "{0:?} is no key: one has two fields at least, and ssn, medicare, or last_name and first_name among them"
    )]
    TooLittle(String),
}

/// CMS says that records are matched to patients and not how: these are recalled [R] (ADR 34).
impl Default for MatchKeys {
    fn default() -> Self {
        use Field::{Birth, FirstName, LastName, Medicare, Sex, SocialSecurity};
        Self(vec![
            vec![SocialSecurity, Birth],
            vec![Medicare, LastName],
            vec![LastName, FirstName, Birth, Sex],
        ])
    }
}

impl MatchKeys {
    /// The place of the strongest key by which these two of one provider are the same patient, from 0; none where they are not.
    ///
    /// Whatever the keys are, two Social Security numbers that differ are two people, and so are two Medicare numbers where a key
    /// asks for no number.
    #[must_use]
    pub fn strongest(&self, one: &Identity<'_>, other: &Identity<'_>) -> Option<usize> {
        if differ(one.ssn, other.ssn) {
            return None;
        }
        let has_other_card = differ(one.medicare, other.medicare);
        self.0.iter().position(|key| {
            let has_number = key.iter().any(|field| field.is_identifier());
            key.iter()
                .all(|field| same(one.value(*field), other.value(*field)))
                && (has_number || !has_other_card)
        })
    }
}

impl FromStr for MatchKeys {
    type Err = NotMatchKeys;

    fn from_str(text: &str) -> Result<Self, NotMatchKeys> {
        let mut keys: Vec<Vec<Field>> = Vec::new();
        for text in text.split(',') {
            let key = key(text.trim())?;
            let is_same = |other: &Vec<Field>| {
                other.len() == key.len() && other.iter().all(|field| key.contains(field))
            };
            if keys.iter().any(is_same) {
                return Err(NotMatchKeys::Twice(text.trim().to_owned()));
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }
}

fn key(text: &str) -> Result<Vec<Field>, NotMatchKeys> {
    let mut key = Vec::new();
    for name in text.split('+').map(str::trim) {
        let field = Field::from_key(name).filter(|field| *field != Field::Medicaid);
        let field = field.ok_or_else(|| NotMatchKeys::Field(name.to_owned()))?;
        if key.contains(&field) {
            return Err(NotMatchKeys::Twice(name.to_owned()));
        }
        key.push(field);
    }
    let has = |field| key.contains(&field);
    let is_looked_for = has(Field::SocialSecurity)
        || has(Field::Medicare)
        || (has(Field::LastName) && has(Field::FirstName));
    if key.len() >= 2 && is_looked_for {
        Ok(key)
    } else {
        Err(NotMatchKeys::TooLittle(text.to_owned()))
    }
}

impl fmt::Display for MatchKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.iter().map(|key| {
            let names: Vec<_> = key.iter().map(|field| field.key()).collect();
            names.join("+")
        });
        f.write_str(&keys.collect::<Vec<_>>().join(","))
    }
}

/// Both are known and equal.
fn same(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_some() && one == other
}

/// Both are known and not equal.
fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_some() && other.is_some() && one != other
}
