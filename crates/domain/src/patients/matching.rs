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

/// Why two of one provider's are the same patient, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Social Security number and date of birth.
    SocialSecurity,
    /// Medicare number and last name.
    Medicare,
    /// Both names, date of birth and sex, and no number that says otherwise.
    NameAndBirth,
}

/// Why these two of one provider's are the same patient; none where they are not.
///
/// CMS says that records are matched to patients and not how: these keys are recalled [R] (ADR 34). A number is believed
/// only together with something that a slip of the pen would not also hit, and two Social Security numbers that differ
/// are two people.
#[must_use]
pub fn ground(one: &Identity<'_>, other: &Identity<'_>) -> Option<Ground> {
    if differ(one.ssn, other.ssn) {
        return None;
    }
    let same_last_name = same(one.last_name, other.last_name);
    let same_birth = same(one.birth, other.birth);
    if same(one.ssn, other.ssn) && same_birth {
        return Some(Ground::SocialSecurity);
    }
    if same(one.medicare, other.medicare) && same_last_name {
        return Some(Ground::Medicare);
    }
    let same_person = same_last_name
        && same_birth
        && same(one.first_name, other.first_name)
        && same(one.sex, other.sex);
    (same_person && !differ(one.medicare, other.medicare)).then_some(Ground::NameAndBirth)
}

/// Both are known and equal.
fn same(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_some() && one == other
}

/// Both are known and not equal.
fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_some() && other.is_some() && one != other
}
