//! What a part of a person's name may be made of.

use crate::forms::has_unseen;

/// What is taken, as a sentence about a name goes on.
pub const NAME_SIGNS: &str =
    "letters, digits, spaces and - ' . , alone, and a space after a period";

/// A period, and what browsers take for one in an address.
const PERIODS: [char; 4] = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];

/// Whether a text could be a person's name, or a part of one: letters of any script, digits, spaces, `'`, `-`, `.` and `,`.
/// The other signs of ASCII make formulas, markup and addresses, which mails would turn into links; so does a period within
/// a word, but among initials (`J.R.`).
#[must_use]
pub fn is_name(text: &str) -> bool {
    let fits =
        |sign: char| !sign.is_ascii() || sign.is_ascii_alphanumeric() || " '-.,".contains(sign);
    text.chars().all(fits) && !has_unseen(text) && !has_address(text)
}

fn has_address(text: &str) -> bool {
    let begins_word = |after: &str| {
        let begins = after.chars().take(2);
        begins.filter(|sign| sign.is_alphanumeric()).count() == 2
    };
    text.split(PERIODS).skip(1).any(begins_word)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_of_people_are_names() {
        for name in [
            "",
            "Anne",
            "O'Neill-Müller",
            "D\u{2019}Angelo",
            "de la Cruz, Jr.",
            "J.R.",
            "J. R. R.",
            "St. John",
            "the 3rd",
            "Nguyễn",
            "Жанна",
            "王小明",
            "山田　花子",
            "عائشة",
            // A vowel sign, and a joiner between letters.
            "राम",
            "علی\u{200C}رضا",
            // A letter and its accent apart.
            "Jose\u{301}",
            "Kaʻiulani",
        ] {
            assert!(is_name(name), "{name:?}");
        }
    }

    #[test]
    fn formulas_markup_addresses_and_what_nobody_sees_are_none() {
        for text in [
            "=HYPERLINK(\"x\")",
            "@anne",
            "<b>Anne</b>",
            "Anne (NEW77896X)",
            "http://evil.example/x",
            "evil.example",
            "evil\u{3002}example",
            "St.John",
            "Anne: asks",
            "a+b",
            "Anne\nBell",
            "Anne\t",
            "\u{202E}enna",
            "An\u{200B}ne",
            "An\u{200D}ne",
            "Anne\u{FEFF}",
            "\u{85}",
        ] {
            assert!(!is_name(text), "{text:?}");
        }
    }
}
