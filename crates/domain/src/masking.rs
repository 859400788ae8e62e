//! What stands on screens in the place of what says who somebody is: the one way in which it is hidden.

use crate::access::Sight;

/// In the place of what is hidden whole. It does not even tell how long that is.
pub const HIDDEN: &str = "••••";

/// What says who a resident or an employee is, as somebody sees it who may view as a role: hidden whole until a reason was given.
#[must_use]
pub fn seen(sight: Option<Sight>, text: String) -> String {
    match sight {
        Some(Sight::Masked) => HIDDEN.to_owned(),
        Some(Sight::Revealed) | None => text,
    }
}

/// A number that everybody sees masked, to know it again: its last four characters, where they are less than half of it.
#[must_use]
pub fn masked(number: &str) -> String {
    let count = number.chars().count();
    let last = if count > 8 { count - 4 } else { count };
    let end: String = number.chars().skip(last).collect();
    format!("{HIDDEN}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_somebody_is_is_hidden_whole_until_it_is_revealed() {
        for text in ["EMP-00417", "0417", "ABLE, RUTH", ""] {
            assert_eq!(seen(Some(Sight::Masked), text.to_owned()), "••••");
            for sight in [Some(Sight::Revealed), None] {
                assert_eq!(seen(sight, text.to_owned()), text);
            }
        }
    }

    #[test]
    fn a_number_is_masked_but_for_its_end_and_a_short_one_whole() {
        assert_eq!(masked("900110001"), "••••0001");
        assert_eq!(masked("1EG4TE5MK73"), "••••MK73");
        assert_eq!(masked("M7712345"), "••••");
        assert_eq!(masked(""), "••••");
    }
}
