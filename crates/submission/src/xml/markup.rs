//! How far the pieces of XML reach.

use crate::{
    intake::Refused,
    limits::Limits,
    xml::{
        attributes,
        characters::{find_either, is_space},
    },
};

/// Bytes before the next tag or reference.
pub fn text_length(text: &[u8]) -> usize {
    find_either(text, b'<', b'&').unwrap_or(text.len())
}

/// Bytes before the `>` that ends a tag; one within quotes does not.
pub fn tag_length(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from
            + text
                .get(from..)?
                .iter()
                .position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        match text[at] {
            b'>' => return Some(at),
            quote => from = at + 2 + memchr::memchr(quote, &text[at + 1..])?,
        }
    }
}

/// White space in front, in bytes.
pub fn spaces(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_space(**byte)).count()
}

pub fn until_space(text: &[u8]) -> &[u8] {
    text.split(|byte| is_space(*byte))
        .next()
        .unwrap_or_default()
}

/// Why a window full of bytes holds not one whole part: what is too long in it.
pub fn oversize(window: &[u8], limits: &Limits) -> Refused {
    let tag = memchr::memchr(b'<', window)
        .and_then(|at| window.get(at + 1..))
        .unwrap_or_default();
    if matches!(tag.first(), None | Some(b'!' | b'?')) {
        return Refused::ValueLength;
    }
    let name = until_space(tag);
    if name.len() > limits.name_bytes {
        return Refused::NameLength;
    }
    // The last attribute is cut, which is no fault of its own.
    match attributes::parse(&tag[name.len()..], limits) {
        Err(reason) if reason != Refused::Syntax => reason,
        _ => Refused::ValueLength,
    }
}
