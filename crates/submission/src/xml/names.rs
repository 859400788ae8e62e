/// A Name of XML 1.0, fifth edition (productions 4, 4a, 5), colons allowed.
pub fn is_name(name: &[u8]) -> bool {
    match name {
        [] => false,
        [first, rest @ ..] if name.is_ascii() => {
            is_ascii_start(*first)
                && rest
                    .iter()
                    .all(|byte| is_ascii_start(*byte) || matches!(byte, b'0'..=b'9' | b'-' | b'.'))
        }
        _ => std::str::from_utf8(name).is_ok_and(|name| {
            let mut letters = name.chars();
            letters.next().is_some_and(is_start) && letters.all(is_part)
        }),
    }
}

const fn is_ascii_start(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'_' | b':')
}

const fn is_start(letter: char) -> bool {
    matches!(letter,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{1_0000}'..='\u{E_FFFF}')
}

const fn is_part(letter: char) -> bool {
    is_start(letter)
        || matches!(letter,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Prefix and local part; none when the colons are not where namespaces allow one
/// (Namespaces in XML 1.0, production 7).
pub fn split(name: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    match memchr::memchr(b':', name) {
        None => Some((None, name)),
        Some(at) => {
            let (prefix, local) = (&name[..at], &name[at + 1..]);
            let whole = !prefix.is_empty() && !local.contains(&b':') && is_name(local);
            whole.then_some((Some(prefix), local))
        }
    }
}
