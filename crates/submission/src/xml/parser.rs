use quick_xml::{
    Reader,
    errors::{Error, IllFormedError, SyntaxError},
    events::Event,
};

use crate::{
    intake::Refused,
    limits::Limits,
    xml::{
        Content, Tag,
        attributes::{self, Attribute},
        characters::{find, is_blank, is_space, reference},
        names::{self, Named},
        namespaces::Namespaces,
        window::{Here, Lines},
    },
};

/// A reason to stop, and where in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub reason: Refused,
    pub at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    BeforeRoot,
    InRoot,
    AfterRoot,
}

/// Checks what quick-xml splits, and carries what is open from window to window.
pub struct Parser<'a, C> {
    limits: &'a Limits,
    content: &'a mut C,
    part: Part,
    /// Names of the open elements, one after the other, and where each begins.
    names: Vec<u8>,
    open: Vec<usize>,
    namespaces: Namespaces,
    /// Text that did not come in one piece.
    text: Vec<u8>,
    events: u64,
}

const BOM: &[u8] = "\u{FEFF}".as_bytes();

impl<'a, C: Content> Parser<'a, C> {
    pub fn new(limits: &'a Limits, content: &'a mut C) -> Self {
        Self {
            limits,
            content,
            part: Part::BeforeRoot,
            names: Vec::new(),
            open: Vec::new(),
            namespaces: Namespaces::default(),
            text: Vec::new(),
            events: 0,
        }
    }

    pub fn is_after_root(&self) -> bool {
        self.part == Part::AfterRoot
    }

    pub fn tell_non_ascii(&mut self, place: (u32, u32)) {
        self.content.non_ascii(place);
    }

    /// The file has ended.
    pub fn finish(&self) -> Result<(), Refused> {
        match self.part {
            Part::BeforeRoot => Err(Refused::NoRoot),
            Part::InRoot => Err(Refused::Syntax),
            Part::AfterRoot => Ok(()),
        }
    }

