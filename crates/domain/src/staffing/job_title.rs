use serde::{Deserialize, Serialize};

/// The work an hour entry is for: one of the 40 codes of item jobTitleCode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct JobTitle(u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A job title code is a number from 1 to 40.")]
pub struct NotAJobTitle;

/// The groups by which nurse staffing is counted (Five-Star Technical Users' Guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffGroup {
    RegisteredNurse,
    LicensedPracticalNurse,
    NurseAide,
    Other,
}

impl JobTitle {
    pub const COUNT: u8 = 40;

    /// The job title of a jobTitleCode, 1 to 40.
    #[must_use]
    #[inline]
    pub fn from_code(code: i64) -> Option<Self> {
        u8::try_from(code)
            .ok()
            .filter(|code| (1..=Self::COUNT).contains(code))
            .map(Self)
    }

    pub fn all() -> impl Iterator<Item = Self> {
        (1..=Self::COUNT).map(Self)
    }

    #[must_use]
    #[inline]
    pub const fn code(self) -> u8 {
        self.0
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        TITLES[usize::from(self.0) - 1]
    }

    #[must_use]
    pub const fn group(self) -> StaffGroup {
        match self.0 {
            5..=7 => StaffGroup::RegisteredNurse,
            8 | 9 => StaffGroup::LicensedPracticalNurse,
            10..=12 => StaffGroup::NurseAide,
            _ => StaffGroup::Other,
        }
    }

    /// Codes 5, 6 and 7: the hours that a day without a registered nurse lacks.
    #[must_use]
    pub const fn is_registered_nurse(self) -> bool {
        matches!(self.group(), StaffGroup::RegisteredNurse)
    }
}

impl TryFrom<u8> for JobTitle {
    type Error = NotAJobTitle;
    fn try_from(code: u8) -> Result<Self, NotAJobTitle> {
        Self::from_code(i64::from(code)).ok_or(NotAJobTitle)
    }
}

impl From<JobTitle> for u8 {
    fn from(title: JobTitle) -> Self {
        title.0
    }
}

/// `7 Registered Nurse`.
impl core::fmt::Display for JobTitle {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.0, self.title())
    }
}

const TITLES: [&str; JobTitle::COUNT as usize] = [
    "Administrator",
    "Medical Director",
    "Other Physician",
    "Physician Assistant",
    "Registered Nurse Director of Nursing",
    "Registered Nurse with Administrative Duties",
    "Registered Nurse",
    "Licensed Practical/Vocational Nurse with Administrative Duties",
    "Licensed Practical/Vocational Nurse",
    "Certified Nurse Aide",
    "Nurse Aide in Training",
    "Medication Aide/Technician",
    "Physician Services",
    "Clinical Nurse Specialist",
    "Pharmacist",
    "Dietitian",
    "Feeding Assistant",
    "Occupational Therapist",
    "Occupational Therapy Assistant",
    "Occupational Therapy Aide",
    "Physical Therapist",
    "Physical Therapy Assistant",
    "Physical Therapy Aide",
    "Respiratory Therapist",
    "Respiratory Therapy Technician",
    "Speech/Language Pathologist",
    "Therapeutic Recreation Specialist",
    "Qualified Activities Professional",
    "Other Activities Staff",
    "Qualified Social Worker",
    "Other Social Worker",
    "Dentist",
    "Podiatrist",
    "Mental Health Service Worker",
    "Vocational Service Worker",
    "Clinical Laboratory Service Worker",
    "Diagnostic X-ray Service Worker",
    "Blood Service Worker",
    "Housekeeping Service Worker",
    "Other Service Worker",
];
