//! How the XSD reads values: white space, whole numbers, characters.

use crate::xml::is_space;

/// Without white space at both ends.
pub fn trim(text: &[u8]) -> &[u8] {
    let start = text.iter().take_while(|byte| is_space(**byte)).count();
    let end = text[start..]
        .iter()
        .rev()
        .take_while(|byte| is_space(**byte))
        .count();
    &text[start..text.len() - end]
}

/// `xs:token`: trimmed, and every run of white space inside is one space.
pub fn token<'a>(text: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a str {
    let text = trim(text);
    let plain = text
        .iter()
        .zip(text.get(1..).unwrap_or_default())
        .all(|(this, next)| !is_space(*this) || (*this == b' ' && !is_space(*next)));
    let bytes = if plain {
        text
    } else {
        buffer.clear();
        for word in text
            .split(|byte| is_space(*byte))
            .filter(|word| !word.is_empty())
        {
            if !buffer.is_empty() {
                buffer.push(b' ');
            }
            buffer.extend_from_slice(word);
        }
        buffer
    };
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// `xs:int`: a sign and digits, within 32 bits. Zeros in front change nothing.
pub fn integer(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] | digits => (1, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().try_fold(0_i64, |value, digit| {
        let value = value * 10 + i64::from(digit - b'0');
        (value <= i64::from(i32::MAX) + 1).then_some(value)
    })?;
    i32::try_from(value * sign).ok().map(i64::from)
}

/// Letters, digits, inner spaces and `- & @ ' / + , . _` (edit -3802), `&` only where allowed
/// (not in edit -3690).
pub fn is_plain_text(text: &str, ampersand: bool) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'-' | b'@' | b'\'' | b'/' | b'+' | b',' | b'.' | b'_' | b' '
                )
                || (ampersand && byte == b'&')
        })
}

/// The XSD's form of an e-mail address, which is narrower than edit -3692: the ending after the
/// last point has two or three characters.
pub fn is_email(text: &str) -> bool {
    // Looking a letter up in a text would bring the search for a text within a text, which the browser would load.
    let excluded =
        |letter: char| u8::try_from(letter).is_ok_and(|byte| br#",;:'"<>\()[]{} "#.contains(&byte));
    let allowed = |letter: char| !letter.is_control() && !excluded(letter);
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let Some((host, ending)) = domain.rsplit_once('.') else {
        return false;
    };
    !name.is_empty()
        && name.chars().all(allowed)
        && !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        && matches!(ending.len(), 2 | 3)
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Three digits, two, four, with hyphens: nothing else is written so.
pub fn is_like_ssn(text: &str) -> bool {
    text.len() == 11
        && text.bytes().enumerate().all(|(index, byte)| match index {
            3 | 6 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
