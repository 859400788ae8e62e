/// How a name begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Bytes of the name.
    pub length: usize,
    /// It has at least one colon.
    pub colon: bool,
}

/// The Name (XML 1.0, fifth edition, productions 4, 4a, 5; colons allowed) at the front of `text`;
/// none when no name stands there. Letters beyond U+FFFF, which the earlier editions forbid in
/// names, stay forbidden: no feed uses them.
pub fn leading(text: &[u8]) -> Option<Named> {
    let mut met = 0;
    let length = text
        .iter()
        .position(|byte| {
            let class = CLASSES[usize::from(*byte)];
            met |= class;
            class & PART == 0
        })
        .unwrap_or(text.len());
    if met & BEYOND_ASCII != 0 {
        return leading_beyond_ascii(text);
    }
    let starts = text
        .first()
        .is_some_and(|byte| CLASSES[usize::from(*byte)] & START != 0);
    (starts && length > 0).then_some(Named {
        length,
        colon: met & COLON != 0,
    })
}

/// Looks only as far as a name may reach: the text may be a whole window.
fn leading_beyond_ascii(text: &[u8]) -> Option<Named> {
    const FAR_ENOUGH: usize = 1_024;
    let near = text.get(..FAR_ENOUGH).unwrap_or(text);
    let text = near.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let length = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let colon = text.find(':').is_some_and(|at| at < length);
    text.starts_with(is_start)
        .then_some(Named { length, colon })
}

/// Whether all of it is one Name.
pub fn is_name(name: &[u8]) -> bool {
    leading(name).is_some_and(|named| named.length == name.len())
}

const PART: u8 = 1;
const START: u8 = 2;
const COLON: u8 = 4;
const BEYOND_ASCII: u8 = 8;

/// What each byte may be in a name.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = match byte {
            b':' => PART | START | COLON,
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => PART | START,
            b'0'..=b'9' | b'-' | b'.' => PART,
            0x80.. => BEYOND_ASCII,
            _ => 0,
        };
        if byte == u8::MAX {
            return classes;
        }
        byte += 1;
    }
}

const fn is_start(letter: char) -> bool {
    matches!(letter,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}')
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
