//! What the first step of a registration asks about a person (HARP: name, corporate e-mail, telephone, home address,
//! date of birth), and what an answer must be.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{EmailAddress, NAME_SIGNS, Telephone, is_name};
use crate::{
    forms::{FieldError, UNSEEN, has_unseen, single_spaced},
    providers::StateCode,
};

/// Whoever registers is an adult.
const LEAST_AGE: i16 = 18;
/// Nobody is older; whoever seems to be has mistyped the year.
const MOST_AGE: i16 = 120;

/// The fields in the form's order, by the names that they have in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub suffix: String,
    pub email: String,
    /// The box that confirms two or fewer providers without a domain of their own; sent when it is ticked.
    pub personal_email: String,
    pub phone: String,
    pub address: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub born_on: String,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProfile {
    pub first_name: String,
    /// Empty when there is none, as is the suffix.
    pub middle_name: String,
    pub last_name: String,
    pub suffix: String,
    pub email: EmailAddress,
    /// A personal address, confirmed for two or fewer providers without a corporate domain (seed 004).
    pub personal_email: bool,
    pub phone: Telephone,
    pub address: String,
    pub city: String,
    pub state: StateCode,
    pub zip: String,
    #[serde(with = "crate::time::wire")]
    pub born_on: Date,
}

impl NewProfile {
    /// `Dana Whitlock Jr.`
    #[must_use]
    pub fn full_name(&self) -> String {
        let parts = [&self.first_name, &self.last_name, &self.suffix];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    }

    /// What may not stand in this person's password.
    #[must_use]
    pub fn own_words(&self) -> Vec<String> {
        super::own_words([
            self.first_name.as_str(),
            &self.middle_name,
            &self.last_name,
            self.email.local_part(),
        ])
    }
}

impl ProfileForm {
    /// Names and values, for the form that comes back.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &str); 12] {
        [
            ("first_name", &self.first_name),
            ("middle_name", &self.middle_name),
            ("last_name", &self.last_name),
            ("suffix", &self.suffix),
            ("email", &self.email),
            ("personal_email", &self.personal_email),
            ("phone", &self.phone),
            ("address", &self.address),
            ("city", &self.city),
            ("state", &self.state),
            ("zip", &self.zip),
            ("born_on", &self.born_on),
        ]
    }

    /// Reads the form. `personal_domains` are hosts whose mailboxes anybody may have, in lower case.
    ///
    /// # Errors
    /// What is wrong, in the form's order.
    pub fn read(
        &self,
        personal_domains: &[String],
        today: Date,
    ) -> Result<NewProfile, Vec<FieldError>> {
        let mut reader = Reader::default();
        reader.needs("first_name", &self.first_name, "your first name");
        let first_name = reader.name("first_name", &self.first_name, "your first name", 60);
        let middle_name = reader.name("middle_name", &self.middle_name, "the middle name", 60);
        reader.needs("last_name", &self.last_name, "your last name");
        let last_name = reader.name("last_name", &self.last_name, "your last name", 60);
        let suffix = reader.name("suffix", &self.suffix, "the suffix", 10);
        let ticked = !self.personal_email.is_empty();
        let (email, is_personal) = reader.email(&self.email, ticked, personal_domains);
        let phone = reader.parsed("phone", Telephone::parse(&self.phone));
        let home = reader.home(&self.address, &self.city, &self.state, &self.zip);
        let born_on = reader.birth("born_on", &self.born_on, today);
        match (email, phone, home, born_on) {
            (Some(email), Some(phone), Some((address, city, state, zip)), Some(born_on))
                if reader.errors.is_empty() =>
            {
                Ok(NewProfile {
                    first_name,
                    middle_name,
                    last_name,
                    suffix,
                    email,
                    personal_email: is_personal,
                    phone,
                    address,
                    city,
                    state,
                    zip,
                    born_on,
                })
            }
            _ => Err(reader.errors),
        }
    }
}

/// Collects what is wrong while it reads.
#[derive(Default)]
pub(super) struct Reader {
    pub errors: Vec<FieldError>,
}

