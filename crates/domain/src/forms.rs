//! What a form says back when it cannot be taken.

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

/// A form that was not carried out when it was sent, as it was sent: its session had ended, or its page was drawn for
/// another category. Passwords and codes are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldForm {
    /// Where it was sent to.
    pub action: String,
    /// The page that it stood on.
    pub page: Option<String>,
    /// For whom that page was drawn, as [`DrawnFor`](crate::identity::DrawnFor) writes it, if it said so.
    pub drawn_for: Option<String>,
    pub values: Vec<(String, String)>,
}

impl HeldForm {
    /// Fields that are typed anew instead of being kept.
    pub const SECRETS: [&str; 4] = ["password", "new_password", "old_password", "code"];
}
