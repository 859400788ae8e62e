use crate::{
    intake::Refused,
    limits::Limits,
    xml::{Content, Here, Namespace, Tag},
};

/// What a file is, by its first element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Staffing,
    /// One file holds one record.
    Assessment,
    /// Nothing that is known here. It is read to its end all the same, so that a file which is
    /// broken is told to be that.
    Unknown,
}

impl Kind {
    pub(crate) fn of_root(name: &[u8]) -> Self {
        match name {
            b"nursingHomeData" => Self::Staffing,
            b"ASSESSMENT" => Self::Assessment,
            _ => Self::Unknown,
        }
    }
}

/// Stands between reader and content: knows which files are submissions at all, and what none
/// of them may ask for.
pub(crate) struct Gate<C> {
    content: C,
    kind: Option<Kind>,
    elements: u64,
    record_elements: u64,
}

impl<C: Content> Gate<C> {
    pub fn new(content: C, limits: &Limits) -> Self {
        Self {
            content,
            kind: None,
            elements: 0,
            record_elements: limits.record_elements,
        }
    }

    /// What the file is; none before its first element.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    pub fn into_content(self) -> C {
        self.content
    }

    /// The file has been read.
    pub fn finish(&self) -> Result<(), Refused> {
        if self.kind == Some(Kind::Unknown) {
            Err(Refused::Root)
        } else {
            Ok(())
        }
    }
}

impl<C: Content> Content for Gate<C> {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        let kind = *self.kind.get_or_insert_with(|| Kind::of_root(tag.local));
        self.elements += 1;
        if kind == Kind::Assessment && self.elements > self.record_elements {
            return Err(Refused::ElementCount);
        }
        if tag.namespace == Namespace::XInclude {
            return Err(Refused::UnknownElement);
        }
        if kind == Kind::Unknown {
            return Ok(());
        }
        self.content.open(tag, before, here)
    }

    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        if self.kind == Some(Kind::Unknown) {
            return Ok(());
        }
        self.content.close(text, here)
    }

    fn non_ascii(&mut self, place: (u32, u32)) {
        self.content.non_ascii(place);
    }
}
