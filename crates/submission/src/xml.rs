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
pub(crate) use characters::{is_blank, is_space};
pub use namespaces::Namespace;
pub use window::Bytes;
pub use window::Here;

use crate::{
    intake::{Refused, Stop},
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
    let mut window = Window::new(source);
    window.fill()?;
    let start = declaration::read(window.bytes(), window.is_last())?;
    let mut parser = Parser::new(limits, content);
    window.consume(start.length);
    let mut ascii_promised = start.ascii;
    loop {
        let cut = window.cut();
        let scan = characters::scan(window.unscanned(cut));
        let scanned = cut - window.unscanned(cut).len();
        if ascii_promised && let Some(at) = scan.non_ascii() {
            parser.tell_non_ascii(window.here_at(scanned + at));
            ascii_promised = false;
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
            return Err(window.refusal(Fault { reason, at: end }).into());
        }
        if last {
            return parser
                .finish()
                .map_err(|reason| window.refusal(Fault { reason, at: end }).into());
        }
        if used == 0 && window.is_full() {
            let reason = markup::oversize(window.bytes(), limits);
            return Err(window.refusal(Fault { reason, at: 0 }).into());
        }
        window.mark_scanned(cut);
        window.consume(used);
        window.fill()?;
    }
}

#[cfg(test)]
mod tests;