impl Reader {
    fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(field, message));
    }

    fn needs(&mut self, field: &str, typed: &str, what: &str) {
        if typed.trim().is_empty() {
            self.refuse(field, format!("Enter {what}."));
        }
    }

    fn text(&mut self, field: &str, typed: &str, what: &str, most: usize) -> String {
        self.needs(field, typed, what);
        let text = single_spaced(typed.trim());
        if text.chars().count() > most {
            self.refuse(field, format!("Shorten {what} to {most} characters."));
        } else if text.chars().any(char::is_control) {
            self.refuse(field, format!("Enter {what} in letters on one line."));
        } else if has_unseen(&text) {
            self.refuse(field, UNSEEN);
        }
        text
    }

    /// A part of a name, which may be empty.
    fn name(&mut self, field: &str, typed: &str, what: &str, most: usize) -> String {
        let text = single_spaced(typed.trim());
        if text.chars().count() > most {
            self.refuse(field, format!("Shorten {what} to {most} characters."));
        } else if !is_name(&text) {
            self.refuse(field, format!("Enter {what} with {NAME_SIGNS}."));
        }
        text
    }

    /// An address to write to, and whether it is one that anybody may have.
    pub fn email(
        &mut self,
        typed: &str,
        ticked: bool,
        personal_domains: &[String],
    ) -> (Option<EmailAddress>, bool) {
        let email = self.parsed("email", EmailAddress::parse(typed));
        let is_personal = email
            .as_ref()
            .is_some_and(|email| personal_domains.iter().any(|domain| domain == email.host()));
        if is_personal && !ticked {
            self.refuse(
                "email",
                "Enter your corporate e-mail address, or tick the box below if your organization has no domain of its own.",
            );
        }
        (email, is_personal)
    }

    /// Street, city, state and ZIP code.
    pub fn home(
        &mut self,
        address: &str,
        city: &str,
        state: &str,
        zip: &str,
    ) -> Option<(String, String, StateCode, String)> {
        let address = self.text("address", address, "your street address", 120);
        let city = self.text("city", city, "your city", 60);
        let state = self.found(
            "state",
            StateCode::parse(state).ok(),
            "Select a state or territory.",
        );
        let zip = self.found(
            "zip",
            read_zip(zip),
            "Enter a ZIP code of 5 or 9 digits, such as 52537.",
        );
        Some((address, city, state?, zip?))
    }

    pub fn parsed<T, E: core::fmt::Display>(
        &mut self,
        field: &str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        parsed
            .map_err(|error| self.refuse(field, error.to_string()))
            .ok()
    }

    pub fn found<T>(&mut self, field: &str, found: Option<T>, message: &str) -> Option<T> {
        if found.is_none() {
            self.refuse(field, message);
        }
        found
    }

    fn birth(&mut self, field: &str, typed: &str, today: Date) -> Option<Date> {
        let born_on = self.found(
            field,
            read_date(typed),
            "Enter your date of birth as month, day and year, such as 04/27/1984.",
        )?;
        let oldest = today.saturating_sub(MOST_AGE.years());
        if born_on > today || born_on < oldest {
            self.refuse(field, "Check the year of your date of birth.");
        } else if born_on > today.saturating_sub(LEAST_AGE.years()) {
            self.refuse(field, "You must be 18 or older to register.");
        }
        Some(born_on)
    }
}

/// `52537` or `52537-1234`.
fn read_zip(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let digits: String = typed.chars().filter(|c| *c != '-' && *c != ' ').collect();
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        5 => Some(digits),
        9 => Some(format!("{}-{}", &digits[..5], &digits[5..])),
        _ => None,
    }
}

