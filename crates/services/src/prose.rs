//! Reasons and other texts that people write for the record: one reading for all of them.

use domain::{
    forms::{UNSEEN, has_unseen},
    identity::LONGEST_REASON,
};

use crate::ServiceError;

/// What someone writes for the record: not nothing, not endless, and [nothing unseen](has_unseen).
pub(crate) fn prose<'a>(
    field: &str,
    text: &'a str,
    missing: &str,
) -> Result<&'a str, ServiceError> {
    let text = text.trim();
    if text.is_empty() {
        Err(ServiceError::field(field, missing))
    } else if text.chars().count() > LONGEST_REASON {
        let message = format!("Shorten the text to {LONGEST_REASON} characters.");
        Err(ServiceError::field(field, message))
    } else if has_unseen(text) {
        Err(ServiceError::field(field, UNSEEN))
    } else {
        Ok(text)
    }
}
