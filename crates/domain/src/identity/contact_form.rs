//! What My Profile lets a person change: how they are reached, where they live, and in which zone they see moments.

use serde::{Deserialize, Serialize};

use super::{EmailAddress, Telephone, registration_form::Reader};
use crate::{forms::FieldError, providers::StateCode, time::Zone};

/// The fields in the form's order, by the names that they have in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    pub phone: String,
    pub address: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub time_zone: String,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub phone: Telephone,
    pub address: String,
    pub city: String,
    pub state: StateCode,
    pub zip: String,
    pub time_zone: Zone,
}

impl ContactForm {
    /// Names and values, for the form that comes back.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 6] {
        [
            ("phone", &self.phone),
            ("address", &self.address),
            ("city", &self.city),
            ("state", &self.state),
            ("zip", &self.zip),
            ("time_zone", &self.time_zone),
        ]
    }

    /// # Errors
    /// What is wrong, in the form's order.
    pub fn read(&self) -> Result<Contact, Vec<FieldError>> {
        let mut reader = Reader::default();
        let phone = reader.parsed("phone", Telephone::parse(&self.phone));
        let home = reader.home(&self.address, &self.city, &self.state, &self.zip);
        let time_zone = reader.found(
            "time_zone",
            Zone::from_key(&self.time_zone),
            "Select a time zone.",
        );
        match (phone, home, time_zone) {
            (Some(phone), Some((address, city, state, zip)), Some(time_zone))
                if reader.errors.is_empty() =>
            {
                Ok(Contact {
                    phone,
                    address,
                    city,
                    state,
                    zip,
                    time_zone,
                })
            }
            _ => Err(reader.errors),
        }
    }
}

/// The form of a new e-mail address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailForm {
    pub email: String,
    /// The box that confirms two or fewer providers without a domain of their own; sent when it is ticked.
    pub personal_email: String,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEmail {
    pub email: EmailAddress,
    /// A personal address, confirmed for two or fewer providers without a corporate domain (seed 004).
    pub is_personal: bool,
}

impl EmailForm {
    /// Reads the form. `personal_domains` are hosts whose mailboxes anybody may have, in lower case.
    ///
    /// # Errors
    /// What is wrong.
    pub fn read(&self, personal_domains: &[String]) -> Result<NewEmail, Vec<FieldError>> {
        let mut reader = Reader::default();
        let ticked = !self.personal_email.is_empty();
        let (email, is_personal) = reader.email(&self.email, ticked, personal_domains);
        match email {
            Some(email) if reader.errors.is_empty() => Ok(NewEmail { email, is_personal }),
            _ => Err(reader.errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ContactForm {
        let text = str::to_owned;
        ContactForm {
            phone: text("(641) 555-0142"),
            address: text(" 509 North Madison Street "),
            city: text("Bloomfield"),
            state: text("IA"),
            zip: text("525371234"),
            time_zone: text("America/Chicago"),
        }
    }

    fn fields(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn contact_details_are_read_as_registration_reads_them() {
        let read = form().read().unwrap();
        assert_eq!(read.phone.as_str(), "641-555-0142");
        assert_eq!(read.address, "509 North Madison Street");
        assert_eq!(read.zip, "52537-1234");
        assert_eq!(read.time_zone, Zone::Central);
    }

    #[test]
    fn an_empty_form_says_what_is_missing_in_the_forms_order() {
        let missing = fields(ContactForm::default().read().unwrap_err());
        assert_eq!(
            missing,
            ["phone", "address", "city", "state", "zip", "time_zone"]
        );
        let elsewhere = ContactForm {
            time_zone: "Europe/Paris".to_owned(),
            ..form()
        };
        assert_eq!(fields(elsewhere.read().unwrap_err()), ["time_zone"]);
    }

    #[test]
    fn a_new_address_keeps_the_rule_of_registration() {
        let read = |email: &str, ticked: &str| {
            let form = EmailForm {
                email: email.to_owned(),
                personal_email: ticked.to_owned(),
            };
            form.read(&["gmail.com".to_owned()])
        };
        assert_eq!(fields(read("x", "").unwrap_err()), ["email"]);
        assert_eq!(fields(read("anne@gmail.com", "").unwrap_err()), ["email"]);
        assert!(read("anne@gmail.com", "true").unwrap().is_personal);
        assert!(!read("anne@example.org", "true").unwrap().is_personal);
    }
}
