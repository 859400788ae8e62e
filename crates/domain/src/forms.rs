//! What a form says back when it cannot be taken.

use core::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::file_name::turns_direction;

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

/// What a text is told that [has something unseen](has_unseen).
pub const UNSEEN: &str =
    "Take out the characters that cannot be seen. Where text was pasted, type it anew.";

/// Whether a text has something that nobody sees and that makes it read otherwise than it is: what cannot be printed (line
/// breaks and tabs can), turns the writing direction or has no width. The joiners of Persian, of Indian scripts and of
/// emoji stand between signs beyond ASCII.
#[must_use]
pub fn has_unseen(text: &str) -> bool {
    let mut before = ' ';
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let after = signs.peek().copied().unwrap_or(' ');
        let is_joiner = matches!(sign, '\u{200C}' | '\u{200D}');
        let joins = is_joiner && !before.is_ascii() && !after.is_ascii();
        if is_unseen(sign) && !joins {
            return true;
        }
        before = sign;
    }
    false
}

fn is_unseen(sign: char) -> bool {
    let is_control = sign.is_control() && !matches!(sign, '\n' | '\r' | '\t');
    let has_no_width = matches!(
        sign,
        '\u{AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2028}'..='\u{2029}'
            | '\u{2060}'..='\u{2064}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    );
    is_control || has_no_width || turns_direction(sign)
}

/// Reads the fields of a form, and keeps the problems so far.
pub(crate) struct Reader(pub Vec<FieldError>);

impl Reader {
    pub fn result<T, E: Display>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.0.push(FieldError::new(field, error.to_string())))
            .ok()
    }

    /// Text that may be empty, with [nothing unseen](has_unseen): PostgreSQL does not take all of it.
    pub fn text(&mut self, field: &str, typed: &str, most: usize) -> Option<String> {
        let text = typed.trim();
        if text.chars().count() > most {
            let message = format!("Shorten the text to {most} characters.");
            self.0.push(FieldError::new(field, message));
            None
        } else if has_unseen(text) {
            self.0.push(FieldError::new(field, UNSEEN));
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

#[cfg(test)]
mod tests {
    use super::has_unseen;

    #[test]
    fn text_hides_nothing() {
        for text in [
            "Called back.\r\n\tHe said: “yes” – twice.",
            "علی\u{200C}رضا",
            "👩\u{200D}⚕\u{FE0F}",
            "Jose\u{301}",
        ] {
            assert!(!has_unseen(text), "{text:?}");
        }
        for text in [
            "a\0b",
            "\u{202E}gro.lluf",
            "a\u{2066}b",
            "An\u{200B}na",
            "An\u{200C}na",
            "\u{200D}",
            "a\u{AD}b",
            "\u{FEFF}a",
            "a\u{2060}",
            "a\u{E0041}",
        ] {
            assert!(has_unseen(text), "{text:?}");
        }
    }
}
