//! A browser's file as a source of bytes at any place, for the ZIP reader. An XML file is streamed instead.

use js_sys::{ArrayBuffer, Uint8Array};
use std::io;
use submission::ReadAt;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes fetched at a time. A browser takes a while for each piece, large or small.
const AHEAD: usize = 2 << 20;

/// Fetches pieces of the file when they are asked for: the whole of it is never in memory.
pub struct BrowserFile {
    blob: Blob,
    reader: FileReaderSync,
    /// The piece fetched last, which the browser keeps outside of this program's memory.
    piece: Uint8Array,
    piece_at: u64,
}

impl BrowserFile {
    /// `start` is the front of the file, as far as it was fetched already.
    ///
    /// # Errors
    /// Outside a worker, where the browser offers no such reader.
    pub fn new(blob: Blob, start: Uint8Array) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(unreadable)?;
        Ok(Self {
            blob,
            reader,
            piece: start,
            piece_at: 0,
        })
    }

    /// The bytes from `offset` on that the piece holds, up to `count`.
    fn held(&self, offset: u64, count: usize) -> Option<Uint8Array> {
        let from = u32::try_from(offset.checked_sub(self.piece_at)?).ok()?;
        let to = from.checked_add(u32::try_from(count).ok()?)?;
        (to <= self.piece.length()).then(|| self.piece.subarray(from, to))
    }

    fn fetch(&mut self, offset: u64, count: usize) -> io::Result<()> {
        // Doubles are exact up to 2^53 bytes, the browser's own limit.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let (start, end) = (offset as f64, (offset + count as u64) as f64);
        let slice = self
            .blob
            .slice_with_f64_and_f64(start, end)
            .map_err(unreadable)?;
        let bytes: ArrayBuffer = self
            .reader
            .read_as_array_buffer(&slice)
            .map_err(unreadable)?;
        self.piece = Uint8Array::new(&bytes);
        self.piece_at = offset;
        Ok(())
    }
}

impl ReadAt for BrowserFile {
    fn len(&mut self) -> io::Result<u64> {
        // Sizes are whole numbers that a browser hands over as a double.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size is whole and not negative"
        )]
        Ok(self.blob.size() as u64)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.len()?.saturating_sub(offset);
        let count = usize::try_from(rest)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let Some(buffer) = buffer.get_mut(..count) else {
            return Ok(0);
        };
        if self.held(offset, count).is_none() {
            self.fetch(offset, count.max(AHEAD))?;
        }
        let bytes = self
            .held(offset, count)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.copy_to(buffer);
        Ok(count)
    }
}

/// What the browser says is for programmers; the page has its own words for it.
fn unreadable(_: JsValue) -> io::Error {
    io::ErrorKind::Other.into()
}
