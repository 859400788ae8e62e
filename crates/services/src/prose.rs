//! Reasons and other texts that people write for the record: one reading for all of them.

use domain::identity::LONGEST_REASON;

use crate::ServiceError;

/// What someone writes for the record: not nothing, not endless, and nothing that cannot be printed.
pub(crate) fn prose<'a>(
    field: &str,
    text: &'a str,
    missing: &str,
) -> Result<&'a str, ServiceError> {
    let text = text.trim();
    let unprintable = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.is_empty() {
        Err(ServiceError::field(field, missing))
    } else if text.chars().count() > LONGEST_REASON {
        let message = format!("Shorten the text to {LONGEST_REASON} characters.");
        Err(ServiceError::field(field, message))
    } else if text.contains(unprintable) {
        let message = "Take out the characters that cannot be printed.";
        Err(ServiceError::field(field, message))
    } else {
        Ok(text)
    }
}
