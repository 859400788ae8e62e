//! What the file of a record holds, as it stands there.

use crate::{
    assessments::Slip,
    intake::Refused,
    xml::{Content, Here, Namespace, Tag, is_blank},
};

/// The items of one record in the order of the file, and what is wrong with the file's outline.
#[derive(Debug, Default)]
pub struct Fields {
    /// Ids and values, one after the other.
    text: String,
    rows: Vec<Row>,
    pub(super) slips: Vec<Met>,
    depth: usize,
    /// Where the item that is open stands.
    open: Option<Row>,
}

/// An id and its value, as stretches of the text.
#[derive(Debug, Clone, Copy)]
struct Row {
    id: (usize, usize),
    value: (usize, usize),
    place: (u32, u32),
}

/// Something wrong with the outline, or with an item as such.
#[derive(Debug, Clone)]
pub(super) struct Met {
    pub slip: Slip,
    pub item: String,
    pub value: String,
    pub place: (u32, u32),
}

/// One item of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted<'a> {
    pub id: &'a str,
    pub value: &'a str,
    /// Line and column, both from 1.
    pub place: (u32, u32),
}

impl Fields {
    /// The items in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = Submitted<'_>> {
        self.rows.iter().map(|row| Submitted {
            id: &self.text[row.id.0..row.id.1],
            value: &self.text[row.value.0..row.value.1],
            place: row.place,
        })
    }

    /// The first value of an item.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&str> {
        self.iter()
            .find(|field| field.id == id)
            .map(|field| field.value)
    }

    fn push(&mut self, bytes: &[u8]) -> (usize, usize) {
        let start = self.text.len();
        self.text
            .push_str(std::str::from_utf8(bytes).unwrap_or_default());
        (start, self.text.len())
    }

    fn slip(&mut self, slip: Slip, item: &[u8], value: &[u8], place: (u32, u32)) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.slips.push(Met {
            slip,
            item: text(item),
            value: text(value.trim_ascii()),
            place,
        });
    }
}

impl Content for Fields {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        self.depth += 1;
        let place = here.place();
        if self.depth <= 2 && !is_blank(before) {
            self.slip(Slip::UnexpectedText, b"ASSESSMENT", before, place);
        }
        for attribute in tag.attributes {
            let is_hint = matches!(
                attribute.namespace,
                Namespace::Xmlns | Namespace::SchemaInstance
            );
            if !is_hint {
                self.slip(Slip::UnexpectedAttribute, tag.name, attribute.name, place);
            }
        }
        if self.depth == 2 {
            let id = self.push(tag.local);
            self.open = Some(Row {
                id,
                value: (0, 0),
                place,
            });
        } else if self.depth == 3 {
            self.slip(Slip::NestedElement, tag.name, b"", place);
        }
        Ok(())
    }

    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        if self.depth == 2
            && let Some(row) = self.open.take()
        {
            let value = self.push(text);
            self.rows.push(Row { value, ..row });
        } else if self.depth == 1 && !is_blank(text) {
            let place = here.place();
            self.slip(Slip::UnexpectedText, b"ASSESSMENT", text, place);
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn non_ascii(&mut self, place: (u32, u32)) {
        self.slip(Slip::NonAscii, b"", b"", place);
    }
}
