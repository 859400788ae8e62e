use crate::{
    intake::Refused,
    limits::Limits,
    xml::{
        Content, Tag, attributes,
        characters::{find, is_blank, is_same, reference},
        markup::{spaces, tag_length, text_length, until_space},
        names::{self, Named},
        namespaces::{Namespace, Namespaces},
        window::{Here, Lines},
    },
};

/// A reason to stop, and where in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub reason: Refused,
    pub at: usize,
}

/// Where in a window the parser stands.
struct Place<'w, 'l> {
    window: &'w [u8],
    lines: &'l mut Lines,
    /// The window has a `]`, with which the `]]>` begins that text may not hold.
    brackets: bool,
    /// Where the next part begins.
    start: usize,
    /// Text since the last tag, as long as it lies in one piece.
    whole: &'w [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
/// Where in the document, by its root element.
enum Part {
    Before,
    Inside,
    After,
}

/// Splits windows into tags and texts, checks them, and carries what is open from one to the next.
pub struct Parser<C> {
    limits: Limits,
    content: C,
    part: Part,
    /// Names of the open elements, one after the other, and where each begins.
    names: Vec<u8>,
    open: Vec<usize>,
    namespaces: Namespaces,
    /// Text that did not come in one piece.
    text: Vec<u8>,
    events: u64,
}

impl<C: Content> Parser<C> {
    pub fn new(limits: &Limits, content: C) -> Self {
        Self {
            limits: *limits,
            content,
            part: Part::Before,
            names: Vec::new(),
            open: Vec::new(),
            namespaces: Namespaces::default(),
            text: Vec::new(),
            events: 0,
        }
    }

    pub fn into_content(self) -> C {
        self.content
    }

    pub fn is_after_root(&self) -> bool {
        self.part == Part::After
    }

    pub fn tell_non_ascii(&mut self, place: (u32, u32)) {
        self.content.non_ascii(place);
    }

    /// The file has ended.
    pub fn finish(&self) -> Result<(), Refused> {
        match self.part {
            Part::Before => Err(Refused::NoRoot),
            Part::Inside => Err(Refused::Syntax),
            Part::After => Ok(()),
        }
    }

    /// Reads the whole parts of a window and returns how many bytes that were. An unfinished
    /// part at the end stays for the next window, unless this is the last.
    pub fn run(&mut self, window: &[u8], last: bool, lines: &mut Lines) -> Result<usize, Fault> {
        let brackets = memchr::memchr(b']', window).is_some();
        let mut at = Place {
            window,
            lines,
            brackets,
            start: 0,
            whole: &[],
        };
        while at.start < window.len() {
            match self.part(&mut at) {
                Ok(Some(length)) => at.start += length,
                Ok(None) if last => {
                    return Err(Fault {
                        reason: Refused::Syntax,
                        at: at.start,
                    });
                }
                Ok(None) => break,
                Err(reason) => {
                    return Err(Fault {
                        reason,
                        at: at.start,
                    });
                }
            }
        }
        let whole = at.whole;
        self.keep_text(whole).map_err(|reason| Fault {
            reason,
            at: at.start,
        })?;
        Ok(at.start)
    }

    /// Reads the part that begins at `at.start`; returns its length, or none when its end is not
    /// in the window.
    fn part(&mut self, at: &mut Place<'_, '_>) -> Result<Option<usize>, Refused> {
        self.count_event()?;
        let rest = at.window.get(at.start..).unwrap_or_default();
        match rest {
            [b'<', b'/', inner @ ..] => self.end_tag(inner, at),
            [b'<', b'!', ..] => self.marked(rest, at),
            [b'<', b'?', inner @ ..] => {
                let Some(length) = find(inner, b"?>") else {
                    return Ok(None);
                };
                self.check_instruction(&inner[..length])?;
                Ok(Some(length + "<??>".len()))
            }
            [b'<'] => Ok(None),
            [b'<', inner @ ..] => self.start_tag(inner, at),
            [b'&', inner @ ..] => {
                let Some(length) = memchr::memchr(b';', inner) else {
                    return Err(Refused::Syntax);
                };
                let letter = reference(&inner[..length])?;
                self.put_piece(&mut at.whole, letter.encode_utf8(&mut [0; 4]).as_bytes())?;
                Ok(Some(length + "&;".len()))
            }
            _ => {
                let text = &rest[..text_length(rest)];
                self.check_text(text, at.brackets)?;
                self.put_text(&mut at.whole, text)?;
                Ok(Some(text.len()))
            }
        }
    }

