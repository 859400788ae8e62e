//! What a form says back when it cannot be taken.

use core::fmt::Display;

use serde::{Deserialize, Serialize};

/// One field's problem: the field's name in the form, and what is wrong and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    #[must_use]
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}

/// A form that came back: what was typed (never a secret) and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedForm {
    /// The fields' names and values, in the form's order; a name may come more than once.
    pub values: Vec<(String, String)>,
    pub errors: Vec<FieldError>,
}

impl ReturnedForm {
    /// What was typed into a field; empty when nothing was.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.values
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }
}

/// Why a form was kept instead of being carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBecause {
    SessionEnded,
    /// Its page was drawn for another category, or for somebody else.
    OutOfPlace,
    /// What it asks for is too dangerous for a second factor that was not proven a moment ago.
    Unproven,
}

/// A form that was not carried out when it was sent, as it was sent. Passwords and codes are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldForm {
    pub because: HeldBecause,
    /// Where it was sent to.
    pub action: String,
    /// The page that it stood on.
    pub page: Option<String>,
    /// For whom that page was drawn, as [`DrawnFor`](crate::identity::DrawnFor) writes it, if it said so.
    pub drawn_for: Option<String>,
    pub values: Vec<(String, String)>,
    /// Whether a password or a code was typed, which was left out.
    pub had_secret: bool,
}

impl HeldForm {
    /// Fields that are typed anew instead of being kept.
    pub const SECRETS: [&str; 4] = ["password", "new_password", "old_password", "code"];
}

/// One space between words and none at the ends: nobody sees any other in a name, so nobody means it.
#[must_use]
pub fn single_spaced(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Reads the fields of a form, and keeps the problems so far.
pub(crate) struct Reader(pub Vec<FieldError>);

impl Reader {
    pub fn result<T, E: Display>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.0.push(FieldError::new(field, error.to_string())))
            .ok()
    }

    /// Text that may be empty. No control characters but line breaks, which PostgreSQL does not take or nobody sees.
    pub fn text(&mut self, field: &str, typed: &str, most: usize) -> Option<String> {
        let text = typed.trim();
        let unprintable = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.chars().count() > most {
            let message = format!("Shorten the text to {most} characters.");
            self.0.push(FieldError::new(field, message));
            None
        } else if text.contains(unprintable) {
            let message = "Take out the characters that cannot be printed.";
            self.0.push(FieldError::new(field, message));
            None
        } else {
            Some(text.to_owned())
        }
    }

    /// Text that may not be empty.
    pub fn needed(
        &mut self,
        field: &str,
        typed: &str,
        most: usize,
        missing: &str,
    ) -> Option<String> {
        let text = self.text(field, typed, most)?;
        self.result(
            field,
            if text.is_empty() {
                Err(missing)
            } else {
                Ok(text)
            },
        )
    }
}
