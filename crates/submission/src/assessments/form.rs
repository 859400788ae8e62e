use serde::{Deserialize, Serialize};

/// How a text must look: one of some rows of characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub name: String,
    /// No space at either end.
    pub trimmed: bool,
    pub rows: Vec<Row>,
}

pub type Row = Vec<Atom>;

/// Characters of one class, so many of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Atom {
    /// First and last of each stretch; everything else that can be printed when `not`.
    pub stretches: Vec<(u8, u8)>,
    pub not: bool,
    pub least: u8,
    /// No most.
    pub most: Option<u8>,
}

impl Form {
    /// Whether the text has this form from end to end.
    #[must_use]
    pub fn admits(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let bare = !text.starts_with(b" ") && !text.ends_with(b" ");
        (bare || !self.trimmed) && self.rows.iter().any(|row| fits(row, text))
    }
}

/// Takes as many characters as the first atom may have, then fewer, until the rest fits.
fn fits(row: &[Atom], text: &[u8]) -> bool {
    let Some((atom, rest)) = row.split_first() else {
        return text.is_empty();
    };
    let most = atom.most.map_or(text.len(), usize::from);
    let taken = text
        .iter()
        .take(most)
        .take_while(|byte| atom.has(**byte))
        .count();
    (usize::from(atom.least)..=taken)
        .rev()
        .any(|count| fits(rest, &text[count..]))
}

impl Atom {
    fn has(&self, byte: u8) -> bool {
        let named = self
            .stretches
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&byte));
        if self.not {
            !named && matches!(byte, b' '..=b'~')
        } else {
            named
        }
    }
}
