//! A browser's file as a source of bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use std::io;
use submission::ReadAt;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Reads slices of the file when they are asked for: the whole of it is never in memory.
pub struct BrowserFile {
    blob: Blob,
    reader: FileReaderSync,
}

impl BrowserFile {
    /// # Errors
    /// Outside a worker, where the browser offers no such reader.
    pub fn new(blob: Blob) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(unreadable)?;
        Ok(Self { blob, reader })
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
        // Doubles are exact up to 2^53 bytes, the browser's own limit.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let (start, end) = (offset as f64, (offset + buffer.len() as u64) as f64);
        let slice = self
            .blob
            .slice_with_f64_and_f64(start, end)
            .map_err(unreadable)?;
        let bytes: ArrayBuffer = self
            .reader
            .read_as_array_buffer(&slice)
            .map_err(unreadable)?;
        let bytes = Uint8Array::new(&bytes);
        let count = bytes.length() as usize;
        bytes.copy_to(&mut buffer[..count]);
        Ok(count)
    }
}

/// What the browser says is for programmers; the page has its own words for it.
fn unreadable(_: JsValue) -> io::Error {
    io::ErrorKind::Other.into()
}
