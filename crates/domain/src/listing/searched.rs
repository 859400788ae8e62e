//! What is searched for when something was typed: one reading for every search.

/// No name, city or number is longer.
const LONGEST: usize = 100;

/// What is searched for when this was typed: nothing when blank. White space is one space, and there are no control characters,
/// which no record has and PostgreSQL does not take.
#[must_use]
pub fn searched(typed: &str) -> Option<String> {
    let is_text = |sign: &char| sign.is_whitespace() || !sign.is_control();
    let text: String = typed.chars().filter(is_text).collect();
    let text: String = collapsed(&text).chars().take(LONGEST).collect();
    let text = text.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text with one space wherever it has white space, and none at its ends.
#[must_use]
pub fn collapsed(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn white_space_is_one_space_and_what_cannot_be_printed_is_left_out() {
        for (typed, text) in [
            (" da\0na ", "dana"),
            ("oak  hill", "oak hill"),
            ("\toak\n \u{a0}hill\r\n", "oak hill"),
            ("oak \0 hill", "oak hill"),
        ] {
            assert_eq!(searched(typed).as_deref(), Some(text), "{typed:?}");
        }
        for blank in ["", "  ", "\t\n", "\0"] {
            assert_eq!(searched(blank), None, "{blank:?}");
        }
        let long = searched(&"é".repeat(200)).unwrap();
        assert_eq!(long.chars().count(), 100);
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again_as_it_is(typed in "([ \t\n]|.){0,120}") {
            let text = searched(&typed);
            prop_assert_eq!(text.as_deref().and_then(searched), text.clone());
        }
    }
}
