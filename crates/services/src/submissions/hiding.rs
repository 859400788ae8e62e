//! What whoever views as a role does not read in findings (ADR 26): who a patient or an employee is.

use domain::masking::HIDDEN;
use submission::assessments::entry::Questionnaires;

use crate::assessments::stored::telling;

/// Hides the value of an item that says who the patient is, also where the texts about it say it. The record names its instrument and the
/// code of its version.
pub(crate) fn hide_patient<'a>(
    forms: &Questionnaires,
    named: (Option<&str>, Option<&str>),
    item: &str,
    value: &mut Option<String>,
    texts: impl IntoIterator<Item = &'a mut String>,
) {
    if may_tell(forms, named, item) {
        hide(value, texts);
    }
}

/// Whether the value of an item may say who the patient is: of items that no rules tell of, any may.
fn may_tell(
    forms: &Questionnaires,
    (instrument, specification): (Option<&str>, Option<&str>),
    item: &str,
) -> bool {
    let form = instrument
        .zip(specification)
        .and_then(|(instrument, code)| forms.of_code(instrument, code));
    form.and_then(|form| Some((form, form.pack.item(item)?)))
        .is_none_or(|(form, item)| telling(form).contains(&item))
}

/// One without letters and digits, such as a caret, says nothing of anybody.
fn hide<'a>(value: &mut Option<String>, texts: impl IntoIterator<Item = &'a mut String>) {
    let says = |value: &&mut String| value.chars().any(char::is_alphanumeric);
    let Some(value) = value.as_mut().filter(says) else {
        return;
    };
    for text in texts {
        *text = without(text, value);
    }
    HIDDEN.clone_into(value);
}

/// A text with [`HIDDEN`] in the place of an identifier: where it stands as a word of its own, and not as digits of another number, of a
/// date or of an item's id, which would tell it.
pub(crate) fn without(text: &str, identifier: &str) -> String {
    let mut told = String::new();
    let mut end = 0;
    for (start, found) in text.match_indices(identifier) {
        let after = start + found.len();
        let is_part = goes_on(text[..start].chars().rev()) || goes_on(text[after..].chars());
        if found.is_empty() || is_part {
            continue;
        }
        told.push_str(&text[end..start]);
        told.push_str(HIDDEN);
        end = after;
    }
    told.push_str(&text[end..]);
    told
}

/// Whether a word goes on with these signs: a letter or digit, or one behind a sign that joins the parts of a number, a date or an id.
fn goes_on(mut signs: impl Iterator<Item = char>) -> bool {
    let first = signs.next();
    let is_joint = first.is_some_and(|sign| ".,:-/_".contains(sign));
    let next = if is_joint { signs.next() } else { first };
    next.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn an_identifier_is_hidden_where_it_stands_for_itself_and_nowhere_else() {
        for (text, identifier, read) in [
            (
                "Employee 22 has 23.10 hours on 2026-06-22. The most is 22.50, not 122 or A0022.",
                "22",
                "Employee •••• has 23.10 hours on 2026-06-22. The most is 22.50, not 122 or A0022.",
            ),
            (
                "within 14 days of A1600: 1.",
                "1",
                "within 14 days of A1600: ••••.",
            ),
            (
                "\"E 7\" is no ID, E 7, nor is E 77.",
                "E 7",
                "\"••••\" is no ID, ••••, nor is E 77.",
            ),
            ("154-87-5926 (M0064_SSN)", "154-87-5926", "•••• (M0064_SSN)"),
            ("Nothing is said.", "", "Nothing is said."),
        ] {
            assert_eq!(without(text, identifier), read);
        }
    }
}
