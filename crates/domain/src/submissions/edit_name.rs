/// What the names of our own edits begin with: where in the work on a file they are found.
const OURS: [&str; 4] = ["intake", "record", "server", "structure"];

/// More digits than any number of CMS's has.
const MOST_DIGITS: usize = 5;

/// An edit as findings name it, where somebody typed one: CMS's number, which may lack its minus and have a letter, or a name of ours. What can
/// be no edit's name is none.
#[must_use]
pub fn edit_named(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if let Some((begin, name)) = typed.split_once(':') {
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|sign| sign.is_ascii_lowercase() || sign == b'-');
        return (OURS.contains(&begin) && is_name).then(|| typed.to_owned());
    }
    let number = typed.strip_prefix('-').unwrap_or(typed);
    let digits = number.trim_end_matches(|sign: char| sign.is_ascii_lowercase());
    let is_number = (1..=MOST_DIGITS).contains(&digits.len())
        && digits.bytes().all(|sign| sign.is_ascii_digit())
        && number.len() - digits.len() <= 1;
    is_number.then(|| format!("-{number}"))
}

#[cfg(test)]
mod tests {
    use super::edit_named;

    #[test]
    fn an_edit_is_asked_for_by_any_name_that_findings_have() {
        for (typed, expected) in [
            ("-3810", "-3810"),
            ("3810", "-3810"),
            (" -3810a ", "-3810a"),
            ("server:duplicate", "server:duplicate"),
            ("intake:non-ascii", "intake:non-ascii"),
        ] {
            assert_eq!(edit_named(typed).as_deref(), Some(expected), "{typed}");
        }
        for typed in [
            "",
            "-",
            ":",
            "<b>",
            "a b",
            "xyz",
            "-3810ab",
            "server:",
            "other:duplicate",
            &"1".repeat(10_000),
        ] {
            assert_eq!(edit_named(typed), None, "{typed}");
        }
    }
}
