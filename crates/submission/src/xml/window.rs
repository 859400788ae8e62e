use domain::count::as_count;

use crate::{
    intake::Refusal,
    xml::{characters::count_line_ends, parser::Fault},
};

/// How much of a file is held at a time. No tag, comment or other piece of markup may be longer.
const SIZE: usize = 256 * 1024;

/// The part of a file that is held: what is read but not yet used, and its place in the file.
pub struct Window {
    buffer: Vec<u8>,
    filled: usize,
    scanned: usize,
    ended: bool,
    lines: Lines,
}

impl Window {
    /// For a file of so many bytes: a short one is held whole, with room to see that it ends.
    pub fn new(length: u64) -> Self {
        let size =
            usize::try_from(length).map_or(SIZE, |length| SIZE.min(length.saturating_add(1)));
        Self {
            buffer: vec![0; size],
            filled: 0,
            scanned: 0,
            ended: false,
            lines: Lines::default(),
        }
    }

    /// Where the file goes on.
    pub fn spare(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    /// So many bytes of [`Self::spare`] are filled.
    pub fn add(&mut self, count: usize) {
        self.filled = self.buffer.len().min(self.filled + count);
    }

    /// The file ends with what is held.
    pub fn end(&mut self) {
        self.ended = true;
    }

    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }

    /// Whether the window reaches the end of the file.
    pub const fn is_last(&self) -> bool {
        self.ended
    }

    pub fn is_full(&self) -> bool {
        self.filled == self.buffer.len()
    }

    /// The end of what may be parsed: after the last `>`, so that the parts before it are mostly
    /// whole; everything when the file ends here.
    pub fn cut(&self) -> usize {
        if self.ended {
            return self.filled;
        }
        memchr::memrchr(b'>', self.bytes())
            .map_or(0, |at| at + 1)
            .max(self.scanned)
    }

    /// The bytes before `cut` whose characters have not been looked at.
    pub fn unscanned(&self, cut: usize) -> &[u8] {
        &self.buffer[self.scanned..cut]
    }

    pub fn mark_scanned(&mut self, cut: usize) {
        self.scanned = cut;
    }

    /// The bytes before `end`, and the counter of lines that goes with them.
    pub fn split(&mut self, end: usize) -> (&[u8], &mut Lines) {
        (&self.buffer[..end], &mut self.lines)
    }

    /// Drops the bytes that have been used.
    pub fn consume(&mut self, used: usize) {
        self.lines.leave(&self.buffer[..used]);
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used;
        self.scanned = self.scanned.saturating_sub(used);
    }

    /// A place to look at without moving on.
    pub fn here_at(&self, at: usize) -> (u32, u32) {
        self.lines.clone().place(self.bytes(), at)
    }

    pub fn refusal(&mut self, fault: Fault) -> Refusal {
        let (line, column) = self.lines.place(&self.buffer[..self.filled], fault.at);
        Refusal {
            reason: fault.reason,
            number: None,
            line: Some(line),
            column: Some(column),
        }
    }
}

/// Counts lines only as far as someone asks for a place.
#[derive(Debug, Clone)]
pub struct Lines {
    line: u32,
    /// Bytes of the window counted so far.
    counted: usize,
    /// Bytes before the window since the last line end, reduced by bytes in it: see [`Self::place`].
    column_base: i64,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            line: 1,
            counted: 0,
            column_base: 1,
        }
    }
}

impl Lines {
    /// Line and column, from 1, of a byte of the window. Places are asked for in order; one
    /// before the last is told as the last line's.
    pub fn place(&mut self, window: &[u8], at: usize) -> (u32, u32) {
        let at = at.min(window.len());
        if let Some(new) = window.get(self.counted..at) {
            let ends = count_line_ends(new);
            // The last one is mostly a few bytes away, too near to call for a search by words.
            if ends > 0
                && let Some(last) = new.iter().rposition(|byte| *byte == b'\n')
            {
                self.line = self.line.saturating_add(ends);
                self.column_base = -as_count(self.counted + last);
            }
            self.counted = at;
        }
        let column = (as_count(at) + self.column_base).max(1);
        (self.line, u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The window moves on past these bytes.
    fn leave(&mut self, used: &[u8]) {
        self.place(used, used.len());
        self.counted = self.counted.saturating_sub(used.len());
        self.column_base += as_count(used.len());
    }
}

/// Where the reader stands; tells line and column when something is worth telling.
pub struct Here<'a> {
    window: &'a [u8],
    at: usize,
    lines: &'a mut Lines,
}

impl<'a> Here<'a> {
    pub(crate) fn new(window: &'a [u8], at: usize, lines: &'a mut Lines) -> Self {
        Self { window, at, lines }
    }

    /// Line and column, both from 1; the column in bytes.
    #[cold]
    #[inline(never)]
    pub fn place(&mut self) -> (u32, u32) {
        self.lines.place(self.window, self.at)
    }
}
