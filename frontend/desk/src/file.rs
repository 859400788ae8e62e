//! A browser's file as a source of bytes at any place, for the ZIP reader. An XML file is streamed instead.

use js_sys::{ArrayBuffer, Uint8Array};
use std::io;
use submission::ReadAt;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes fetched at a time. A browser takes a while for each piece, large or small.
const PIECE: u64 = 8 << 20;

/// Fetches pieces of the file when they are asked for: the whole of it is never in memory.
pub struct BrowserFile {
    blob: Blob,
    length: u64,
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
        // Sizes are whole numbers that a browser hands over as a double.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size is whole and not negative"
        )]
        let length = blob.size() as u64;
        Ok(Self {
            blob,
            length,
            reader,
            piece: start,
            piece_at: 0,
        })
    }

    /// The bytes from `offset` on that the piece holds, up to `count`.
    fn held(&self, offset: u64, count: usize) -> Option<Uint8Array> {
        let from = u32::try_from(offset.checked_sub(self.piece_at)?).ok()?;
        let to = from.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let length = self.piece.length();
        (from < length).then(|| self.piece.subarray(from, to.min(length)))
    }

    /// Fetches the piece that holds `offset`. Pieces lie side by side, so that going back and forth in one costs nothing.
    fn fetch(&mut self, offset: u64) -> io::Result<()> {
        let start = offset - offset % PIECE;
        // Doubles are exact up to 2^53 bytes, the browser's own limit.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let slice = self
            .blob
            .slice_with_f64_and_f64(start as f64, (start + PIECE) as f64)
            .map_err(unreadable)?;
        let bytes: ArrayBuffer = self
            .reader
            .read_as_array_buffer(&slice)
            .map_err(unreadable)?;
        self.piece = Uint8Array::new(&bytes);
        self.piece_at = start;
        Ok(())
    }
}

impl ReadAt for BrowserFile {
    fn len(&mut self) -> io::Result<u64> {
        Ok(self.length)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            let at = offset + filled as u64;
            if at >= self.length {
                break;
            }
            let room = &mut buffer[filled..];
            if self.held(at, 1).is_none() {
                self.fetch(at)?;
            }
            let bytes = self
                .held(at, room.len())
                .ok_or(io::ErrorKind::UnexpectedEof)?;
            let count = bytes.length() as usize;
            bytes.copy_to(&mut room[..count]);
            filled += count;
        }
        Ok(filled)
    }
}

/// What the browser says is for programmers; the page has its own words for it.
fn unreadable(_: JsValue) -> io::Error {
    io::ErrorKind::Other.into()
}