    /// A comment, a CDATA section, or a DOCTYPE.
    fn marked(&mut self, rest: &[u8], at: &mut Place<'_, '_>) -> Result<Option<usize>, Refused> {
        if let Some(inner) = rest.strip_prefix(b"<!--") {
            let Some(length) = find(inner, b"--") else {
                return Ok(None);
            };
            return match inner.get(length + 2) {
                Some(b'>') => Ok(Some(length + "<!---->".len())),
                Some(_) => Err(Refused::Syntax),
                None => Ok(None),
            };
        }
        if let Some(inner) = rest.strip_prefix(b"<![CDATA[") {
            let Some(length) = find(inner, b"]]>") else {
                return Ok(None);
            };
            self.put_piece(&mut at.whole, &inner[..length])?;
            return Ok(Some(length + "<![CDATA[]]>".len()));
        }
        if rest.len() < "<!DOCTYPE".len() && !rest.contains(&b'>') {
            return Ok(None);
        }
        let doctype = rest
            .get(2..9)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"DOCTYPE"));
        Err(if doctype {
            Refused::Doctype
        } else {
            Refused::Syntax
        })
    }

    fn start_tag(
        &mut self,
        inner: &[u8],
        at: &mut Place<'_, '_>,
    ) -> Result<Option<usize>, Refused> {
        let name = names::leading(inner).ok_or(Refused::Syntax)?;
        if inner.get(name.length) == Some(&b'>') {
            self.open_tag(name, &inner[..name.length], at)?;
            return Ok(Some(name.length + "<>".len()));
        }
        let Some(length) = tag_length(&inner[name.length..]).map(|length| name.length + length)
        else {
            return Ok(None);
        };
        if inner[..length].ends_with(b"/") {
            self.open_tag(name, &inner[..length - 1], at)?;
            self.close(at)?;
        } else {
            self.open_tag(name, &inner[..length], at)?;
        }
        Ok(Some(length + "<>".len()))
    }

    fn end_tag(&mut self, inner: &[u8], at: &mut Place<'_, '_>) -> Result<Option<usize>, Refused> {
        let expected = self
            .open
            .last()
            .and_then(|start| self.names.get(*start..))
            .unwrap_or_default();
        let after = match inner.split_at_checked(expected.len()) {
            Some((name, after)) if is_same(name, expected) && !expected.is_empty() => after,
            None if expected.starts_with(inner) => return Ok(None),
            _ => return Err(Refused::Syntax),
        };
        let spaces = spaces(after);
        match after.get(spaces) {
            Some(b'>') => {}
            Some(_) => return Err(Refused::Syntax),
            None => return Ok(None),
        }
        let length = expected.len() + spaces + "</>".len();
        self.close(at)?;
        Ok(Some(length))
    }

    fn count_event(&mut self) -> Result<(), Refused> {
        self.events += 1;
        if self.events > self.limits.events {
            Err(Refused::EventCount)
        } else {
            Ok(())
        }
    }

    /// Text that does not lie in the file as it is meant.
    fn put_piece(&mut self, whole: &mut &[u8], piece: &[u8]) -> Result<(), Refused> {
        if self.part != Part::Inside {
            return Err(Refused::Syntax);
        }
        self.keep_text(whole)?;
        *whole = &[];
        self.add_text(piece)
    }

    fn check_text(&self, text: &[u8], brackets: bool) -> Result<(), Refused> {
        if self.part != Part::Inside && !is_blank(text) {
            return Err(Refused::Syntax);
        }
        if brackets && find(text, b"]]>").is_some() {
            return Err(Refused::Syntax);
        }
        Ok(())
    }

    /// Text mostly comes in one piece, which is then handed on as it lies. What comes in several
    /// is put together.
    fn put_text<'w>(&mut self, whole: &mut &'w [u8], part: &'w [u8]) -> Result<(), Refused> {
        if whole.is_empty() && self.text.is_empty() {
            *whole = part;
            return self.check_length(part.len());
        }
        self.keep_text(whole)?;
        *whole = &[];
        self.add_text(part)
    }

    fn keep_text(&mut self, whole: &[u8]) -> Result<(), Refused> {
        if whole.is_empty() {
            Ok(())
        } else {
            self.add_text(whole)
        }
    }

    fn add_text(&mut self, text: &[u8]) -> Result<(), Refused> {
        if self.part != Part::Inside {
            return if is_blank(text) {
                Ok(())
            } else {
                Err(Refused::Syntax)
            };
        }
        self.check_length(self.text.len() + text.len())?;
        self.text.extend_from_slice(text);
        Ok(())
    }

    fn check_length(&self, length: usize) -> Result<(), Refused> {
        if length > self.limits.value_bytes {
            Err(Refused::ValueLength)
        } else {
            Ok(())
        }
    }

    /// `inner` is what stands between `<` and `>`, or `/>`.
    fn open_tag(
        &mut self,
        name: Named,
        inner: &[u8],
        at: &mut Place<'_, '_>,
    ) -> Result<(), Refused> {
        let Named { length, colon } = name;
        let (name, rest) = inner.split_at(length);
        self.enter(name)?;
        let mut attributes = Vec::new();
        if !rest.is_empty() {
            attributes = attributes::parse(rest, &self.limits)?;
            self.namespaces.enter(self.open.len(), &mut attributes)?;
        }
        let (namespace, local) = if colon || self.namespaces.has_default() {
            self.namespaces.of_element(name)?
        } else {
            (Namespace::None, name)
        };
        let tag = Tag {
            name,
            local,
            namespace,
            attributes: &attributes,
        };
        let before = std::mem::take(&mut at.whole);
        let mut here = Here::new(at.window, at.start, at.lines);
        if self.text.is_empty() {
            return self.content.open(&tag, before, &mut here);
        }
        self.text.extend_from_slice(before);
        self.content.open(&tag, &self.text, &mut here)?;
        self.text.clear();
        Ok(())
    }

    fn enter(&mut self, name: &[u8]) -> Result<(), Refused> {
        if name.len() > self.limits.name_bytes {
            return Err(Refused::NameLength);
        }
        if self.part == Part::After {
            return Err(Refused::Syntax);
        }
        if self.open.len() == self.limits.depth {
            return Err(Refused::Depth);
        }
        self.part = Part::Inside;
        self.open.push(self.names.len());
        self.names.extend_from_slice(name);
        Ok(())
    }

    fn close(&mut self, at: &mut Place<'_, '_>) -> Result<(), Refused> {
        if let Some(start) = self.open.pop() {
            self.names.truncate(start);
        }
        self.namespaces.leave(self.open.len() + 1);
        if self.open.is_empty() {
            self.part = Part::After;
        }
        let text = std::mem::take(&mut at.whole);
        let mut here = Here::new(at.window, at.start.saturating_sub(text.len()), at.lines);
        if self.text.is_empty() {
            return self.content.close(text, &mut here);
        }
        self.text.extend_from_slice(text);
        self.content.close(&self.text, &mut here)?;
        self.text.clear();
        Ok(())
    }

    /// `inner` is what stands between `<?` and `?>` (productions 16, 17).
    fn check_instruction(&self, inner: &[u8]) -> Result<(), Refused> {
        let target = until_space(inner);
        if target.len() > self.limits.name_bytes {
            return Err(Refused::NameLength);
        }
        let reserved = target.eq_ignore_ascii_case(b"xml");
        if reserved || !names::is_name(target) || target.contains(&b':') {
            return Err(Refused::Syntax);
        }
        Ok(())
    }
}
