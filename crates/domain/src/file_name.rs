//! Names of the files that people send: labels, and never paths.

/// A name without folders, without what cannot be printed and without what turns the writing direction, at most so many characters. None
/// where nothing is left of it.
#[must_use]
pub fn plain(name: &str, longest: usize) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control() && !turns_direction(*letter))
        .take(longest)
        .collect();
    (!name.trim().is_empty()).then_some(name)
}

/// A mark that turns the writing direction: with one, a name shows another ending than it has.
#[must_use]
pub const fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_is_a_label_that_shows_what_it_is() {
        for (name, label) in [
            ("hours.xml", Some("hours.xml")),
            ("C:\\files\\hours.xml", Some("hours.xml")),
            ("../../hours.xml", Some("hours.xml")),
            ("a\u{202E}gpj.xml", Some("agpj.xml")),
            ("\u{2067}a\u{2069}\u{61C}.xml", Some("a.xml")),
            ("a\u{7}b\r\n.xml", Some("ab.xml")),
            ("Büro.xml", Some("Büro.xml")),
            ("\u{202E} ", None),
            ("folder/", None),
            ("", None),
        ] {
            assert_eq!(plain(name, 200).as_deref(), label, "{name:?}");
        }
        assert_eq!(plain("abcdef", 3).as_deref(), Some("abc"));
    }
}
