//! Where people are reached.

use serde::{Deserialize, Serialize};

/// An e-mail address as far as it can be judged from its form: one `@`, a local part and a host with a dot, no
/// spaces, at most 254 characters (RFC 5321, 4.5.3.1.3). Whether it exists shows when a mail arrives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EmailAddress(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter an e-mail address, such as name@example.org.")]
pub struct NotAnEmailAddress;

impl EmailAddress {
    /// # Errors
    /// [`NotAnEmailAddress`] when mail could not be addressed to it.
    pub fn parse(text: &str) -> Result<Self, NotAnEmailAddress> {
        let text = text.trim();
        let (local, host) = text.split_once('@').ok_or(NotAnEmailAddress)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
        let local_fits = (1..=64).contains(&local.len())
            && local.chars().all(allowed)
            && local.split('.').all(|part| !part.is_empty());
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let host_fits = host.contains('.') && host.split('.').all(label);
        if text.len() <= 254 && local_fits && host_fits {
            Ok(Self(format!("{local}@{}", host.to_ascii_lowercase())))
        } else {
            Err(NotAnEmailAddress)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.parts().0
    }

    /// What stands behind it, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or((&self.0, ""))
    }

    /// What two spellings of one address have in common: hosts ignore case, and in practice so does what is before.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A telephone number of the North American Numbering Plan: ten digits, with or without a leading 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Telephone(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter a telephone number with its area code, such as 515-555-0100.")]
pub struct NotATelephone;

impl Telephone {
    /// # Errors
    /// [`NotATelephone`] when it has other than ten digits, or an area code or exchange that begins with 0 or 1.
    pub fn parse(text: &str) -> Result<Self, NotATelephone> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let fits = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-().".contains(c);
        let ten = match digits.len() {
            11 => digits.strip_prefix('1').ok_or(NotATelephone)?,
            10 => &digits,
            _ => return Err(NotATelephone),
        };
        let leads = |at: usize| !matches!(ten.as_bytes().get(at), Some(b'0' | b'1') | None);
        if text.chars().all(fits) && leads(0) && leads(3) {
            Ok(Self(format!("{}-{}-{}", &ten[..3], &ten[3..6], &ten[6..])))
        } else {
            Err(NotATelephone)
        }
    }

    /// `515-555-0100`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `+15155550100`, as gateways have it (ITU-T E.164).
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+1{}", self.0.replace('-', ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_mail_can_be_sent_to() {
        for (typed, read) in [
            ("anne@example.org", "anne@example.org"),
            (
                " Anne.Smith+qies@Example.ORG ",
                "Anne.Smith+qies@example.org",
            ),
        ] {
            assert_eq!(EmailAddress::parse(typed).unwrap().as_str(), read);
        }
        for typed in [
            "",
            "anne",
            "anne@",
            "@example.org",
            "anne@example",
            "a b@example.org",
            "anne@example..org",
            ".anne@example.org",
            "anne@-example.org",
            "anne@example.org\r\nBcc: x@example.org",
            "anne@@example.org",
            "\u{fc}@example.org",
        ] {
            assert_eq!(
                EmailAddress::parse(typed),
                Err(NotAnEmailAddress),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_telephone_number_may_be_written_as_people_write_it() {
        for typed in [
            "515-555-0100",
            "(515) 555-0100",
            "+1 515.555.0100",
            "15155550100",
        ] {
            let number = Telephone::parse(typed).unwrap();
            assert_eq!(number.as_str(), "515-555-0100");
            assert_eq!(number.e164(), "+15155550100");
        }
        for typed in [
            "",
            "555-0100",
            "115-555-0100",
            "515-055-0100",
            "25155550100",
            "515-555-0100 ext 3",
            "515555010\u{661}",
        ] {
            assert_eq!(Telephone::parse(typed), Err(NotATelephone), "{typed}");
        }
    }
}
