use crate::{
    intake::Refused,
    limits::Limits,
    xml::{Content, Here, Tag},
};

const XINCLUDE: &[u8] = b"http://www.w3.org/2001/XInclude";

/// Stands between reader and content: knows which files are submissions at all, and what none
/// of them may ask for.
pub(crate) struct Gate<'a, C> {
    pub content: &'a mut C,
    elements: u64,
    limit: Option<u64>,
    record_elements: u64,
}

impl<'a, C: Content> Gate<'a, C> {
    pub fn new(content: &'a mut C, limits: &Limits) -> Self {
        Self {
            content,
            elements: 0,
            limit: None,
            record_elements: limits.record_elements,
        }
    }

    fn admit_root(&mut self, name: &[u8]) -> Result<(), Refused> {
        match name {
            b"nursingHomeData" => Ok(()),
            // One file holds one assessment.
            b"ASSESSMENT" => {
                self.limit = Some(self.record_elements);
                Ok(())
            }
            _ => Err(Refused::Root),
        }
    }
}

impl<C: Content> Content for Gate<'_, C> {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        if self.elements == 0 {
            self.admit_root(tag.local)?;
        }
        self.elements += 1;
        if self.limit.is_some_and(|limit| self.elements > limit) {
            return Err(Refused::ElementCount);
        }
        if tag.namespace == Some(XINCLUDE) {
            return Err(Refused::UnknownElement);
        }
        self.content.open(tag, before, here)
    }

    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        self.content.close(text, here)
    }

    fn non_ascii(&mut self, place: (u32, u32)) {
        self.content.non_ascii(place);
    }
}
