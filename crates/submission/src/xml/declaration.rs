use crate::{
    intake::Refused,
    xml::characters::{find, is_space, trim},
};

/// What stands before the first event: byte order mark and XML declaration.
#[derive(Debug, PartialEq, Eq)]
pub struct Start {
    /// Bytes of both.
    pub length: usize,
    /// The declaration promises ASCII.
    pub ascii: bool,
}

const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Reads the declaration ourselves: UTF-8 and ASCII are read here, every other encoding is
/// refused rather than guessed.
pub fn read(bytes: &[u8], whole_file: bool) -> Result<Start, Refused> {
    if whole_file && bytes.iter().all(|byte| is_space(*byte)) {
        return Err(Refused::Empty);
    }
    if is_other_encoding(bytes) {
        return Err(if hides_doctype(bytes) {
            Refused::Doctype
        } else {
            Refused::Encoding
        });
    }
    let text = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let before = bytes.len() - text.len();
    let is_declaration = text
        .strip_prefix(b"<?xml")
        .is_some_and(|rest| rest.first().is_some_and(|byte| is_space(*byte)));
    if !is_declaration {
        return Ok(Start {
            length: before,
            ascii: false,
        });
    }
    let end = find(text, b"?>").ok_or(Refused::Syntax)?;
    let ascii = read_items(&text[b"<?xml".len()..end])?;
    Ok(Start {
        length: before + end + b"?>".len(),
        ascii,
    })
}

/// UTF-16, UTF-32, UTF-7 and EBCDIC, by how a document begins in them (XML 1.0, appendix F).
fn is_other_encoding(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xFF, 0xFE, ..]
            | [0xFE, 0xFF, ..]
            | [b'<', 0, ..]
            | [0, b'<' | 0, ..]
            | [0x4C, 0x6F, 0xA7, 0x94, ..]
            | [b'+', b'/', b'v', ..]
    )
}

/// The graver reason is told first.
fn hides_doctype(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .take(4096)
        .copied()
        .filter(|byte| *byte != 0)
        .collect();
    find(&start, b"<!DOCTYPE").is_some()
}

/// `version`, then perhaps `encoding`, then perhaps `standalone` (productions 23 to 32).
/// Returns whether the encoding is ASCII.
fn read_items(items: &[u8]) -> Result<bool, Refused> {
    let mut rest = items;
    let version = item(&mut rest, b"version")?.ok_or(Refused::Syntax)?;
    if version != b"1.0" {
        return Err(Refused::XmlVersion);
    }
    let encoding = item(&mut rest, b"encoding")?;
    if let Some(standalone) = item(&mut rest, b"standalone")?
        && !matches!(standalone, b"yes" | b"no")
    {
        return Err(Refused::Syntax);
    }
    if !rest.iter().all(|byte| is_space(*byte)) {
        return Err(Refused::Syntax);
    }
    match encoding {
        None => Ok(false),
        Some(name) if name.eq_ignore_ascii_case(b"UTF-8") => Ok(false),
        Some(name)
            if name.eq_ignore_ascii_case(b"ASCII") || name.eq_ignore_ascii_case(b"US-ASCII") =>
        {
            Ok(true)
        }
        Some(_) => Err(Refused::DeclaredEncoding),
    }
}

/// Takes ` name = "value"` from the front, if that is what stands there.
fn item<'a>(rest: &mut &'a [u8], name: &[u8]) -> Result<Option<&'a [u8]>, Refused> {
    let text = trim(rest);
    let Some(after) = text.strip_prefix(name) else {
        return Ok(None);
    };
    if text.len() == rest.len() {
        return Err(Refused::Syntax);
    }
    let value = trim(trim(after).strip_prefix(b"=").ok_or(Refused::Syntax)?);
    let (quote, value) = match value {
        [quote @ (b'"' | b'\''), value @ ..] => (*quote, value),
        _ => return Err(Refused::Syntax),
    };
    let end = memchr::memchr(quote, value).ok_or(Refused::Syntax)?;
    *rest = &value[end + 1..];
    Ok(Some(&value[..end]))
}
