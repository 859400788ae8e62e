/// Longer than the name of any edit.
const LONGEST: usize = 40;

/// An edit as findings name it, where somebody typed one: CMS's number, which may lack its minus, or a name of ours.
#[must_use]
pub fn edit_named(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_name = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b':');
    let is_edit = typed.len() <= LONGEST
        && typed.bytes().all(is_name)
        && typed.bytes().any(|sign| sign.is_ascii_alphanumeric());
    let is_bare_number = typed.starts_with(|sign: char| sign.is_ascii_digit());
    let minus = if is_bare_number { "-" } else { "" };
    is_edit.then(|| format!("{minus}{typed}"))
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
        for typed in ["", "-", ":", "<b>", "a b", &"x".repeat(41)] {
            assert_eq!(edit_named(typed), None, "{typed}");
        }
    }
}