/// `MM/DD/YYYY`; leading zeros may be left out.
fn read_date(typed: &str) -> Option<Date> {
    let mut parts = typed.trim().split('/');
    let mut number = |digits: usize| {
        let part = parts.next()?.trim();
        let fits = (1..=digits).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
        fits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (month, day, year) = (number(2)?, number(2)?, number(4)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 10);

    fn anne() -> ProfileForm {
        let text = str::to_owned;
        ProfileForm {
            first_name: text("Anne"),
            last_name: text(" O'Neill-Müller "),
            suffix: text("the  3rd"),
            email: text("anne@davis.example.org"),
            phone: text("(641) 555-0142"),
            address: text("509 North Madison Street"),
            city: text("Bloomfield"),
            state: text("IA"),
            zip: text("52537"),
            born_on: text("4/27/1984"),
            ..ProfileForm::default()
        }
    }

    fn read(form: &ProfileForm) -> Result<NewProfile, Vec<FieldError>> {
        form.read(&["gmail.com".to_owned()], TODAY)
    }

    fn refused(form: &ProfileForm) -> Vec<(String, String)> {
        let errors = read(form).unwrap_err().into_iter();
        errors.map(|error| (error.field, error.message)).collect()
    }

    #[test]
    fn a_whole_form_is_read() {
        let read = read(&anne()).unwrap();
        assert_eq!(read.last_name, "O'Neill-Müller");
        assert_eq!(read.full_name(), "Anne O'Neill-Müller the 3rd");
        assert_eq!(read.phone.as_str(), "641-555-0142");
        assert_eq!(read.born_on, date(1984, 4, 27));
        assert!(!read.personal_email);
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<NewProfile>(&text).unwrap(), read);
    }

    #[test]
    fn an_empty_form_says_what_is_missing_in_the_forms_order() {
        let fields: Vec<String> = refused(&ProfileForm::default())
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(
            fields,
            [
                "first_name",
                "last_name",
                "email",
                "phone",
                "address",
                "city",
                "state",
                "zip",
                "born_on"
            ]
        );
    }

    #[test]
    fn a_personal_address_is_taken_only_with_the_box_ticked() {
        let personal = |host: &str, ticked: &str| ProfileForm {
            email: format!("anne@{host}"),
            personal_email: ticked.to_owned(),
            ..anne()
        };
        let errors = refused(&personal("GMail.com", ""));
        assert!(errors[0].1.contains("corporate"), "{errors:?}");
        assert!(read(&personal("gmail.com", "true")).unwrap().personal_email);
        // A corporate address stays one, whatever is ticked.
        assert!(
            !read(&personal("example.org", "true"))
                .unwrap()
                .personal_email
        );
    }

    #[test]
    fn whoever_registers_is_eighteen() {
        let born = |text: &str| ProfileForm {
            born_on: text.to_owned(),
            ..anne()
        };
        assert!(read(&born("11/10/2008")).is_ok());
        for (typed, words) in [
            ("11/11/2008", "18 or older"),
            ("11/11/2026", "Check the year"),
            ("11/09/1906", "Check the year"),
            ("1984-04-27", "month, day and year"),
            ("02/30/1984", "month, day and year"),
            ("04/27/84/1", "month, day and year"),
            ("+4/27/1984", "month, day and year"),
        ] {
            let errors = refused(&born(typed));
            assert!(errors[0].1.contains(words), "{typed}: {errors:?}");
        }
    }

    #[test]
    fn zip_codes_have_five_or_nine_digits() {
        for (typed, read) in [
            (" 52537 ", Some("52537")),
            ("52537-1234", Some("52537-1234")),
            ("525371234", Some("52537-1234")),
            ("5253", None),
            ("5253A", None),
            ("٥٢٥٣٧", None),
        ] {
            assert_eq!(read_zip(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn what_is_too_long_or_no_text_is_refused() {
        let form = ProfileForm {
            first_name: "A".repeat(61),
            middle_name: "=HYPERLINK(\"http://evil.example\")".to_owned(),
            last_name: "\u{202E}gro.lluf".to_owned(),
            address: "1 \u{202E}teertS".to_owned(),
            city: "Bloom\0field".to_owned(),
            ..anne()
        };
        let errors = refused(&form);
        assert_eq!(errors[0].1, "Shorten your first name to 60 characters.");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
        let expected = ["first_name", "middle_name", "last_name", "address", "city"];
        assert_eq!(fields, expected);
        assert!(
            errors[1].1.contains("letters, digits, spaces"),
            "{errors:?}"
        );
    }
}
