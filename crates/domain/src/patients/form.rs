use jiff::civil::Date;

use super::{Birth, Identifier, Medicaid, Medicare, SocialSecurity};
use crate::{
    forms::{FieldError, Reader, single_spaced},
    identity::LONGEST_REASON,
};

/// Letters of names that records hold (OASIS M0040, MDS A0500).
const FIRST_NAME: usize = 12;
const LAST_NAME: usize = 18;

/// A patient as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientForm {
    pub first_name: String,
    pub last_name: String,
    pub birth: String,
    pub sex: String,
    pub ssn: String,
    pub medicare: String,
    pub medicaid: String,
}

/// What is known of a patient, in the form in which records have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientDetails {
    pub first_name: String,
    pub last_name: String,
    pub birth: String,
    pub sex: String,
    pub ssn: Option<String>,
    pub medicare: Option<String>,
    pub medicaid: Option<String>,
}

impl PatientForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 7] {
        [
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("birth", &self.birth),
            ("sex", &self.sex),
            ("ssn", &self.ssn),
            ("medicare", &self.medicare),
            ("medicaid", &self.medicaid),
        ]
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self, today: Date) -> Result<PatientDetails, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        // In the order of the form, which the list of what is wrong has, too.
        let last = name(&mut reader, "last_name", &self.last_name, LAST_NAME);
        let first = name(&mut reader, "first_name", &self.first_name, FIRST_NAME);
        let birth = reader.result("birth", Birth::parse(&self.birth, today));
        let sex = Some(self.sex.as_str()).filter(|sex| matches!(*sex, "1" | "2"));
        let sex = reader.result("sex", sex.ok_or("Select the sex."));
        let ssn = number::<SocialSecurity>(&mut reader, &self.ssn);
        let medicare = number::<Medicare>(&mut reader, &self.medicare);
        let medicaid = number::<Medicaid>(&mut reader, &self.medicaid);
        match (first, last, birth, sex) {
            (Some(first_name), Some(last_name), Some(birth), Some(sex)) if reader.0.is_empty() => {
                Ok(PatientDetails {
                    first_name,
                    last_name,
                    birth: birth.as_str().to_owned(),
                    sex: sex.to_owned(),
                    ssn,
                    medicare,
                    medicaid,
                })
            }
            _ => Err(reader.0),
        }
    }
}

/// A name in upper case and with single spaces, as what is known of patients by records.
fn name(reader: &mut Reader, field: &str, typed: &str, most: usize) -> Option<String> {
    let missing = if field == "first_name" {
        "Enter the first name."
    } else {
        "Enter the last name."
    };
    let typed = single_spaced(typed);
    let name = reader.needed(field, &typed, most, missing)?.to_uppercase();
    // Edits -3110 to -3130 of OASIS, -3690 of MDS: no record could have another name.
    let is_allowed = |sign: char| sign.is_ascii_alphanumeric() || "@'/+,._ -".contains(sign);
    let result = if !name.chars().all(is_allowed) {
        Err("Enter the name with letters from A to Z, digits, spaces and - @ ' / + , . _ alone, as records have it.".to_owned())
    } else if name.chars().count() > most {
        // Some letters are two in upper case.
        Err(format!("Shorten the text to {most} characters."))
    } else {
        Ok(name)
    };
    reader.result(field, result)
}

/// A number that may be left out.
fn number<T: Identifier>(reader: &mut Reader, typed: &str) -> Option<String> {
    if typed.trim().is_empty() {
        return None;
    }
    let read = T::parse(typed).map(T::into_string);
    reader.result(T::FIELD.key(), read)
}

/// What somebody types over what is stored. A number that is left empty stays: screens do not show what is stored of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditForm {
    pub patient: PatientForm,
    /// Anything but empty takes the number away.
    pub remove_ssn: String,
    pub remove_medicare: String,
    pub remove_medicaid: String,
    pub reason: String,
}

/// What is to become of a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Numbers that are none stay, unless they are removed.
    pub details: PatientDetails,
    pub removes_ssn: bool,
    pub removes_medicare: bool,
    pub removes_medicaid: bool,
    /// May be empty, but of a state agency's people.
    pub reason: String,
}

impl EditForm {
    /// The names and values of its fields.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, &str)> {
        let mut values = self.patient.values().to_vec();
        values.extend([
            ("remove_ssn", self.remove_ssn.as_str()),
            ("remove_medicare", &self.remove_medicare),
            ("remove_medicaid", &self.remove_medicaid),
            ("reason", &self.reason),
        ]);
        values
    }

    /// # Errors
    /// What cannot be read, each at its field.
    pub fn read(&self, today: Date) -> Result<Change, Vec<FieldError>> {
        let details = self.patient.read(today);
        let mut reader = Reader(Vec::new());
        let reason = reader.text("reason", &self.reason, LONGEST_REASON);
        for (field, typed, removes) in [
            ("ssn", &self.patient.ssn, &self.remove_ssn),
            ("medicare", &self.patient.medicare, &self.remove_medicare),
            ("medicaid", &self.patient.medicaid, &self.remove_medicaid),
        ] {
            if !removes.is_empty() && !typed.trim().is_empty() {
                let message = "Enter another number, or remove the stored one: not both.";
                reader.0.push(FieldError::new(field, message));
            }
        }
        match (details, reason) {
            (Ok(details), Some(reason)) if reader.0.is_empty() => Ok(Change {
                details,
                removes_ssn: !self.remove_ssn.is_empty(),
                removes_medicare: !self.remove_medicare.is_empty(),
                removes_medicaid: !self.remove_medicaid.is_empty(),
                reason,
            }),
            (details, _) => {
                let mut errors = details.err().unwrap_or_default();
                errors.extend(reader.0);
                Err(errors)
            }
        }
    }
}
