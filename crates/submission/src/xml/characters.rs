use crate::intake::Refused;

/// What a stretch of bytes holds, up to the first that XML does not allow.
#[derive(Debug, PartialEq, Eq)]
pub enum Scan {
    Fine {
        non_ascii: Option<usize>,
    },
    Bad {
        at: usize,
        reason: Refused,
        non_ascii: Option<usize>,
    },
}

impl Scan {
    pub fn non_ascii(&self) -> Option<usize> {
        match self {
            Self::Fine { non_ascii } | Self::Bad { non_ascii, .. } => *non_ascii,
        }
    }
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight flags, one per byte of the word that is 0.
const fn zeros(word: u64) -> u64 {
    !((((word & !HIGH) + !HIGH) | word) | !HIGH)
}

/// Whether all eight bytes are plain: from 0x20 to 0x7F, or tab, line feed or carriage return.
const fn is_plain(word: u64) -> bool {
    let below_space = word.wrapping_sub(LOW * 0x20) & !word & HIGH;
    if below_space == 0 {
        return word & HIGH == 0;
    }
    let controls = zeros(word & (LOW * 0xE0));
    let spaces =
        zeros(word ^ (LOW * 0x09)) | zeros(word ^ (LOW * 0x0A)) | zeros(word ^ (LOW * 0x0D));
    word & HIGH == 0 && controls == spaces
}

/// Looks for the first byte that is not UTF-8, or not a character of XML (production 2).
pub fn scan(bytes: &[u8]) -> Scan {
    let (words, _) = bytes.as_chunks::<8>();
    let plain = words
        .iter()
        .take_while(|word| is_plain(u64::from_le_bytes(**word)))
        .count()
        * 8;
    let first = bytes[plain..]
        .iter()
        .position(|byte| !is_plain_byte(*byte))
        .map(|at| plain + at);
    match first {
        None => Scan::Fine { non_ascii: None },
        Some(at) => scan_characters(bytes, at),
    }
}

const fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7F)
}

/// The same where text is not plain: character by character from `start` on.
fn scan_characters(bytes: &[u8], start: usize) -> Scan {
    let rest = &bytes[start..];
    let (text, broken) = match std::str::from_utf8(rest) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = error.valid_up_to();
            (
                std::str::from_utf8(&rest[..valid]).unwrap_or_default(),
                Some(start + valid),
            )
        }
    };
    let non_ascii = rest
        .iter()
        .position(|byte| !byte.is_ascii())
        .map(|at| start + at);
    let forbidden = text
        .char_indices()
        .find(|(_, letter)| !is_char(*letter))
        .map(|(at, _)| start + at);
    match (forbidden, broken) {
        (Some(at), _) => Scan::Bad {
            at,
            reason: Refused::Character,
            non_ascii: non_ascii.filter(|first| *first < at),
        },
        (None, Some(at)) => Scan::Bad {
            at,
            reason: Refused::Encoding,
            non_ascii: non_ascii.filter(|first| *first < at),
        },
        (None, None) => Scan::Fine { non_ascii },
    }
}

/// Production 2 of XML 1.0; Rust's `char` already leaves out surrogates.
const fn is_char(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{1_0000}'..='\u{10_FFFF}')
}

/// Whether all of it is white space. Much of a file is, between its tags.
pub fn is_blank(text: &[u8]) -> bool {
    match text.last_chunk::<8>() {
        // The last word overlaps the one before it, so that no byte is looked at alone.
        Some(last) => {
            let (words, _) = text.as_chunks::<8>();
            words.iter().all(|word| is_blank_word(*word)) && is_blank_word(*last)
        }
        None => text.iter().all(|byte| is_space(*byte)),
    }
}

fn is_blank_word(word: [u8; 8]) -> bool {
    let word = u64::from_le_bytes(word);
    let ends = zeros(word ^ (LOW * 0x0A)) | zeros(word ^ (LOW * 0x0D));
    (zeros(word ^ (LOW * 0x20)) | zeros(word ^ (LOW * 0x09)) | ends) == HIGH
}

/// Whether two names are the same. Most have 8 to 16 bytes, which are two words then; WASM's own comparison goes byte
/// by byte.
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (Some((start, end)), Some(others)) = (ends(one), ends(other)) else {
        return one.iter().eq(other);
    };
    start == others.0 && end == others.1 && (one.len() <= 16 || one == other)
}

/// The first and the last eight bytes.
fn ends(name: &[u8]) -> Option<(u64, u64)> {
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    Some((word(name.first_chunk()?), word(name.last_chunk()?)))
}

pub fn count_line_ends(text: &[u8]) -> u32 {
    let (words, rest) = text.as_chunks::<8>();
    let in_words: u32 = words
        .iter()
        .map(|word| zeros(u64::from_le_bytes(*word) ^ (LOW * 0x0A)).count_ones())
        .sum();
    rest.iter()
        .fold(in_words, |ends, byte| ends + u32::from(*byte == b'\n'))
}

/// White space of XML (production 3).
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Without the white space in front.
pub fn trim(text: &[u8]) -> &[u8] {
    let spaces = text.iter().take_while(|byte| is_space(**byte)).count();
    &text[spaces..]
}

/// Where one of two bytes first stands. Made for texts of few bytes.
pub fn find_either(text: &[u8], one: u8, other: u8) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    let (one_each, other_each) = (LOW * u64::from(one), LOW * u64::from(other));
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ one_each) | zeros(word ^ other_each);
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let before = words.len() * 8;
    rest.iter()
        .position(|byte| *byte == one || *byte == other)
        .map(|at| before + at)
}

/// Where `mark` first stands. For rare and short searches.
pub fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|part| part == mark)
}

/// What stands between `&` and `;`: one of the five entities, or a character by its number.
pub fn reference(name: &[u8]) -> Result<char, Refused> {
    match name {
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"amp" => Ok('&'),
        b"apos" => Ok('\''),
        b"quot" => Ok('"'),
        [b'#', b'x', digits @ ..] => numbered(digits, 16),
        [b'#', digits @ ..] => numbered(digits, 10),
        _ if super::names::is_name(name) => Err(Refused::UndefinedEntity),
        _ => Err(Refused::Syntax),
    }
}

fn numbered(digits: &[u8], radix: u32) -> Result<char, Refused> {
    if digits.is_empty() {
        return Err(Refused::Syntax);
    }
    let mut number = 0_u32;
    for digit in digits {
        let value = char::from(*digit).to_digit(radix).ok_or(Refused::Syntax)?;
        number = number.saturating_mul(radix).saturating_add(value);
    }
    char::from_u32(number)
        .filter(|letter| is_char(*letter))
        .ok_or(Refused::Character)
}