    /// Reads the whole parts of a window and returns how many bytes that were. An unfinished
    /// part at the end stays for the next window, unless this is the last.
    pub fn run(&mut self, window: &[u8], last: bool, lines: &mut Lines) -> Result<usize, Fault> {
        // quick-xml drops a byte order mark at the start of what it is given; here it is text.
        let skipped = if window.starts_with(BOM) {
            BOM.len()
        } else {
            0
        };
        if skipped > 0 {
            self.add_text(BOM)
                .map_err(|reason| Fault { reason, at: 0 })?;
        }
        let mut reader = Reader::from_reader(&window[skipped..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.trim_markup_names_in_closing_tags = false;
        // White space before a tag makes no event of its own, which is most of the time saved;
        // it is what the event's place leaves over.
        config.trim_text_start = true;
        // Only a `]` can begin the `]]>` that text may not hold.
        let brackets = memchr::memchr(b']', window).is_some();
        let mut whole: &[u8] = &[];
        let mut start = skipped;
        loop {
            let event = reader.read_event();
            let end = skipped + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let part = window.get(start..end).unwrap_or_default();
            let fault = |reason| Fault { reason, at: start };
            self.count_event().map_err(fault)?;
            let token_length = match &event {
                Ok(Event::Start(tag)) => tag.len() + "<>".len(),
                Ok(Event::End(tag)) => tag.len() + "</>".len(),
                Ok(Event::Empty(tag)) => tag.len() + "</>".len(),
                Ok(Event::Text(_)) => part.len(),
                Err(_) => 0,
                _ => part.len() - spaces(part),
            };
            let (blank, token) = part.split_at(part.len().saturating_sub(token_length));
            let at = start + blank.len();
            let fault = |reason| Fault { reason, at };
            if !blank.is_empty() && event.is_ok() {
                self.put_text(&mut whole, blank).map_err(fault)?;
            }
            match event {
                Ok(Event::Text(_)) => {
                    self.check_text(token, brackets).map_err(fault)?;
                    self.put_text(&mut whole, token).map_err(fault)?;
                }
                Ok(Event::Start(_)) => {
                    let here = Here::new(window, at, lines);
                    self.open_tag(inner(token, 1, 1), whole, here).map_err(fault)?;
                    whole = &[];
                }
                Ok(Event::End(_)) => {
                    let here = Here::new(window, at.saturating_sub(whole.len()), lines);
                    self.close_tag(inner(token, 2, 1), whole, here).map_err(fault)?;
                    whole = &[];
                }
                Ok(Event::Empty(_)) => {
                    let here = Here::new(window, at, lines);
                    self.open_tag(inner(token, 1, 2), whole, here).map_err(fault)?;
                    self.close(&[], Here::new(window, at, lines)).map_err(fault)?;
                    whole = &[];
                }
                Ok(Event::GeneralRef(_)) => {
                    let letter = reference(inner(token, 1, 1)).map_err(fault)?;
                    self.put_piece(&mut whole, letter.encode_utf8(&mut [0; 4])).map_err(fault)?;
                }
                Ok(Event::CData(text)) => self.put_piece(&mut whole, &text).map_err(fault)?,
                Ok(Event::Comment(text)) => check_comment(text.as_bytes()).map_err(fault)?,
                Ok(Event::PI(_)) => self.check_instruction(inner(token, 2, 2)).map_err(fault)?,
                Ok(Event::Decl(_)) => return Err(fault(Refused::Syntax)),
                Ok(Event::DocType(_)) => return Err(fault(Refused::Doctype)),
                Ok(Event::Eof) => {
                    self.keep_text(whole).map_err(fault)?;
                    return Ok(end);
                }
                Err(error) => {
                    if is_unfinished(&error) && !last {
                        self.keep_text(whole).map_err(fault)?;
                        return Ok(start);
                    }
                    return Err(fault(reason_of(&error)));
                }
            }
            start = end;
        }
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
    fn put_piece(&mut self, whole: &mut &[u8], piece: &str) -> Result<(), Refused> {
        if self.part != Part::InRoot {
            return Err(Refused::Syntax);
        }
        self.keep_text(whole)?;
        *whole = &[];
        self.add_text(piece.as_bytes())
    }

    fn check_text(&self, text: &[u8], brackets: bool) -> Result<(), Refused> {
        if self.part != Part::InRoot && !is_blank(text) {
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
        if self.part != Part::InRoot {
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
    fn open_tag(&mut self, inner: &[u8], before: &[u8], mut here: Here<'_>) -> Result<(), Refused> {
        let Named { length, colon } = names::leading(inner).ok_or(Refused::Syntax)?;
        let (name, rest) = inner.split_at(length);
        self.enter(name)?;
        let mut attributes = Vec::new();
        if !rest.is_empty() {
            attributes = attributes::parse(rest, self.limits)?;
            self.namespaces.enter(self.open.len(), &mut attributes)?;
        }
        let (namespace, local) = if colon || self.namespaces.has_default() {
            self.namespaces.of_element(name)?
        } else {
            (None, name)
        };
        let attributes: &[Attribute<'_>] = &attributes;
        let tag = Tag {
            name,
            local,
            namespace,
            attributes,
        };
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
        if self.part == Part::AfterRoot {
            return Err(Refused::Syntax);
        }
        if self.open.len() == self.limits.depth {
            return Err(Refused::Depth);
        }
        self.part = Part::InRoot;
        self.open.push(self.names.len());
        self.names.extend_from_slice(name);
        Ok(())
    }

    /// `inner` is what stands between `</` and `>`.
    fn close_tag(&mut self, inner: &[u8], text: &[u8], here: Here<'_>) -> Result<(), Refused> {
        let expected = self
            .open
            .last()
            .map_or(&[][..], |start| &self.names[*start..]);
        let matches = !expected.is_empty()
            && inner
                .strip_prefix(expected)
                .is_some_and(|rest| rest.iter().all(|byte| is_space(*byte)));
        if !matches {
            return Err(Refused::Syntax);
        }
        self.close(text, here)
    }

    fn close(&mut self, text: &[u8], mut here: Here<'_>) -> Result<(), Refused> {
        if let Some(start) = self.open.pop() {
            self.names.truncate(start);
        }
        self.namespaces.leave(self.open.len() + 1);
        if self.open.is_empty() {
            self.part = Part::AfterRoot;
        }
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

/// A part without the marks around it.
fn inner(part: &[u8], before: usize, after: usize) -> &[u8] {
    part.get(before..part.len().saturating_sub(after))
        .unwrap_or_default()
}

/// White space in front, in bytes.
fn spaces(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_space(**byte)).count()
}

fn until_space(text: &[u8]) -> &[u8] {
    text.split(|byte| is_space(*byte)).next().unwrap_or_default()
}

/// Production 15: no `--` inside, no `-` at the end.
fn check_comment(text: &[u8]) -> Result<(), Refused> {
    if text.ends_with(b"-") || find(text, b"--").is_some() {
        return Err(Refused::Syntax);
    }
    Ok(())
}

/// Whether more bytes could still make it whole.
fn is_unfinished(error: &Error) -> bool {
    matches!(error, Error::Syntax(cause) if !matches!(cause, SyntaxError::InvalidBangMarkup | SyntaxError::UnclosedDoctype))
}

fn reason_of(error: &Error) -> Refused {
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype)
        | Error::IllFormed(IllFormedError::MissingDoctypeName) => Refused::Doctype,
        Error::Encoding(_) => Refused::Encoding,
        _ => Refused::Syntax,
    }
}

/// Why a window full of bytes holds not one whole part: what is too long in it.
pub fn oversize(window: &[u8], limits: &Limits) -> Refused {
    let [b'<', inner @ ..] = window else {
        return Refused::ValueLength;
    };
    if matches!(inner.first(), Some(b'!' | b'?')) {
        return Refused::ValueLength;
    }
    let length = until_space(inner).len();
    if length > limits.name_bytes {
        return Refused::NameLength;
    }
    // The last attribute is cut, which is no fault of its own.
    match attributes::parse(&inner[length..], limits) {
        Err(reason) if reason != Refused::Syntax => reason,
        _ => Refused::ValueLength,
    }
}
