//! Reads XML 1.0 with namespaces, strictly and without ever holding the whole file: a window of it
//! is split into its parts, and each part is checked. No DOCTYPE, no entity beyond the five of XML,
//! nothing is ever fetched.

mod attributes;
mod characters;
mod declaration;
mod markup;
mod names;
mod namespaces;
mod parser;
mod window;

pub use attributes::Attribute;
pub(crate) use characters::{is_blank, is_same, is_space};
pub use namespaces::Namespace;
pub use window::Here;

use crate::{
    intake::{Refusal, Refused, Stop},
    limits::Limits,
};
use characters::Scan;
use parser::{Fault, Parser};
use window::Window;

/// The start of an element.
#[derive(Debug)]
pub struct Tag<'a> {
    /// As written, with its prefix.
    pub name: &'a [u8],
    /// Without the prefix.
    pub local: &'a [u8],
    pub namespace: Namespace,
    pub attributes: &'a [Attribute<'a>],
}

/// Takes what the reader finds, in document order. Text is given with the tag that ends it:
/// references resolved, CDATA and comments melted in, line ends as written. All of it is UTF-8.
pub trait Content {
    /// An element begins; `before` is the text since the last tag.
    ///
    /// # Errors
    /// A reason to read no further.
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused>;

    /// The element last opened ends; `text` is the text since the last tag.
    ///
    /// # Errors
    /// A reason to read no further.
    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused>;

    /// The file says that it is ASCII, and is not. Told once.
    fn non_ascii(&mut self, _place: (u32, u32)) {}
}

impl<C: Content + ?Sized> Content for &mut C {
    fn open(&mut self, tag: &Tag<'_>, before: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        (**self).open(tag, before, here)
    }

    fn close(&mut self, text: &[u8], here: &mut Here<'_>) -> Result<(), Refused> {
        (**self).close(text, here)
    }

    fn non_ascii(&mut self, place: (u32, u32)) {
        (**self).non_ascii(place);
    }
}

/// A stream of bytes: an XML file as it lies, or a member of a ZIP as it is unpacked.
pub trait Bytes {
    /// Fills the front of `buffer` and returns how much; 0 at the end.
    ///
    /// # Errors
    /// What the source says, or what is wrong with the archive around it.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop>;
}

/// Reads one XML file to its end, or to the first place where it is not well-formed or passes
/// a limit.
///
/// # Errors
/// [`Stop`]: why, and where.
pub fn read<C: Content>(
    source: &mut dyn Bytes,
    limits: &Limits,
    content: &mut C,
) -> Result<(), Stop> {
    let mut reader = Reader::new(limits, u64::MAX, content);
    reader.pull(source)?;
    Ok(reader.end()?)
}

/// Reads one XML file as it comes: whoever has the next bytes puts them into [`Self::spare`].
pub struct Reader<C> {
    window: Window,
    parser: Parser<C>,
    limits: Limits,
    has_begun: bool,
    ascii_promised: bool,
}

impl<C: Content> Reader<C> {
    /// `length` is that of the file in bytes; more where it is not known.
    pub fn new(limits: &Limits, length: u64, content: C) -> Self {
        Self {
            window: Window::new(length),
            parser: Parser::new(limits, content),
            limits: *limits,
            has_begun: false,
            ascii_promised: false,
        }
    }

    /// Where the next bytes go; there is always room for some.
    pub fn spare(&mut self) -> &mut [u8] {
        self.window.spare()
    }

    /// So many bytes were put into [`Self::spare`].
    ///
    /// # Errors
    /// Why the file is read no further, and where.
    pub fn advance(&mut self, count: usize) -> Result<(), Refusal> {
        self.window.add(count);
        if self.window.is_full() {
            self.read_window()?;
        }
        Ok(())
    }

    /// The file has ended.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn end(&mut self) -> Result<(), Refusal> {
        self.window.end();
        self.read_window()
    }

    /// All that a source gives, at once.
    ///
    /// # Errors
    /// [`Stop`]: why, and where.
    pub fn pull(&mut self, source: &mut dyn Bytes) -> Result<(), Stop> {
        loop {
            match source.read(self.spare())? {
                0 => return Ok(()),
                count => self.advance(count)?,
            }
        }
    }

    pub fn into_content(self) -> C {
        self.parser.into_content()
    }

    /// Reads the whole parts of the window, and makes room.
    fn read_window(&mut self) -> Result<(), Refusal> {
        let Self { window, parser, .. } = self;
        if !self.has_begun {
            let start = declaration::read(window.bytes(), window.is_last())?;
            window.consume(start.length);
            self.ascii_promised = start.ascii;
            self.has_begun = true;
        }
        let cut = window.cut();
        let scan = characters::scan(window.unscanned(cut));
        let scanned = cut - window.unscanned(cut).len();
        if self.ascii_promised
            && let Some(at) = scan.non_ascii()
        {
            parser.tell_non_ascii(window.here_at(scanned + at));
            self.ascii_promised = false;
        }
        let (end, bad) = match scan {
            Scan::Fine { .. } => (cut, None),
            Scan::Bad { at, reason, .. } => (scanned + at, Some(reason)),
        };
        let last = window.is_last() && bad.is_none();
        let (bytes, lines) = window.split(end);
        let used = parser
            .run(bytes, last, lines)
            .map_err(|fault| window.refusal(fault))?;
        if let Some(reason) = bad {
            let reason = if parser.is_after_root() {
                Refused::Syntax
            } else {
                reason
            };
            return Err(window.refusal(Fault { reason, at: end }));
        }
        if last {
            return parser
                .finish()
                .map_err(|reason| window.refusal(Fault { reason, at: end }));
        }
        if used == 0 && window.is_full() {
            let reason = markup::oversize(window.bytes(), &self.limits);
            return Err(window.refusal(Fault { reason, at: 0 }));
        }
        window.mark_scanned(cut);
        window.consume(used);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
